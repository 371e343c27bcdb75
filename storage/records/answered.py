"""What the storage answers: parts of lists, and what became of a change."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from storage.records.kept import Event, Profile, Session, Takeaway

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list from `offset` on; `total` is None where counting is not worth it."""

    items: tuple[T, ...]
    offset: int
    total: int | None
    more: bool


@dataclass(frozen=True, slots=True)
class Ranked(Page[Session]):
    """The best-rated sessions; `event_name` is of the first one's event, "" without any."""

    event_name: str = ""


@dataclass(frozen=True, slots=True)
class EventCount:
    """An event with what it holds."""

    event: Event
    sessions: int
    takeaways: int


@dataclass(frozen=True, slots=True)
class Switch:
    """Another event became the current one; `before_set_by` had named the one before."""

    event: Event
    before: Event | None
    before_set_by: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """A takeaway with who its writer is."""

    takeaway: Takeaway
    profile: Profile | None


@dataclass(frozen=True, slots=True)
class Own:
    """A takeaway with its session."""

    session: Session
    takeaway: Takeaway


@dataclass(frozen=True, slots=True)
class Deleted(Own):
    """A takeaway that went; `change` brings it back."""

    change: int


@dataclass(frozen=True, slots=True)
class Hit:
    """Where words were found: in `fragment`, from `at[0]` up to `at[1]`.

    `user` wrote it, None where it is the session's own.
    """

    session: Session
    field: Literal["title", "code", "topics", "facts", "impressions", "questions"]
    fragment: str
    at: tuple[int, int]
    user: str | None


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """What became of one entry.

    `refused_title` is a title that was not taken, `noted` the words that became impressions, both
    "" where there was none; `nearest` are the known sessions whose codes look like an unknown one.
    """

    session: Session
    takeaway: Takeaway
    new_session: bool
    first_time: bool
    changed: bool
    refused_title: str = ""
    noted: str = ""
    nearest: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one save; `change` is what Undo takes back, None where nothing changed."""

    change: int | None
    entries: tuple[SavedEntry, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """A session after an undo, with the takeaway as it is again; None where there is none again."""

    session: Session
    takeaway: Takeaway | None


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo brought back, and the sessions that went with it."""

    entries: tuple[Restored, ...]
    sessions_removed: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference names: one match is meant, several are offered; else the nearest codes."""

    matches: tuple[Session, ...]
    nearest: tuple[Session, ...] = ()


@dataclass(frozen=True, slots=True)
class Migration:
    """What a migration did: revisions before and after, and where the file before was put."""

    before: str | None
    after: str
    copied_to: str | None


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The database's revision beside the one that the program needs."""

    revision: str | None
    needed: str
    known: bool

    @property
    def current(self) -> bool:
        """Whether nothing has to be done."""
        return self.revision == self.needed

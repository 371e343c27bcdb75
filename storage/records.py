"""Frozen records: all that enters and leaves the storage."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Generic, Literal, TypeVar

Attended = Literal["in_person", "overflow", "livestream", "recording", "other"]
Availability = Literal["recorded", "live_only", "not_recorded", "unknown"]


@dataclass(frozen=True, slots=True)
class Who:
    """A person in a workspace, by Slack's ids."""

    team_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked in the room, with its answer ("" where there was none)."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one entry text states; an empty field is not stated.

    `code` is the base code (`COP343`), `raw` the code of the delivery as it was written
    (`COP343-R-SC4`), both in half-width capitals. A nested fact begins with two spaces a level.
    """

    code: str | None = None
    raw: str | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    stars: int | None = None
    recommended: bool = False
    type: str | None = None
    level: int | None = None
    topics: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    availability: Availability | None = None
    recording_url: str | None = None
    attended: Attended | None = None
    partial: bool = False
    facts: tuple[str, ...] = ()
    impressions: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionType:
    """A kind of session of one event, with what is known of its recordings."""

    name: str
    description: str = ""
    availability: Availability = "unknown"


@dataclass(frozen=True, slots=True)
class Event:
    """A conference."""

    key: str
    name: str
    timezone: str = "UTC"
    starts_on: date | None = None
    ends_on: date | None = None
    current: bool = False
    types: tuple[SessionType, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """What the raters of a session gave: `count` ratings that add up to `total` stars."""

    count: int = 0
    total: int = 0
    recommended: int = 0
    lowest: int | None = None
    highest: int | None = None

    @property
    def mean(self) -> float | None:
        """The raw mean that people are shown, None without a rating."""
        return self.total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Session:
    """What one attends. `number` names it in the whole workspace; `code` is the base code.

    `availability` is the session's own, else that of its type.
    """

    event: str
    number: int
    code: str | None
    title: str
    type: str = "Other"
    level: int | None = None
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    starts_at: datetime | None = None
    availability: Availability = "unknown"
    recording_url: str | None = None
    rating: Rating = field(default_factory=Rating)

    def as_entry(self) -> Entry:
        """Give the session's details as an entry would state them."""
        return Entry(
            code=self.code,
            title=self.title,
            tags=self.tags,
            type=self.type,
            level=self.level,
            topics=self.topics,
            speakers=self.speakers,
            availability=self.availability,
            recording_url=self.recording_url,
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a person is; `line` is what stands beside their reviews."""

    user: str
    role: str = ""
    company: str = ""
    tech: str = ""
    certifications: str = ""
    interests: str = ""
    about: str = ""

    @property
    def line(self) -> str:
        """Role and company, else the first bullet or line of `about`."""
        stated = ", ".join(part for part in (self.role, self.company) if part)
        first = self.about.strip().split("\n", 1)[0]
        return stated or first.lstrip("-*+•・◦▪ \u3000").strip()


@dataclass(frozen=True, slots=True)
class Takeaway:
    """One person's entry about one session; times are in UTC."""

    user: str
    session: int
    raw: str | None
    stars: int | None
    recommended: bool
    facts: tuple[str, ...]
    impressions: str
    questions: tuple[Question, ...]
    attended: Attended | None
    partial: bool
    created_at: datetime
    updated_at: datetime

    @property
    def incomplete(self) -> bool:
        """Without stars, or with neither facts nor impressions."""
        return self.stars is None or not (self.facts or self.impressions)

    def as_entry(self, details: Entry | None = None) -> Entry:
        """Give what it states as an entry, with the details of its session where they are given."""
        return replace(
            details or Entry(),
            raw=self.raw,
            stars=self.stars,
            recommended=self.recommended,
            attended=self.attended,
            partial=self.partial,
            facts=self.facts,
            impressions=self.impressions,
            questions=self.questions,
        )


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
class Level:
    """A number that a filter asks for, or that number and more."""

    value: int
    or_more: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; all conditions hold together, but `by` names several people at choice.

    `event` is a key, None for the current one, "all" for each. `by` (user ids), `roles` and `since`
    (first saved within that time, or from that day of the event's zone on) choose takeaways, the
    others sessions. `stars` is the mean.
    """

    event: str | None = None
    types: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    stars: tuple[Level, ...] = ()
    by: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    since: timedelta | date | None = None
    recorded: bool = False
    recommended: bool = False
    unwatched: bool = False
    words: tuple[str, ...] = ()


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
class Edit:
    """Fields of `entry` that take the place of what is stored; None and empty clear.

    `fields` are names of `Entry`: details of the session and fields of the takeaway alike.
    """

    entry: Entry
    fields: frozenset[str]


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
class KnownPerson:
    """What Slack last said of a member, and when it was asked."""

    user: str
    name: str
    language: str
    timezone: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """A session that somebody means to watch, or has watched."""

    session: Session
    queued_at: datetime
    watched_at: datetime | None


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

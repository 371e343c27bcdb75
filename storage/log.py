"""The log as files carry it: what people wrote, event by event."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from storage.records import Entry, Event, Profile

EVENT_FIELDS = frozenset(("name", "timezone", "starts_on", "ends_on"))


@dataclass(frozen=True, slots=True)
class LoggedTakeaway:
    """One person's entry about a session; a time is None where the file states none."""

    user: str
    entry: Entry
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """A session with what was written about it.

    `details` is the session as an entry would state it, `stated` the names of the details that the
    file speaks of. `number` is the one it had where the file was made.
    """

    details: Entry
    stated: frozenset[str]
    number: int | None = None
    starts_at: datetime | None = None
    takeaways: tuple[LoggedTakeaway, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event with its sessions, in the order of the file; a key of "" is the current one.

    `stated` names what the file says of the event itself; what it leaves out stays as it is.
    """

    event: Event
    sessions: tuple[LoggedSession, ...] = ()
    stated: frozenset[str] = EVENT_FIELDS


@dataclass(frozen=True, slots=True)
class LoggedWatch:
    """A session on somebody's watch list; `session` is its number in the file."""

    user: str
    event: str
    session: int
    watched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """All that a file holds.

    An `authored` log is somebody's article: its details fill what is empty and its texts take the
    place of the stored ones. Any other is our own JSON, which is right in everything it states.
    """

    events: tuple[LoggedEvent, ...] = ()
    profiles: tuple[Profile, ...] = ()
    watching: tuple[LoggedWatch, ...] = ()
    authored: bool = False


Subject = Literal["events", "types", "sessions", "takeaways", "profiles", "watching"]


@dataclass(slots=True)
class Count:
    """How many of a kind a file brought."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def add(self, before: object, after: object) -> bool:
        """Count one that was `before` (None: not there) and is `after`; tell whether it differs."""
        if before is None:
            self.new += 1
        elif before != after:
            self.changed += 1
        else:
            self.unchanged += 1
        return before != after


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import did, or would do; `withheld` counts what was left out as being others'."""

    events: tuple[str, ...]
    counts: dict[Subject, Count] = field(default_factory=dict)
    withheld: int = 0


def of_person(log: Log, user: str) -> tuple[Log, int]:
    """Leave out what others wrote, say of themselves or watch, and count it."""
    events = tuple(
        replace(event, sessions=tuple(_of_person(each, user) for each in event.sessions))
        for event in log.events
    )
    own = replace(
        log,
        events=events,
        profiles=tuple(each for each in log.profiles if each.user == user),
        watching=tuple(each for each in log.watching if each.user == user),
    )
    return own, _personal(log) - _personal(own)


def _of_person(session: LoggedSession, user: str) -> LoggedSession:
    return replace(session, takeaways=tuple(e for e in session.takeaways if e.user == user))


def _personal(log: Log) -> int:
    sessions = (session for event in log.events for session in event.sessions)
    return sum(len(each.takeaways) for each in sessions) + len(log.profiles) + len(log.watching)

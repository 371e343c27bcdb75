"""What is asked of the storage: which sessions, and what is to be changed."""

from dataclasses import dataclass
from datetime import date, timedelta

from storage.records.kept import Entry


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
class Edit:
    """Fields of `entry` that take the place of what is stored; None and empty clear.

    `fields` are names of `Entry`: details of the session and fields of the takeaway alike.
    """

    entry: Entry
    fields: frozenset[str]

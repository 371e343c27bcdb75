"""A part of the sessions that conditions choose, in an order that stands in an index.

They are read in that order and no further than the part goes, so what has to be looked up
elsewhere, above all words, is asked of as few as it takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, case, select, text

from storage.columns import AnyRow, dumps
from storage.conditions import Condition
from storage.proposing import proposed, with_topics
from storage.rows import SESSIONS
from storage.tables import BEST_FIRST, sessions

FIRST = 12  # sessions that are looked at before PostgreSQL's index is asked
FEW = 24  # sessions that are put in order rather than met in it

# The nought keeps each engine from looking all of them up by their keys.
_NO_KEY = "sessions.number + 0"
_UNRATED_ORDER = sessions.c.title_key, sessions.c.number.desc()
# The order of both, for those that are few.
_RATED_FIRST = (
    sessions.c.score.desc().nulls_last(),
    *BEST_FIRST[1:-1],
    case((sessions.c.score.is_(None), -sessions.c.number), else_=sessions.c.number),
)
_RATED = sessions.c.score.is_not(None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a session.

    `own` stands in its row, `further` is looked up. `words` and `topics` are those that an index
    may know of; they are among the conditions too. `rated`: those without stars are left out.
    """

    team_id: str
    own: Sequence[Condition]
    further: Sequence[Condition]
    words: Sequence[str]
    topics: Sequence[str]
    rated: bool


def pick(
    db: Connection, asked: Asked, columns: Sequence[Any], offset: int, limit: int
) -> list[AnyRow]:
    """Read a part of what is asked for, best first."""
    wanted = offset + limit
    sqlite = db.dialect.name == "sqlite"
    reading = _whole(tuple(columns)).where(*asked.own, *asked.further)
    if asked.words and not sqlite:
        # A GIN index gives nothing before it has all, so what is met everywhere is met first.
        met = db.execute(reading.where(_first(asked)).order_by(*BEST_FIRST).limit(wanted)).all()
        if len(met) == wanted:
            return list(met[offset:])
    numbers = named(db, asked)
    if numbers is None:
        return _met(db, asked, reading, {}, (offset, wanted))
    few = given(sqlite, numbers)
    if len(numbers) > FEW:
        ordered = reading.where(among(sqlite, _NO_KEY))
        return _met(db, asked, ordered, few, (offset, wanted))
    reading = by_number(reading.where(among(sqlite, sessions.c.number), *_only_rated(asked)))
    return list(db.execute(reading.order_by(*_RATED_FIRST), few))[offset:wanted] if numbers else []


def _first(asked: Asked) -> Condition:
    best = _NUMBERS.where(*asked.own, _RATED).order_by(*BEST_FIRST).limit(FIRST)
    return sessions.c.number.in_(best.correlate(None))


def _only_rated(asked: Asked) -> list[Condition]:
    return [_RATED] if asked.rated else []


def _met(
    db: Connection, asked: Asked, reading: Select[Any], few: dict[str, Any], part: tuple[int, int]
) -> list[AnyRow]:
    """Read those with stars in their order, and then those without, from one place to another."""
    begin, end = part
    rated = reading.where(_RATED).order_by(*BEST_FIRST)
    if asked.rated:
        return list(db.execute(rated.offset(begin).limit(end - begin), few))
    found = list(db.execute(rated.limit(end), few))
    if len(found) < end:
        unrated = reading.where(sessions.c.score.is_(None)).order_by(*_UNRATED_ORDER)
        found += db.execute(unrated.limit(end - len(found)), few)
    return found[begin:]


def named(db: Connection, asked: Asked) -> list[int] | None:
    """Give the only sessions that can be it, by number; None where these are too many to name."""
    found = proposed(db, asked.team_id, asked.words) if asked.words else None
    for topic in asked.topics:
        if found is None:
            found = with_topics(db, asked.team_id, topic)
    return found


@cache
def among(is_sqlite: bool, column: Any) -> Condition:
    """Choose what has one of the numbers, which `given` gives; it is the same for any count."""
    few = "IN (SELECT value FROM json_each(:numbers))"
    if not is_sqlite:
        few = "= ANY(CAST(:numbers AS integer[]))"
    return text(f"{column} {few}")  # type: ignore[return-value]


def given(is_sqlite: bool, numbers: Sequence[int]) -> dict[str, Any]:
    """Give the numbers to a statement with `among`."""
    return {"numbers": dumps(list(numbers)) if is_sqlite else list(numbers)}


def by_number(reading: Select[Any]) -> Select[Any]:
    """Have SQLite look sessions up by their numbers, not walk through all of the event."""
    return reading.with_hint(sessions, "INDEXED BY sqlite_autoindex_sessions_1", "sqlite")


_NUMBERS = select(sessions.c.number).select_from(SESSIONS)


# Built once: the columns of a statement take longer to put together than to read.
@cache
def _whole(columns: tuple[Any, ...]) -> Select[Any]:
    return select(*columns).select_from(SESSIONS)


def read_whole(
    db: Connection, asked: Asked, columns: Sequence[Any], numbers: Sequence[int]
) -> list[AnyRow]:
    """Read those of the sessions that are as asked, in the order of the numbers."""
    if not numbers:
        return []
    sqlite = db.dialect.name == "sqlite"
    here = sessions.c.team_id == asked.team_id, among(sqlite, sessions.c.number)
    reading = by_number(_whole(tuple(columns)).where(*here, *asked.further))
    found = {row.number: row for row in db.execute(reading, given(sqlite, numbers))}
    return [found[number] for number in numbers if number in found]

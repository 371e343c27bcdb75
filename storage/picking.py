"""A part of the sessions that conditions choose, in an order that stands in an index.

First the numbers of sessions are read, from the index alone; then those that the part takes are
read whole. What has to be looked up elsewhere, above all words, is asked of as many as it takes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Select, case, select, text

from storage.columns import AnyRow, dumps
from storage.conditions import Condition
from storage.proposing import proposed, with_topics
from storage.rows import SESSIONS
from storage.tables import BEST_FIRST, sessions

FIRST = 12  # sessions that are looked at where the part takes no more; then four times as many
AT_ONCE = 1000
FEW = 24  # sessions that are read whole and put in order at once

# The plus keeps SQLite from looking each of them up by its key.
_HOLDS = text("+sessions.number IN (SELECT value FROM json_each(:numbers))")
_UNRATED_ORDER = sessions.c.title_key, sessions.c.number.desc()
# The order of both, for those that are few.
_RATED_FIRST = (
    sessions.c.score.desc().nulls_last(),
    *BEST_FIRST[1:-1],
    case((sessions.c.score.is_(None), -sessions.c.number), else_=sessions.c.number),
)


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
    if not asked.further:
        every = chain.from_iterable(_portions(db, asked, named(db, asked)))
        return read_whole(db, asked, columns, list(islice(every, offset, wanted)))
    if asked.words and db.dialect.name != "sqlite":
        # A GIN index gives nothing before it has all, so what is met everywhere is met first.
        first = next(_portions(db, asked, None))
        if len(found := read_whole(db, asked, columns, first)) >= wanted:
            return found[offset:wanted]
    numbers = named(db, asked)
    if numbers is not None and len(numbers) <= FEW:
        return _read_few(db, asked, columns, numbers)[offset:wanted]
    found = []
    for portion in _portions(db, asked, numbers):
        found += read_whole(db, asked, columns, portion)
        if len(found) >= wanted:
            break
    return found[offset:wanted]


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


def _portions(
    db: Connection, asked: Asked, numbers: Sequence[int] | None
) -> Iterator[Sequence[int]]:
    """Give numbers in the order wanted, ever more at once."""
    sqlite = db.dialect.name == "sqlite"
    few = given(sqlite, numbers or ())
    if numbers is not None and (len(numbers) <= FEW or not sqlite):
        yield from _parted(_in_order(db, asked, numbers))
        return
    # Of many, those that come first are met in the index before all are put in order.
    also = () if numbers is None else (_HOLDS,)
    yield from _scanned(db, _rated(asked).where(*also).order_by(*BEST_FIRST), few)
    if not asked.rated:
        unrated = _numbers(asked).where(sessions.c.score.is_(None), *also)
        yield from _scanned(db, unrated.order_by(*_UNRATED_ORDER), few)


def _scanned(db: Connection, ordered: Select[Any], few: dict[str, Any]) -> Iterator[Sequence[int]]:
    begin, length = 0, FIRST
    while True:
        part = db.execute(ordered.offset(begin).limit(length), few).scalars().all()
        yield part
        if len(part) < length:
            return
        begin, length = begin + length, min(4 * length, AT_ONCE)


def _parted(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    begin, length = 0, FIRST
    while begin < len(numbers):
        yield numbers[begin : begin + length]
        begin, length = begin + length, min(4 * length, AT_ONCE)


def _in_order(db: Connection, asked: Asked, numbers: Sequence[int]) -> Sequence[int]:
    if not numbers:
        return ()
    sqlite = db.dialect.name == "sqlite"
    every = _rated(asked) if asked.rated else _numbers(asked)
    few = by_number(every.where(among(sqlite, sessions.c.number))).order_by(*_RATED_FIRST)
    return db.execute(few, given(sqlite, numbers)).scalars().all()


def by_number(reading: Select[Any]) -> Select[Any]:
    """Have SQLite look sessions up by their numbers, not walk through all of the event."""
    return reading.with_hint(sessions, "INDEXED BY sqlite_autoindex_sessions_1", "sqlite")


def _read_few(
    db: Connection, asked: Asked, columns: Sequence[Any], numbers: Sequence[int]
) -> list[AnyRow]:
    """Read all that are as asked, in their order, in one statement."""
    if not numbers:
        return []
    sqlite = db.dialect.name == "sqlite"
    conditions = [*asked.own, *asked.further, among(sqlite, sessions.c.number)]
    conditions += [sessions.c.score.is_not(None)] if asked.rated else []
    reading = by_number(_whole(tuple(columns)).where(*conditions).order_by(*_RATED_FIRST))
    return list(db.execute(reading, given(sqlite, numbers)))


def _rated(asked: Asked) -> Select[Any]:
    return _numbers(asked).where(sessions.c.score.is_not(None))


def _numbers(asked: Asked) -> Select[Any]:
    return _NUMBERS.where(*asked.own)


# Built once: the columns of a statement take longer to put together than to read.
_NUMBERS = select(sessions.c.number).select_from(SESSIONS)


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

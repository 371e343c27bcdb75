"""Sessions by the ratings of some takeaways: those of some people, or of some days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from storage.columns import AnyRow
from storage.conditions import Condition
from storage.picking import Asked, among, named
from storage.ranking import best_rated_first
from storage.records import Rating
from storage.rows import SESSIONS
from storage.tables import sessions, takeaways

FIRST = 24  # sessions that are looked at where the part takes no more; then four times as many

RATINGS = func.count(takeaways.c.stars), func.coalesce(func.sum(takeaways.c.stars), 0)
_RATED = takeaways.c.stars.is_not(None)
# What orders sessions, as `storage.ranking` has it: takeaways without stars count for nothing.
_COUNTED = (
    RATINGS[0].label("ratings"),
    RATINGS[1].label("stars_total"),
    func.count().filter(takeaways.c.recommended, _RATED).label("recommended"),
    func.max(takeaways.c.rated_at).label("rated_at"),
)
_SPREAD = func.min(takeaways.c.stars).label("lowest"), func.max(takeaways.c.stars).label("highest")


@dataclass(frozen=True, slots=True)
class Rated:
    """The takeaways that count, and what is asked of the `RATINGS` that they give a session."""

    some: Sequence[Condition]
    stars: Sequence[Condition]


def pick_by_some(
    db: Connection, asked: Asked, rated: Rated, columns: Sequence[Any], part: tuple[int, int]
) -> list[tuple[AnyRow, Rating]]:
    """Read a part of what is asked for, best first by the ratings that count."""
    offset, limit = part
    found: list[AnyRow] = []
    for counted in _alike(db, _counting(db, asked, rated)):
        found += _as_asked(db, asked, counted)
        if len(found) >= offset + limit:
            break
    return _read(db, asked, rated, columns, found[offset : offset + limit])


def _counting(db: Connection, asked: Asked, rated: Rated) -> Select[Any]:
    """Count the ratings from an index alone, and order sessions by them."""
    numbers = named(db, asked)
    counting = (
        select(takeaways.c.session, *_COUNTED)
        .where(*rated.some, *([_RATED] if asked.rated else []))
        .group_by(takeaways.c.session)
        .having(*rated.stars)
    )
    if numbers is not None:
        counting = counting.where(among(db, takeaways.c.session, numbers))
    counted = counting.subquery()
    unrated_last = () if asked.rated else (counted.c.ratings == 0,)
    order = *unrated_last, *best_rated_first(counted.c), counted.c.session
    return select(counted).order_by(*order)


def _alike(db: Connection, ordered: Select[Any]) -> Iterator[Sequence[AnyRow]]:
    """Give ever more sessions at once, and never a part only of those with the same ratings."""
    begin, length = 0, FIRST
    held: list[AnyRow] = []
    while True:
        rows = db.execute(ordered.offset(begin).limit(length)).all()
        held += rows
        if len(rows) < length:
            yield held
            return
        ready = [row for row in held if _key(row) != _key(held[-1])]
        held = held[len(ready) :]
        yield ready
        begin, length = begin + length, 4 * length


def _key(row: AnyRow) -> tuple[Any, ...]:
    return row.stars_total, row.ratings, row.recommended, row.rated_at


def _as_asked(db: Connection, asked: Asked, counted: Sequence[AnyRow]) -> list[AnyRow]:
    """Leave out the sessions that are not as asked, and order those that are alike by title."""
    if not counted:
        return []
    asking = (
        select(sessions.c.number, sessions.c.title_key)
        .select_from(SESSIONS)
        .where(*asked.own, *asked.further)
        .where(among(db, sessions.c.number, [row.session for row in counted]))
    )
    titles = {row.number: row.title_key for row in db.execute(asking)}
    there = [(place, row) for place, row in _places(counted) if row.session in titles]
    there.sort(key=lambda each: (each[0], titles[each[1].session], each[1].session))
    return [row for _, row in there]


def _places(counted: Sequence[AnyRow]) -> Iterator[tuple[int, AnyRow]]:
    """Number what is counted; those that are alike have one number."""
    place = 0
    for before, row in zip([None, *counted], counted, strict=False):
        place += before is not None and _key(before) != _key(row)
        yield place, row


def _read(
    db: Connection, asked: Asked, rated: Rated, columns: Sequence[Any], found: Sequence[AnyRow]
) -> list[tuple[AnyRow, Rating]]:
    """Read the sessions whole, and how far their raters differ."""
    if not found:
        return []
    numbers = [row.session for row in found]
    spread = (
        select(takeaways.c.session, *_SPREAD)
        .where(*rated.some, among(db, takeaways.c.session, numbers))
        .group_by(takeaways.c.session)
        .subquery()
    )
    reading = (
        select(*columns, spread.c.lowest.label("least"), spread.c.highest.label("most"))
        .select_from(SESSIONS.join(spread, spread.c.session == sessions.c.number))
        .where(sessions.c.team_id == asked.team_id, among(db, sessions.c.number, numbers))
    )
    read = {row.number: row for row in db.execute(reading)}
    return [
        (read[row.session], _rating(row, read[row.session])) for row in found if row.session in read
    ]


def _rating(counted: AnyRow, read: AnyRow) -> Rating:
    total = int(counted.stars_total)
    return Rating(counted.ratings, total, counted.recommended, read.least, read.most)

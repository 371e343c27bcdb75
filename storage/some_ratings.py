"""Sessions by the ratings of some takeaways: those of some people, or of some days."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import Any

from sqlalchemy import Connection, Select, select

from storage.columns import AnyRow
from storage.pick_statements import among, by_number, given
from storage.picking import Asked, named, read_whole
from storage.rated import Rated
from storage.records import Rating
from storage.rows import SESSIONS
from storage.tables import sessions

FIRST = 24  # sessions that are looked at where the part takes no more; then four times as many
MORE = 4  # times as many where words are looked for, which few of them may hold

_TITLES = select(sessions.c.number, sessions.c.title_key).select_from(SESSIONS)


def pick_by_some(
    db: Connection, asked: Asked, rated: Rated, columns: Sequence[Any], part: tuple[int, int]
) -> list[tuple[AnyRow, Rating]]:
    """Read a part of what is asked for, best first by the ratings that count."""
    offset, limit = part
    found: list[AnyRow] = []
    numbers = None if rated.few else named(db, asked)
    ratings = _ratings(db, asked, rated, among_few=numbers is not None)
    first = FIRST * MORE if asked.further else FIRST
    for counted in _alike(db, ratings, given(_is_sqlite(db), numbers or ()), first):
        found += _as_asked(db, asked, counted)
        if len(found) >= offset + limit:
            break
    return _read(db, asked, columns, found[offset : offset + limit])


def _ratings(db: Connection, asked: Asked, rated: Rated, *, among_few: bool) -> Select[Any]:
    """Choose of the ratings those of sessions that can be as asked."""
    conditions = [rated.with_stars] if asked.rated else []
    if among_few:
        conditions.append(among(_is_sqlite(db), rated.session))
    return rated.ratings.where(*conditions)


def _is_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def _alike(
    db: Connection, ordered: Select[Any], few: dict[str, Any], first: int
) -> Iterator[Sequence[AnyRow]]:
    """Give ever more sessions at once, and never a part only of those with the same ratings."""
    begin, length = 0, first
    held: list[AnyRow] = []
    while True:
        rows = db.execute(ordered.offset(begin).limit(length), few).all()
        held += rows
        if len(rows) < length:
            yield held
            return
        cut = len(held)
        while cut and _key(held[cut - 1]) == _key(held[-1]):
            cut -= 1
        ready, held = held[:cut], held[cut:]
        yield ready
        begin, length = begin + length, 4 * length


def _key(row: AnyRow) -> tuple[Any, ...]:
    return row.stars_total, row.ratings, row.recommended, row.rated_at


def _as_asked(db: Connection, asked: Asked, counted: Sequence[AnyRow]) -> list[AnyRow]:
    """Leave out the sessions that are not as asked, and order those that are alike by title."""
    if not counted:
        return []
    sqlite = _is_sqlite(db)
    here = among(sqlite, sessions.c.number)
    asking = by_number(_TITLES.where(*asked.own, *asked.further, here))
    rows = db.execute(asking, given(sqlite, [row.session for row in counted]))
    titles = {row.number: row.title_key for row in rows}
    there = [row for row in counted if row.session in titles]
    by_title = [
        sorted(alike, key=lambda row: (titles[row.session], row.session))
        for _, alike in groupby(there, _key)
    ]
    return list(chain.from_iterable(by_title))


def _read(
    db: Connection, asked: Asked, columns: Sequence[Any], found: Sequence[AnyRow]
) -> list[tuple[AnyRow, Rating]]:
    """Read the sessions whole, each with the ratings that count."""
    again = replace(asked, further=())
    read = {
        row.number: row for row in read_whole(db, again, columns, [row.session for row in found])
    }
    return [(read[row.session], _rating(row)) for row in found if row.session in read]


def _rating(counted: AnyRow) -> Rating:
    total = int(counted.stars_total)
    return Rating(counted.ratings, total, counted.recommended, counted.lowest, counted.highest)

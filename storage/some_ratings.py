"""Sessions by the ratings of some takeaways: those of some people, or of some days."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select

from storage.columns import AnyRow
from storage.hints import by_number
from storage.pick_statements import among, given, part_of, whole
from storage.picking import Asked, named
from storage.rated import Rated
from storage.records import Rating
from storage.tables import sessions

FIRST = 24  # sessions that are looked at where the part takes no more; then four times as many
MORE = 4  # times as many where words are looked for, which few of them may hold

Found = tuple[AnyRow, Rating]  # a session, and the ratings of it that count


def pick_by_some(
    db: Connection, asked: Asked, rated: Rated, columns: Sequence[Any], part: tuple[int, int]
) -> list[Found]:
    """Read a part of what is asked for, best first by the ratings that count."""
    offset, limit = part
    found: list[Found] = []
    numbers = None if rated.few else named(db, asked.sought)
    ratings = _ratings(db, asked, rated, among_few=numbers is not None)
    reading = _reading(db, asked, columns)
    first = FIRST * MORE if asked.sought.words and numbers is None else FIRST
    for counted in _alike(db, ratings, given(_is_sqlite(db), numbers or ()), first):
        found += _as_asked(db, reading, counted)
        if len(found) >= offset + limit:
            break
    return found[offset : offset + limit]


def _ratings(db: Connection, asked: Asked, rated: Rated, *, among_few: bool) -> Select[Any]:
    """Choose of the ratings those of sessions that can be as asked."""
    conditions = [rated.with_stars] if asked.rated else []
    if among_few:
        conditions.append(among(_is_sqlite(db), rated.session))
    return rated.ratings.where(*conditions)


def _is_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def _reading(db: Connection, asked: Asked, columns: Sequence[Any]) -> Select[Any]:
    """Read those of some sessions that are as asked."""
    reading = whole((*columns, sessions.c.title_key)).where(*asked.own, *asked.further)
    return by_number(reading.where(among(_is_sqlite(db), sessions.c.number)))


def _alike(
    db: Connection, ordered: Select[Any], few: dict[str, Any], first: int
) -> Iterator[Sequence[AnyRow]]:
    """Give ever more sessions at once, and never a part only of those with the same ratings."""
    reading = part_of(ordered)
    begin, length = 0, first
    held: list[AnyRow] = []
    while True:
        rows = db.execute(reading, {**few, "begin": begin, "length": length}).all()
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


def _as_asked(db: Connection, reading: Select[Any], counted: Sequence[AnyRow]) -> list[Found]:
    """Leave out the sessions that are not as asked, and order those that are alike by title."""
    if not counted:
        return []
    rows = db.execute(reading, given(_is_sqlite(db), [each.session for each in counted]))
    read = {row.number: row for row in rows}
    there = [(read[each.session], each) for each in counted if each.session in read]
    return [
        (row, _rating(each))
        for _, alike in groupby(there, lambda found: _key(found[1]))
        for row, each in sorted(alike, key=lambda found: (found[0].title_key, found[0].number))
    ]


def _rating(counted: AnyRow) -> Rating:
    total = int(counted.stars_total)
    return Rating(counted.ratings, total, counted.recommended, counted.lowest, counted.highest)

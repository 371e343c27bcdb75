"""Sessions by the ratings of some takeaways: those of some people, or of some days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from storage import conditions as chosen_by
from storage.columns import AnyRow, Condition
from storage.pick_statements import among, by_number, given
from storage.picking import Asked, named, read_whole
from storage.ranking import score_of
from storage.records import Filter, Rating
from storage.rows import SESSIONS
from storage.tables import sessions, takeaways

FIRST = 24  # sessions that are looked at where the part takes no more; then four times as many
MORE = 4  # times as many where words are looked for, which few of them may hold

_RATINGS = func.count(takeaways.c.stars), func.coalesce(func.sum(takeaways.c.stars), 0)
_RATED = takeaways.c.stars.is_not(None)
# What orders sessions, as `storage.ranking` has it: takeaways without stars count for nothing.
_RECOMMENDED = func.count().filter(takeaways.c.recommended, _RATED)
_RATED_AT = func.max(takeaways.c.rated_at)
_UNRATED_LAST = case((_RATINGS[0] == 0, 1), else_=0)
_ORDER = (
    _UNRATED_LAST,
    score_of(*_RATINGS).desc(),
    _RECOMMENDED.desc(),
    _RATINGS[0].desc(),
    _RATED_AT.desc(),
    takeaways.c.session,
)
# Built once: the columns of a statement take longer to put together than to read.
_COUNTED = (
    select(
        takeaways.c.session,
        _RATINGS[0].label("ratings"),
        _RATINGS[1].label("stars_total"),
        _RECOMMENDED.label("recommended"),
        _RATED_AT.label("rated_at"),
        func.min(takeaways.c.stars).label("lowest"),
        func.max(takeaways.c.stars).label("highest"),
    )
    .group_by(takeaways.c.session)
    .order_by(*_ORDER)
)
_TITLES = select(sessions.c.number, sessions.c.title_key).select_from(SESSIONS)


@dataclass(frozen=True, slots=True)
class Rated:
    """The takeaways that count, and what is asked of the ratings they give a session.

    `people`: they are those of some people, and not only of some days. `few`: these people are
    named, so that all of it is looked at sooner than an index of words is asked.
    """

    some: Sequence[Condition]
    stars: Sequence[Condition]
    people: bool
    few: bool

    @property
    def index(self) -> str:
        """The one to count from; SQLite, left to itself, reads all takeaways instead."""
        return "ix_takeaways_by" if self.people else "ix_takeaways_since"


def rated_by(wanted: Filter, some: Sequence[Condition]) -> Rated:
    """Tell what a filter asks of the ratings of some takeaways."""
    asked = chosen_by.stars(wanted, *_RATINGS)
    return Rated(some, asked, chosen_by.chooses_people(wanted), few=bool(wanted.by))


def pick_by_some(
    db: Connection, asked: Asked, rated: Rated, columns: Sequence[Any], part: tuple[int, int]
) -> list[tuple[AnyRow, Rating]]:
    """Read a part of what is asked for, best first by the ratings that count."""
    offset, limit = part
    found: list[AnyRow] = []
    numbers = None if rated.few else named(db, asked)
    counting = _counting(db, asked, rated, among_few=numbers is not None)
    first = FIRST * MORE if asked.further else FIRST
    for counted in _alike(db, counting, given(_is_sqlite(db), numbers or ()), first):
        found += _as_asked(db, asked, counted)
        if len(found) >= offset + limit:
            break
    return _read(db, asked, columns, found[offset : offset + limit])


def _counting(db: Connection, asked: Asked, rated: Rated, *, among_few: bool) -> Select[Any]:
    """Count the ratings from an index alone, and order sessions by them."""
    conditions = [*rated.some, *([_RATED] if asked.rated else [])]
    if among_few:
        conditions.append(among(_is_sqlite(db), takeaways.c.session))
    counting = _COUNTED.where(*conditions)
    if rated.stars:
        counting = counting.having(*rated.stars)
    return counting.with_hint(takeaways, f"INDEXED BY {rated.index}", "sqlite")


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

"""Search in titles, codes, topics, facts, impressions and Q&A."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, false, or_, select

from storage import conditions as chosen_by
from storage.columns import Condition
from storage.database import Clock, Database
from storage.event_rows import require_event
from storage.hits import Written, best_hit
from storage.pick_statements import PickStatements, among, given
from storage.picking import Asked, pick
from storage.reading import NEWEST_FIRST
from storage.records import Filter, Hit, Page, Session, Who
from storage.rows import SESSION, session_of
from storage.some_ratings import pick_by_some, rated_by
from storage.tables import takeaways
from storage.wording import Word, asked_words, holds, matching, search_words


class Search:
    """Search within each workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(
        self, who: Who, words: str, wanted: Filter, offset: int = 0, limit: int = 5
    ) -> Page[Hit]:
        """Find sessions that hold all words, by themselves or with one takeaway; best first.

        Each is found once. Sessions without stars come last, by title.

        Raises:
            NotFound: of kind "event".
        """
        part = max(offset, 0), limit
        looked_for = search_words([words, *wanted.words])
        return self._database.read(
            lambda db: _find(db, who, (looked_for, wanted, self._clock()), part)
        )


Question = tuple[list[str], Filter, datetime]
# The sessions that were found; what reads the texts of their takeaways, and its parameters.
Found = tuple[list[Session], Select[Any], Mapping[str, Any]]


def _find(db: Connection, who: Who, asked: Question, part: tuple[int, int]) -> Page[Hit]:
    looked_for, wanted, _ = asked
    offset, limit = part
    finding = _unfiltered if wanted == Filter(event=wanted.event) else _filtered
    found, reading, values = finding(db, who, asked, (offset, limit + 1))
    if not found:
        require_event(db, who.team_id, wanted.event)
    written = _written(db, reading, values, found[:limit])
    items = (best_hit(each, written[each.number], looked_for) for each in found[:limit])
    return Page(tuple(items), offset, None, len(found) > limit)


def _unfiltered(db: Connection, who: Who, asked: Question, part: tuple[int, int]) -> Found:
    """What nearly everybody asks is built and compiled once for any words."""
    looked_for, wanted, _ = asked
    words = asked_words(looked_for)
    coded = tuple(word.code_key is not None for word in words)
    statements, reading = _plain(chosen_by.kind_of(wanted.event), coded, _is_sqlite(db))
    values = chosen_by.of_event(who.team_id, wanted.event) | {
        name: value
        for at, word in enumerate(words)
        for name, value in ((f"word_{at}", word.pattern), (f"code_{at}", word.code_key))
    }
    of_all = Asked(who.team_id, (), (), looked_for, (), rated=False, values=values)
    return [session_of(row) for row in pick(db, of_all, statements, *part)], reading, values


@lru_cache(maxsize=64)
def _plain(
    kind: str | None, coded: tuple[bool, ...], is_sqlite: bool
) -> tuple[PickStatements, Select[Any]]:
    words = [
        Word(bindparam(f"word_{at}"), bindparam(f"code_{at}") if has_code else None)
        for at, has_code in enumerate(coded)
    ]
    everybodys = [takeaways.c.team_id == bindparam("team")]
    further = [matching(words, everybodys)] if words else []
    within = chosen_by.within_any(kind)
    statements = PickStatements(SESSION, within, further, rated_only=False, is_sqlite=is_sqlite)
    return statements, _texts(words, everybodys, is_sqlite=is_sqlite)


def _filtered(db: Connection, who: Who, asked: Question, part: tuple[int, int]) -> Found:
    looked_for, wanted, now = asked
    chosen = chosen_by.takeaway_conditions(db, who, wanted, now)
    found = _sessions(db, who, asked, chosen, part)
    return found, _texts(asked_words(looked_for), chosen, is_sqlite=_is_sqlite(db)), {}


def _sessions(
    db: Connection, who: Who, asked: Question, chosen: Sequence[Condition], part: tuple[int, int]
) -> list[Session]:
    looked_for, wanted, _ = asked
    own = chosen_by.session_conditions(db, who, wanted)
    further = chosen_by.further_conditions(wanted, looked_for, chosen)
    if chosen_by.chooses_takeaways(wanted):
        counted = rated_by(wanted, chosen)
        of_some = Asked(who.team_id, own, further, looked_for, wanted.topics, rated=False)
        rows = pick_by_some(db, of_some, counted, SESSION, part)
        return [replace(session_of(row), rating=rating) for row, rating in rows]
    own += chosen_by.kept_stars(wanted)
    of_all = Asked(who.team_id, own, further, looked_for, wanted.topics, rated=False)
    statements = of_all.statements(SESSION, is_sqlite=_is_sqlite(db))
    return [session_of(row) for row in pick(db, of_all, statements, *part)]


_TEXTS = "session", "user_id", "folded", "facts", "impressions", "questions"
_WRITTEN = select(*(takeaways.c[name] for name in _TEXTS)).order_by(*NEWEST_FIRST)


def _texts(words: Sequence[Word], chosen: Sequence[Condition], *, is_sqlite: bool) -> Select[Any]:
    """Read those of the chosen takeaways that hold one of the words: others show none."""
    holding = or_(false(), *(holds(takeaways.c.folded, word.pattern) for word in words))
    return _WRITTEN.where(*chosen, among(is_sqlite, takeaways.c.session), holding)


def _written(
    db: Connection, reading: Select[Any], values: Mapping[str, Any], found: Sequence[Session]
) -> dict[int, list[Written]]:
    """Read the texts of what was found, by session."""
    written: dict[int, list[Written]] = {session.number: [] for session in found}
    if found:
        for row in db.execute(reading, {**values, **given(_is_sqlite(db), list(written))}):
            written[row.session].append(Written(*row))
    return written


def _is_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"

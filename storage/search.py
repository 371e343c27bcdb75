"""Search in titles, codes, topics, facts, impressions and Q&A."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, bindparam

from storage import conditions as chosen_by
from storage.database import Clock, Database
from storage.event_rows import require_event
from storage.pick_statements import PickStatements
from storage.picking import Asked, Sought, pick
from storage.rated import Some, rated_by, some_of
from storage.records import Filter, Hit, Page, Session, Who
from storage.rows import SESSION, session_of
from storage.search_texts import hits
from storage.some_ratings import pick_by_some
from storage.tables import takeaways
from storage.wording import asked_words, matching, search_words, word_parameters, word_values


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


def _find(db: Connection, who: Who, asked: Question, part: tuple[int, int]) -> Page[Hit]:
    looked_for, wanted, now = asked
    offset, limit = part
    some = some_of(db, who, wanted, now) if chosen_by.chooses_takeaways(wanted) else None
    found = _sessions(db, who, asked, some, (offset, limit + 1))
    if not found:
        require_event(db, who.team_id, wanted.event)
    chosen = None if some is None else some.conditions
    items = hits(db, who.team_id, found[:limit], looked_for, chosen)
    return Page(items, offset, None, len(found) > limit)


def _sessions(
    db: Connection,
    who: Who,
    asked: Question,
    some: Some | None,
    part: tuple[int, int],
) -> list[Session]:
    looked_for, wanted, _ = asked
    if wanted == Filter(event=wanted.event):
        return _unfiltered(db, who, looked_for, wanted.event, part)
    counting = [takeaways.c.team_id == who.team_id] if some is None else some.conditions
    own = chosen_by.session_conditions(db, who, wanted)
    further = chosen_by.further_conditions(wanted, looked_for, counting)
    sought = Sought(who.team_id, looked_for, wanted.topics)
    if some is not None:
        of_some = Asked(sought, own, further, rated=False)
        rows = pick_by_some(db, of_some, rated_by(some, wanted), SESSION, part)
        return [replace(session_of(row), rating=rating) for row, rating in rows]
    of_all = Asked(sought, [*own, *chosen_by.kept_stars(wanted)], further, rated=False)
    statements = of_all.statements(SESSION, is_sqlite=db.dialect.name == "sqlite")
    return [session_of(row) for row in pick(db, sought, statements, {}, part)]


def _unfiltered(
    db: Connection, who: Who, looked_for: list[str], event: str | None, part: tuple[int, int]
) -> list[Session]:
    """What nearly everybody asks is built and compiled once for any words."""
    words = asked_words(looked_for)
    values = chosen_by.of_event(who.team_id, event) | word_values(words)
    coded = tuple(word.code_key is not None for word in words)
    statements = _statements(chosen_by.kind_of(event), coded, db.dialect.name == "sqlite")
    sought = Sought(who.team_id, looked_for, ())
    return [session_of(row) for row in pick(db, sought, statements, values, part)]


@lru_cache(maxsize=64)
def _statements(kind: str | None, coded: tuple[bool, ...], is_sqlite: bool) -> PickStatements:
    everybodys = [takeaways.c.team_id == bindparam("team")]
    further = [matching(word_parameters(coded), everybodys)] if coded else []
    within = chosen_by.within_any(kind)
    return PickStatements(SESSION, within, further, rated_only=False, is_sqlite=is_sqlite)

"""The best-rated sessions, in the order of `storage.ranking`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from storage import conditions as chosen_by
from storage.columns import AnyRow, Condition
from storage.event_rows import require_event
from storage.pick_statements import part_of
from storage.picking import Asked, Sought, pick
from storage.rated import Some, rated_by, some_of
from storage.records import Filter, Ranked, Session, Who
from storage.rows import SESSION, SESSIONS, session_of
from storage.some_ratings import pick_by_some
from storage.tables import BEST_FIRST, events, sessions
from storage.wording import search_words

# Looked up for the rows of the answer alone, which a join might not be.
_EVENT_NAME = (
    select(events.c.name)
    .where(events.c.team_id == sessions.c.team_id, events.c.key == sessions.c.event)
    .scalar_subquery()
    .label("event_name")
)
_COLUMNS = (*SESSION, _EVENT_NAME)


def top(db: Connection, who: Who, wanted: Filter, now: datetime, part: tuple[int, int]) -> Ranked:
    """Give a part of the rated sessions that a filter chooses, as offset and length."""
    offset, limit = part
    # One more than asked for tells whether there is a next page.
    found = _found(db, who, wanted, now, (offset, limit + 1))
    if not found:
        require_event(db, who.team_id, wanted.event)
    name = found[0][1] if found else ""
    items = tuple(session for session, _ in found[:limit])
    return Ranked(items, offset, None, len(found) > limit, name)


def _found(
    db: Connection, who: Who, wanted: Filter, now: datetime, part: tuple[int, int]
) -> list[tuple[Session, str]]:
    """Give the sessions, each with the name of its event."""
    if wanted == Filter(event=wanted.event):
        return [(session_of(row), row.event_name) for row in _unfiltered(db, who, wanted, part)]
    some = some_of(db, who, wanted, now)
    if chosen_by.chooses_takeaways(wanted):
        asked = _asked(db, who, wanted, some)
        rows = pick_by_some(db, asked, rated_by(some, wanted), _COLUMNS, part)
        return [(replace(session_of(row), rating=rating), row.event_name) for row, rating in rows]
    asked = _asked(db, who, wanted, some, chosen_by.kept_stars(wanted))
    statements = asked.statements(_COLUMNS, is_sqlite=db.dialect.name == "sqlite")
    return [
        (session_of(row), row.event_name) for row in pick(db, asked.sought, statements, {}, part)
    ]


def _unfiltered(
    db: Connection, who: Who, wanted: Filter, part: tuple[int, int]
) -> Sequence[AnyRow]:
    """What nearly everybody asks is built and compiled once."""
    offset, limit = part
    plain = _of_event(chosen_by.kind_of(wanted.event))
    of_event = chosen_by.of_event(who.team_id, wanted.event)
    return db.execute(plain, {**of_event, "begin": offset, "length": limit}).all()


def _asked(
    db: Connection,
    who: Who,
    wanted: Filter,
    some: Some,
    stars: Sequence[Condition] = (),
) -> Asked:
    looked_for = search_words(wanted.words)
    own = [*chosen_by.session_conditions(db, who, wanted), *stars]
    further = chosen_by.further_conditions(wanted, looked_for, some.conditions)
    sought = Sought(who.team_id, looked_for, wanted.topics)
    return Asked(sought, own, further, rated=True)


@cache
def _of_event(kind: str | None) -> Select[Any]:
    """Read the stored order of an event: one scan of an index."""
    of_event = *chosen_by.within_any(kind), sessions.c.score.is_not(None)
    rated = select(*_COLUMNS).select_from(SESSIONS).where(*of_event)
    return part_of(rated.order_by(*BEST_FIRST))

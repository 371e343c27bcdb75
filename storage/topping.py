"""The best-rated sessions, in the order of `storage.ranking`."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from storage import conditions as chosen_by
from storage.columns import Number
from storage.event_rows import require_event
from storage.folding import event_key
from storage.ranking import AGGREGATES, best_first
from storage.records import Filter, Ranked, Who
from storage.rows import DETAILS, SESSION, SESSIONS, session_of
from storage.tables import BEST_FIRST, events, sessions, takeaways

# Looked up for the rows of the answer alone, which a join might not be.
_EVENT_NAME = (
    select(events.c.name)
    .where(events.c.team_id == sessions.c.team_id, events.c.key == sessions.c.event)
    .scalar_subquery()
    .label("event_name")
)


def top(db: Connection, who: Who, wanted: Filter, now: datetime, part: tuple[int, int]) -> Ranked:
    """Give a part of the rated sessions that a filter chooses, as offset and length."""
    offset, limit = part
    if wanted == Filter(event=wanted.event):
        # What nearly everybody asks is built and compiled once.
        asked = {"team": who.team_id, "event": event_key(wanted.event or ""), "offset": offset}
        plain = _of_event(_kind(wanted.event))
        rows = db.execute(plain, {**asked, "limit": limit + 1}).all()
    else:
        rows = db.execute(_filtered(db, who, wanted, now).offset(offset).limit(limit + 1)).all()
    if not rows:
        require_event(db, who.team_id, wanted.event)
    # One more than asked for tells whether there is a next page.
    more = len(rows) > limit
    name = rows[0].event_name if rows else ""
    return Ranked(tuple(map(session_of, rows[:limit])), offset, None, more, name)


def _kind(event: str | None) -> str | None:
    return event if event in (None, "all") else "named"


@cache
def _of_event(kind: str | None) -> Select[Any]:
    """Read the stored order of an event: one scan of an index."""
    named: Any = bindparam("event") if kind == "named" else kind
    return (
        select(*SESSION, _EVENT_NAME)
        .select_from(SESSIONS)
        .where(*chosen_by.within(bindparam("team"), named), sessions.c.score.is_not(None))
        .order_by(*BEST_FIRST)
        .offset(bindparam("offset", type_=Number))
        .limit(bindparam("limit", type_=Number))
    )


def _filtered(db: Connection, who: Who, wanted: Filter, now: datetime) -> Select[Any]:
    if chosen_by.chooses_takeaways(wanted):
        return _rated_by_some(db, who, wanted, now)
    return _rated_by_all(db, who, wanted, now)


def _rated_by_all(db: Connection, who: Who, wanted: Filter, now: datetime) -> Select[Any]:
    """Keep the stored order."""
    conditions = _conditions(db, who, wanted, now)
    conditions += chosen_by.stars(wanted, sessions.c.ratings, sessions.c.stars_total)
    return (
        select(*SESSION, _EVENT_NAME)
        .select_from(SESSIONS)
        .where(*conditions, sessions.c.score.is_not(None))
        .order_by(*BEST_FIRST)
    )


def _rated_by_some(db: Connection, who: Who, wanted: Filter, now: datetime) -> Select[Any]:
    """Count the ratings of the chosen takeaways, and order by these."""
    counted = (
        select(takeaways.c.session, *AGGREGATES)
        .where(*chosen_by.takeaway_conditions(db, who, wanted, now))
        .where(takeaways.c.stars.is_not(None))
        .group_by(takeaways.c.session)
        .subquery()
    )
    rating = counted.c
    conditions = _conditions(db, who, wanted, now)
    conditions += chosen_by.stars(wanted, rating.ratings, rating.stars_total)
    return (
        select(
            *DETAILS,
            rating.ratings,
            rating.stars_total,
            rating.recommended,
            rating.lowest,
            rating.highest,
            _EVENT_NAME,
        )
        .select_from(SESSIONS.join(counted, rating.session == sessions.c.number))
        .where(*conditions)
        .order_by(*best_first(rating))
    )


def _conditions(
    db: Connection, who: Who, wanted: Filter, now: datetime
) -> list[chosen_by.Condition]:
    conditions = chosen_by.session_conditions(db, who, wanted)
    looked_for = chosen_by.search_words(wanted.words)
    if wanted.recommended or looked_for:
        some = chosen_by.takeaway_conditions(db, who, wanted, now)
        if wanted.recommended:
            conditions.append(chosen_by.recommended(some))
        if looked_for:
            conditions.append(chosen_by.matching(looked_for, some))
    return conditions

"""Reading takeaways."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select

from storage.event_rows import current_key
from storage.folding import event_key
from storage.people_tables import profiles
from storage.records import Own, Page, Review, Takeaway, Who
from storage.rows import (
    OF_SESSION,
    PROFILE,
    SESSION,
    SESSIONS,
    TAKEAWAY,
    profile_of,
    session_of,
    takeaway_of,
)
from storage.tables import sessions, takeaways

NEWEST_FIRST = (takeaways.c.updated_at.desc(), takeaways.c.session.desc(), takeaways.c.user_id)

# Without stars, or with neither facts nor impressions.
INCOMPLETE = or_(
    takeaways.c.stars.is_(None), and_(takeaways.c.facts == [], takeaways.c.impressions == "")
)


def one(db: Connection, who: Who, number: int) -> Takeaway | None:
    """Give the person's takeaway on a session."""
    row = db.execute(
        select(*TAKEAWAY).where(
            takeaways.c.team_id == who.team_id,
            takeaways.c.session == number,
            takeaways.c.user_id == who.user_id,
        )
    ).first()
    return takeaway_of(row) if row else None


def mine(
    db: Connection, who: Who, which: tuple[bool, str | None], offset: int, limit: int
) -> Page[Own]:
    """Give the person's takeaways; `which` is whether only incomplete ones, and the event."""
    incomplete, event = which
    conditions: list[ColumnElement[bool]] = [
        takeaways.c.team_id == who.team_id,
        takeaways.c.user_id == who.user_id,
    ]
    if incomplete:
        conditions.append(INCOMPLETE)
    if event != "all":
        key: Any = event_key(event) if event else current_key(who.team_id)
        conditions.append(sessions.c.event == key)
    written = SESSIONS.join(takeaways, OF_SESSION)
    counted = takeaways if event == "all" else written
    total = db.execute(select(func.count()).select_from(counted).where(*conditions)).scalar_one()
    rows = db.execute(
        select(*SESSION, *TAKEAWAY)
        .select_from(written)
        .where(*conditions)
        .order_by(*NEWEST_FIRST[:-1])
        .offset(offset)
        .limit(limit)
    ).all()
    items = tuple(Own(session_of(row), takeaway_of(row)) for row in rows)
    return Page(items, offset, total, offset + len(items) < total)


def of_session(db: Connection, team_id: str, number: int) -> tuple[Review, ...]:
    """Give all takeaways on a session with their writers, the newest version first."""
    rows = db.execute(_of_session(), {"team": team_id, "number": number})
    return tuple(Review(takeaway_of(row), profile_of(row.t_user_id, row)) for row in rows)


@cache
def _of_session() -> Select[Any]:
    writer = and_(
        profiles.c.team_id == takeaways.c.team_id, profiles.c.user_id == takeaways.c.user_id
    )
    return (
        select(*TAKEAWAY, *PROFILE)
        .select_from(takeaways.outerjoin(profiles, writer))
        .where(takeaways.c.team_id == bindparam("team"), takeaways.c.session == bindparam("number"))
        .order_by(*NEWEST_FIRST)
    )

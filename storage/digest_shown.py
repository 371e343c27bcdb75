"""What digests show of sessions, read at once."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from storage.reading import NEWEST_FIRST
from storage.records import Review, Session
from storage.rows import PROFILE, SESSION, SESSIONS, TAKEAWAY, profile_of, session_of, takeaway_of
from storage.tables import profiles, sessions, takeaways


def shown(
    db: Connection, team_id: str, numbers: Sequence[int]
) -> list[tuple[Session, tuple[Review, ...]]]:
    """Give sessions with all takeaways on them, the newest version first; without those gone."""
    asked = {"team": team_id, "numbers": list(numbers)}
    found = {row.number: session_of(row) for row in db.execute(_sessions(), asked)}
    reviews: dict[int, list[Review]] = defaultdict(list)
    for row in db.execute(_reviews(), asked):
        reviews[row.t_session].append(Review(takeaway_of(row), profile_of(row.t_user_id, row)))
    return [(found[each], tuple(reviews[each])) for each in numbers if each in found]


@cache
def _sessions() -> Select[Any]:
    numbers: Any = bindparam("numbers", expanding=True)
    return (
        select(*SESSION)
        .select_from(SESSIONS)
        .where(sessions.c.team_id == bindparam("team"), sessions.c.number.in_(numbers))
    )


@cache
def _reviews() -> Select[Any]:
    writer = and_(
        profiles.c.team_id == takeaways.c.team_id, profiles.c.user_id == takeaways.c.user_id
    )
    numbers: Any = bindparam("numbers", expanding=True)
    return (
        select(*TAKEAWAY, *PROFILE)
        .select_from(takeaways.outerjoin(profiles, writer))
        .where(takeaways.c.team_id == bindparam("team"), takeaways.c.session.in_(numbers))
        .order_by(*NEWEST_FIRST)
    )

"""The ratings of each session by the roles of those who gave them, kept when either changes."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select

from storage.database import Database
from storage.hints import by_session
from storage.locks import batches, lock_sessions
from storage.numbers import lock_workspace
from storage.people_tables import profiles, role_ratings
from storage.ranking import AGGREGATES, score_of
from storage.tables import takeaways

_STARS = func.count(takeaways.c.stars)
_TOTAL = func.coalesce(func.sum(takeaways.c.stars), 0)
_GROUP = takeaways.c.team_id, takeaways.c.session, profiles.c.role_words
_NUMBERS: Any = bindparam("numbers", expanding=True)

_REMOVING = delete(role_ratings).where(
    role_ratings.c.team_id == bindparam("team"), role_ratings.c.session.in_(_NUMBERS)
)
_COUNTED = by_session(
    select(*_GROUP, case((_STARS == 0, 0.0), else_=score_of(_STARS, _TOTAL)), *AGGREGATES)
    .join(
        profiles,
        (profiles.c.team_id == takeaways.c.team_id) & (profiles.c.user_id == takeaways.c.user_id),
    )
    .where(
        takeaways.c.team_id == bindparam("team"),
        takeaways.c.session.in_(_NUMBERS),
        profiles.c.role_words != "",
    )
    .group_by(*_GROUP)
)
_NAMES = ("team_id", "session", "role", "score", *(each.name for each in AGGREGATES))
_KEEPING = insert(role_ratings).from_select(_NAMES, _COUNTED)

_ROLES: Any = bindparam("roles", expanding=True)
_REMOVING_ROLES = _REMOVING.where(role_ratings.c.role.in_(_ROLES))
_KEEPING_ROLES = insert(role_ratings).from_select(
    _NAMES, _COUNTED.where(profiles.c.role_words.in_(_ROLES))
)


def keep(db: Connection, team_id: str, numbers: Sequence[int]) -> None:
    """Count the ratings of sessions by role anew.

    Whoever calls this holds the locks of their rows.
    """
    for some in batches(numbers):
        asked = {"team": team_id, "numbers": list(some)}
        db.execute(_REMOVING, asked)
        db.execute(_KEEPING, asked)


def keep_roles(
    db: Connection, team_id: str, numbers: Sequence[int], roles: Collection[str]
) -> None:
    """Count anew what these roles gave the sessions, and leave the other roles as they are."""
    for some in batches(numbers):
        asked = {"team": team_id, "numbers": list(some), "roles": sorted(roles)}
        db.execute(_REMOVING_ROLES, asked)
        db.execute(_KEEPING_ROLES, asked)


def lock_sessions_of(
    database: Database, db: Connection, team_id: str, user_ids: Sequence[str]
) -> list[int]:
    """Lock the sessions that people wrote about, and give their numbers.

    Whoever calls this holds the locks of the people.
    """
    if not user_ids:
        return []
    theirs = takeaways.c.team_id == team_id, takeaways.c.user_id.in_(user_ids)
    asked = select(takeaways.c.session).where(*theirs).distinct().order_by(takeaways.c.session)
    if db.execute(asked.limit(1)).first() is None:
        return []
    # Without a lock on those who wrote them, takeaways are still moved where sessions become one.
    lock_workspace(database, db, team_id)
    numbers = list(db.execute(asked).scalars())
    lock_sessions(db, team_id, numbers)
    return numbers

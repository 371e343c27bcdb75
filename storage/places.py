"""A session with one person's takeaway on it, locked, as it is and as it is to be saved."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select

from storage.columns import AnyRow
from storage.details import STATED, Details
from storage.records import Entry, Session, Takeaway, Who
from storage.rows import (
    OF_SESSION,
    SESSION,
    SESSIONS,
    TAKEAWAY,
    session_of,
    takeaway_columns,
    takeaway_of,
)
from storage.tables import sessions, takeaways

PLACE = (*SESSION, sessions.c.type, sessions.c.catalogue, *TAKEAWAY)


@dataclass(frozen=True, slots=True)
class Kept:
    """A takeaway with when its stars were given."""

    takeaway: Takeaway
    rated_at: datetime | None

    def columns(self) -> dict[str, Any]:
        """Give what its row holds, but not its workspace and matching columns."""
        return {**takeaway_columns(self.takeaway), "rated_at": self.rated_at}


@dataclass(slots=True)
class Place:
    """Where something is saved.

    `stored` is None for a session that is being made, `session` is the record before. `entry` is
    what is saved, kept for the case that it belongs to another session.
    """

    event: str
    number: int
    stored: Details | None
    details: Details
    before: Kept | None
    after: Kept | None
    session: Session | None = None
    entry: Entry | None = None
    quick: bool = False
    removed: bool = False

    @property
    def details_changed(self) -> bool:
        """Whether the session itself has to be saved."""
        return self.details != self.stored

    @property
    def changed(self) -> bool:
        """Whether anything has to be saved."""
        return self.removed or self.details_changed or self.before != self.after

    def blank(self, user_id: str, now: datetime) -> Takeaway:
        """Give the takeaway that entries are added to."""
        if self.after:
            return self.after.takeaway
        return blank_takeaway(user_id, self.number, now)

    def keep(self, takeaway: Takeaway, now: datetime) -> None:
        """Take the new version, where it is one, with the times that come with it."""
        old = self.after
        if old and old.takeaway == takeaway:
            return
        rated_at = old.rated_at if old else None
        if takeaway.stars is None:
            rated_at = None
        elif not old or old.takeaway.stars != takeaway.stars:
            rated_at = now
        self.after = Kept(replace(takeaway, updated_at=now), rated_at)


def blank_takeaway(user_id: str, number: int, now: datetime) -> Takeaway:
    """Give a takeaway of which nothing is stated yet."""
    return Takeaway(
        user=user_id,
        session=number,
        raw=None,
        stars=None,
        recommended=False,
        facts=(),
        impressions="",
        questions=(),
        attended=None,
        partial=False,
        created_at=now,
        updated_at=now,
    )


def finding(which: ColumnElement[bool]) -> Select[Any]:
    """Say how sessions are found and locked, in the order of their numbers.

    The statement has the parameters `team` and `user` beside those of `which`.
    """
    mine = and_(OF_SESSION, takeaways.c.user_id == bindparam("user"))
    return (
        select(*PLACE)
        .select_from(SESSIONS.outerjoin(takeaways, mine))
        .where(sessions.c.team_id == bindparam("team"), which)
        .order_by(sessions.c.number)
        .with_for_update(of=sessions)
    )


def find_places(db: Connection, who: Who, how: Select[Any], asked: dict[str, Any]) -> list[Place]:
    """Find sessions with the person's takeaways on them, and lock them."""
    rows = db.execute(how, {"team": who.team_id, "user": who.user_id, **asked})
    return [_place(row) for row in rows]


@cache
def by_number() -> Select[Any]:
    """Find sessions by their numbers, the parameter `numbers`."""
    return finding(sessions.c.number.in_(bindparam("numbers", expanding=True)))


def _place(row: AnyRow) -> Place:
    details = {name: getattr(row, name) for name in STATED}
    kept = Kept(takeaway_of(row), row.t_rated_at) if row.t_user_id is not None else None
    return Place(row.event, row.number, details, details, kept, kept, session_of(row))

"""Messages of digests that no longer say what is stored: collected and claimed, one by one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, exists, func, or_, select, update

from storage.columns import AnyRow
from storage.database import Clock, Database
from storage.digest_claims import LEASE, of_run
from storage.digest_holds import Holds, free
from storage.digest_records import Refresh
from storage.digest_rows import run_of, subscription_of
from storage.digest_tables import marks, parts, runs, shown_sessions, subscriptions

BURST = timedelta(seconds=20)  # changes that follow one another so closely are shown together
KEPT_CURRENT = timedelta(days=7)
AT_ONCE = 500  # marks collected in one transaction


class Updates:
    """The messages to be rendered anew, for a week after they were sent."""

    def __init__(self, database: Database, clock: Clock, holds: Holds) -> None:
        self._database = database
        self._clock = clock
        self._holds = holds

    def claim(self, but: Collection[str] = ()) -> Refresh | None:
        """Take a message that is to be rendered anew, `but` none of some workspaces."""
        now = self._clock()

        def take(db: Connection) -> Refresh | None:
            _collect(db, now)
            return _claim(self._holds, db, now, but)

        refresh = self._database.write(take)
        if refresh is not None:
            self._holds.taken(refresh.run.team_id, now)
        return refresh

    def done(self, refresh: Refresh) -> None:
        """Note that the message says what is stored, unless that has changed meanwhile."""
        self._keep(refresh, None)

    def again(self, refresh: Refresh, wait: float) -> None:
        """Note that the message could not be changed yet."""
        self._keep(refresh, self._clock() + timedelta(seconds=wait))

    def _keep(self, refresh: Refresh, moment: datetime | None) -> None:
        claimed = update(parts).where(
            parts.c.team_id == refresh.run.team_id,
            parts.c.run_id == refresh.run.run_id,
            parts.c.part == refresh.part,
            parts.c.update_at == refresh.claimed_until,
        )
        self._database.write(lambda db: db.execute(claimed.values(update_at=moment)))


def _collect(db: Connection, now: datetime) -> None:
    """Turn marks into messages that are due."""
    ripe = (
        select(marks.c.team_id, marks.c.session)
        .where(marks.c.marked_at <= now - BURST)
        .order_by(marks.c.team_id, marks.c.session)
        .limit(AT_ONCE)
    )
    for row in db.execute(ripe.with_for_update(skip_locked=True)).all():
        shows = exists().where(
            shown_sessions.c.team_id == parts.c.team_id,
            shown_sessions.c.run_id == parts.c.run_id,
            shown_sessions.c.part == parts.c.part,
            shown_sessions.c.session == row.session,
        )
        db.execute(
            update(parts)
            .where(
                parts.c.team_id == row.team_id,
                parts.c.state.in_(("sent", "sending")),
                parts.c.sent_at > now - KEPT_CURRENT,
                shows,
            )
            .values(update_at=now)
        )
        this = marks.c.team_id == row.team_id, marks.c.session == row.session
        db.execute(delete(marks).where(*this))


def _claim(holds: Holds, db: Connection, now: datetime, but: Collection[str]) -> Refresh | None:
    due = (
        select(parts)
        .where(parts.c.update_at <= now, parts.c.state == "sent", free(parts))
        .order_by(parts.c.update_at)
        .limit(1)
    )
    due = due.where(parts.c.team_id.not_in(but)) if but else due
    part = db.execute(due.with_for_update(skip_locked=True), holds.keys(now)).one_or_none()
    if part is None or not holds.take(db, part.team_id, now):
        return None
    this = of_run(part.team_id, part.run_id)
    until = now + LEASE
    db.execute(
        update(parts)
        .where(
            parts.c.team_id == part.team_id,
            parts.c.run_id == part.run_id,
            parts.c.part == part.part,
        )
        .values(update_at=until)
    )
    stored = db.execute(select(runs).where(this)).one()
    run = run_of(stored)
    row = db.execute(
        select(subscriptions).where(
            subscriptions.c.team_id == run.team_id, subscriptions.c.channel_id == run.channel_id
        )
    ).one()
    return Refresh(
        subscription=subscription_of(row),
        run=run,
        part=part.part,
        ts=part.ts,
        sessions=_sessions(db, part),
        others=_others(db, part, coming=stored.attempt_at is not None),
        claimed_until=until,
    )


def _sessions(db: Connection, part: AnyRow) -> tuple[int, ...]:
    asked = select(shown_sessions.c.session).where(
        *_in_run(part), shown_sessions.c.part == part.part
    )
    return tuple(db.execute(asked.order_by(shown_sessions.c.position)).scalars())


def _others(db: Connection, part: AnyRow, *, coming: bool) -> int:
    """Count what the other messages of the run show, and will show while it is not settled."""
    elsewhere = shown_sessions.c.part != part.part
    if coming:
        elsewhere = or_(elsewhere, shown_sessions.c.part.is_(None))
    asked = select(func.count()).where(*_in_run(part), elsewhere)
    return int(db.execute(asked).scalar_one())


def _in_run(part: AnyRow) -> tuple[Any, ...]:
    return shown_sessions.c.team_id == part.team_id, shown_sessions.c.run_id == part.run_id

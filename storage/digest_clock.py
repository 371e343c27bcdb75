"""A clock that was set back: what waits by the old time would wait for the whole jump."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, select, update

from storage.columns import AnyRow
from storage.digest_claims import LEASE, of_run
from storage.digest_days import recent, with_a_post
from storage.digest_holds import let_go_by_old_time
from storage.digest_tables import marks, parts, runs, subscriptions
from storage.local_days import end_of_day, local_date, moment_of, next_run

NEWS_FROM = timedelta(hours=24)  # before a digest was set up
LONGEST_PAUSE = timedelta(minutes=10)  # that a run waits for its next attempt
SOON = timedelta(hours=22)  # no run that is nearer can have come too late by the old time

Planned = AnyRow  # a subscription: its key, `hour`, `timezone`, `set_up_at` and `next_run_at`

_OF_RUN = and_(
    subscriptions.c.team_id == runs.c.team_id, subscriptions.c.channel_id == runs.c.channel_id
)


def follow_clock(db: Connection, now: datetime) -> None:
    """Let go on at once what nobody works on and what began after the present moment.

    What a claim is held on waits until that has run out: its part may still be on its way.
    """
    _free_runs(db, now)
    is_held = runs.c.claim != "", runs.c.attempt_at > now + LEASE
    db.execute(update(runs).where(*is_held).values(attempt_at=now + LEASE))
    # A message that is being rendered is held no longer than a lease.
    db.execute(update(parts).where(parts.c.update_at > now + LEASE).values(update_at=now))
    db.execute(update(marks).where(marks.c.marked_at > now).values(marked_at=now))
    set_up = update(subscriptions).where(subscriptions.c.set_up_at > now)
    db.execute(set_up.values(set_up_at=now, since=now - NEWS_FROM))
    let_go_by_old_time(db, now)


def _free_runs(db: Connection, now: datetime) -> None:
    """Let runs that wait for their next attempt have it, those of days to come as of today."""
    waiting = runs.c.claim == "", runs.c.attempt_at > now
    is_long = runs.c.attempt_at > now + LONGEST_PAUSE
    db.execute(update(runs).where(*waiting, is_long).values(attempt_at=now))
    asked = select(runs.c.team_id, runs.c.run_id, subscriptions.c.timezone).join_from(
        runs, subscriptions, _OF_RUN
    )
    begun_later = runs.c.attempt_at.is_not(None), runs.c.started_at > now
    for row in db.execute(asked.where(*begun_later)).all():
        this = of_run(row.team_id, row.run_id)
        today = {"started_at": now, "day_ends_at": end_of_day(now, row.timezone)}
        db.execute(update(runs).where(this).values(today))
        db.execute(update(runs).where(this, *waiting).values(attempt_at=now))


def planned_by_old_time(db: Connection, now: datetime) -> list[Planned]:
    """Give the digests whose hour comes once more before the run that is planned."""
    asked = select(
        subscriptions.c.team_id,
        subscriptions.c.channel_id,
        subscriptions.c.hour,
        subscriptions.c.timezone,
        subscriptions.c.set_up_at,
        subscriptions.c.next_run_at,
    ).where(subscriptions.c.next_run_at > now + SOON)
    return [row for row in db.execute(asked) if next_run(*_when(row), now) < row.next_run_at]


def plan_anew(db: Connection, planned: Sequence[Planned], now: datetime) -> None:
    """Plan the next run of digests by the present time, today's too where it was missed."""
    for row in planned:
        at, zone = _when(row)
        before = recent(db, row.team_id, row.channel_id, now)
        taken = with_a_post(before, zone)
        today = local_date(now, zone)
        missed = moment_of(today, at, zone)
        was_made = today in taken or any(
            each.started_at <= now and local_date(each.started_at, zone) == today for each in before
        )
        moment = next_run(at, zone, now, taken)
        if missed and row.set_up_at < missed <= now and not was_made:
            moment = missed
        if moment < row.next_run_at:
            db.execute(update(subscriptions).where(_is(row)).values(next_run_at=moment))


def _when(row: Planned) -> tuple[time, str]:
    return time.fromisoformat(row.hour), row.timezone


def _is(row: Planned) -> ColumnElement[bool]:
    """The subscription, as long as nobody has planned it otherwise."""
    return and_(
        subscriptions.c.team_id == row.team_id,
        subscriptions.c.channel_id == row.channel_id,
        subscriptions.c.next_run_at == row.next_run_at,
    )

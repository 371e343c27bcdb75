"""Claims: what is due, taken by one process at a time, in one transaction.

A run goes on before a new one begins. What is locked by another process is passed over, on
SQLite every transaction that writes waits for the one before.
"""

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Table, exists, insert, select, update

from storage import digest_news as news
from storage.database import Database
from storage.digest_days import days_with_a_post
from storage.digest_records import Claim, Only, Subscription
from storage.digest_rows import run_of, subscription_of
from storage.digest_tables import chosen, parts, runs, shown_sessions, subscriptions
from storage.local_days import end_of_day, local_date, moment_of, next_run

LEASE = timedelta(seconds=120)

# What a transaction came to: a claim, something settled without one, or nothing that is free.
Outcome = Claim | Literal["settled"] | None


def resume(db: Connection, now: datetime, only: Only) -> Outcome:
    """Claim a run that waits for its next attempt or was left; one that is over is settled."""
    waiting = (
        select(runs)
        .where(runs.c.attempt_at <= now, *of(runs, only))
        .order_by(runs.c.attempt_at)
        .limit(1)
    )
    row = db.execute(waiting.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    subscription = _subscription(db, row)
    in_doubt = _part_in_doubt(db, row)
    if in_doubt is not None:
        return _claimed(db, row, subscription, in_doubt, now)
    over = now >= row.day_ends_at or not subscription.active
    if over or not news.standing(db, row.team_id, row.run_id):
        settle(db, row.team_id, row.run_id)
        return "settled"
    return _claimed(db, row, subscription, None, now)


def begin(database: Database, db: Connection, now: datetime, only: Only) -> Outcome:
    """Claim a digest that is due, where its local day is free and something is new."""
    due = (
        select(subscriptions)
        .where(_is_due(now), *of(subscriptions, only))
        .order_by(subscriptions.c.next_run_at)
        .limit(1)
    )
    row = db.execute(due.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    subscription = subscription_of(row)
    zone, due_at = subscription.plan.timezone, row.next_run_at
    today = local_date(now, zone)
    if local_date(due_at, zone) < today:
        # The bot was not there that day: what it missed comes with today's digest.
        due_at = moment_of(today, subscription.plan.at, zone)
    taken = days_with_a_post(db, row.team_id, row.channel_id, zone, now)
    if due_at is None or due_at > now or today in taken:
        _plan_next(db, subscription, now, taken)
        return "settled"
    return _begun(database, db, subscription, due_at, now)


def _begun(
    database: Database, db: Connection, subscription: Subscription, due_at: datetime, now: datetime
) -> Outcome:
    zone = subscription.plan.timezone
    found = news.fresh(db, subscription, now)
    _plan_next(db, subscription, now, [local_date(now, zone)] if found else ())
    row = _new_run(db, subscription, due_at, now, is_empty=not found)
    if not found:
        return "settled"
    keys = {"team_id": subscription.team_id, "run_id": row.run_id}
    in_order = enumerate(news.sessions_of(found))
    db.execute(
        insert(shown_sessions),
        [keys | {"position": at, "session": session} for at, session in in_order],
    )
    choose = database.insert(chosen)
    choose = choose.on_conflict_do_update(
        index_elements=["team_id", "channel_id", "session", "user_id"],
        set_={"run_id": choose.excluded.run_id},
    )
    keys |= {"channel_id": subscription.channel_id, "shown": False}
    db.execute(choose, [keys | {"session": session, "user_id": user} for session, user in found])
    return _claimed(db, row, subscription, None, now)


def _new_run(
    db: Connection, subscription: Subscription, due_at: datetime, now: datetime, *, is_empty: bool
) -> Row[Any]:
    latest = (
        select(runs.c.due_at)
        .where(
            runs.c.team_id == subscription.team_id,
            runs.c.channel_id == subscription.channel_id,
            runs.c.due_at >= due_at,
        )
        .order_by(runs.c.due_at.desc())
        .limit(1)
    )
    # A clock that went back, or a second try in the same moment, makes a later run all the same.
    known = db.execute(latest).scalar_one_or_none()
    made = (
        insert(runs)
        .values(
            team_id=subscription.team_id,
            run_id=secrets.token_hex(12),
            channel_id=subscription.channel_id,
            due_at=due_at if known is None else known + timedelta(microseconds=1),
            started_at=now,
            day_ends_at=end_of_day(now, subscription.plan.timezone),
            state="skipped" if is_empty else "claimed",
            reason="nothing_new" if is_empty else "",
        )
        .returning(*runs.c)
    )
    return db.execute(made).one()


def _claimed(
    db: Connection,
    row: Row[Any],
    subscription: Subscription,
    in_doubt: int | None,
    now: datetime,
) -> Claim:
    token = secrets.token_hex(8)
    db.execute(
        update(runs)
        .where(of_run(row.team_id, row.run_id))
        .values(claim=token, attempt_at=now + LEASE)
    )
    sent = _sent_parts(db, row)
    return Claim(
        subscription=subscription,
        run=run_of(row),
        token=token,
        task="post" if in_doubt is None else "look_up",
        part=len(sent) if in_doubt is None else in_doubt,
        sessions=news.standing(db, row.team_id, row.run_id),
        thread=sent.get(0),
        cursor=row.look_cursor,
    )


def settle(db: Connection, team_id: str, run_id: str) -> None:
    """End a run that has nothing more to send, or no more time to."""
    row = db.execute(select(runs).where(of_run(team_id, run_id))).one()
    is_active = _subscription(db, row).active
    is_out = bool(_sent_parts(db, row))
    reason = ""
    if news.standing(db, team_id, run_id):
        reason = (row.reason or "late") if is_active else "off"
    elif not is_out:
        reason = "nothing_new"
    state = "posted" if is_out else "skipped" if reason in ("off", "nothing_new") else "failed"
    ended = {"state": state, "reason": reason, "claim": "", "attempt_at": None}
    db.execute(update(runs).where(of_run(team_id, run_id)).values(ended))


def of_run(team_id: str, run_id: str) -> ColumnElement[bool]:
    """The condition that names a run."""
    return (runs.c.team_id == team_id) & (runs.c.run_id == run_id)


def _plan_next(
    db: Connection, subscription: Subscription, now: datetime, taken: Collection[date]
) -> None:
    plan = subscription.plan
    db.execute(
        update(subscriptions)
        .where(
            subscriptions.c.team_id == subscription.team_id,
            subscriptions.c.channel_id == subscription.channel_id,
        )
        .values(next_run_at=next_run(plan.at, plan.timezone, now, taken))
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    is_open = exists().where(
        runs.c.team_id == subscriptions.c.team_id,
        runs.c.channel_id == subscriptions.c.channel_id,
        runs.c.attempt_at.is_not(None),
    )
    return (subscriptions.c.next_run_at <= now) & ~is_open


def of(table: Table, only: Only) -> list[ColumnElement[bool]]:
    """The conditions that choose workspace and channel."""
    wanted = {"team_id": only.team_id, "channel_id": only.channel_id}
    chosen_ = [table.c[name] == value for name, value in wanted.items() if value is not None]
    return chosen_ + ([table.c.team_id.not_in(only.but)] if only.but else [])


def _subscription(db: Connection, run: Row[Any]) -> Subscription:
    asked = select(subscriptions).where(
        subscriptions.c.team_id == run.team_id, subscriptions.c.channel_id == run.channel_id
    )
    return subscription_of(db.execute(asked).one())


def _part_in_doubt(db: Connection, run: Row[Any]) -> int | None:
    asked = select(parts.c.part).where(
        parts.c.team_id == run.team_id, parts.c.run_id == run.run_id, parts.c.state == "sending"
    )
    found: int | None = db.execute(asked).scalar_one_or_none()
    return found


def _sent_parts(db: Connection, run: Row[Any]) -> dict[int, str]:
    asked = select(parts.c.part, parts.c.ts).where(
        parts.c.team_id == run.team_id, parts.c.run_id == run.run_id, parts.c.state == "sent"
    )
    return {row.part: row.ts for row in db.execute(asked)}

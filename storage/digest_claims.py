"""Claims: what is due, taken by one process at a time, in one transaction.

A run goes on before a new one begins. What is locked by another process is passed over, on
SQLite every transaction that writes waits for the one before.
"""

import secrets
from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, bindparam, insert, select, update

from storage import digest_due as due
from storage import digest_news as news
from storage.database import inserting
from storage.digest_days import days_with_a_post, recent, with_a_post
from storage.digest_holds import Holds
from storage.digest_records import CameTo, Claim, Only, Run, State, Subscription, Turn
from storage.digest_rows import run_of, subscription_of
from storage.digest_tables import chosen, parts, runs, shown_sessions, subscriptions
from storage.local_days import end_of_day, local_date, moment_of, next_run

LEASE = timedelta(seconds=120)

# Built once: building a statement takes longer than running it.
_OF_RUN = (runs.c.team_id == bindparam("team")) & (runs.c.run_id == bindparam("run"))
_CLAIM = update(runs).where(_OF_RUN).values(claim=bindparam("token"), attempt_at=bindparam("until"))
_NEW_RUN = insert(runs)
_NEW_SESSIONS = insert(shown_sessions)
_SUBSCRIPTION = select(subscriptions).where(
    subscriptions.c.team_id == bindparam("team"), subscriptions.c.channel_id == bindparam("channel")
)
_PLAN_NEXT = (
    update(subscriptions)
    .where(
        subscriptions.c.team_id == bindparam("team"),
        subscriptions.c.channel_id == bindparam("channel"),
    )
    .values(next_run_at=bindparam("next"))
)
_PARTS = select(parts.c.part, parts.c.ts, parts.c.state).where(
    parts.c.team_id == bindparam("team"), parts.c.run_id == bindparam("run")
)

# What a transaction came to: a claim, a run that ended without one, a day or a workspace that is
# taken, or nothing that is free.
Outcome = Claim | Turn | Literal["taken"] | None


def resume(holds: Holds, db: Connection, now: datetime, only: Only) -> Outcome:
    """Claim a run that waits for its next attempt or was left; one that is over is settled."""
    row = db.execute(due.waiting(*only.kind), only.keys | holds.keys(now)).one_or_none()
    if row is None:
        return None
    subscription = _subscription(db, row)
    sent, in_doubt = _parts(db, row.team_id, row.run_id)
    standing = news.standing(db, row.team_id, row.run_id)
    is_over = now >= row.day_ends_at or not subscription.active or not standing
    if in_doubt is None and (is_over or (not sent and _is_taken(db, subscription, now))):
        return settle(db, row.team_id, row.run_id)
    if not holds.take(db, row.team_id, now):
        return "taken"
    token = secrets.token_hex(8)
    db.execute(_CLAIM, _keys(row) | {"token": token, "until": now + LEASE})
    return Claim(
        subscription=subscription,
        run=run_of(row),
        token=token,
        task="post" if in_doubt is None else "look_up",
        part=len(sent) if in_doubt is None else in_doubt,
        sessions=standing,
        thread=sent.get(0),
        cursor=row.look_cursor,
    )


def _is_taken(db: Connection, subscription: Subscription, now: datetime) -> bool:
    """Tell whether the day has had a digest already, as where the clock was set back to it."""
    zone = subscription.plan.timezone
    found = days_with_a_post(db, subscription.team_id, subscription.channel_id, zone, now)
    return local_date(now, zone) in found


def begin(holds: Holds, db: Connection, now: datetime, only: Only) -> Outcome:
    """Claim a digest that is due, where its local day is free and something is new."""
    row = db.execute(due.due(*only.kind), only.keys | holds.keys(now)).one_or_none()
    if row is None:
        return None
    subscription = subscription_of(row)
    zone, due_at = subscription.plan.timezone, row.next_run_at
    today = local_date(now, zone)
    if local_date(due_at, zone) < today:
        # The bot was not there that day: what it missed comes with today's digest.
        due_at = moment_of(today, subscription.plan.at, zone)
    before = recent(db, row.team_id, row.channel_id, now)
    taken = with_a_post(before, zone)
    if due_at is None or due_at > now or today in taken:
        _plan_next(db, subscription, now, taken)
        return "taken"
    # A clock that went back, or a second try in the same moment, makes a later run all the same.
    later = [each.due_at + timedelta(microseconds=1) for each in before]
    return _begun(holds, db, subscription, max([due_at, *later]), now)


def _begun(
    holds: Holds, db: Connection, subscription: Subscription, due_at: datetime, now: datetime
) -> Outcome:
    zone = subscription.plan.timezone
    found = news.fresh(db, subscription, now)
    if found and not holds.take(db, subscription.team_id, now):
        return "taken"
    _plan_next(db, subscription, now, [local_date(now, zone)] if found else ())
    token = secrets.token_hex(8) if found else ""
    run = _new_run(db, subscription, due_at, now, token)
    if not found:
        return Turn(run, "end", 0, "empty", "")
    sessions = news.sessions_of(found)
    keys: dict[str, Any] = {"team_id": subscription.team_id, "run_id": run.run_id}
    in_order = [keys | {"position": at, "session": each} for at, each in enumerate(sessions)]
    db.execute(_NEW_SESSIONS, in_order)
    keys |= {"channel_id": subscription.channel_id, "shown": False}
    taken = [keys | {"session": session, "user_id": user} for session, user in found]
    db.execute(_choosing(holds.is_sqlite), taken)
    return Claim(subscription, run, token, "post", 0, sessions, None, "")


@cache
def _choosing(is_sqlite: bool) -> Any:
    choose = inserting(chosen, is_sqlite)
    return choose.on_conflict_do_update(
        index_elements=["team_id", "channel_id", "session", "user_id"],
        set_={"run_id": choose.excluded.run_id},
    )


def _new_run(
    db: Connection, subscription: Subscription, due_at: datetime, now: datetime, token: str
) -> Run:
    """Make a run, claimed by a token; one without has nothing to show and is over."""
    run = Run(
        team_id=subscription.team_id,
        run_id=secrets.token_hex(12),
        channel_id=subscription.channel_id,
        due_at=due_at,
        started_at=now,
        day_ends_at=end_of_day(now, subscription.plan.timezone),
        state="claimed" if token else "skipped",
        reason="" if token else "nothing_new",
        attempts=0,
        attempt_at=now + LEASE if token else None,
    )
    db.execute(_NEW_RUN, asdict(run) | {"claim": token})
    return run


def settle(db: Connection, team_id: str, run_id: str) -> Turn:
    """End a run that has nothing more to send, or no more time to."""
    row = db.execute(select(runs).where(of_run(team_id, run_id))).one()
    is_active = _subscription(db, row).active
    sent = _parts(db, team_id, run_id)[0]
    reason = ""
    if news.standing(db, team_id, run_id):
        reason = (row.reason or "late") if is_active else "off"
    elif not sent:
        reason = "nothing_new"
    came_to, state = _ended(reason, is_out=bool(sent))
    ended = {"state": state, "reason": reason, "claim": "", "attempt_at": None}
    db.execute(update(runs).where(of_run(team_id, run_id)).values(ended))
    return Turn(run_of(row), "end", len(sent), came_to, reason)


def _ended(reason: str, *, is_out: bool) -> tuple[CameTo, State]:
    if is_out:
        return "posted", "posted"
    if reason == "nothing_new":
        return "empty", "skipped"
    return ("skipped", "skipped") if reason == "off" else ("failed", "failed")


def of_run(team_id: str, run_id: str) -> ColumnElement[bool]:
    """The condition that names a run."""
    return (runs.c.team_id == team_id) & (runs.c.run_id == run_id)


def _plan_next(
    db: Connection, subscription: Subscription, now: datetime, taken: Collection[date]
) -> None:
    plan = subscription.plan
    keys = {"team": subscription.team_id, "channel": subscription.channel_id}
    db.execute(_PLAN_NEXT, keys | {"next": next_run(plan.at, plan.timezone, now, taken)})


def _subscription(db: Connection, run: Row[Any]) -> Subscription:
    keys = {"team": run.team_id, "channel": run.channel_id}
    return subscription_of(db.execute(_SUBSCRIPTION, keys).one())


def _parts(db: Connection, team_id: str, run_id: str) -> tuple[dict[int, str], int | None]:
    """Give the ts of each part that is out, and the part that is in doubt."""
    found = db.execute(_PARTS, {"team": team_id, "run": run_id}).all()
    in_doubt = [row.part for row in found if row.state == "sending"]
    sent = {row.part: row.ts for row in found if row.state == "sent"}
    return sent, in_doubt[0] if in_doubt else None


def _keys(run: Row[Any]) -> dict[str, str]:
    return {"team": run.team_id, "run": run.run_id}

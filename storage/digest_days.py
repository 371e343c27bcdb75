"""Which local days of a channel have had a digest, or may have had one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, select

from storage import digest_news as news
from storage.digest_records import Forward, Subscription
from storage.digest_tables import parts, runs
from storage.local_days import local_date

LOOK_BACK = timedelta(days=3)  # further back than any zone's today


@dataclass(frozen=True, slots=True)
class Recent:
    """A run of the last days, with its message where that is out or may be."""

    due_at: datetime
    started_at: datetime
    sent_at: datetime | None
    is_out: bool


def recent(db: Connection, team_id: str, channel_id: str, now: datetime) -> list[Recent]:
    """Give the runs of a channel that began in the last days, or by a clock that ran ahead."""
    asked = {"team": team_id, "channel": channel_id, "since": now - LOOK_BACK}
    return [
        Recent(row.due_at, row.started_at, row.sent_at, row.state == "sent")
        for row in db.execute(_RUNS, asked)
    ]


def with_a_post(found: Iterable[Recent], zone: str) -> dict[date, bool]:
    """Give the dates, in that zone, of the posts that are out (True) or may be (False)."""
    return {local_date(each.sent_at, zone): each.is_out for each in found if each.sent_at}


def days_with_a_post(
    db: Connection, team_id: str, channel_id: str, zone: str, now: datetime
) -> dict[date, bool]:
    """Give the dates, in that zone, on which the channel had a post (True) or may have had one.

    None of long ago are among them.
    """
    return with_a_post(recent(db, team_id, channel_id, now), zone)


_PARENT = and_(
    parts.c.team_id == runs.c.team_id, parts.c.run_id == runs.c.run_id, parts.c.part == 0
)
_RUNS = (
    select(runs.c.due_at, runs.c.started_at, parts.c.sent_at, parts.c.state)
    .select_from(runs.outerjoin(parts, _PARENT))
    .where(
        runs.c.team_id == bindparam("team"),
        runs.c.channel_id == bindparam("channel"),
        runs.c.started_at > bindparam("since", type_=runs.c.started_at.type),
    )
    .order_by(parts.c.sent_at)
)


def hindrance(db: Connection, found: Subscription, now: datetime) -> Forward | None:
    """Tell what keeps a digest from coming now, None where nothing does."""
    zone = found.plan.timezone
    taken = days_with_a_post(db, found.team_id, found.channel_id, zone, now)
    is_out = taken.get(local_date(now, zone))
    if is_out is not None:
        return "out" if is_out else "open"
    waiting = select(runs.c.run_id).where(
        runs.c.team_id == found.team_id,
        runs.c.channel_id == found.channel_id,
        runs.c.attempt_at.is_not(None),
    )
    if db.execute(waiting).first():
        return "waiting"
    return None if news.is_any(db, found, now) else "nothing_new"

"""Which local days of a channel have had a digest, or may have had one."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from storage.digest_tables import parts, runs
from storage.local_days import local_date

LOOK_BACK = timedelta(days=3)  # further back than any zone's today


def days_with_a_post(
    db: Connection, team_id: str, channel_id: str, zone: str, now: datetime
) -> dict[date, bool]:
    """Give the dates, in that zone, of the posts that are out (True) or may be (False).

    None of long ago are among them.
    """
    asked = {"team": team_id, "channel": channel_id, "since": now - LOOK_BACK}
    sent = db.execute(_SENT, asked)
    return {local_date(row.sent_at, zone): row.state == "sent" for row in sent}


_SENT = (
    select(parts.c.sent_at, parts.c.state)
    .join_from(parts, runs, (runs.c.team_id == parts.c.team_id) & (runs.c.run_id == parts.c.run_id))
    .where(
        runs.c.team_id == bindparam("team"),
        runs.c.channel_id == bindparam("channel"),
        runs.c.started_at > bindparam("since", type_=runs.c.started_at.type),
        parts.c.part == 0,
    )
    .order_by(parts.c.sent_at)
)

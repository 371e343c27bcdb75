"""A clock that was set back: what waits by the old time would wait for the whole jump."""

from datetime import datetime

from sqlalchemy import Connection, update

from storage.digest_claims import LEASE
from storage.digest_tables import marks, parts, runs


def follow_clock(db: Connection, now: datetime) -> None:
    """Let go on at once what nobody works on and what began after the present moment.

    What a claim is held on waits until it has run out: its part may still be on its way.
    """
    waiting = runs.c.attempt_at > now, runs.c.started_at > now, runs.c.claim == ""
    db.execute(update(runs).where(*waiting).values(attempt_at=now, started_at=now))
    # A message that is being rendered is held no longer than a lease.
    db.execute(update(parts).where(parts.c.update_at > now + LEASE).values(update_at=now))
    db.execute(update(marks).where(marks.c.marked_at > now).values(marked_at=now))

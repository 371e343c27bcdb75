"""Digests of many workspaces, all due in the same minute."""

from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, insert

from storage import open_store
from storage.database import Database
from storage.digest_records import Plan
from storage.digest_rows import plan_columns
from storage.digest_tables import subscriptions
from storage.engine import open_engine
from storage.records import Entry, Who

SESSIONS = 3  # of each workspace
PORTION = 5_000  # rows written at once


def fill_workspaces(database_url: str, sizes: list[int], now: datetime, due: datetime) -> None:
    """Set up so many digests in each workspace, all due at one moment, with something to show."""
    with closing(open_store(database_url, lambda: now)) as store:
        for at in range(len(sizes)):
            entries = [
                Entry(code=f"NET{100 + each}", title="On nets", stars=4, impressions="It was good.")
                for each in range(SESSIONS)
            ]
            store.takeaways.add(Who(f"T{at:06}", "U1"), entries)
    subscribe(database_url, sizes, now, due)


def subscribe(
    database_url: str, sizes: list[int], now: datetime, due: datetime, prefix: str = "T"
) -> None:
    """Write the rows of subscriptions."""
    plan = Plan("", "general", due.time().replace(second=0, microsecond=0), "UTC", "en")
    shared = plan_columns(plan) | {"active": True, "set_up_by": "U1", "set_up_at": now}
    shared |= {"since": now - timedelta(days=1), "next_run_at": due, "told": []}
    rows = [
        shared | {"team_id": f"{prefix}{at:06}", "channel_id": f"C{channel:06}"}
        for at, size in enumerate(sizes)
        for channel in range(size)
    ]
    with closing(Database(open_engine(database_url))) as database:
        for begin in range(0, len(rows), PORTION):
            some = rows[begin : begin + PORTION]
            database.write(partial(_insert, some))


def _insert(rows: list[dict[str, Any]], db: Connection) -> None:
    db.execute(insert(subscriptions), rows)

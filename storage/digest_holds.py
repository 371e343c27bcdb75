"""Which process serves a workspace's digests just now: several would miss Slack's limits together.

A hold lasts a little longer than a process's own pauses between two calls for a workspace. So a
workspace stays with whoever serves it, and goes to another as soon as that one has died.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, exists, update

from storage.database import Database, inserting
from storage.digest_tables import holds

HOLD = timedelta(seconds=2)
LONGEST_HOLD = timedelta(minutes=10)  # an hour that Slack asked for is asked for again


class Holds:
    """The workspaces that this process holds, as it last wrote them down."""

    def __init__(self, database: Database) -> None:
        self.is_sqlite = database.is_sqlite
        self._until: dict[str, datetime] = {}
        self.holder = secrets.token_hex(8)

    def keys(self, now: datetime) -> dict[str, Any]:
        """The parameters of `free`."""
        return {"whose": self.holder, "now": now}

    def take(self, db: Connection, team_id: str, now: datetime) -> bool:
        """Hold a workspace, or hold it longer; False where another process was faster."""
        half_over = self._until.get(team_id, now) - HOLD / 2 <= now
        is_ahead = self._until.get(team_id, now) > now + HOLD
        if not half_over and not is_ahead:
            return True
        until = now + HOLD
        held = self.keys(now) | {"team": team_id, "ends": until}
        if not db.execute(_taking(self.is_sqlite), held).rowcount:
            return False
        self._note(team_id, until, now)
        return True

    def pause(self, db: Connection, team_id: str, now: datetime, wait: float) -> None:
        """Keep every process from a workspace for the seconds that Slack asked for."""
        until = now + min(timedelta(seconds=wait), LONGEST_HOLD)
        db.execute(_PAUSE, self.keys(now) | {"team": team_id, "ends": until})

    def let_go(self, db: Connection) -> None:
        """Leave the workspaces to other processes; a pause that Slack asked for stays."""
        for team_id, until in self._until.items():
            db.execute(_LET_GO, {"whose": self.holder, "team": team_id, "ends": until})
        self._until = {}

    def _note(self, team_id: str, until: datetime, now: datetime) -> None:
        self._until = {team: end for team, end in self._until.items() if end > now}
        self._until[team_id] = until


def free(table: Table) -> ColumnElement[bool]:
    """Choose what is of a workspace that no other process holds."""
    return ~exists().where(
        holds.c.team_id == table.c.team_id,
        holds.c.until > bindparam("now", type_=holds.c.until.type),
        holds.c.holder != bindparam("whose"),
    )


def let_go_by_old_time(db: Connection, now: datetime) -> None:
    """End holds that a clock which ran ahead has left."""
    db.execute(delete(holds).where(holds.c.until > now + LONGEST_HOLD))


_PAUSE = (
    update(holds)
    .where(holds.c.team_id == bindparam("team"), holds.c.holder == bindparam("whose"))
    .values(until=bindparam("ends"))
)
# A pause lasts longer than what was noted when the workspace was taken.
_LET_GO = delete(holds).where(
    holds.c.team_id == bindparam("team"),
    holds.c.holder == bindparam("whose"),
    holds.c.until == bindparam("ends", type_=holds.c.until.type),
)


@cache
def _taking(is_sqlite: bool) -> Any:
    taking: Any = inserting(holds, is_sqlite)
    stated: Mapping[str, Any] = {
        "team_id": bindparam("team"),
        "holder": bindparam("whose"),
        "until": bindparam("ends"),
    }
    is_free = (holds.c.until <= bindparam("now", type_=holds.c.until.type)) | (
        holds.c.holder == bindparam("whose")
    )
    return taking.values(stated).on_conflict_do_update(
        index_elements=["team_id"],
        set_={"holder": taking.excluded.holder, "until": taking.excluded.until},
        where=is_free,
    )

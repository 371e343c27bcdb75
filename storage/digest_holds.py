"""Which process serves a workspace's digests just now: several would miss Slack's limits together.

A hold lasts a little longer than a process's own pauses between two calls for a workspace. So a
workspace stays with whoever serves it, and goes to another as soon as that one has died.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, exists, select, update

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
        """Hold a workspace, or hold it longer; False where another process was faster.

        Once that is committed, `taken` is to be told.
        """
        if self._is_held(team_id, now):
            return True
        held = self.keys(now) | {"team": team_id, "ends": now + HOLD}
        return db.execute(_taking(self.is_sqlite), held).first() is not None

    def taken(self, team_id: str, now: datetime) -> None:
        """Note that a workspace is held."""
        if not self._is_held(team_id, now):
            self._until = {team: end for team, end in self._until.items() if end > now}
            self._until[team_id] = now + HOLD

    def is_elsewhere(self, db: Connection, team_id: str, now: datetime) -> bool:
        """Tell whether another process holds a workspace."""
        elsewhere = select(holds.c.team_id).where(
            holds.c.team_id == team_id, holds.c.until > now, holds.c.holder != self.holder
        )
        return db.execute(elsewhere).first() is not None

    def pause(self, db: Connection, team_id: str, now: datetime, wait: float) -> None:
        """Keep every process from a workspace for the seconds that Slack asked for."""
        until = now + min(timedelta(seconds=wait), LONGEST_HOLD)
        db.execute(_PAUSE, self.keys(now) | {"team": team_id, "ends": until})

    def let_go(self, db: Connection) -> None:
        """Leave the workspaces to other processes; a pause that Slack asked for stays."""
        for team_id, until in self._until.items():
            db.execute(_LET_GO, {"whose": self.holder, "team": team_id, "ends": until})

    def forget(self) -> None:
        """Note that all are let go."""
        self._until = {}

    def _is_held(self, team_id: str, now: datetime) -> bool:
        """Tell whether a hold is written down that need not be made longer yet."""
        until = self._until.get(team_id, now)
        # One that ends later than any can is of a clock that ran ahead.
        return now + HOLD / 2 < until <= now + HOLD


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
    taking = taking.values(stated).on_conflict_do_update(
        index_elements=["team_id"],
        set_={"holder": taking.excluded.holder, "until": taking.excluded.until},
        where=is_free,
    )
    # Not every driver tells how many rows an INSERT came to.
    return taking.returning(holds.c.team_id)

"""What was logged before a conference had a name, moved to that conference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from storage.columns import AnyRow
from storage.database import Database
from storage.digest_marks import follow
from storage.event_rows import GENERAL, ensure_types
from storage.merging import added
from storage.numbers import lock_workspace, retire_numbers
from storage.records import Takeaway
from storage.recounting import recount
from storage.rows import SESSIONS, TAKEAWAY, takeaway_columns, takeaway_of
from storage.saving import folded
from storage.tables import events, session_types, sessions, takeaways, watching


def take_over(database: Database, db: Connection, team_id: str, key: str, now: datetime) -> int:
    """Move the sessions of `general` to an event; those that it knows by code are put together."""
    lock_workspace(database, db, team_id)
    moving = _held_by_general(db, team_id)
    if key == GENERAL or not moving:
        return 0
    ensure_types(db, team_id, key, [row.type_name for row in moving if row.type_name])
    there = _codes(db, team_id, key)
    known = {row.number: there[row.code_key] for row in moving if row.code_key in there}
    for old, new in known.items():
        _move_takeaways(database, db, team_id, (old, new))
        _move_watching(database, db, team_id, (old, new))
        follow(database, db, team_id, (old, new), now)
    _remove(db, team_id, list(known))
    in_general = sessions.c.team_id == team_id, sessions.c.event == GENERAL
    db.execute(update(sessions).where(*in_general).values(event=key))
    db.execute(delete(events).where(events.c.team_id == team_id, events.c.key == GENERAL))
    recount(db, team_id, sorted(set(known.values())))
    return len(moving)


def _held_by_general(db: Connection, team_id: str) -> Sequence[AnyRow]:
    return db.execute(
        select(sessions.c.number, sessions.c.code_key, session_types.c.name.label("type_name"))
        .select_from(SESSIONS)
        .where(sessions.c.team_id == team_id, sessions.c.event == GENERAL)
        .order_by(sessions.c.number)
        .with_for_update(of=sessions)
    ).all()


def _codes(db: Connection, team_id: str, key: str) -> dict[str, int]:
    rows = db.execute(
        select(sessions.c.code_key, sessions.c.number)
        .where(
            sessions.c.team_id == team_id,
            sessions.c.event == key,
            sessions.c.code_key.is_not(None),
        )
        .order_by(sessions.c.number)
        .with_for_update()
    )
    return {row.code_key: row.number for row in rows}


def _move_takeaways(database: Database, db: Connection, team_id: str, way: tuple[int, int]) -> None:
    """Move takeaways from one session to another; two of one writer become one."""
    old, new = way
    rows = db.execute(
        select(*TAKEAWAY).where(takeaways.c.team_id == team_id, takeaways.c.session.in_((old, new)))
    ).all()
    there = {row.t_user_id: row for row in rows if row.t_session == new}
    for row in rows:
        if row.t_session == old:
            _put(database, db, team_id, _merged(row, there.get(row.t_user_id), new))
    db.execute(_of_session(takeaways, team_id, old))


def _merged(old: AnyRow, new: AnyRow | None, number: int) -> dict[str, Any]:
    """Add what was written last to what was written first."""
    takeaway = replace(takeaway_of(old), session=number)
    rated_at = old.t_rated_at
    if new is not None:
        takeaway = _put_together(takeaway, takeaway_of(new))
        rated_at = max((at for at in (rated_at, new.t_rated_at) if at), default=None)
    return {**takeaway_columns(takeaway), "rated_at": rated_at, "folded": folded(takeaway)}


def _put_together(one: Takeaway, other: Takeaway) -> Takeaway:
    first, second = sorted((one, other), key=lambda each: each.updated_at)
    return replace(
        added(first, second.as_entry()),
        created_at=min(first.created_at, second.created_at),
        updated_at=second.updated_at,
    )


def _put(database: Database, db: Connection, team_id: str, row: dict[str, Any]) -> None:
    putting = database.insert(takeaways).values(team_id=team_id, **row)
    db.execute(
        putting.on_conflict_do_update(index_elements=["team_id", "session", "user_id"], set_=row)
    )


def _move_watching(database: Database, db: Connection, team_id: str, way: tuple[int, int]) -> None:
    old, new = way
    rows = db.execute(
        select(watching).where(watching.c.team_id == team_id, watching.c.session == old)
    ).mappings()
    for row in rows.all():
        moving = database.insert(watching).values({**row, "session": new})
        db.execute(moving.on_conflict_do_nothing())
    db.execute(_of_session(watching, team_id, old))


def _of_session(table: Table, team_id: str, number: int) -> Any:
    return delete(table).where(table.c.team_id == team_id, table.c.session == number)


def _remove(db: Connection, team_id: str, numbers: list[int]) -> None:
    db.execute(
        delete(sessions).where(sessions.c.team_id == team_id, sessions.c.number.in_(numbers))
    )
    retire_numbers(db, team_id, numbers)

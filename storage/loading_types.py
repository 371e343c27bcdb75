"""The session types that a file brings, in its order."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from storage.database import Database
from storage.event_rows import BROUGHT_BY_NO_FILE
from storage.folding import type_key
from storage.records import SessionType
from storage.tables import session_types

Brought = tuple[SessionType | None, SessionType]


def bring_types(
    database: Database,
    db: Connection,
    event: tuple[str, str],
    kinds: Sequence[SessionType],
    *,
    authored: bool,
) -> list[Brought]:
    """Write a file's types to an event (workspace and key); give each before and after.

    Those that no file brought before stand behind those that one did, in the order of this file.
    What an `authored` file leaves open stays as it is.
    """
    known = _known(db, *event)
    position = 1 + max((at for _, at in known.values() if at < BROUGHT_BY_NO_FILE), default=-1)
    brought: list[Brought] = []
    for key, kind in {type_key(kind.name): kind for kind in kinds}.items():
        before, at = known.get(key, (None, BROUGHT_BY_NO_FILE))
        after = _filled(before, kind) if authored and before else kind
        if at >= BROUGHT_BY_NO_FILE:
            at, position = position, position + 1
        _put(database, db, {"team_id": event[0], "event": event[1], "key": key}, (after, at))
        brought.append((before, after))
    return brought


def _filled(before: SessionType, brought: SessionType) -> SessionType:
    return replace(
        brought,
        description=brought.description or before.description,
        availability=(
            before.availability if brought.availability == "unknown" else brought.availability
        ),
    )


def _put(
    database: Database, db: Connection, named: dict[str, str], placed: tuple[SessionType, int]
) -> None:
    kind, position = placed
    row = {
        "name": kind.name,
        "description": kind.description,
        "availability": kind.availability,
        "position": position,
    }
    putting = database.insert(session_types).values(**named, **row)
    db.execute(putting.on_conflict_do_update(index_elements=list(named), set_=row))


def _known(db: Connection, team_id: str, event: str) -> dict[str, tuple[SessionType, int]]:
    rows = db.execute(
        select(
            session_types.c.key,
            session_types.c.name,
            session_types.c.description,
            session_types.c.availability,
            session_types.c.position,
        ).where(session_types.c.team_id == team_id, session_types.c.event == event)
    )
    return {
        row.key: (SessionType(row.name, row.description, row.availability), row.position)
        for row in rows
    }

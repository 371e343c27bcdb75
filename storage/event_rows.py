"""Rows of events and of their session types."""

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import Connection, func, select

from storage.columns import AnyRow
from storage.database import Database, inserting
from storage.errors import NotFound
from storage.folding import event_key, type_key
from storage.kinds import STANDARD_TYPES
from storage.records import Event, SessionType, Who
from storage.tables import events, session_types, workspaces

GENERAL = "general"  # the event of a workspace that has named none
BROUGHT_BY_NO_FILE = 1000  # from this position on; a file's own types keep its order before them


def insert_event(database: Database, db: Connection, who: Who, event: Event, now: datetime) -> bool:
    """Add an event with its own types first and the standard ones after; False where it is."""
    key = event_key(event.key)
    row = {
        "team_id": who.team_id,
        "key": key,
        "name": event.name or key,
        "timezone": event.timezone,
        "starts_on": event.starts_on,
        "ends_on": event.ends_on,
        "created_at": now,
        "created_by": who.user_id or None,
    }
    adding = database.insert(events).values(row).on_conflict_do_nothing()
    if db.execute(adding.returning(events.c.key)).first() is None:
        return False
    own = {type_key(kind.name) for kind in event.types}
    others = [kind for kind in STANDARD_TYPES if type_key(kind.name) not in own]
    add_types(db, who.team_id, key, event.types)
    add_types(db, who.team_id, key, others, first=BROUGHT_BY_NO_FILE)
    return True


def add_types(
    db: Connection, team_id: str, event: str, kinds: Sequence[SessionType], first: int = 0
) -> None:
    """Add types to an event, in their order from position `first` on."""
    unique = {type_key(kind.name): kind for kind in reversed(kinds)}
    rows = [
        {
            "team_id": team_id,
            "event": event,
            "key": key,
            "name": kind.name,
            "description": kind.description,
            "availability": kind.availability,
            "position": first + position,
        }
        for position, (key, kind) in enumerate(reversed(unique.items()))
    ]
    if rows:
        adding = inserting(session_types, db.dialect.name == "sqlite")
        # Somebody else may just have stated the same type for the first time.
        db.execute(adding.on_conflict_do_nothing(), rows)


def ensure_types(db: Connection, team_id: str, event: str, names: Sequence[str]) -> None:
    """Add those types that the event lacks, behind the others."""
    of_event = (session_types.c.team_id == team_id) & (session_types.c.event == event)
    known = set(db.execute(select(session_types.c.key).where(of_event)).scalars())
    missing = [SessionType(name) for name in names if type_key(name) not in known]
    if missing:
        last = db.execute(select(func.max(session_types.c.position)).where(of_event)).scalar()
        add_types(db, team_id, event, missing, first=(last or 0) + 1)


def types_of(db: Connection, team_id: str, event: str) -> tuple[SessionType, ...]:
    """Give an event's session types, in their order."""
    rows = db.execute(
        select(session_types.c.name, session_types.c.description, session_types.c.availability)
        .where(session_types.c.team_id == team_id, session_types.c.event == event)
        .order_by(session_types.c.position, session_types.c.key)
    )
    return tuple(SessionType(*row) for row in rows)


def event_of(row: AnyRow, types: tuple[SessionType, ...]) -> Event:
    """Make an event of its row, which says besides which event is the current one."""
    return Event(
        key=row.key,
        name=row.name,
        timezone=row.timezone,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        current=row.key == row.current_event,
        types=types,
    )


def current_key(team_id: Any) -> Any:
    """Give the current event's key as a part of a statement."""
    return (
        select(workspaces.c.current_event).where(workspaces.c.team_id == team_id).scalar_subquery()
    )


def no_such_event(db: Connection, team_id: str, event: str) -> NotFound:
    """Make the refusal of a key that no event has, with the keys that look like it."""
    keys = db.execute(select(events.c.key).where(events.c.team_id == team_id)).scalars().all()
    return NotFound("event", event, tuple(get_close_matches(event_key(event), keys, 3, 0.3)))


def require_event(db: Connection, team_id: str, event: str | None) -> None:
    """Refuse a key that no event has; None is the current event, "all" is each.

    Raises:
        NotFound: of kind "event", with the keys that look like it.
    """
    if event is None or event == "all":
        return
    named = events.c.team_id == team_id, events.c.key == event_key(event)
    if db.execute(select(events.c.key).where(*named)).first() is None:
        raise no_such_event(db, team_id, event)

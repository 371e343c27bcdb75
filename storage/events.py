"""Conferences of a workspace, and which of them is the current one."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from storage.columns import AnyRow
from storage.database import Clock, Database
from storage.errors import AlreadyThere
from storage.event_rows import GENERAL, event_of, insert_event, no_such_event, types_of
from storage.folding import event_key
from storage.numbers import lock_workspace
from storage.records import Event, EventCount, Switch, Who
from storage.rows import OF_SESSION
from storage.tables import events, sessions, takeaways, workspaces
from storage.taking_over import take_over


class Events:
    """The conferences of each workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def current(self, team_id: str) -> Event:
        """Give the current event; `general` is made where there is none."""
        found = self._database.read(lambda db: _current(db, team_id))
        return found or self._database.write(lambda db: self._make_current(db, team_id))

    def get(self, team_id: str, key: str) -> Event:
        """Give the event of that key.

        Raises:
            NotFound: of kind "event", with the keys that look like it.
        """
        return self._database.read(lambda db: _named(db, team_id, key))

    def all(self, team_id: str) -> tuple[EventCount, ...]:
        """Give all events with what they hold, the current one first, then the newest."""
        return self._database.read(lambda db: _counted(db, team_id))

    def use(self, who: Who, key: str) -> Switch:
        """Make that event the current one for everybody."""
        return self._database.write(lambda db: self._use(db, who, key))

    def create(self, who: Who, event: Event) -> Event:
        """Make an event; the first real one becomes the current one.

        Raises:
            AlreadyThere: of kind "event".
        """
        return self._database.write(lambda db: self._create(db, who, event))

    def take_over(self, who: Who, key: str) -> int:
        """Move what `general` holds to that event, and give the number of sessions moved."""
        now = self._clock()

        def write(db: Connection) -> int:
            workspace = lock_workspace(self._database, db, who.team_id)
            target = _named(db, who.team_id, key).key
            moved = take_over(self._database, db, who.team_id, target, now)
            if moved and workspace.current_event == GENERAL:
                # It is gone now, and somebody had gone back to it.
                set_current(db, who.team_id, target, who.user_id)
            return moved

        return self._database.write(write)

    def _make_current(self, db: Connection, team_id: str) -> Event:
        key = ensure_current(self._database, db, team_id, self._clock)
        return _named(db, team_id, key)

    def _use(self, db: Connection, who: Who, key: str) -> Switch:
        workspace = lock_workspace(self._database, db, who.team_id)
        event = _named(db, who.team_id, key)
        before = _current(db, who.team_id)
        if workspace.current_event != event.key or workspace.current_set_by is None:
            set_current(db, who.team_id, event.key, who.user_id)
        return Switch(_named(db, who.team_id, key), before, workspace.current_set_by)

    def _create(self, db: Connection, who: Who, event: Event) -> Event:
        key = event_key(event.key)
        workspace = lock_workspace(self._database, db, who.team_id)
        if not insert_event(self._database, db, who, event, self._clock()):
            raise AlreadyThere("event", key)
        if gives_way(workspace):
            set_current(db, who.team_id, key, who.user_id)
        return _named(db, who.team_id, key)


def ensure_current(database: Database, db: Connection, team_id: str, clock: Clock) -> str:
    """Give the current event's key under the workspace's lock; make `general` where it must be."""
    workspace = lock_workspace(database, db, team_id)
    if workspace.current_event is not None:
        return str(workspace.current_event)
    insert_event(database, db, Who(team_id, ""), Event(GENERAL, "General"), clock())
    set_current(db, team_id, GENERAL, None)
    return GENERAL


def gives_way(workspace: AnyRow) -> bool:
    """Tell whether a first real event becomes current: nobody chose the one that is."""
    return workspace.current_event is None or (
        workspace.current_event == GENERAL and workspace.current_set_by is None
    )


def set_current(db: Connection, team_id: str, key: str, user_id: str | None) -> None:
    """Name the current event, and who chose it."""
    db.execute(
        update(workspaces)
        .where(workspaces.c.team_id == team_id)
        .values(current_event=key, current_set_by=user_id)
    )


def _named(db: Connection, team_id: str, key: str) -> Event:
    found = _event(db, team_id, events.c.key == event_key(key))
    if found is None:
        raise no_such_event(db, team_id, key)
    return found


def _current(db: Connection, team_id: str) -> Event | None:
    return _event(db, team_id, events.c.key == workspaces.c.current_event)


def _event(db: Connection, team_id: str, which: ColumnElement[bool]) -> Event | None:
    row = db.execute(
        select(events, workspaces.c.current_event)
        .outerjoin(workspaces, workspaces.c.team_id == events.c.team_id)
        .where(events.c.team_id == team_id, which)
    ).first()
    return event_of(row, types_of(db, team_id, row.key)) if row else None


def _counted(db: Connection, team_id: str) -> tuple[EventCount, ...]:
    rows = db.execute(
        select(events, workspaces.c.current_event)
        .outerjoin(workspaces, workspaces.c.team_id == events.c.team_id)
        .where(events.c.team_id == team_id)
        .order_by((events.c.key == workspaces.c.current_event).desc(), events.c.created_at.desc())
    ).all()
    in_event = sessions.c.team_id == team_id
    held = _counts(db, select(sessions.c.event, func.count()).where(in_event))
    written = _counts(
        db, select(sessions.c.event, func.count()).join(takeaways, OF_SESSION).where(in_event)
    )
    return tuple(
        EventCount(
            event_of(row, types_of(db, team_id, row.key)),
            held.get(row.key, 0),
            written.get(row.key, 0),
        )
        for row in rows
    )


def _counts(db: Connection, counting: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in db.execute(counting.group_by(sessions.c.event))}

"""The whole log of a workspace, read in one moment."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, select

from storage.choosing import Chosen
from storage.details import STATED
from storage.event_rows import event_of, require_event, types_of
from storage.folding import event_key
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway, LoggedWatch
from storage.people_tables import profiles
from storage.records import Entry, Event, Profile, Session, Takeaway
from storage.rows import PROFILE, SESSION, SESSIONS, TAKEAWAY, profile_of, session_of, takeaway_of
from storage.tables import events, session_types, sessions, takeaways, watching, workspaces

ALL_DETAILS = frozenset(STATED)


def unload(db: Connection, team_id: str, event: str | None, chosen: Chosen | None = None) -> Log:
    """Read one event, or all of them where none is named, with who wrote and who watches.

    Of what was chosen come the sessions, with their events, writers and watch lists.

    Raises:
        NotFound: of kind "event".
    """
    require_event(db, team_id, event)
    found = _events(db, team_id, event)
    logged = tuple(_with_sessions(db, team_id, each, chosen) for each in found)
    if chosen is not None:
        logged = tuple(each for each in logged if each.sessions)
    keys = {each.event.key for each in logged}
    profiles_ = _profiles(db, team_id, logged, everybodys=event is None and chosen is None)
    watches = _watching(db, team_id, keys)
    if chosen is not None:
        watches = tuple(each for each in watches if each.session in chosen.numbers)
    return Log(logged, profiles_, watches)


def _events(db: Connection, team_id: str, event: str | None) -> list[Event]:
    wanted = [events.c.team_id == team_id]
    if event:
        wanted.append(events.c.key == event_key(event))
    rows = db.execute(
        select(events, workspaces.c.current_event)
        .outerjoin(workspaces, workspaces.c.team_id == events.c.team_id)
        .where(*wanted)
        .order_by(events.c.created_at, events.c.key)
    ).all()
    return [event_of(row, types_of(db, team_id, row.key)) for row in rows]


def _with_sessions(
    db: Connection, team_id: str, event: Event, chosen: Chosen | None
) -> LoggedEvent:
    written = _takeaways(db, team_id, event.key, chosen)
    rows = db.execute(
        select(*SESSION)
        .select_from(SESSIONS)
        .where(sessions.c.team_id == team_id, sessions.c.event == event.key)
        .order_by(
            session_types.c.position,
            sessions.c.starts_at.is_(None),
            sessions.c.starts_at,
            sessions.c.number,
        )
    )
    found = (
        session
        for session in map(session_of, rows)
        if chosen is None or session.number in chosen.numbers
    )
    return LoggedEvent(event, tuple(_logged(each, written[each.number]) for each in found))


def _logged(session: Session, written: Iterable[Takeaway]) -> LoggedSession:
    takeaways_of = tuple(
        LoggedTakeaway(each.user, _entry(each, session), each.created_at, each.updated_at)
        for each in written
    )
    return LoggedSession(
        session.as_entry(), ALL_DETAILS, session.number, session.starts_at, takeaways_of
    )


def _entry(takeaway: Takeaway, session: Session) -> Entry:
    """Give the entry with a code, as its text would have one: the session's, where none was given.

    So what is read again from any of the files is the same.
    """
    return replace(takeaway.as_entry(), raw=takeaway.raw or session.code)


def _takeaways(
    db: Connection, team_id: str, event: str, chosen: Chosen | None
) -> dict[int, list[Takeaway]]:
    conditions = chosen.conditions if chosen else ()
    of_session = and_(
        sessions.c.team_id == takeaways.c.team_id, sessions.c.number == takeaways.c.session
    )
    rows = db.execute(
        select(*TAKEAWAY)
        .select_from(takeaways.join(sessions, of_session))
        .where(takeaways.c.team_id == team_id, sessions.c.event == event, *conditions)
        .order_by(takeaways.c.session, takeaways.c.created_at, takeaways.c.user_id)
    )
    found: dict[int, list[Takeaway]] = defaultdict(list)
    for takeaway in map(takeaway_of, rows):
        found[takeaway.session].append(takeaway)
    return found


def _profiles(
    db: Connection, team_id: str, logged: Iterable[LoggedEvent], *, everybodys: bool
) -> tuple[Profile, ...]:
    """Give everybody's profile, or those of the people who wrote what is logged."""
    rows: Iterable[Any] = db.execute(
        select(profiles.c.user_id, *PROFILE)
        .where(profiles.c.team_id == team_id)
        .order_by(profiles.c.user_id)
    )
    writers = {
        each.user for part in logged for session in part.sessions for each in session.takeaways
    }
    found = (profile_of(row.user_id, row) for row in rows if everybodys or row.user_id in writers)
    return tuple(profile for profile in found if profile)


def _watching(db: Connection, team_id: str, keys: Iterable[str]) -> tuple[LoggedWatch, ...]:
    of_session = and_(
        sessions.c.team_id == watching.c.team_id, sessions.c.number == watching.c.session
    )
    rows = db.execute(
        select(watching.c.user_id, sessions.c.event, watching.c.session, watching.c.watched_at)
        .select_from(watching.join(sessions, of_session))
        .where(watching.c.team_id == team_id, sessions.c.event.in_(list(keys)))
        .order_by(watching.c.user_id, watching.c.session)
    )
    return tuple(LoggedWatch(*row) for row in rows)

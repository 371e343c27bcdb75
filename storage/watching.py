"""Watch lists: what people mean to watch, and what they have watched."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from storage.database import Clock, Database, inserting
from storage.errors import NotFound
from storage.records import Watch, Who
from storage.rows import SESSION, SESSIONS, session_of
from storage.tables import sessions, watching


class Watching:
    """The watch list of each person."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def queue(self, who: Who, number: int) -> bool:
        """Put a session on the list; tell whether it was not there yet, or was watched.

        Raises:
            NotFound: of kind "session".
        """

        def queueing(db: Connection) -> bool:
            before = _row(db, who, number)
            if before and before.watched_at is None:
                return False
            put_watch(db, who, number, self._clock(), watched=False)
            return True

        return self._database.write(queueing)

    def watched(self, who: Who, number: int, on: bool = True) -> None:
        """Mark a session as watched, or as still to be watched.

        Raises:
            NotFound: of kind "session".
        """
        now = self._clock()
        self._database.write(lambda db: put_watch(db, who, number, now, watched=on))

    def list(self, who: Who) -> tuple[Watch, ...]:
        """Give the person's list: what is to be watched, the newest first, then what was."""
        of_session = and_(
            watching.c.team_id == sessions.c.team_id, watching.c.session == sessions.c.number
        )
        asked = (
            select(*SESSION, watching.c.queued_at, watching.c.watched_at)
            .select_from(SESSIONS.join(watching, of_session))
            .where(watching.c.team_id == who.team_id, watching.c.user_id == who.user_id)
            .order_by(
                watching.c.watched_at.is_not(None),
                watching.c.watched_at.desc(),
                watching.c.queued_at.desc(),
                sessions.c.number.desc(),
            )
        )
        rows = self._database.read(lambda db: db.execute(asked).all())
        return tuple(Watch(session_of(row), row.queued_at, row.watched_at) for row in rows)


def put_watch(db: Connection, who: Who, number: int, now: datetime, *, watched: bool) -> None:
    """Put a session on the person's list, as watched or as still to be watched.

    Raises:
        NotFound: of kind "session".
    """
    there = select(sessions.c.recording_url).where(
        sessions.c.team_id == who.team_id, sessions.c.number == number
    )
    # Locked, so that an undo does not remove the session in between.
    session = db.execute(there.with_for_update(read=True)).first()
    if session is None:
        raise NotFound("session", f"#{number}")
    state = {
        "watched_at": now if watched else None,
        "awaited": not watched and not session.recording_url,
    }
    putting = inserting(watching, db.dialect.name == "sqlite").values(
        team_id=who.team_id, user_id=who.user_id, session=number, queued_at=now, **state
    )
    keys = ["team_id", "user_id", "session"]
    db.execute(putting.on_conflict_do_update(index_elements=keys, set_=state))


def _row(db: Connection, who: Who, number: int) -> Any:
    return db.execute(
        select(watching.c.watched_at).where(
            watching.c.team_id == who.team_id,
            watching.c.user_id == who.user_id,
            watching.c.session == number,
        )
    ).first()

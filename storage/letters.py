"""What the bot tells people by itself: recordings they wait for, and what is still incomplete.

A letter is taken out before it is sent, so that it is told once at the most, whatever fails.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select, update

from storage.database import Clock, Database
from storage.errors import NotFound
from storage.folding import event_key
from storage.letter_tables import letters, nudged, unwanted
from storage.letters_due import (
    DAY,
    EVENING,
    HAS_LINK,
    Evening,
    evenings,
    lacking,
    waiting,
    zone_of,
    zone_of_event,
)
from storage.local_days import local_date, moment_of, next_run
from storage.records import Who
from storage.tables import sessions, watching

Kind = Literal["recordings", "nudge", "trouble"]

MORNING = time(9)  # in the person's zone
LATE = time(20)  # from then on a letter of the morning waits for the next one


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a channel has no digest, or not all of its thread (`is_rest`)."""

    channel_id: str
    reason: str
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is to be told now.

    Of these recordings, what an event still lacks, or what is wrong with a digest they set up.
    """

    who: Who
    kind: Kind
    sessions: tuple[int, ...] = ()
    event: str = ""
    trouble: Trouble | None = None

    @property
    def subject(self) -> str:
        """What tells it from others of its kind."""
        told = self.trouble
        return f"{told.channel_id} {int(told.is_rest)} {told.reason}" if told else self.event


class Letters:
    """The letters of all workspaces."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def collect(self) -> None:
        """Put down who is to be told what: each recording and each evening of an event once."""
        now = self._clock()
        rows = [
            {**_key(who, "recordings"), "due_at": next_run(MORNING, zone, now)}
            for who, zone in self._database.read(waiting)
        ]
        if rows:
            self._database.write(lambda db: self._put_down(db, rows))
        begun = self._database.read(lambda db: evenings(db, now))
        for each in begun:
            self._database.write(partial(self._nudge, event=each, now=now))

    def claim(self) -> Letter | None:
        """Take the next letter that is due; what it told of is not told again."""
        now = self._clock()
        due = select(letters.c.due_at).where(letters.c.due_at <= now).limit(1)
        if self._database.read(lambda db: db.execute(due).first()) is None:
            return None
        while True:
            taken = self._database.write(lambda db: self._take(db, now))
            if taken != "settled":
                return taken

    def again(self, letter: Letter, seconds: float) -> None:
        """Put a letter back that certainly was not sent, or in the first time."""
        due_at = self._clock() + timedelta(seconds=seconds)
        row = {**_key(letter.who, letter.kind, letter.subject), "due_at": due_at}

        def write(db: Connection) -> None:
            self._put_down(db, [row])
            db.execute(
                update(watching)
                .where(*_watches(letter.who), watching.c.session.in_(letter.sessions))
                .where(watching.c.watched_at.is_(None))
                .values(awaited=True)
            )

        self._database.write(write)

    def remind_tomorrow(self, who: Who, event: str) -> datetime:
        """Remind somebody tomorrow evening, also where the event is over then.

        Raises:
            NotFound: of kind "event".
        """
        now = self._clock()

        def write(db: Connection) -> datetime:
            zone = zone_of_event(db, who.team_id, event)
            tomorrow = local_date(now, zone) + DAY
            due_at = moment_of(tomorrow, EVENING, zone) or now + DAY
            row = {**_key(who, "nudge", event_key(event)), "due_at": due_at}
            adding = self._database.insert(letters).values(row)
            keys = ["team_id", "user_id", "kind", "subject"]
            db.execute(adding.on_conflict_do_update(index_elements=keys, set_={"due_at": due_at}))
            return due_at

        return self._database.write(write)

    def want_nudges(self, who: Who, event: str, on: bool) -> None:
        """Keep whether somebody wants to be reminded of an event's incomplete entries.

        Raises:
            NotFound: of kind "event".
        """
        key = event_key(event)

        def write(db: Connection) -> None:
            zone_of_event(db, who.team_id, event)
            row = {"team_id": who.team_id, "user_id": who.user_id, "event": key}
            if on:
                db.execute(delete(unwanted).where(*_is(unwanted, row)))
                return
            db.execute(self._database.insert(unwanted).values(row).on_conflict_do_nothing())
            db.execute(delete(letters).where(*_is(letters, _key(who, "nudge", key))))

        self._database.write(write)

    def _put_down(self, db: Connection, rows: list[dict[str, Any]]) -> None:
        # Always in the same order, so that two processes that collect the same do not deadlock.
        ordered = sorted(rows, key=lambda row: (row["team_id"], row["user_id"]))
        db.execute(self._database.insert(letters).on_conflict_do_nothing(), ordered)

    def _nudge(self, db: Connection, *, event: Evening, now: datetime) -> None:
        """Write to all who lack something, where nobody has done so for this day."""
        row = {"team_id": event.team_id, "event": event.key, "day": event.day}
        adding = self._database.insert(nudged).values(row)
        claiming = adding.on_conflict_do_update(
            index_elements=["team_id", "event"],
            set_={"day": event.day},
            where=nudged.c.day < event.day,
        )
        if db.execute(claiming.returning(nudged.c.day)).first() is None:
            return
        writers = db.execute(lacking(event.team_id, event.key)).scalars().all()
        rows = [
            {**_key(Who(event.team_id, user), "nudge", event.key), "due_at": now}
            for user in writers
        ]
        if rows:
            self._put_down(db, rows)

    def _take(self, db: Connection, now: datetime) -> "Letter | Literal['settled'] | None":
        due = select(letters).where(letters.c.due_at <= now).order_by(letters.c.due_at).limit(1)
        row = db.execute(due.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        who = Who(row.team_id, row.user_id)
        this = _is(letters, _key(who, row.kind, row.subject))
        db.execute(delete(letters).where(*this))
        if row.kind == "nudge":
            return _nudge_of(db, who, row, now)
        if row.kind == "trouble":
            channel_id, is_rest, reason = row.subject.split(" ", 2)
            return Letter(who, "trouble", trouble=Trouble(channel_id, reason, is_rest == "1"))
        zone = zone_of(db, who)
        if not MORNING <= now.astimezone(ZoneInfo(zone)).time() < LATE:
            # The bot was not there in the morning; nobody is written to at night.
            later = {**_key(who, "recordings"), "due_at": next_run(MORNING, zone, now)}
            self._put_down(db, [later])
            return "settled"
        return _recordings_of(db, who)


def _nudge_of(db: Connection, who: Who, row: Any, now: datetime) -> "Letter | Literal['settled']":
    """Give the letter where its evening is not over."""
    try:
        zone = zone_of_event(db, who.team_id, row.subject)
    except NotFound:
        return "settled"
    if local_date(now, zone) != local_date(row.due_at, zone):
        return "settled"
    return Letter(who, "nudge", event=row.subject)


def _recordings_of(db: Connection, who: Who) -> "Letter | Literal['settled']":
    """Take what the person waits for and what is there; from now on it counts as told."""
    there = select(sessions.c.number).where(sessions.c.team_id == who.team_id, HAS_LINK)
    found = db.execute(
        update(watching)
        .where(*_watches(who), watching.c.awaited, watching.c.session.in_(there))
        .values(awaited=False)
        .returning(watching.c.session)
    ).scalars()
    numbers = tuple(sorted(found))
    return Letter(who, "recordings", numbers) if numbers else "settled"


def _watches(who: Who) -> tuple[Any, ...]:
    return _is(watching, _person(who))


def _person(who: Who) -> dict[str, str]:
    return {"team_id": who.team_id, "user_id": who.user_id}


def _key(who: Who, kind: Kind, subject: str = "") -> dict[str, Any]:
    return {**_person(who), "kind": kind, "subject": subject}


def _is(table: Any, row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(table.c[name] == value for name, value in row.items())

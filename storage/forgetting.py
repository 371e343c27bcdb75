"""Forgetting a person or a workspace, so that not a byte of them is left in the database."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, select, update

from storage.database import Clock, Database
from storage.digest_rows import without_person
from storage.digest_tables import chosen, marks, parts, shown_sessions, subscriptions
from storage.digest_updates import KEPT_CURRENT
from storage.errors import Unavailable
from storage.install_tables import installations
from storage.locks import batches, lock_people, lock_sessions
from storage.numbers import lock_workspace, retire_numbers
from storage.people_tables import changes
from storage.records import Who
from storage.recounting import recount
from storage.table_parts import metadata
from storage.tables import events, sessions, takeaways, watching, workspaces
from storage.waiting import take_time

INDEX_PATIENCE = 0.8  # seconds; a person waits for the answer


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What went of a person.

    `sessions` are those without a code that nobody else wrote about or watches: their titles were
    the person's words. `messages` are those of digests that are rendered anew. Of the digests that
    the person had set up, `handed_on` go on in nobody's name; `ended` showed their words alone.
    """

    takeaways: int
    profile: bool
    watched: int
    drafts: int
    sessions: int
    messages: int
    handed_on: int
    ended: int


class Forgetting:
    """Deletes all of a person, or of a workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def forget(self, who: Who) -> Forgotten:
        """Delete all that is the person's and their id wherever it stands, and tell what went."""
        now = self._clock()
        gone = self._database.write(lambda db: _forget(self._database, db, who, now))
        self._erase()
        return gone

    def rewrite(self) -> bool:
        """Write a SQLite file anew, which takes as long as the file is large.

        Gives False, or raises Unavailable, where somebody else is in the way.
        """
        return self._database.rewrite()

    def forget_workspace(self, team_id: str) -> int:
        """Delete all of a workspace; gives the number of takeaways that went."""

        def write(db: Connection) -> int:
            if not self._database.is_sqlite:
                # This may take longer than anybody in Slack would wait.
                take_time(db)
            counts = {
                table.name: db.execute(delete(table).where(table.c.team_id == team_id)).rowcount
                for table in reversed(metadata.sorted_tables)
            }
            return counts[takeaways.name]

        gone = self._database.write(write)
        self._erase()
        return gone

    def _erase(self) -> None:
        with suppress(Unavailable):  # What was asked for is done.
            self._database.clear_index(INDEX_PATIENCE)
            self._database.erase()


def _forget(database: Database, db: Connection, who: Who, now: datetime) -> Forgotten:
    lock_people(database, db, who.team_id, [who.user_id])
    own = _touched(db, who)
    if own:
        # Without the person's lock, takeaways are still moved where sessions become one.
        lock_workspace(database, db, who.team_id)
        own = _touched(db, who)
    lock_sessions(db, who.team_id, own)
    handed_on, ended = _leave_digests(db, who)
    gone = {table.name: _delete(db, table, who) for table in _of_a_person()}
    _leave_names(db, who)
    for numbers in batches(own):
        recount(db, who.team_id, numbers)
    messages = _renew(database, db, who, own, now)
    return Forgotten(
        takeaways=gone["takeaways"],
        profile=gone["profiles"] > 0,
        watched=gone["watching"],
        drafts=gone["drafts"],
        sessions=_remove_titles(db, who, own),
        messages=messages,
        handed_on=handed_on,
        ended=ended,
    )


def _of_a_person() -> list[Table]:
    """The tables whose rows belong to one person each."""
    return [table for table in reversed(metadata.sorted_tables) if "user_id" in table.c]


def _delete(db: Connection, table: Table, who: Who) -> int:
    return db.execute(delete(table).where(*_of(table, who))).rowcount


def _of(table: Table, who: Who) -> tuple[ColumnElement[bool], ...]:
    return table.c.team_id == who.team_id, table.c.user_id == who.user_id


def _touched(db: Connection, who: Who) -> list[int]:
    """The sessions that the person wrote about, watched, or had in a digest."""
    found = {
        number
        for table in (takeaways, watching, chosen)
        for number in db.execute(select(table.c.session).where(*_of(table, who))).scalars()
    }
    # Of a takeaway that was deleted, the change log knows the session.
    for steps in db.execute(select(changes.c.steps).where(*_of(changes, who))).scalars():
        found |= {step["session"] for step in steps}
    return sorted(found)


def _leave_names(db: Connection, who: Who) -> None:
    """Take the person's id out of what stays."""
    team_id, user_id = who.team_id, who.user_id
    # An admin's deletion of the person's takeaway, which Undo would bring back.
    db.execute(delete(changes).where(changes.c.team_id == team_id, changes.c.owner == user_id))
    db.execute(
        update(workspaces)
        .where(workspaces.c.team_id == team_id, workspaces.c.current_set_by == user_id)
        .values(current_set_by=None)
    )
    db.execute(
        update(events)
        .where(events.c.team_id == team_id, events.c.created_by == user_id)
        .values(created_by=None)
    )
    db.execute(
        update(installations)
        .where(installations.c.team_id == team_id, installations.c.installed_by == user_id)
        .values(installed_by="")
    )


def _leave_digests(db: Connection, who: Who) -> tuple[int, int]:
    """Let the channels keep the digests that the person set up, but end those of their words.

    All digests are locked: one that begins now would write down whose words it shows.
    """
    here = subscriptions.c.team_id == who.team_id
    asked = select(subscriptions.c.channel_id, subscriptions.c.filter).where(here)
    digests = db.execute(asked.order_by(subscriptions.c.channel_id).with_for_update()).all()
    handed_on = db.execute(
        update(subscriptions)
        .where(here, subscriptions.c.set_up_by == who.user_id)
        .values(set_up_by="")
    ).rowcount
    ended = 0
    for channel_id, asked_for in digests:
        if who.user_id not in asked_for.get("by", ()):
            continue
        left = without_person(asked_for, who.user_id)
        # Without its only writer the filter would let everybody's takeaways in.
        off = {} if "by" in left else {"active": False, "next_run_at": None}
        ended += len(off) > 0
        this = update(subscriptions).where(here, subscriptions.c.channel_id == channel_id)
        db.execute(this.values(filter=left, **off))
    return handed_on, ended


def _renew(
    database: Database, db: Connection, who: Who, numbers: Sequence[int], now: datetime
) -> int:
    """Have every message rendered anew that shows one of the sessions, however old it is."""
    count = 0
    for some in batches(numbers):
        shows = exists().where(
            shown_sessions.c.team_id == parts.c.team_id,
            shown_sessions.c.run_id == parts.c.run_id,
            shown_sessions.c.part == parts.c.part,
            shown_sessions.c.session.in_(some),
        )
        posted = (parts.c.team_id == who.team_id, parts.c.state.in_(("sent", "sending")), shows)
        count += db.execute(select(func.count()).select_from(parts).where(*posted)).scalar_one()
        old = parts.c.sent_at <= now - KEPT_CURRENT
        db.execute(update(parts).where(*posted, old).values(update_at=now))
        # A mark is read a little later: what is being sent at this moment is reached too.
        rows = [{"team_id": who.team_id, "session": each, "marked_at": now} for each in some]
        db.execute(database.insert(marks).on_conflict_do_nothing(), rows)
    return count


def _remove_titles(db: Connection, who: Who, numbers: Sequence[int]) -> int:
    """Remove the sessions whose titles were the person's own words and are nobody else's."""
    removed: list[int] = []
    for some in batches(numbers):
        nobodys = [
            ~exists().where(table.c.team_id == who.team_id, table.c.session == sessions.c.number)
            for table in (takeaways, watching)
        ]
        gone = delete(sessions).where(
            *_named(who, some),
            sessions.c.code.is_(None),
            sessions.c.catalogue.is_(False),
            *nobodys,
        )
        removed += db.execute(gone.returning(sessions.c.number)).scalars()
    retire_numbers(db, who.team_id, removed)
    return len(removed)


def _named(who: Who, numbers: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return sessions.c.team_id == who.team_id, sessions.c.number.in_(numbers)

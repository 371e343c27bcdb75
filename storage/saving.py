"""One save of takeaways: what it locks, writes, counts anew and remembers for Undo."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, Self

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from storage.change_log import steps_of
from storage.database import Database, inserting
from storage.details import Types, matching
from storage.digest_marks import mark
from storage.errors import NotFound
from storage.event_rows import ensure_types, types_of
from storage.folding import fold, type_key
from storage.locks import lock_people
from storage.numbers import retire_numbers
from storage.people_tables import changes, members
from storage.places import Kept, Place, by_number, find_places
from storage.records import Rating, Session, Takeaway, Who
from storage.recounting import recount
from storage.rows import SESSION, SESSIONS, session_of
from storage.tables import sessions, takeaways

# A change is kept for its button while so many newer ones of the same person have come.
CHANGES_KEPT = 20


class Save:
    """A save of one person, in one transaction; whoever makes it holds that person's lock.

    `owner` is whose takeaways are saved, where they are somebody else's.
    """

    def __init__(self, database: Database, db: Connection, who: Who, now: datetime) -> None:
        self.database = database
        self.db = db
        self.who = who
        self.now = now
        self.owner = who
        self.change = 0
        self._types: dict[str, Types] = {}
        self._also: list[Place] = []
        self._ratings: dict[int, Rating] = {}
        self._nothing = False

    def begin(self, owner: str | None = None, *, counts: bool = True) -> Self:
        """Lock those who are concerned, and count one more change of the one who saves."""
        self.owner = Who(self.who.team_id, owner or self.who.user_id)
        for user_id in sorted({self.owner.user_id, self.who.user_id}):
            if counts and user_id == self.who.user_id:
                self.change = self._count_change()
            else:
                lock_people(self.database, self.db, self.who.team_id, [user_id])
        return self

    def _count_change(self) -> int:
        row = {"team_id": self.who.team_id, "user_id": self.who.user_id}
        first = {**row, "last_change": 1, "undoable": 1}
        return int(self.db.execute(_counting(self.database.is_sqlite), first).scalar_one())

    def place(self, number: int) -> Place:
        """Lock a session that is named by number.

        Raises:
            NotFound: of kind "session".
        """
        found = self.places([number])
        if not found:
            raise NotFound("session", f"#{number}")
        return found[number]

    def places(self, numbers: Sequence[int]) -> dict[int, Place]:
        """Lock sessions that are named by number; those that are not there are left out."""
        found = find_places(self.db, self.owner, by_number(), {"numbers": list(numbers)})
        return {place.number: place for place in found}

    def types(self, event: str, stated: Iterable[str | None]) -> Types:
        """Give the types of an event by key, those that are stated for the first time included."""
        names = [name for name in stated if name]
        known = self._types.get(event)
        if known is None or any(type_key(name) not in known for name in names):
            if names:
                ensure_types(self.db, self.who.team_id, event, names)
            kinds = types_of(self.db, self.who.team_id, event)
            known = {type_key(kind.name): kind for kind in kinds}
            self._types[event] = known
        return known

    def also(self, place: Place) -> None:
        """Save one place more than those that the answer is about."""
        self._also.append(place)

    def finish(self, places: Sequence[Place]) -> int | None:
        """Write what has changed; give the change's number, None where there was nothing."""
        changed = [place for place in (*places, *self._also) if place.changed]
        self._nothing = not changed
        if self._nothing:
            return None
        self._write_sessions(changed)
        self._write_takeaways(changed)
        self._remove_sessions([place.number for place in changed if place.removed])
        there = [place.number for place in changed if not place.removed]
        self._ratings = recount(self.db, self.who.team_id, there)
        numbers = [place.number for place in changed]
        mark(self.database, self.db, self.who.team_id, numbers, self.now)
        return self.change

    def forget_if_nothing_changed(self) -> None:
        """Leave no trace of a save that changes nothing: not even the count of changes moves."""
        transaction = self.db.get_nested_transaction() or self.db.get_transaction()
        if self._nothing and transaction:
            transaction.rollback()

    def log(self, places: Sequence[Place]) -> None:
        """Keep what was before, and forget what is too old for a button."""
        steps = steps_of([*places, *self._also])
        owner = self.owner.user_id if self.owner != self.who else None
        row = {"number": self.change, "owner": owner, "steps": steps, "created_at": self.now}
        keys = {"team_id": self.who.team_id, "user_id": self.who.user_id}
        self.db.execute(_LOGGING, {**keys, **row})
        if self.change % CHANGES_KEPT == 0:
            self.db.execute(
                delete(changes).where(
                    changes.c.team_id == self.who.team_id,
                    changes.c.user_id == self.who.user_id,
                    changes.c.number <= self.change - CHANGES_KEPT,
                )
            )

    def _write_sessions(self, places: Sequence[Place]) -> None:
        team_id = self.who.team_id
        new = [place for place in places if place.stored is None]
        if new:
            rows = [
                {
                    "team_id": team_id,
                    "number": place.number,
                    "event": place.event,
                    "created_at": self.now,
                    **place.details,
                    **matching(place.details),
                }
                for place in new
            ]
            self.db.execute(insert(sessions), rows)
        for place in places:
            if place.stored is not None and place.details_changed:
                self.db.execute(
                    update(sessions)
                    .where(sessions.c.team_id == team_id, sessions.c.number == place.number)
                    .values(**place.details, **matching(place.details))
                )

    def _write_takeaways(self, places: Sequence[Place]) -> None:
        moved = [place for place in places if place.before != place.after]
        kept = [place.after for place in moved if place.after]
        if kept:
            rows = [self._row(version) for version in kept]
            self.db.execute(putting(self.database), rows if len(rows) > 1 else rows[0])
        for place in moved:
            if place.after is None:
                self.db.execute(
                    delete(takeaways).where(
                        takeaways.c.team_id == self.who.team_id,
                        takeaways.c.session == place.number,
                        takeaways.c.user_id == self.owner.user_id,
                    )
                )

    def _remove_sessions(self, numbers: Sequence[int]) -> None:
        if numbers:
            self.db.execute(
                delete(sessions).where(
                    sessions.c.team_id == self.who.team_id, sessions.c.number.in_(numbers)
                )
            )
            retire_numbers(self.db, self.who.team_id, numbers)

    def _row(self, kept: Kept) -> dict[str, Any]:
        takeaway = kept.takeaway
        return {"team_id": self.who.team_id, **kept.columns(), "folded": folded(takeaway)}

    def sessions(self, places: Sequence[Place]) -> dict[int, Session]:
        """Give the sessions as they are now, by number; those that are gone are left out."""
        there = [place for place in places if not place.removed]
        known = {place.number: self._rated(place.session) for place in there if place.session}
        numbers = [place.number for place in there if place.details_changed]
        if numbers:
            rows = self.db.execute(_numbered(), {"team": self.who.team_id, "numbers": numbers})
            known |= {row.number: session_of(row) for row in rows}
        return known

    def _rated(self, session: Session) -> Session:
        return replace(session, rating=self._ratings.get(session.number, session.rating))


def putting(database: Database) -> Any:
    """Make the statement that puts takeaways in the place of what is stored."""
    return _putting(database.is_sqlite)


# The statements of every save are built once.
_LOGGING = insert(changes)


@cache
def _putting(is_sqlite: bool) -> Any:
    adding = inserting(takeaways, is_sqlite)
    key = ("team_id", "session", "user_id")
    others = [column.name for column in takeaways.c if column.name not in key]
    return adding.on_conflict_do_update(
        index_elements=list(key), set_={name: adding.excluded[name] for name in others}
    )


@cache
def _counting(is_sqlite: bool) -> Any:
    number = members.c.last_change + 1
    counted = inserting(members, is_sqlite).on_conflict_do_update(
        index_elements=["team_id", "user_id"], set_={"last_change": number, "undoable": number}
    )
    return counted.returning(members.c.last_change)


@cache
def _numbered() -> Select[Any]:
    return (
        select(*SESSION)
        .select_from(SESSIONS)
        .where(
            sessions.c.team_id == bindparam("team"),
            sessions.c.number.in_(bindparam("numbers", expanding=True)),
        )
    )


def folded(takeaway: Takeaway) -> str:
    """Give the text that `search` looks in."""
    asked = [part for pair in takeaway.questions for part in (pair.question, pair.answer)]
    lines = (*takeaway.facts, *takeaway.impressions.split("\n"), *asked)
    return "\n".join(fold(line) for line in lines if line)

"""Taking a change back exactly, and moving what it wrote to another session."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, exists, select, update

from storage.adding import Placed, add_entry
from storage.change_log import (
    Step,
    details_before,
    details_when_removed,
    kept_from,
    kept_json,
    same,
)
from storage.columns import AnyRow
from storage.errors import NewerChange, NotFound
from storage.merging import entry_from
from storage.people_tables import changes, members
from storage.places import Place
from storage.records import Restored, Undone, Who
from storage.saving import Save
from storage.tables import sessions, takeaways, watching


def owner_of(db: Connection, who: Who, change: int | None) -> str | None:
    """Tell whose takeaways a change is about, where they are somebody else's."""
    found = _undoable(db, who, change)
    return str(found.owner) if found.owner else None


def undo(save: Save, change: int | None) -> Undone:
    """Take back a change of the person, the last one unless its number is given."""
    found = _undoable(save.db, save.who, change)
    places = _taken_back(save, found.steps)
    save.finish(places)
    _forget_change(save, found.number)
    now = save.sessions(places)
    there = [place for place in places if not place.removed]
    return Undone(
        tuple(
            Restored(now[place.number], place.after.takeaway if place.after else None)
            for place in there
        ),
        tuple(place.session for place in places if place.removed and place.session),
    )


def move(save: Save, change: int, number: int) -> list[Placed]:
    """Take the one entry of a change back, and save it to that session."""
    found = _change(save.db, save.who, change)
    if found is None or len(found.steps) != 1 or not found.steps[0]["entry"] or found.owner:
        raise NotFound("change", change)
    (step,) = found.steps
    places = save.places([step["session"], number])
    if number not in places:
        raise NotFound("session", f"#{number}")
    if number == step["session"]:
        return []
    (left,) = _taken_back(save, found.steps, places)
    _drop(save, found.number)
    placed = add_entry(save, places[number], entry_from(step["entry"]), quick=step["quick"])
    save.also(left)
    return [placed]


def _undoable(db: Connection, who: Who, change: int | None) -> AnyRow:
    """Find the change that is to be taken back; the last one is taken back once."""
    if change is None:
        last = select(members.c.undoable).where(
            members.c.team_id == who.team_id, members.c.user_id == who.user_id
        )
        change = db.execute(last).scalar()
    found = None if change is None else _change(db, who, change)
    if found is None:
        raise NotFound("change", "" if change is None else change)
    newer = select(changes.c.number).where(
        changes.c.team_id == who.team_id,
        changes.c.user_id == who.user_id,
        changes.c.number > found.number,
    )
    if db.execute(newer.limit(1)).first():
        raise NewerChange
    return found


def _change(db: Connection, who: Who, number: int) -> AnyRow | None:
    return db.execute(
        select(changes.c.number, changes.c.owner, changes.c.steps).where(
            changes.c.team_id == who.team_id,
            changes.c.user_id == who.user_id,
            changes.c.number == number,
        )
    ).first()


def _taken_back(
    save: Save, steps: Sequence[Step], places: dict[int, Place] | None = None
) -> list[Place]:
    """Give the places of a change as they were before it, in memory.

    Raises:
        NewerChange: where one is not as the change left it.
    """
    found = places or save.places([step["session"] for step in steps])
    made = [step["session"] for step in steps if step["made"]]
    removable = _removable(save, made)
    taken_back = []
    for step in steps:
        place = found.get(step["session"]) or _removed_place(step)
        if not same(kept_json(place.after), step["after"]):
            raise NewerChange
        place.after = kept_from(step["before"])
        place.removed = place.number in removable
        if not step["made"] and not step["removed"]:
            place.details = details_before(step, place.details)
        taken_back.append(place)
    return taken_back


def _removed_place(step: Step) -> Place:
    """Bring back a session that the change removed."""
    if not step["removed"]:
        raise NewerChange
    return Place(step["event"], step["session"], None, details_when_removed(step), None, None)


def _removable(save: Save, numbers: Sequence[int]) -> set[int]:
    """Give those sessions that nobody else wrote about, watches or announced."""
    if not numbers:
        return set()
    team_id = save.who.team_id
    others = exists().where(
        takeaways.c.team_id == team_id,
        takeaways.c.session == sessions.c.number,
        takeaways.c.user_id != save.owner.user_id,
    )
    watched = exists().where(watching.c.team_id == team_id, watching.c.session == sessions.c.number)
    return set(
        save.db.execute(
            select(sessions.c.number).where(
                sessions.c.team_id == team_id,
                sessions.c.number.in_(numbers),
                sessions.c.catalogue.is_(False),
                ~others,
                ~watched,
            )
        ).scalars()
    )


def _forget_change(save: Save, number: int) -> None:
    """Leave nothing for a second undo: it goes one step back, not two."""
    _drop(save, number)
    save.db.execute(
        update(members)
        .where(members.c.team_id == save.who.team_id, members.c.user_id == save.who.user_id)
        .values(undoable=None)
    )


def _drop(save: Save, number: int) -> None:
    save.db.execute(
        delete(changes).where(
            changes.c.team_id == save.who.team_id,
            changes.c.user_id == save.who.user_id,
            changes.c.number == number,
        )
    )

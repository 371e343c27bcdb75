"""Takeaways: what people write about sessions, and how it is changed and taken back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection

from storage.adding import Placed, add_entry, place_entries
from storage.database import Clock, Database
from storage.details import edited as edited_details
from storage.errors import NotAllowed, NotFound
from storage.merging import TAKEAWAY_FIELDS, add_text, cleaned, edited
from storage.numbers import lock_workspace
from storage.places import Place
from storage.reading import mine, of_session, one
from storage.records import (
    Deleted,
    Edit,
    Entry,
    Own,
    Page,
    Review,
    Saved,
    SavedEntry,
    Session,
    Takeaway,
    Undone,
    Who,
)
from storage.saving import Save
from storage.similar import nearest
from storage.undoing import move, owner_of, undo

T = TypeVar("T")

OFFERED_FOR = 5  # unknown codes of one text; nobody taps through more


class Takeaways:
    """The takeaways of each workspace; saving keeps the score of their sessions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(
        self,
        who: Who,
        entries: Sequence[Entry],
        *,
        event: str | None = None,
        quick: bool = False,
        number: int | None = None,
    ) -> Saved:
        """Set what entries state, add their lines, and make the sessions that nobody knew.

        `quick` is a one-line entry, where words that are not the session's title are a note.
        `number` is the session of the one entry, whatever the entry names.

        Raises:
            NotFound: of kind "event" or "session".
        """
        clean = [cleaned(entry) for entry in entries]

        def work(save: Save) -> Saved:
            if number is None:
                places = place_entries(save, clean, event, self._clock)
            else:
                places = [_known(save, number)] * len(clean)
            return _added(save, places, clean, quick=quick)

        return self._save(who, work) if clean else Saved(None, ())

    def instead(self, who: Who, change: int, entry: Entry, *, event: str | None = None) -> Saved:
        """Take a change back and save what was meant by it: both, or neither.

        Raises:
            NotFound: of kind "change" or "event".
            NewerChange: where something newer was saved.
        """

        def work(db: Connection) -> Saved:
            taking_back = Save(self._database, db, who, self._clock())
            taking_back.begin(owner_of(db, who, change), counts=False)
            # The workspace is locked before sessions, as everywhere.
            lock_workspace(self._database, db, who.team_id)
            undo(taking_back, change)
            save = Save(self._database, db, who, self._clock()).begin()
            clean = [cleaned(entry)]
            return _added(save, place_entries(save, clean, event, self._clock), clean)

        return self._database.write(work)

    def rate(self, who: Who, number: int, stars: int | None, words: str = "") -> Saved:
        """Set the stars, None withdraws them; words become a line of impressions.

        Raises:
            NotFound: of kind "session", or "takeaway" where there are no stars to withdraw.
        """

        def work(save: Save) -> Saved:
            place = _known(save, number)
            if place.after is None and stars is None and not words:
                raise NotFound("takeaway", f"#{number}")
            entry = cleaned(Entry(stars=stars, impressions=words))
            blank = place.blank(who.user_id, save.now)
            impressions = add_text(blank.impressions, entry.impressions)
            return _save_one(save, place, replace(blank, stars=stars, impressions=impressions))

        return self._save(who, work)

    def edit(self, who: Who, number: int, edit: Edit) -> Saved:
        """Put the edit's fields in the place of what is stored.

        Raises:
            NotFound: of kind "session".
            NotAllowed: where only details change, of a session that the person has not logged.
        """
        clean = Edit(cleaned(edit.entry), edit.fields)

        def work(save: Save) -> Saved:
            place = _known(save, number)
            own = clean.fields & TAKEAWAY_FIELDS
            if place.after is None and not own:
                raise NotAllowed
            types = save.types(place.event, [clean.entry.type])
            place.details = edited_details(place.details, clean, types)
            return _save_one(save, place, edited(place.blank(who.user_id, save.now), clean))

        return self._save(who, work)

    def move(self, who: Who, change: int, number: int) -> Saved:
        """Say that the one entry of a change belongs to that session.

        Raises:
            NotFound: of kind "change" or "session".
            NewerChange: where what the change left has been changed since.
        """

        def work(save: Save) -> Saved:
            return _saved(save, move(save, change, number))

        return self._save(who, work)

    def delete(self, who: Who, number: int, owner: str | None = None) -> Deleted:
        """Delete the person's takeaway, or that of `owner`, and give what it was.

        Raises:
            NotFound: of kind "session" or "takeaway".
        """

        def work(save: Save) -> Deleted:
            place = _known(save, number)
            if place.after is None:
                raise NotFound("takeaway", f"#{number}")
            gone = place.after.takeaway
            place.after = None
            save.finish([place])
            save.log([place])
            return Deleted(save.sessions([place])[number], gone, save.change)

        return self._save(who, work, owner)

    def undo(self, who: Who, change: int | None = None) -> Undone:
        """Take a change back exactly, the person's last one unless its number is given.

        Raises:
            NotFound: of kind "change".
            NewerChange: where something newer was saved.
        """

        def taking_back(db: Connection) -> Undone:
            save = Save(self._database, db, who, self._clock())
            return undo(save.begin(owner_of(db, who, change), counts=False), change)

        return self._database.write(taking_back)

    def get(self, who: Who, number: int) -> Takeaway | None:
        """Give the person's takeaway on a session."""
        return self._database.read(lambda db: one(db, who, number))

    def mine(
        self,
        who: Who,
        *,
        incomplete: bool = False,
        event: str | None = "all",
        offset: int = 0,
        limit: int = 10,
    ) -> Page[Own]:
        """Give the person's takeaways, the newest version first."""
        return self._database.read(lambda db: mine(db, who, (incomplete, event), offset, limit))

    def of_session(self, team_id: str, number: int) -> tuple[Review, ...]:
        """Give all takeaways on a session, the newest version first."""
        return self._database.read(lambda db: of_session(db, team_id, number))

    def _save(self, who: Who, work: Callable[[Save], T], owner: str | None = None) -> T:
        def saving(db: Connection) -> T:
            save = Save(self._database, db, who, self._clock()).begin(owner)
            result = work(save)
            save.forget_if_nothing_changed()
            return result

        return self._database.write(saving)


def _added(
    save: Save, places: Sequence[Place], entries: Sequence[Entry], *, quick: bool = False
) -> Saved:
    placed = [
        add_entry(save, place, entry, quick=quick)
        for place, entry in zip(places, entries, strict=True)
    ]
    return _saved(save, placed)


def _known(save: Save, number: int) -> Place:
    place = save.places([number]).get(number)
    if place is None:
        raise NotFound("session", f"#{number}")
    return place


def _save_one(save: Save, place: Place, takeaway: Takeaway) -> Saved:
    first_time = place.after is None
    place.keep(takeaway, save.now)
    change = save.finish([place])
    if change is not None:
        save.log([place])
    session = save.sessions([place])[place.number]
    kept = place.after.takeaway if place.after else takeaway
    entry = SavedEntry(session, kept, False, first_time, place.changed)
    return Saved(change, (entry,))


def _saved(save: Save, placed: Sequence[Placed]) -> Saved:
    places = list({one.place.number: one.place for one in placed}.values())
    change = save.finish(places)
    if change is not None:
        save.log(places)
    now = save.sessions(places)
    likely = _nearest(save, placed)
    return Saved(change, tuple(_saved_entry(one, now, likely) for one in placed))


def _nearest(save: Save, placed: Sequence[Placed]) -> dict[int, tuple[Session, ...]]:
    """Give the sessions that unknown codes may have meant, where they are few enough to offer."""
    new = {one.place.number: one.place for one in placed if one.place.stored is None}
    if len(new) > OFFERED_FOR:
        return {}
    return {
        number: nearest(save.db, save.who.team_id, place.details["code"], place.event)
        for number, place in new.items()
        if place.details["code"]
    }


def _saved_entry(
    one: Placed, now: dict[int, Session], likely: dict[int, tuple[Session, ...]]
) -> SavedEntry:
    place, session = one.place, now[one.place.number]
    new = place.stored is None
    kept = place.after
    assert kept is not None  # noqa: S101  # An entry that was added is there.
    return SavedEntry(
        session=session,
        takeaway=kept.takeaway,
        new_session=new,
        first_time=one.first_time,
        changed=place.changed,
        refused_title=one.titled.refused,
        noted=one.titled.noted,
        nearest=likely.get(session.number, ()),
    )

"""Takeaways: what people write about sessions, and how it is changed and taken back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection

from storage.adding import add_entry, place_entries
from storage.answers import save_one, saved
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
    Takeaway,
    Undone,
    Who,
)
from storage.saving import Save
from storage.undoing import move, owner_of, undo
from storage.watching import put_watch

T = TypeVar("T")


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
                places = [save.place(number)] * len(clean)
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
        return self._save(who, lambda save: _rated(save, number, stars, words))

    def rate_watched(self, who: Who, number: int, stars: int | None, words: str = "") -> Saved:
        """Set the stars as `rate` does, and mark the session as watched: both, or neither.

        Raises:
            NotFound: of kind "session".
        """

        def work(db: Connection) -> Saved:
            with db.begin_nested():  # Left again where these were the stars already.
                rated = self._saving(db, who, lambda save: _rated(save, number, stars, words))
            put_watch(db, who, number, self._clock(), watched=True)
            return rated

        return self._database.write(work)

    def edit(self, who: Who, number: int, edit: Edit) -> Saved:
        """Put the edit's fields in the place of what is stored.

        Raises:
            NotFound: of kind "session".
            NotAllowed: where only details change, of a session that the person has not logged.
        """
        clean = Edit(cleaned(edit.entry), edit.fields)

        def work(save: Save) -> Saved:
            place = save.place(number)
            own = clean.fields & TAKEAWAY_FIELDS
            if place.after is None and not own:
                raise NotAllowed
            types = save.types(place.event, [clean.entry.type])
            place.details = edited_details(place.details, clean, types)
            return save_one(save, place, edited(place.blank(who.user_id, save.now), clean))

        return self._save(who, work)

    def move(self, who: Who, change: int, number: int) -> Saved:
        """Say that the one entry of a change belongs to that session.

        Raises:
            NotFound: of kind "change" or "session".
            NewerChange: where what the change left has been changed since.
        """

        def work(save: Save) -> Saved:
            return saved(save, move(save, change, number))

        return self._save(who, work)

    def delete(self, who: Who, number: int, owner: str | None = None) -> Deleted:
        """Delete the person's takeaway, or that of `owner`, and give what it was.

        Raises:
            NotFound: of kind "session" or "takeaway".
        """

        def work(save: Save) -> Deleted:
            place = save.place(number)
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
        return self._database.write(lambda db: self._saving(db, who, work, owner))

    def _saving(
        self, db: Connection, who: Who, work: Callable[[Save], T], owner: str | None = None
    ) -> T:
        save = Save(self._database, db, who, self._clock()).begin(owner)
        result = work(save)
        save.forget_if_nothing_changed()
        return result


def _added(
    save: Save, places: Sequence[Place], entries: Sequence[Entry], *, quick: bool = False
) -> Saved:
    placed = [
        add_entry(save, place, entry, quick=quick)
        for place, entry in zip(places, entries, strict=True)
    ]
    return saved(save, placed)


def _rated(save: Save, number: int, stars: int | None, words: str) -> Saved:
    place = save.place(number)
    if place.after is None and stars is None and not words:
        raise NotFound("takeaway", f"#{number}")
    entry = cleaned(Entry(stars=stars, impressions=words))
    blank = place.blank(save.who.user_id, save.now)
    impressions = add_text(blank.impressions, entry.impressions)
    return save_one(save, place, replace(blank, stars=stars, impressions=impressions))

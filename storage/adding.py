"""Which session each entry belongs to, and what it makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_

from storage import details as session_details
from storage.codes import base_key
from storage.database import Clock
from storage.details import Titled
from storage.errors import NotFound
from storage.event_rows import current_key, require_event
from storage.events import ensure_current
from storage.folding import code_key, event_key, title_key
from storage.merging import added
from storage.numbers import give_numbers, lock_workspace
from storage.places import Place, find_places, finding
from storage.records import Entry
from storage.saving import Save
from storage.tables import sessions


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its session, and what became of its title."""

    entry: Entry
    place: Place
    titled: Titled
    first_time: bool


def place_entries(
    save: Save, entries: Sequence[Entry], event: str | None, clock: Clock
) -> list[Place]:
    """Find the session of each entry, and make those that are not there."""
    if not all(entry.code or entry.title for entry in entries):
        raise NotFound("session")
    key = event_key(event) if event else None
    found = _find(save, entries, key)
    if all(_match(entry, found) for entry in entries):
        return [place for entry in entries if (place := _match(entry, found))]
    key = _event_to_fill(save, key, clock)
    # Somebody may have made them before the workspace was locked.
    found = _find(save, entries, key)
    return _with_new(save, entries, found, key)


def add_entry(save: Save, place: Place, entry: Entry, *, quick: bool) -> Placed:
    """Save an entry to its session, in memory."""
    titled = session_details.titled(place.details, entry, quick=quick)
    types = save.types(place.event, [entry.type]) if entry.type or entry.availability else {}
    lists = (entry.topics, entry.tags, entry.speakers)
    if types or any(lists) or entry.level is not None or entry.recording_url:
        place.details = session_details.filled(place.details, entry, types)
    place.details = {**place.details, "title": titled.title}
    first_time = place.after is None
    blank = place.blank(save.owner.user_id, save.now)
    delivered = replace(entry, raw=entry.raw if _is_delivery(entry.raw, place) else None)
    place.keep(added(blank, delivered, titled.noted), save.now)
    place.entry, place.quick = entry, quick
    return Placed(entry, place, titled, first_time)


def _find(save: Save, entries: Sequence[Entry], event: str | None) -> list[Place]:
    codes = [code_key(entry.code) for entry in entries if entry.code]
    titles = [title_key(entry.title) for entry in entries if not entry.code]
    how = _of_entries(event is not None, bool(codes), bool(titles))
    asked = {"event": event, "codes": codes, "titles": titles}
    return find_places(save.db, save.owner, how, asked)


@cache
def _of_entries(named: bool, coded: bool, titled: bool) -> Select[Any]:
    by_code = sessions.c.code_key.in_(bindparam("codes", expanding=True))
    by_title = sessions.c.title_key.in_(bindparam("titles", expanding=True))
    ways = [way for way, asked in ((by_code, coded), (by_title, titled)) if asked]
    event = bindparam("event") if named else current_key(bindparam("team"))
    return finding(and_(sessions.c.event == event, or_(*ways)))


def _match(entry: Entry, places: Sequence[Place]) -> Place | None:
    """Give the session that an entry names: by its code, else by its title."""
    if entry.code:
        key = code_key(entry.code)
        return next((place for place in places if _code_key(place) == key), None)
    key = title_key(entry.title)
    titled = [place for place in places if title_key(_named(place)) == key]
    uncoded = [place for place in titled if not place.details["code"]]
    if uncoded:
        return uncoded[0]
    return titled[0] if len(titled) == 1 else None


def _named(place: Place) -> str:
    return place.details["title"] or place.details["code"] or ""


def _code_key(place: Place) -> str | None:
    return code_key(place.details["code"]) if place.details["code"] else None


def _is_delivery(raw: str | None, place: Place) -> bool:
    """Tell whether a raw code is one of this session, not of the one it was mistaken for."""
    return raw is not None and base_key(raw) == _code_key(place)


def _event_to_fill(save: Save, key: str | None, clock: Clock) -> str:
    if key is None:
        return ensure_current(save.database, save.db, save.who.team_id, clock)
    lock_workspace(save.database, save.db, save.who.team_id)
    require_event(save.db, save.who.team_id, key)
    return key


def _with_new(save: Save, entries: Sequence[Entry], found: list[Place], event: str) -> list[Place]:
    chosen: list[Place] = []
    known = list(found)
    for entry in entries:
        place = _match(entry, known)
        if place is None:
            place = _new_place(save, entry, event)
            known.append(place)
        chosen.append(place)
    return chosen


def _new_place(save: Save, entry: Entry, event: str) -> Place:
    (number,) = give_numbers(save.db, save.who.team_id, 1)
    details = session_details.new_details(entry)
    if not entry.code:
        # It is known by its title, so the next entry of the same text finds it.
        details["title"] = entry.title
    return Place(event, number, None, details, None, None)

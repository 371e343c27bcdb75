"""What a save answers: the sessions and takeaways as they are kept now."""

from collections.abc import Sequence

from storage.adding import Placed
from storage.places import Place
from storage.records import Saved, SavedEntry, Session, Takeaway
from storage.saving import Save
from storage.similar import nearest

OFFERED_FOR = 5  # unknown codes of one text; nobody taps through more


def save_one(save: Save, place: Place, takeaway: Takeaway) -> Saved:
    """Save a place that is there with its new takeaway."""
    first_time = place.after is None
    place.keep(takeaway, save.now)
    change = save.finish([place])
    if change is not None:
        save.log([place])
    session = save.sessions([place])[place.number]
    kept = place.after.takeaway if place.after else takeaway
    entry = SavedEntry(session, kept, False, first_time, place.changed)
    return Saved(change, (entry,))


def saved(save: Save, placed: Sequence[Placed]) -> Saved:
    """Save what entries were added to."""
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

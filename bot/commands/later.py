"""`/session later [X]`: my watch list, or X onto it."""

from dataclasses import replace

from bot import filters
from bot.call import Call, Reply
from bot.commands.asking import ALL_EVENTS
from bot.commands.reference import one
from bot.locale import N_
from bot.views import watching
from storage import Store
from storage.records import Watch

NAME = "later"
ALIASES: tuple[str, ...] = ("あとで",)
SUMMARY = N_("shows your watch list, or puts a session on it")
SYNTAX = "{command} later [X] [event:KEY]"
EXAMPLE = "{command} later NET402"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Show the list, or queue a session."""
    page, text = filters.take_page(call.text)
    event, reference = filters.take_event(text)
    if reference.strip():
        session = one(call, store, reference, "later {}", event)
        new = store.watching.queue(call.who, session.number)
        return watching.queued(session, call.reader, new=new)
    watches = _watches(call, store, event)
    if not watches:
        return watching.empty(call.reader)
    command = f"{NAME} event:{event}" if event else NAME
    message = watching.listed(watches, command, page or 1, call.reader)
    return replace(message, replaces=page is not None)


def _watches(call: Call, store: Store, event: str | None) -> list[Watch]:
    """The whole list, or what of it belongs to one event."""
    watches = list(store.watching.list(call.who))
    if event is None or event == ALL_EVENTS:
        return watches
    key = store.events.get(call.who.team_id, event).key
    return [each for each in watches if each.session.event == key]

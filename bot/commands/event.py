"""`/session event`: the events with counts; `use KEY` switches everybody, `new` is a form."""

from dataclasses import replace

from bot import filters
from bot.call import Button, Call, Reply, UserError
from bot.forms import event as form
from bot.locale import N_
from bot.views import events
from bot.views.blocks import fit
from storage import NotFound, Store
from storage.folding import fold

NAME = "event"
ALIASES: tuple[str, ...] = ("イベント",)
SUMMARY = N_("lists the events, switches to one, makes a new one")
SYNTAX = "{command} event · event use KEY · event new"
EXAMPLE = "{command} event use reinvent-2023"
HIDDEN = False

SIZE = 20


def run(call: Call, store: Store) -> Reply:
    """List the events, or do what the word says."""
    page, text = filters.take_page(call.text)
    first, *others = text.split(maxsplit=1) or [""]
    key = others[0].strip().strip(filters.QUOTES) if others else ""
    match fold(first):
        case "":
            return _list(call, store, page)
        case "use" if key:
            return _use(call, store, key)
        case "new":
            return form.open_new(call, store)
        case "take" if key:
            return _take_over(call, store, key)
        case _:
            raise UserError(
                "{command} event lists the events, {command} event use KEY switches everybody "
                "to one, {command} event new makes one.",
                command=call.reader.command,
                buttons=(Button("Events", "event"), Button("New event", "event new")),
            )


def _list(call: Call, store: Store, page: int | None) -> Reply:
    store.events.current(call.who.team_id)  # There is one from the first use on.
    found = store.events.all(call.who.team_id)
    last = (len(found) - 1) // SIZE + 1
    at = min(page or 1, last)
    turning = [Button(call.reader.say("Back"), f"event page:{at - 1}")] if at > 1 else []
    turning += [Button(call.reader.say("Next"), f"event page:{at + 1}")] if at < last else []
    message = events.listed(found[(at - 1) * SIZE : at * SIZE], call.reader, turning)
    return replace(message, replaces=page is not None)


def _use(call: Call, store: Store, key: str) -> Reply:
    try:
        switch = store.events.use(call.who, key)
    except NotFound as missing:
        raise _no_event(missing) from missing
    setter = switch.before_set_by
    name = call.slack.names([setter]).get(setter, setter) if setter else None
    return events.switched(switch, call.reader, name)


def _take_over(call: Call, store: Store, key: str) -> Reply:
    event = store.events.get(call.who.team_id, key)
    moved = store.events.take_over(call.who, key)
    message = events.taken_over(event, moved, call.reader)
    return replace(message, replaces=True)


def _no_event(missing: NotFound) -> UserError:
    """Offer the events whose keys look like it, and the list."""
    near = tuple(Button(key, f"event use {key}") for key in missing.nearest)
    return UserError(
        "There is no event “{key}”. Choose one, or make it.",
        key=fit(missing.name, 60),
        buttons=(*near, Button("Events", "event"), Button("New event", "event new")),
    )

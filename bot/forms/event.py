"""The form of a new event: key, name, time zone, first and last day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot import zones
from bot.call import Block, Call, Modal, Reply, UserError
from bot.forms.keys import key_of
from bot.views import events
from bot.views.blocks import plain
from storage import Store
from storage.errors import AlreadyThere
from storage.records import Event

CALLBACK_ID = "event"

NAME = 24  # characters of a modal's title and buttons
LONGEST = {"key": 40, "name": 100, "timezone": 60}  # characters


def open_new(call: Call, store: Store) -> Modal:
    """Open the form, with the zone of who opens it."""
    del store
    say = call.reader.say
    view = {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "title": plain(say("New event"), NAME),
        "submit": plain(say("Create"), NAME),
        "close": plain(say("Cancel"), NAME),
        "private_metadata": "{}",
        "blocks": [
            _text("name", say("Name"), "AWS re:Invent 2023", ""),
            _text("key", say("Key"), "reinvent-2023", "")
            | {"hint": plain(say("Small letters, digits and hyphens; people type event:KEY."))},
            _text("timezone", say("Time zone"), "America/Los_Angeles", call.reader.timezone)
            | {"hint": plain(say("A city or a zone: its hours are those of the event's days."))},
            _day("starts_on", say("First day")),
            _day("ends_on", say("Last day")),
        ],
    }
    return Modal(view)


def submit(call: Call, store: Store, view: Block) -> Reply:
    """Make the event; what can't be is said at the field, and the form stays open."""
    typed = _typed(view)
    event = Event(
        key=key_of(typed["key"], "key"),
        name=" ".join(typed["name"].split()),
        timezone=_timezone(typed["timezone"]),
        starts_on=_date(typed["starts_on"], "starts_on"),
        ends_on=_date(typed["ends_on"], "ends_on"),
    )
    if event.starts_on and event.ends_on and event.ends_on < event.starts_on:
        raise UserError("The last day is before the first.", field="ends_on")
    # Read first: where this fails, nothing was saved.
    held = _held_by_general(call, store)
    try:
        made = store.events.create(call.who, event)
    except AlreadyThere as there:
        raise UserError(
            "There is an event {key} already. Choose another key.", key=event.key, field="key"
        ) from there
    return events.created(made, call.reader, held)


def _text(field: str, label: str, placeholder: str, initial: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": field,
        "max_length": LONGEST[field],
        "placeholder": plain(placeholder, 150),
    }
    element |= {"initial_value": initial} if initial else {}
    return {"type": "input", "block_id": field, "label": plain(label), "element": element}


def _day(field: str, label: str) -> Block:
    element = {"type": "datepicker", "action_id": field}
    return {
        "type": "input",
        "block_id": field,
        "label": plain(label),
        "element": element,
        "optional": True,
    }


def _typed(view: Mapping[str, Any]) -> dict[str, str]:
    """What stands in each field; Slack sends null for one that was left alone."""
    state = view.get("state", {}).get("values", {})
    found = {}
    for field in ("name", "key", "timezone", "starts_on", "ends_on"):
        value = state.get(field, {}).get(field) or {}
        found[field] = value.get("value") or value.get("selected_date") or ""
    return found


def _timezone(typed: str) -> str:
    try:
        return zones.named(typed)
    except UserError as refused:
        refused.field = "timezone"
        raise


def _date(typed: str, field: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise UserError("Write a day as 2023-11-28.", field=field) from error


def _held_by_general(call: Call, store: Store) -> int:
    """How many sessions were logged before the workspace had an event."""
    counts = store.events.all(call.who.team_id)
    return next((each.sessions for each in counts if each.event.key == events.GENERAL), 0)

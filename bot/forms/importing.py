"""The form of an import: a file, the event it belongs to, and whether it is only tried."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.call import Block, Call, Modal, Reply, UserError
from bot.commands.bringing import Handed, bring_later
from bot.files import LARGEST
from bot.forms.keys import key_of
from bot.views.blocks import LABEL, context, fit, length, plain
from storage import EventCount, Store
from storage.folding import EVENT_KEY_LENGTH, fold

CALLBACK_ID = "import"

NAME = 24  # characters of a modal's title and buttons
NEW = "new:"
LONGEST = EVENT_KEY_LENGTH + 1  # characters; a longer one is refused when it is sent
VALUE = 150  # characters of an option's value
SUGGESTED = 99  # events, beside the new one


def open_import(call: Call, store: Store, event: str | None = None) -> Modal:
    """Open the form, with an event chosen where one was named."""
    say = call.reader.say
    formats = say("A trip report as text or Markdown, or the JSON that export writes.")
    whose = say("Your own takeaways and profile come in; from an admin's file everybody's do.")
    view = {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "title": plain(say("Import a file"), NAME),
        "submit": plain(say("Import"), NAME),
        "close": plain(say("Cancel"), NAME),
        "private_metadata": "{}",
        "blocks": [
            _file(call),
            context(formats, whose),
            _event(call, _named(call, store, event) if event else None),
            _dry_run(call),
        ],
    }
    return Modal(view)


def suggest(call: Call, store: Store, block_id: str, typed: str) -> Sequence[Block]:
    """The events whose key or name holds what is typed, and a new one of that key."""
    if block_id != "event":
        return []
    known = store.events.all(call.who.team_id)
    found = [each for each in known if _holds(each, typed) and length(each.event.key) <= VALUE]
    choices = [_choice(each.event.key, each.event.name) for each in found][:SUGGESTED]
    if typed.strip() and fold(typed) not in {fold(each.event.key) for each in known}:
        label = call.reader.say("New event: {key}", key=fit(typed.strip(), 40))
        choices.insert(0, _option(label, NEW + fit(" ".join(typed.split()), LONGEST)))
    return choices


def submit(call: Call, store: Store, view: Block) -> Reply:
    """Say that the file is being read, and answer with the report."""
    state = view.get("state", {}).get("values", {})
    return bring_later(call, store, _handed(state))


def _file(call: Call) -> Block:
    return {
        "type": "input",
        "block_id": "file",
        "label": plain(call.reader.say("File")),
        "element": {"type": "file_input", "action_id": "file", "max_files": 1},
    }


def _event(call: Call, chosen: Block | None) -> Block:
    say = call.reader.say
    element: Block = {
        "type": "external_select",
        "action_id": "event",
        "min_query_length": 0,
        "placeholder": plain(say("As the file says, else the current one"), 150),
    }
    element |= {"initial_option": chosen} if chosen else {}
    return {
        "type": "input",
        "block_id": "event",
        "label": plain(say("Event")),
        "hint": plain(say("Type a key to make a new event, such as reinvent-2023.")),
        "element": element,
        "optional": True,
    }


def _dry_run(call: Call) -> Block:
    label = call.reader.say("Only tell me what would come of it")
    option = {"text": plain(label, LABEL), "value": "yes"}
    return {
        "type": "input",
        "block_id": "dry_run",
        "label": plain(call.reader.say("Try it first")),
        "element": {"type": "checkboxes", "action_id": "dry_run", "options": [option]},
        "optional": True,
    }


def _handed(state: Mapping[str, Any]) -> Handed:
    """Read what was filled in; Slack sends null for what was left alone."""
    files = _of(state, "file").get("files") or []
    if not files:
        raise UserError("Choose a file.", field="file")
    file = files[0]
    size = int(file.get("size") or 0)
    if size > LARGEST:
        raise UserError(
            "The file is larger than 10 MB. Part it, and import the parts.", field="file"
        )
    chosen = (_of(state, "event").get("selected_option") or {}).get("value") or ""
    return Handed(
        name=str(file.get("name") or file.get("title") or "file"),
        address=str(file.get("url_private") or ""),
        size=size,
        event=key_of(chosen.removeprefix(NEW), "event") if chosen.startswith(NEW) else chosen,
        dry_run=bool(_of(state, "dry_run").get("selected_options")),
    )


def _of(state: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    return state.get(field, {}).get(field) or {}


def _named(call: Call, store: Store, key: str) -> Block:
    event = store.events.get(call.who.team_id, key)
    return _choice(event.key, event.name)


def _holds(counted: EventCount, typed: str) -> bool:
    event = counted.event
    return fold(typed) in fold(event.key) or fold(typed) in fold(event.name)


def _choice(key: str, name: str) -> Block:
    return _option(name if name == key else f"{name} ({key})", key)


def _option(label: str, value: str) -> Block:
    return {"text": plain(label, LABEL), "value": value}

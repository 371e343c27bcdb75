"""The form of one's own profile: what others read beside a rating, and the bot's language."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.call import Block, Call, Modal, Reader, Reply
from bot.entry.prose import settled_text
from bot.entry.text import one_line
from bot.forms.takeaway import inputs
from bot.forms.takeaway.inputs import Choice
from bot.forms.takeaway.metadata import metadata_of
from bot.forms.takeaway.prints import is_same, print_of
from bot.locale import LANGUAGES
from bot.views import profiles
from bot.views.blocks import context, plain
from storage import Profile, Store
from storage.people import STATED

CALLBACK_ID = "profile"

NAME = 24  # characters of a modal's title and buttons
PIECES = 12  # inputs that one text is parted over at most; a view may have 250 KB
SLACKS = "slack"  # the choice of Slack's own language
LONG = "about"  # the one field of several lines


def open_own(call: Call, store: Store) -> Modal:
    """Open the form with what is stored; a text that inputs can't hold stays as it is."""
    say = call.reader.say
    profile = store.people.profile(call.who) or Profile(call.who.user_id)
    shown = {name: getattr(profile, name) for name in STATED}
    held = {name: pieces for name in STATED if (pieces := _pieces(name, shown[name]))}
    blocks = [context(say("Role and company stand beside all that you rate."))]
    for name, label in profiles.labels(call.reader).items():
        blocks += _inputs(name, label, held[name]) if name in held else [_stays(label, call.reader)]
    opened = {name: print_of(shown[name]) for name in held}
    view = {
        "type": "modal",
        "callback_id": CALLBACK_ID,
        "title": plain(say("My profile"), NAME),
        "submit": plain(say("Save"), NAME),
        "close": plain(say("Cancel"), NAME),
        "private_metadata": json.dumps({"opened": opened}),
        "blocks": [*blocks, _language(store.people.language(call.who), call.reader)],
    }
    return Modal(view)


def submit(call: Call, store: Store, view: Block) -> Reply:
    """Save the fields that are not as they opened, and the language."""
    typed = _typed(view)
    opened = metadata_of(view).get("opened")
    before = opened if isinstance(opened, dict) else {}
    changed = {
        name: settled_text(typed[name]) if name == LONG else one_line(typed[name])
        for name in STATED
        if name in typed and name in before and not is_same(typed[name], str(before[name]))
    }
    profile = store.people.change_profile(call.who, changed)
    return profiles.saved(profile, _speaking(call, store, typed.get("language", "")))


def _speaking(call: Call, store: Store, chosen: str) -> Reader:
    """Keep the chosen language; the answer is in it already."""
    if chosen not in (SLACKS, *LANGUAGES):
        return call.reader
    own = None if chosen == SLACKS else chosen
    if own != store.people.language(call.who):
        store.people.choose_language(call.who, own)
    return replace(call.reader, language=own or call.slack.person(call.who.user_id).language)


def _pieces(name: str, value: str) -> list[str]:
    """The text in as many pieces as inputs hold; none where they can't give it back."""
    if name != LONG:
        return [value] if inputs.is_line(value) else []
    pieces = inputs.parts(value)
    return pieces if len(pieces) <= PIECES else []


def _inputs(name: str, label: str, pieces: list[str]) -> list[Block]:
    first, *others = pieces
    blocks = [inputs.text(name, label, first, lines=name == LONG)]
    for at, piece in enumerate(others, 2):
        blocks.append(inputs.text(f"{name}_{at}", f"{label} ({at})", piece, lines=True))
    return blocks


def _stays(label: str, reader: Reader) -> Block:
    return context(reader.say("{field}: longer than a form holds. It stays as it is.", field=label))


def _language(own: str | None, reader: Reader) -> Block:
    """The languages by their own names, so that each is found by who reads it."""
    choices = [
        Choice(SLACKS, reader.say("As in Slack")),
        Choice("en", "English"),
        Choice("ja", "日本語"),
    ]
    return inputs.select("language", reader.say("My language"), choices, own or SLACKS)


def _typed(view: Block) -> dict[str, str]:
    """What a submitted form holds, each text put together again; what it lacks is absent."""
    state: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    found = {name: _value(state[name]) for name in (*STATED, "language") if name in state}
    at = 2
    while LONG in found and f"{LONG}_{at}" in state:
        found[LONG] += "\n" + _value(state[f"{LONG}_{at}"])
        at += 1
    return found


def _value(actions: Mapping[str, Any]) -> str:
    """What stands in a field; Slack sends null for one that was left alone or emptied."""
    given: Mapping[str, Any] = next(iter(actions.values()), {}) or {}
    option = given.get("selected_option") or {}
    return str(given.get("value") or option.get("value") or "")

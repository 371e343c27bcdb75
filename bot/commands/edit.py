"""`/session edit X`: my takeaway on X, in the form."""

from bot.call import Call, Reply
from bot.commands.reference import one
from bot.filters import take_event
from bot.forms import takeaway
from storage import Store

NAME = "edit"
ALIASES: tuple[str, ...] = ("編集",)
SUMMARY = "opens what you wrote on a session in the form, with the session's details"
SYNTAX = "{command} edit X [event:KEY]"
EXAMPLE = "{command} edit NET402"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Open the form with what is stored, empty where the caller wrote nothing yet."""
    event, reference = take_event(call.text)
    return takeaway.open_stored(call, store, one(call, store, reference, "edit {}", event))

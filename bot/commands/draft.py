"""Hidden: `draft ID` opens the form with a text that was refused."""

from bot.call import Call, Reply
from bot.filters import take_event
from bot.forms import takeaway
from storage import Store

NAME = "draft"
ALIASES: tuple[str, ...] = ()
SUMMARY = "opens a text that was refused in the form"
SYNTAX = "{command} draft ID"
EXAMPLE = "{command} draft ID"
HIDDEN = True


def run(call: Call, store: Store) -> Reply:
    """Open the form with all of the text, which is kept for a day."""
    event, text = take_event(store.drafts.get(call.who, call.text.strip()))
    return takeaway.open_with_text(call, store, text, event)

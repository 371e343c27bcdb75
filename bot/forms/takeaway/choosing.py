"""The session of the form: what is suggested while typing, and what choosing changes."""

from bot.call import Block, Call, Modal
from bot.forms.takeaway import drawing, inputs, values
from bot.forms.takeaway.inputs import NEW
from bot.forms.takeaway.metadata import metadata_of
from bot.views.blocks import length
from storage import Entry, SessionType, StorageError, Store

SUGGESTED = 99  # known sessions, beside the new one


def suggest(call: Call, store: Store, block_id: str, typed: str) -> list[Block]:
    """The new session first, then those that are known; `call.text` may name the event."""
    if block_id != "session":
        return []
    heading = " ".join(typed.split())
    event = call.text.strip() or None
    known = store.sessions.suggest(call.who.team_id, heading, event, SUGGESTED)
    choices = [inputs.session_choice(each) for each in known[:SUGGESTED]]
    if heading:
        choices.insert(0, inputs.new_choice(heading, call.reader, _kept(call, store, heading)))
    return [each.option() for each in choices]


def update(call: Call, store: Store, view: Block) -> Modal | None:
    """Show the details of a new session, and hide them again for a known one.

    What was typed stays: Slack keeps it where block_id and action_id stay the same.
    """
    stated = metadata_of(view)
    if stated.get("details"):
        return None
    has = {block.get("block_id") for block in view["blocks"]}
    is_new = values.of_state(view).get("session", "").startswith(NEW)
    if is_new == ("title" in has):
        return None
    blocks = [block for block in view["blocks"] if block.get("block_id") not in values.DETAILS]
    if is_new:
        types = types_of(call, store, stated.get("event"))
        blocks += drawing.details(values.of_entry(Entry()), types, call.reader)
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    return Modal({name: view[name] for name in kept if name in view} | {"blocks": blocks})


def types_of(call: Call, store: Store, event: str | None) -> tuple[SessionType, ...]:
    """The session types of an event, of the current one where none is named."""
    events, team_id = store.events, call.who.team_id
    return (events.get(team_id, event) if event else events.current(team_id)).types


def _kept(call: Call, store: Store, heading: str) -> str:
    """Where a text that is too long for an option is kept, as the value of its option."""
    if length(heading) <= inputs.OPTION_VALUE - len(NEW):
        return ""
    try:
        return inputs.KEPT + store.drafts.keep(call.who, heading)
    except StorageError:
        return ""

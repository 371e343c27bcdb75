"""`/session share X` and `share top …`: what a button posts for all in the channel."""

from dataclasses import replace

from bot.call import Button, Call, Message, Reply, UserError
from bot.commands import show, top
from bot.commands.reference import one
from bot.filters import take_event, take_page
from bot.locale import N_
from bot.views import blocks, card
from storage import Store
from storage.folding import fold

NAME = "share"
ALIASES: tuple[str, ...] = ()
SUMMARY = N_("posts a session or a list for all in the channel")
SYNTAX = "{command} share X"
EXAMPLE = "{command} share NET402"
HIDDEN = True


def run(call: Call, store: Store) -> Reply:
    """Post a session, or a page of the best rated, in the channel where the button is."""
    if call.channel_id is None:
        raise UserError(
            "To share, type {command} in the channel that shall see it.",
            command=f"{call.reader.command} {NAME} {take_page(call.text)[1]}".strip(),
        )
    first, _, rest = call.text.strip().partition(" ")
    if fold(first) == top.NAME:
        return _top(replace(call, text=rest), store)
    event, reference = take_event(call.text)
    session = one(call, store, reference, "share {}", event)
    name = call.slack.names([call.who.user_id])[call.who.user_id]
    return card.shared(show.card_of(call, store, session), call.reader, name)


def _top(call: Call, store: Store) -> Message:
    found = top.best(call, store)
    if not found.sessions.items:
        raise UserError(
            "There is nothing to share: no session with stars is like that.",
            buttons=(Button("Top sessions", "top"),),
        )
    name = call.slack.names([call.who.user_id])[call.who.user_id]
    said = blocks.context(call.reader.say("Shared by {name}", name=blocks.fit(name, 80)))
    return blocks.message([*found.shown(call.reader), said], public=True)

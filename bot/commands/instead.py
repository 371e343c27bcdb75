"""Hidden: `instead CHANGE ENTRY` takes a change back and saves what was meant."""

import re

from bot.call import Call, Reply, UserError
from bot.commands.unreadable import unreadable
from bot.entry.reading import parse
from bot.entry.refused import EntryRefused
from bot.filters import take_event
from bot.views import takeaways
from storage import NewerChange, NotFound, Store

NAME = "instead"
ALIASES: tuple[str, ...] = ()
SUMMARY = "saves what was meant instead of what was read"
SYNTAX = "{command} instead CHANGE ENTRY"
EXAMPLE = "{command} instead 42 NET402: 3 ways to page"
HIDDEN = True

_INSTEAD = re.compile(r"(\d{1,18})\s+(\S.*)", re.DOTALL | re.ASCII)
_KEPT = re.compile(r"draft:(\S+)")


def run(call: Call, store: Store) -> Reply:
    """Save the entry in the place of the one that the change made."""
    asked = _INSTEAD.fullmatch(call.text.strip())
    if asked is None:
        raise UserError(
            "That button is out of date. Nothing was changed: {command} mine shows what you have.",
            command=call.reader.command,
        )
    kept = _KEPT.fullmatch(asked[2])
    event, text = take_event(store.drafts.get(call.who, kept[1]) if kept else asked[2])
    try:
        entry = parse(text, store.sessions.known(call.who.team_id, event))
    except EntryRefused as refused:
        raise unreadable(refused, typed=text) from refused
    try:
        saved = store.takeaways.instead(call.who, int(asked[1]), entry, event=event)
    except NewerChange as newer:
        raise UserError(
            "Something newer was saved since, so nothing was changed. {command} edit corrects it.",
            command=call.reader.command,
        ) from newer
    except NotFound as missing:
        if missing.kind != "change":
            raise
        raise UserError(
            "That was changed or taken back already, or it is not yours. Nothing was changed: "
            "{command} mine shows what you have.",
            command=call.reader.command,
        ) from missing
    return takeaways.saved(saved, call.reader, replaces=True)

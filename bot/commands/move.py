"""Hidden: `move CHANGE #NUMBER` puts the entry of a change under the session that was meant."""

import re

from bot.call import Call, Reply, UserError
from bot.views import takeaways
from storage import NewerChange, NotFound, Store

NAME = "move"
ALIASES: tuple[str, ...] = ()
SUMMARY = "moves what was just saved to the session that was meant"
SYNTAX = "{command} move CHANGE #NUMBER"
EXAMPLE = "{command} move 42 #12"
HIDDEN = True

_MOVE = re.compile(r"(\d{1,18}) #(\d{1,18})", re.ASCII)


def run(call: Call, store: Store) -> Reply:
    """Move the one entry of a change, as the caller asked by a button."""
    asked = _MOVE.fullmatch(" ".join(call.words))
    if asked is None:
        raise UserError(
            "That button is out of date. Nothing was changed: {command} mine shows what you have.",
            command=call.reader.command,
        )
    try:
        saved = store.takeaways.move(call.who, int(asked[1]), int(asked[2]))
    except NewerChange as newer:
        raise UserError(
            "Something newer was saved since, so nothing was moved. {command} edit changes it.",
            command=call.reader.command,
        ) from newer
    except NotFound as missing:
        raise UserError(
            "That was moved or taken back already, or it is not yours. Nothing was changed: "
            "{command} mine shows what you have.",
            command=call.reader.command,
        ) from missing
    if not saved.entries:
        raise UserError("It is there already. Nothing was changed.")
    return takeaways.saved(saved, call.reader, replaces=True)

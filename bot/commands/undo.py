"""`/session undo`: take the last change of takeaways back."""

import unicodedata

from bot.call import Button, Call, Reply, UserError
from bot.views import takeaways
from storage import NewerChange, NotFound, Store

NAME = "undo"
ALIASES: tuple[str, ...] = ("取消",)
SUMMARY = "takes your last change back"
SYNTAX = "{command} undo"
EXAMPLE = "{command} undo"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Take back the last change, or the one that a button names."""
    change = _change(call)
    try:
        undone = store.takeaways.undo(call.who, change)
    except NewerChange as newer:
        if change is None:
            raise  # It is the newest of this person's: somebody else changed what it left.
        raise UserError(
            "Something newer was saved since, so this can't be taken back alone."
            " {command} undo takes the newest back first.",
            command=call.reader.command,
            buttons=(Button("Undo the newest", "undo"),),
        ) from newer
    except NotFound as missing:
        raise _nothing(call, change) from missing
    return takeaways.undone(undone, call.reader, replaces=True)


def _change(call: Call) -> int | None:
    """The number of the change that a button carries, None for the last one."""
    typed = unicodedata.normalize("NFKC", call.text).strip().lstrip("#")
    if not typed:
        return None
    if typed.isdecimal() and len(typed) < 19:
        return int(typed)
    raise UserError(
        "{command} undo stands alone: it takes your last change back.",
        command=call.reader.command,
    )


def _nothing(call: Call, change: int | None) -> UserError:
    if change is None:
        return UserError("There is nothing of yours to take back.")
    return UserError(
        "That was taken back already, or it is not yours. {command} mine shows what you have.",
        command=call.reader.command,
    )

"""An entry that can't be read, put into words."""

from bot.call import UserError
from bot.entry.refused import EntryRefused
from bot.views.blocks import fit

WORD = 60  # characters of what gave offence


def unreadable(refused: EntryRefused, typed: str = "", field: str | None = None) -> UserError:
    """Say why an entry was refused, with what is accepted; `typed` comes back in the form."""
    word = fit(" ".join((refused.word or refused.text).split()), WORD)
    match refused.reason:
        case "stars_out_of_range":
            return UserError(
                "“{word}” is no number of stars. They go from 1 to 5:"
                " 4, 4/5, ★4, 4 stars, 星4 or ★★★★. Nothing was saved.",
                word=word,
                typed=typed,
                field=field,
            )
        case "several_entries":
            return UserError(
                "That is more than one entry. Here one is meant. Nothing was saved.",
                typed=typed,
                field=field,
            )
        case _ if refused.line > 1:
            return UserError(
                "Line {line} names no session: begin with a code or a title,"
                " such as ★★★★ NET402. Nothing was saved.",
                line=refused.line,
                typed=typed,
                field=field,
            )
        case _:
            return UserError(
                "That names no session: begin with a code or a title,"
                " such as ★★★★ NET402. Nothing was saved.",
                typed=typed,
                field=field,
            )

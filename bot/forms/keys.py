"""The key of a new event, as people type it into a form."""

import re
import unicodedata

from bot.call import UserError
from bot.views import events

LONGEST = 40  # characters

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DASHES = re.compile(r"[\s_‐‑‒–—―]+")


def key_of(typed: str, field: str) -> str:
    """Read a key.

    Raises:
        UserError: at that field, where it is none, or one that means something else.
    """
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", typed).casefold().strip())
    if not _KEY.fullmatch(folded) or len(folded) > LONGEST:
        raise UserError(
            "A key has small letters, digits and hyphens, such as reinvent-2023.", field=field
        )
    if folded in (events.GENERAL, "all"):
        raise UserError(
            "{key} means something else already. Choose another key.", key=folded, field=field
        )
    return folded

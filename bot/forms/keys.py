"""The key of a new event, as people type it into a form."""

import re
import unicodedata

from bot.call import UserError
from bot.views import events
from storage.folding import is_event_key

_DASHES = re.compile(r"[\s_‐‑‒–—―]+")


def key_of(typed: str, field: str) -> str:
    """Read a key.

    Raises:
        UserError: at that field, where it is none, or one that means something else.
    """
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", typed).casefold().strip())
    if folded in (events.GENERAL, "all"):
        raise UserError(
            "{key} means something else already. Choose another key.", key=folded, field=field
        )
    if not is_event_key(folded):
        raise UserError(
            "A key has small letters, digits and hyphens, such as reinvent-2023.", field=field
        )
    return folded

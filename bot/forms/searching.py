"""The form to search with: what is submitted is the typed command."""

from dataclasses import replace

from bot.call import Block, Call, Reply
from bot.commands import search
from bot.views.searching import CALLBACK_ID, FIELD
from storage import Store

__all__ = ["CALLBACK_ID", "submit"]


def submit(call: Call, store: Store, view: Block) -> Reply:
    """Search for the words; a filter that isn't understood is said at the field."""
    stated = view["state"]["values"].get(FIELD, {}).get(FIELD) or {}
    return search.run(replace(call, text=stated.get("value") or ""), store)

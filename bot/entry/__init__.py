"""The entry text: one grammar for what is typed, pasted, imported and exported; pure."""

from bot.entry.canonical import canonical
from bot.entry.codes import base_code
from bot.entry.known import NOTHING_KNOWN, Known
from bot.entry.reading import parse, parse_entries
from bot.entry.refused import EntryRefused
from bot.entry.slack import from_slack
from bot.entry.slack_blocks import blocks_text, message_text
from bot.entry.vocabulary import attended, availability, type_name
from bot.entry.writing import render
from storage.folding import code_key

__all__ = [
    "NOTHING_KNOWN",
    "EntryRefused",
    "Known",
    "attended",
    "availability",
    "base_code",
    "blocks_text",
    "canonical",
    "code_key",
    "from_slack",
    "message_text",
    "parse",
    "parse_entries",
    "render",
    "type_name",
]

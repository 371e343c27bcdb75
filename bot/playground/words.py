"""The words that a person reads in blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.state import Json

# What shows only once one opens it, or not at all.
HIDDEN = {
    "confirm",
    "option_groups",
    "options",
    "initial_option",
    "initial_options",
    "initial_value",
    "placeholder",
    "style",
}
RICH_LINES = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")
SIGNS = {
    "emoji": ":{name}:",
    "user": "@{user_id}",
    "channel": "#{channel_id}",
    "broadcast": "@{range}",
    "date": "{fallback}",
}


def words_in(blocks: list[Json]) -> str:
    """The blocks' words, a line for each text and for each line of rich text."""
    return "\n".join(_lines(blocks))


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _lines(item)
    elif isinstance(value, dict):
        if value.get("type") in RICH_LINES:
            yield "".join(_part(part) for part in value["elements"])
        elif isinstance(value.get("text"), str):
            yield value["text"]
        else:
            for key, item in value.items():
                if key not in HIDDEN:
                    yield from _lines(item)


def _part(part: Json) -> str:
    """One part of a line: its text, a link's label or address, or a sign for what it names."""
    if "text" in part or "url" in part:
        return str(part.get("text") or part["url"])
    return SIGNS.get(part["type"], "").format_map({"fallback": "", **part})

"""The shape of rich_text, whose lengths Slack does not publish."""

from __future__ import annotations

from bot.playground.limits.findings import Findings, Json, check_list, check_string, kind_of

REQUIRED = {
    "text": "text",
    "link": "url",
    "emoji": "name",
    "user": "user_id",
    "channel": "channel_id",
    "usergroup": "usergroup_id",
    "broadcast": "range",
    "date": "timestamp",
    "color": "value",
    "team": "team_id",
}
LINES = ("rich_text_section", "rich_text_preformatted", "rich_text_quote")


def check_rich_text(found: Findings, at: str, block: Json) -> None:
    """A rich_text block: sections, lists of sections, quotes and preformatted text."""
    for where, element in check_list(found, f"{at}/elements", block.get("elements"), 1000):
        kind = kind_of(element)
        if kind == "rich_text_list":
            _check_list(found, where, element)
        elif kind in LINES:
            _check_line(found, where, element)
        else:
            found.add(f"{where}/type", f"unknown rich_text element: {kind}")


def _check_list(found: Findings, at: str, element: Json) -> None:
    if element.get("style") not in ("bullet", "ordered"):
        found.add(f"{at}/style", "must be bullet or ordered")
    for where, item in check_list(found, f"{at}/elements", element.get("elements"), 1000):
        if isinstance(item, dict) and item.get("type") == "rich_text_section":
            _check_line(found, where, item)
        else:
            found.add(f"{where}/type", "a list holds rich_text_section elements")


def _check_line(found: Findings, at: str, element: Json) -> None:
    # An empty section is what Slack itself sends for an empty line, so none is too few.
    for where, part in check_list(found, f"{at}/elements", element.get("elements"), 1000, 0):
        kind = kind_of(part)
        if kind not in REQUIRED:
            found.add(f"{where}/type", f"unknown rich_text part: {kind}")
        elif kind == "date":
            if not isinstance(part.get("timestamp"), int):
                found.add(f"{where}/timestamp", "must be unix seconds")
        else:
            # The text of a rich_text part has no limit of its own; the sum of a message has.
            check_string(
                found, f"{where}/{REQUIRED[kind]}", part.get(REQUIRED[kind]), 100_000, True
            )

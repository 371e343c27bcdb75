"""The limits of blocks, one by one and together in a message, a modal or a Home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.playground.limits.elements import check_element, check_image
from bot.playground.limits.findings import (
    Findings,
    Json,
    check_flag,
    check_keys,
    check_list,
    check_plain,
    check_string,
    check_text,
    kind_of,
)
from bot.playground.limits.rich_text import check_rich_text

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# Slack names no number. 9,597 characters were seen to pass and 11,341 to be refused
# (github.com/slackapi/bolt-js/issues/2867), so the workspace stays on the safe side.
MESSAGE_TEXT = 9000
ALERT_LEVELS = (None, "default", "info", "warning", "error", "success")


def check_blocks(found: Findings, at: str, blocks: Any, surface: str) -> None:
    """Blocks on a `message`, `modal` or `home`."""
    least = 0 if surface == "message" else 1
    listed = check_list(found, at, blocks, MOST_BLOCKS[surface], least)
    for where, block in listed:
        _check_block(found, where, block, surface)
    sound = [(where, block) for where, block in listed if isinstance(block, dict)]
    _check_together(found, sound)
    if surface == "message":
        _check_sums(found, at, [block for _, block in sound])


def _check_block(found: Findings, at: str, block: Any, surface: str) -> None:
    kind = kind_of(block)
    if kind not in BLOCKS:
        found.add(f"{at}/type", f"unknown block type: {kind}")
        return
    surfaces, own, check = BLOCKS[kind]
    if surface not in surfaces.split():
        found.add(f"{at}/type", f"{kind} is not allowed in a {surface}")
    check_keys(found, at, block, {"type", "block_id", *own.split()})
    check_string(found, f"{at}/block_id", block.get("block_id"), 255)
    check(found, at, block)


def _check_together(found: Findings, blocks: list[tuple[str, Json]]) -> None:
    """What holds for blocks only side by side: unique ids, one focus, one table."""
    seen: set[str] = set()
    focused = tables = 0
    for at, block in blocks:
        block_id = str(block.get("block_id") or "")
        if block_id in seen:
            found.add(f"{at}/block_id", f"duplicate block_id: {block_id}")
        elif block_id:
            seen.add(block_id)
        focused += sum(1 for e in _elements(block) if e.get("focus_on_load") is True)
        tables += block.get("type") == "table"
        _unique_action_ids(found, at, block)
        if focused > 1:
            found.add(at, "only one element may have focus_on_load")
        if tables > 1:
            found.add(at, "only one table is allowed", "only_one_table_allowed")


def _unique_action_ids(found: Findings, at: str, block: Json) -> None:
    ids = [str(e["action_id"]) for e in _elements(block) if e.get("action_id")]
    for action_id in sorted({i for i in ids if ids.count(i) > 1}):
        found.add(f"{at}/elements", f"duplicate action_id: {action_id}")


def _elements(block: Json) -> list[Json]:
    inside = [block.get("accessory"), block.get("element")]
    elements = block.get("elements")
    inside += elements if isinstance(elements, list) else []
    return [element for element in inside if isinstance(element, dict)]


def _check_sums(found: Findings, at: str, blocks: list[Json]) -> None:
    total = sum(len(text) for text in shown_texts(blocks))
    if total > MESSAGE_TEXT:
        found.add(
            at,
            f"the texts have {total} characters together, {MESSAGE_TEXT} is safe",
            "msg_blocks_too_long",
        )


def shown_texts(value: Any) -> Iterator[str]:
    """Every string under a key `text`, in order: what a person reads of these blocks."""
    if isinstance(value, list):
        for item in value:
            yield from shown_texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            elif isinstance(item, dict | list):
                yield from shown_texts(item)


def _section(found: Findings, at: str, block: Json) -> None:
    if "text" not in block and "fields" not in block:
        found.add(at, "needs text or fields")
    if "text" in block:
        check_text(found, f"{at}/text", block["text"], 3000)
    if "fields" in block:
        for where, text in check_list(found, f"{at}/fields", block["fields"], 10):
            check_text(found, where, text, 2000)
    if "accessory" in block:
        check_element(found, f"{at}/accessory", block["accessory"], "section")


def _header(found: Findings, at: str, block: Json) -> None:
    check_plain(found, f"{at}/text", block.get("text"), 150, required=True)


def _divider(found: Findings, at: str, block: Json) -> None:
    """A divider has nothing to check."""


def _context(found: Findings, at: str, block: Json) -> None:
    for where, element in check_list(found, f"{at}/elements", block.get("elements"), 10):
        if isinstance(element, dict) and element.get("type") == "image":
            check_element(found, where, element, "context")
        else:
            check_text(found, where, element)


def _actions(found: Findings, at: str, block: Json) -> None:
    for where, element in check_list(found, f"{at}/elements", block.get("elements"), 25):
        check_element(found, where, element, "actions")


def _input(found: Findings, at: str, block: Json) -> None:
    check_plain(found, f"{at}/label", block.get("label"), 2000, required=True)
    check_plain(found, f"{at}/hint", block.get("hint"), 2000)
    check_flag(found, f"{at}/optional", block.get("optional"))
    check_flag(found, f"{at}/dispatch_action", block.get("dispatch_action"))
    element = block.get("element")
    check_element(found, f"{at}/element", element, "input")
    for_files = isinstance(element, dict) and element.get("type") == "file_input"
    if for_files and block.get("dispatch_action"):
        found.add(f"{at}/dispatch_action", "is not supported for file_input")


def _image(found: Findings, at: str, block: Json) -> None:
    check_image(found, at, block, frozenset({"block_id", "title"}))
    check_plain(found, f"{at}/title", block.get("title"), 2000)


def _rich_text(found: Findings, at: str, block: Json) -> None:
    check_rich_text(found, at, block)


def _markdown(found: Findings, at: str, block: Json) -> None:
    check_string(found, f"{at}/text", block.get("text"), 12_000, required=True)


def _table(found: Findings, at: str, block: Json) -> None:
    for where, row in check_list(found, f"{at}/rows", block.get("rows"), 100):
        check_list(found, where, row, 20)
    if sum(len(text) for text in shown_texts(block.get("rows"))) > 10_000:
        found.add(f"{at}/rows", "the cells have more than 10000 characters together")


def _alert(found: Findings, at: str, block: Json) -> None:
    check_text(found, f"{at}/text", block.get("text"), 200)
    if block.get("level") not in ALERT_LEVELS:
        found.add(f"{at}/level", "is not a level")


EVERYWHERE = "message modal home"
BLOCKS: dict[str, tuple[str, str, Callable[[Findings, str, Json], None]]] = {
    "section": (EVERYWHERE, "text fields accessory expand", _section),
    "header": (EVERYWHERE, "text", _header),
    "divider": (EVERYWHERE, "", _divider),
    "context": (EVERYWHERE, "elements", _context),
    "actions": (EVERYWHERE, "elements", _actions),
    "input": (EVERYWHERE, "label element hint optional dispatch_action", _input),
    "image": (EVERYWHERE, "image_url slack_file alt_text title", _image),
    "rich_text": (EVERYWHERE, "elements", _rich_text),
    "markdown": ("message", "text", _markdown),
    "table": ("message", "rows column_settings", _table),
    "alert": ("modal", "text level", _alert),
}

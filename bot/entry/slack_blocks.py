"""Slack's blocks as their words: a forwarded message, or one of blocks alone."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.entry.slack import from_slack, shown_link, with_fences

_BULLETS = ("•", "◦", "▪")
_LEVEL = "    "  # Slack's own indentation of a list's level
_PARTS = ("title", "text", "fields", "elements", "label")


def blocks_text(blocks: Sequence[Any]) -> str:
    """The words of blocks, one piece of text a line; what is malformed has none."""
    return "\n".join(text for block in blocks for text in _block(block) if text)


def message_text(message: Mapping[str, Any]) -> str:
    """The words of a message: its text, else its blocks, and those of what it forwards."""
    text = message.get("text")
    own = from_slack(text) if isinstance(text, str) and text.strip() else ""
    attachments = [
        each for each in _listed(message.get("attachments")) if isinstance(each, Mapping)
    ]
    pieces = [own or blocks_text(_listed(message.get("blocks"))), *map(_attachment, attachments)]
    return "\n".join(piece for piece in pieces if piece.strip())


def _attachment(attachment: Any) -> str:
    if not isinstance(attachment, Mapping):
        return ""
    for name in ("text", "fallback"):
        text = attachment.get(name)
        if isinstance(text, str) and text.strip():
            return from_slack(text)
    return blocks_text(
        [
            block
            for message in _listed(attachment.get("message_blocks"))
            if isinstance(message, Mapping) and isinstance(message.get("message"), Mapping)
            for block in _listed(message["message"].get("blocks"))
        ]
    )


def _block(block: Any) -> Iterator[str]:
    if not isinstance(block, Mapping):
        return
    if block.get("type") == "rich_text":
        for element in _listed(block.get("elements")):
            yield from _rich(element)
        return
    for name in _PARTS:
        part = block.get(name)
        for text in part if isinstance(part, list) else [part]:
            yield _text_object(text)


def _text_object(text: Any) -> str:
    if isinstance(text, str):
        return from_slack(text)
    if isinstance(text, Mapping) and isinstance(text.get("text"), str):
        words: str = text["text"]
        return words if text.get("type") == "plain_text" else from_slack(words)
    return ""


def _rich(element: Any) -> Iterator[str]:
    """The lines of an element of rich text."""
    if not isinstance(element, Mapping):
        return
    match element.get("type"):
        case "rich_text_list":
            yield from _list(element)
        case "rich_text_quote":
            yield from (f"> {line}" for line in _line(element).split("\n"))
        case "rich_text_preformatted":
            yield with_fences(_line(element))
        case _:
            yield _line(element).strip("\n")


def _list(element: Mapping[str, Any]) -> Iterator[str]:
    indent = element.get("indent")
    level = min(indent, 8) if isinstance(indent, int) and indent > 0 else 0
    offset = element.get("offset")
    first = offset + 1 if isinstance(offset, int) else 1
    for number, item in enumerate(_listed(element.get("elements")), first):
        ordered = element.get("style") == "ordered"
        bullet = f"{number}." if ordered else _BULLETS[level % len(_BULLETS)]
        words = " ".join(_line(item).split("\n")) if isinstance(item, Mapping) else ""
        yield f"{_LEVEL * level}{bullet} {words}"


def _line(element: Mapping[str, Any]) -> str:
    text = ""
    for piece in _listed(element.get("elements")):
        if isinstance(piece, Mapping):
            text += _inline(piece, text.rsplit("\n", 1)[-1])
    return text


def _inline(piece: Mapping[str, Any], line: str) -> str:
    """One piece of a line of rich text; `line` is what stands before it."""
    words = {name: value for name, value in piece.items() if isinstance(value, str)}
    match words.get("type"):
        case "link":
            return shown_link(words.get("url", ""), words.get("text", ""), line)
        case "emoji":
            return _emoji(words)
        case "user":
            return f"@{words.get('user_id', '')}"
        case "usergroup":
            return f"@{words.get('usergroup_id', '')}"
        case "channel":
            return f"#{words.get('channel_id', '')}"
        case "broadcast":
            return f"@{words.get('range', '')}"
        case "date":
            return words.get("fallback", "")
        case "color":
            return words.get("value", "")
        case _:
            return words.get("text", "")


def _emoji(words: Mapping[str, str]) -> str:
    """An emoji as the sign that it shows, else by its name."""
    try:
        return "".join(chr(int(point, 16)) for point in words["unicode"].split("-"))
    except (KeyError, ValueError, OverflowError):
        return "⭐" if words.get("name") == "star" else f":{words.get('name', '')}:"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

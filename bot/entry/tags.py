"""Tags: capitals in brackets at the head of a title."""

import re

from bot.entry.text import narrow

_TAG = re.compile(r"\[([^\[\]]*)\]\s*")
_NO_TAG = re.compile(r"[\[\]［］★☆⭐\\]|[(（](?:RECOMMENDED|オススメ|おすすめ)[)）]")
_LONGEST_TAG = 100  # characters
MOST_TAGS = 20


def is_tag(text: str) -> bool:
    """Tell whether the text may stand in brackets as a tag."""
    return (
        len(text) <= _LONGEST_TAG
        and text == text.upper() != text.lower()
        and text == " ".join(text.split())
        and not _NO_TAG.search(text)
    )


def read_tag(text: str) -> tuple[str, int] | None:
    """Read the tag with which the text begins, and where what follows it begins."""
    if text[:1] not in {"[", "［"}:
        return None
    match = _TAG.match(narrow(text[: 2 * _LONGEST_TAG]))
    if not match:
        return None
    tag = " ".join(text[1 : match.end(1)].split())
    return (tag, match.end()) if is_tag(tag) else None

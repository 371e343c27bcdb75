"""Lists in one line: topics and speakers, parted by commas."""

import re
from collections.abc import Collection, Sequence

from bot.entry.text import one_line
from storage.folding import fold

_COMMAS = ",、"
_PIECE = re.compile(r"\\([,、\\])|([,、])|(\\|[^\\,、]+)")
_SPACES = re.compile(r"\s*")
_NEEDS_ESCAPE = re.compile(r"\\(?=[,、\\]|$)|[,、]")
_NEEDS_ESCAPE_AT_END = re.compile(r"\\(?=[,、\\])|[,、]")
ALWAYS_KNOWN = ("Security, Compliance, & Identity",)


def read_list(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Part the text at its commas; a known item may hold commas of its own."""
    whole = [item for item in known if any(comma in item for comma in _COMMAS)]
    items: list[str] = []
    start = 0
    while start < len(text):
        found = _known_item(text, start, whole)
        item, start = found or _plain_item(text, start)
        items.append(one_line(item))
    return tuple(item for item in items if item)


def write_list(items: Sequence[str], known: Collection[str] = ()) -> list[str]:
    """Write the items so that they are read again: in one line, or each in its own."""
    ends = [*[","] * (len(items) - 1), ""]
    written = [_written(item, end, known) for item, end in zip(items, ends, strict=False)]
    together = ", ".join(written)
    if read_list(together, known) == tuple(items):
        return [together]
    alone = [_written(item, "", known) for item in items]
    return [
        text if read_list(text, known) == (item,) else _escaped(item, "")
        for item, text in zip(items, alone, strict=True)
    ]


def _written(item: str, end: str, known: Collection[str]) -> str:
    whole = item in known and any(comma in item for comma in _COMMAS)
    return item if whole else _escaped(item, end)


def _escaped(item: str, end: str) -> str:
    """The item with its commas escaped, and each backslash before what it would escape."""
    pattern = _NEEDS_ESCAPE if end else _NEEDS_ESCAPE_AT_END
    return pattern.sub(lambda match: "\\" + match[0], item)


def _known_item(text: str, start: int, known: Sequence[str]) -> tuple[str, int] | None:
    """Read a known item with commas at this place; it ends at a comma or at the end."""
    begin = _next_place(text, start)
    for item in known:
        written = text[begin : begin + len(item)]
        if written[:1].casefold() != item[:1].casefold() or fold(written) != fold(item):
            continue
        end = _next_place(text, begin + len(item))
        if end == len(text) or text[end] in _COMMAS:
            return item, end + 1
    return None


def _next_place(text: str, start: int) -> int:
    spaces = _SPACES.match(text, start)
    return spaces.end() if spaces else start


def _plain_item(text: str, start: int) -> tuple[str, int]:
    item = ""
    for match in _PIECE.finditer(text, start):
        if match[2]:
            return item, match.end()
        item += match[1] or match[3]
    return item, len(text)

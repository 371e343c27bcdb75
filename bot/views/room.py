"""How much of a text one message holds: measured, parted and put on pages, never cut."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.call import Block, Button
from bot.views.blocks import VALUE, length

ROOM = 8000  # UTF-16 units of all texts of a message, buttons included
BLOCKS = 44  # blocks of a message, less those that stand around the texts
PIECE = 1500  # the longest piece that a text is parted into


def size(blocks: Iterable[Block]) -> int:
    """Sum all texts of the blocks, those on buttons too."""
    return sum(length(text) for block in blocks for text in _texts(block))


def parts(text: str, limit: int = PIECE) -> list[str]:
    """Part a text into pieces of at most `limit`, where it breaks best; nothing is lost."""
    pieces = []
    start = 0
    while len(text) - start > limit or length(text[start:]) > limit:
        end = start + _break(text[start : start + limit], limit)
        pieces.append(text[start:end])
        start = end
    return [*pieces, text[start:]]


def pages(blocks: Sequence[Block], room: int = ROOM) -> list[list[Block]]:
    """Put blocks on as few pages as hold them, in order; each block fits on one."""
    found: list[list[Block]] = [[]]
    for block in blocks:
        full = len(found[-1]) >= BLOCKS or size([*found[-1], block]) > room
        if full and found[-1]:
            found.append([])
        found[-1].append(block)
    return found


def tappable(buttons: Iterable[Button]) -> list[Button]:
    """Leave out the buttons whose command is longer than a button holds."""
    return [button for button in buttons if length(button.command) <= VALUE]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def _break(text: str, limit: int) -> int:
    """Where to break: after a line, a sentence or a word in the second half, else anywhere."""
    most = len(text)
    while length(text[:most]) > limit:
        most -= max(1, (length(text[:most]) - limit) // 2)
    for mark in ("\n", "。", ". ", "、", " "):
        at = text.rfind(mark, most // 2, most)
        if at >= 0:
            return at + len(mark)
    return most

"""Free text that is kept as lines: a type's description and what a profile says besides."""

from collections.abc import Callable

from bot.entry.known import Known
from bot.entry.outline import Outline
from bot.entry.prefix import BULLET
from bot.entry.shapes import unescaped
from bot.entry.text import cleaned, fences, is_fence, settled_prose
from bot.entry.writing import escaped

_BULLET = "- "
_INDENT = "  "


def settled_text(text: str) -> str:
    """The text as an article gives it back: bullets as `-`, two spaces for each level."""
    return settled_prose(_with_plain_bullets(cleaned(text).split("\n"), lambda line: line))


def read_prose(lines: list[str], known: Known) -> str:
    """Read lines of an article as a text, and take their escapes off."""
    return settled_prose(_with_plain_bullets(lines, lambda line: _plain(line, known)))


def write_prose(text: str, known: Known, taken: Callable[[str], bool]) -> list[str]:
    """Write a settled text; what the article would take for its own is escaped."""
    lines = text.split("\n") if text else []
    fenced = {line for start, end in fences(lines).items() for line in range(start, end + 1)}
    return [
        line if index in fenced else _written(line, known, taken)
        for index, line in enumerate(lines)
    ]


def _written(line: str, known: Known, taken: Callable[[str], bool]) -> str:
    text = line.lstrip()
    bullet = BULLET.match(text)
    start = len(line) - len(text) + (bullet.end() if bullet else 0)
    content = line[start:]
    shaped = unescaped(content, known) is not None or taken(line) or is_fence(line)
    return line[:start] + escaped(content) if shaped else line


def _plain(text: str, known: Known) -> str:
    plain = unescaped(text, known)
    return text if plain is None else plain


def _with_plain_bullets(lines: list[str], plain: Callable[[str], str]) -> list[str]:
    outline = Outline()
    blocks = fences(lines)
    settled: list[str] = []
    index = 0
    while index < len(lines):
        if index in blocks:
            outline.end()
            settled += lines[index : blocks[index] + 1]
            index = blocks[index]
        else:
            settled.append(_settled_line(lines[index], outline, plain))
        index += 1
    return settled


def _settled_line(line: str, outline: Outline, plain: Callable[[str], str]) -> str:
    text = line.lstrip()
    bullet = BULLET.match(text)
    if not text:
        return ""
    if bullet:
        number = bullet[0].strip() + " " if bullet[0][0].isdigit() else _BULLET
        content = plain(text[bullet.end() :]).strip()
        return _INDENT * outline.bullet(line) + number + content if content else ""
    depth = outline.plain(line)
    if depth is not None:
        return _INDENT * depth + plain(text).strip()
    outline.end()
    return line[: len(line) - len(text)] + plain(text)

"""Markdown headings, and what a line of an article has that opens an entry."""

import re
from dataclasses import dataclass

from bot.entry.codes import read_code
from bot.entry.heading import read_heading
from bot.entry.known import Known
from bot.entry.openings import opens_entry
from bot.entry.prefix import BULLET, without_prefix
from bot.entry.refused import EntryRefused
from bot.entry.sections import Section, read_section
from bot.entry.shapes import unescaped
from bot.entry.stars import BRACKETED_MARK, is_own_mark
from bot.entry.text import narrow

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*)$", re.DOTALL)
_CLOSING = re.compile(r"\s#+\s*$")
_BEGINNING = 200  # characters of a line that decide it


@dataclass(frozen=True, slots=True)
class MarkdownHeading:
    """A heading of Markdown; `section` where it may open one."""

    level: int
    text: str
    section: Section | None
    names_entry: bool


def read_markdown_heading(line: str, known: Known) -> MarkdownHeading | None:
    """Read a line as a Markdown heading."""
    match = _HEADING.match(line)
    if not match:
        return None
    text = match[2].strip()
    plain = unescaped(text, known)
    named = has_stars_or_code(text, known)
    section = read_section(text if plain is None else plain, known)
    return MarkdownHeading(len(match[1]), text, None if named else section, named)


def has_stars_or_code(text: str, known: Known) -> bool:
    """Tell whether a heading shows a session: by stars of any form, or by a code in capitals."""
    try:
        read = read_heading(text, known)
    except EntryRefused:
        return True
    return read.stars is not None or _begins_with_code(without_prefix(text), known)


def opens_article_entry(line: str, known: Known) -> bool:
    """Tell whether a line of a plain article opens an entry."""
    return opens_entry(line, known) or _code_then_sign(line, known)


def _code_then_sign(line: str, known: Known) -> bool:
    text = line.lstrip()
    if BULLET.match(text):
        return False  # a fact about another session
    text = without_prefix(text)[:_BEGINNING].rstrip()
    code = read_code(text, known) if _begins_with_code(text, known) else None
    if code is None:
        return False
    rest = text[code.end :].lstrip()
    words = rest.split()
    return (
        narrow(rest[:1]) in {"|", ":"}
        or BRACKETED_MARK.match(rest) is not None
        or (bool(words) and is_own_mark(words[0]))
    )


def _begins_with_code(text: str, known: Known) -> bool:
    """Tell whether the text begins with a code; in small letters it has to be a known one."""
    code = read_code(text[:_BEGINNING], known)
    if code is None:
        return False
    written = text[: code.end]
    return written == written.upper() or known.is_code(code.raw)

r"""What has a shape of the grammar, and is therefore made plain by a `\` before it."""

import re

from bot.entry.codes import code_shaped
from bot.entry.details import detail_of
from bot.entry.known import Known
from bot.entry.prefix import has_prefix
from bot.entry.questions import is_questions_title, read_asked
from bot.entry.sections import read_profile_line, read_section
from bot.entry.stars import has_mark_shape, has_star_shape
from bot.entry.tags import read_tag
from bot.entry.text import is_fence

_WORD = re.compile(r"\S+")
AHEAD = 300  # characters that a shape of several words may take
# One pair around the whole line; none of its signs inside.
_QUOTED = re.compile(r'"[^"]+"|[“”][^“”]+”|「[^「」]+」')


def is_quoted(text: str) -> bool:
    """Tell whether the text stands in one pair of quotes."""
    return bool(_QUOTED.fullmatch(text.strip()))


def word_shaped(text: str, known: Known) -> bool:
    """Tell whether the text begins with a word that has a shape of the heading."""
    word = _WORD.match(text)
    if not word:
        return False
    return (
        has_star_shape(word[0])
        or has_mark_shape(word[0])
        or code_shaped(text[:AHEAD], known)
        or read_tag(text[:AHEAD]) is not None
    )


def line_shaped(text: str, known: Known) -> bool:
    """Tell whether the line, without its indentation, has a shape of the body or an article."""
    return (
        has_prefix(text)
        or word_shaped(text, known)
        or is_quoted(text)
        or is_fence(text)
        or read_asked(text) is not None
        or is_questions_title(text)
        or detail_of(text, known) is not None
        or read_section(text, known) is not None
        or read_profile_line(text) is not None
    )


def unescaped(text: str, known: Known) -> str | None:
    r"""The line's text without the `\` that makes it plain; None where it has none."""
    if not text.startswith("\\"):
        return None
    return text[1:] if line_shaped(text.lstrip("\\"), known) else None


def unescaped_word(text: str, known: Known) -> bool:
    r"""Tell whether the `\` with which a word of a heading begins makes it plain."""
    return text.startswith("\\") and word_shaped(text.lstrip("\\"), known)

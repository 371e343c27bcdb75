"""The words of a heading, each with the space before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.entry.codes import Code
from bot.entry.known import Known
from bot.entry.shapes import AHEAD, unescaped, unescaped_word
from bot.entry.stars import is_mark
from bot.entry.text import narrow

_WORD = re.compile(r"(\s*)(\S+)")
_SEPARATOR = re.compile(r"[|:]|-{1,3}(?![0-9-])")


@dataclass(frozen=True, slots=True)
class Word:
    r"""A word, `plain` where a `\` took its shape away; `place` counts the words as written."""

    gap: str
    text: str
    plain: bool = False
    place: int = -1

    @property
    def is_mark(self) -> bool:
        return not self.plain and is_mark(self.text)


def words_of(text: str, known: Known) -> list[Word]:
    """Part a heading at its spaces, and take the escapes off."""
    words: list[Word] = []
    for place, match in enumerate(_WORD.finditer(text.rstrip())):
        gap, word = match.groups()
        plain = False
        if word.startswith("\\"):
            ahead = text[match.start(2) : match.end(2) + AHEAD]
            plain = unescaped_word(ahead, known)
            plain = plain or (place == 0 and unescaped(text[match.start(2) :], known) is not None)
        words.append(Word(gap, word[1:] if plain else word, plain, place))
    return words


def joined(words: Sequence[Word]) -> str:
    """The words as one text; several spaces are one, and a tab is a space."""
    return "".join(
        (word.gap if len(word.gap) == 1 and word.gap != "\t" else " ") * (index > 0) + word.text
        for index, word in enumerate(words)
    )


def beginning(words: Sequence[Word]) -> str:
    """The text of the first two words, as far as they are not plain: a code may stand there."""
    if not words or words[0].plain:
        return ""
    second = words[1:2] if len(words) > 1 and not words[1].plain else []
    return joined([words[0], *second])


def without_beginning(words: Sequence[Word], end: int) -> list[Word]:
    """The words behind the first `end` characters of their joined text."""
    position = 0
    for index, word in enumerate(words):
        position += (index > 0) + len(word.text)
        left = position - end
        if left >= len(word.text):
            return list(words[index:])
        if left > 0:
            return [replace(word, text=word.text[-left:]), *words[index + 1 :]]
    return []


def after_code(words: Sequence[Word], code: Code) -> tuple[list[Word], bool]:
    """The words behind the code and what parts it from the title; True where a sign does."""
    return after_separator(without_beginning(words, code.end))


def after_separator(words: Sequence[Word]) -> tuple[list[Word], bool]:
    """The words behind a sign that parts a code from a title; True where there is one."""
    separator = _SEPARATOR.match(narrow(words[0].text)) if words and not words[0].plain else None
    if not separator:
        return list(words), False
    return without_beginning(words, separator.end()), True

"""Stars in all their written forms, and the marks of a recommendation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.entry.text import narrow
from storage.folding import fold

SIGN = r"(?:[★☆⭐]|:star:)[\ufe0e\ufe0f]*"
_FILLED = re.compile("★|⭐|:star:")
_ANY_SIGN = re.compile("[★☆⭐]|:star:")

RUN = re.compile(rf"(?:{SIGN}){{2,}}")
SINGLE = re.compile(SIGN)

_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_OF_FIVE = re.compile(rf"({_NUMBER})/(5|10)")
BESIDE_SIGN = re.compile(rf"{SIGN}({_NUMBER})|({_NUMBER}){SIGN}")
_JAPANESE = re.compile(rf"星({_NUMBER})つ?")
_COUNTED = re.compile(r"(?i:stars?)")
_BARE = re.compile(rf"{_NUMBER}(?:/[0-9]+)?")

_MARK = r"(?:オススメ|おすすめ|(?i:recommended))"
BRACKETED_MARK = re.compile(rf"[(（]{_MARK}[)）]")
_MARKS = {"おすすめ", "recommended", "!"}  # folded
_LONGEST_MARK = 20  # characters


@dataclass(frozen=True, slots=True)
class Stars:
    """Stars as they were written: their value, None where it is not 1 to 5.

    `before` and `after` are what is glued to them, `words` how many words they take.
    """

    value: int | None
    before: str = ""
    after: str = ""
    words: int = 1


def explicit_stars(words: Sequence[str], at: int = 0) -> Stars | None:
    """Read stars of any form but a bare digit where word `at` begins."""
    word = words[at]
    run = RUN.search(word)
    if run:
        return Stars(_signs_value(run[0]), word[: run.start()], word[run.end() :])
    if SINGLE.fullmatch(word):
        signs = [word]
        for index in range(at + 1, len(words)):
            if not SINGLE.fullmatch(words[index]):
                break
            signs.append(words[index])
        value = _signs_value("".join(signs))
        # A single hollow star is an ornament.
        return Stars(value, words=len(signs)) if value or len(signs) > 1 else None
    return _numbered(word, words[at + 1] if at + 1 < len(words) else "")


def bare_stars(word: str) -> Stars | None:
    """Read a number that stands alone."""
    folded = narrow(word)
    if not _BARE.fullmatch(folded):
        return None
    return Stars(_value(folded))


def is_own_mark(word: str) -> bool:
    """Tell whether the word is a mark by itself."""
    return len(word) <= _LONGEST_MARK and fold(word) in _MARKS


def is_mark(word: str) -> bool:
    """Tell whether the word is nothing but a mark, in brackets or without."""
    return is_own_mark(word) or BRACKETED_MARK.fullmatch(word) is not None


def has_star_shape(word: str) -> bool:
    """Tell whether a word of a heading would count as stars in some place."""
    return explicit_stars([word]) is not None or bare_stars(word) is not None


def has_mark_shape(word: str) -> bool:
    """Tell whether a word of a heading would count as a mark in some place."""
    return is_own_mark(word) or BRACKETED_MARK.search(word) is not None


def _numbered(word: str, next_word: str) -> Stars | None:
    folded = narrow(word)
    for shape in (_OF_FIVE, BESIDE_SIGN, _JAPANESE):
        match = shape.fullmatch(folded)
        if match:
            outside = match.lastindex == 2 and shape is _OF_FIVE and match[2] != "5"
            number = next(group for group in match.groups() if group)
            return Stars(None if outside else _value(number))
    if bare_stars(word) and "/" not in folded and _COUNTED.fullmatch(narrow(next_word)):
        return Stars(_value(folded), words=2)
    return None


def _signs_value(signs: str) -> int | None:
    filled = len(_FILLED.findall(signs))
    return filled if filled and len(_ANY_SIGN.findall(signs)) <= 5 else None


def _value(number: str) -> int | None:
    return int(number) if number in {"1", "2", "3", "4", "5"} else None

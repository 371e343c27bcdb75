"""Which line opens the next entry."""

import re
from collections.abc import Sequence

from bot.entry.codes import base_code, read_code
from bot.entry.known import Known
from bot.entry.prefix import without_prefix
from bot.entry.stars import BESIDE_SIGN, RUN, SIGN, bare_stars, explicit_stars
from bot.entry.text import narrow
from storage.folding import fold

_TWO_SIGNS = re.compile(rf"{SIGN}\s*{SIGN}")
_SMALL_NUMBER = re.compile(r"[0-9]{1,2}(?:[.,][0-9]+)?(?:/[0-9]+)?")
_BEGINNING = 200  # characters of a line that decide it


def opens_entry(line: str, known: Known) -> bool:
    """Tell whether the line begins as the heading of the next entry does."""
    text = without_prefix(line)[:_BEGINNING].rstrip()
    words = text.split()
    if not words:
        return False
    if _TWO_SIGNS.match(text) or BESIDE_SIGN.fullmatch(narrow(words[0])):
        return True
    return _stars_then_code(words, known) or _code_then_stars(text, words, known)


def _stars_then_code(words: Sequence[str], known: Known) -> bool:
    """Stars of any form, also such that would be refused, and a code right behind them."""
    stars = explicit_stars(words)
    if stars and not stars.before and not stars.after:
        rest = words[stars.words :]
    elif _SMALL_NUMBER.fullmatch(narrow(words[0])):
        rest = words[1:]
    else:
        return False
    return bool(rest) and read_code(" ".join(rest), known) is not None


def _code_then_stars(text: str, words: Sequence[str], known: Known) -> bool:
    if not any(_maybe_stars(word) for word in words[:3]):
        return False  # which spares the event a question about each first word
    code = read_code(text, known)
    if not code:
        return False
    rest = text[code.end :]
    behind = rest.split()
    if not behind:
        return False
    stars = explicit_stars(behind)
    if stars and not stars.before:
        return True
    digit = bare_stars(behind[0]) if rest[0].isspace() else None
    if not digit or (digit.value is None and behind[1:]):
        return False
    return not _begins_title(behind, known.titles(base_code(code.raw)))


def _maybe_stars(word: str) -> bool:
    return bool(RUN.search(word) or explicit_stars([word, "stars"]) or bare_stars(word))


def _begins_title(words: Sequence[str], titles: Sequence[str]) -> bool:
    """Tell whether a digit and the word behind it are the beginning of a known title."""
    typed = fold(" ".join(words)).split()
    known = [fold(title).split() for title in titles]
    return any(typed == title or typed[:2] == title[:2] for title in known)

"""The one folding of text for matching: width, case, kana and spaces do not count."""

import re
import unicodedata
from functools import lru_cache

# Stored columns hold folded text: whoever changes the folding raises this and migrates them.
VERSION = 2

# Keys stand in indexes, and PostgreSQL refuses an entry of more than 2,704 bytes.
KEY_LENGTH = 200  # characters
EVENT_KEY_LENGTH = 40  # characters; people type it

_KATAKANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_VOICE_MARKS = "\uff9e\uff9f"
_NO_WORD = re.compile(r"(?:[^\w+#]|_)+")  # C++ and C# are words
_JAPANESE = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff々〆ー]")
# Where 生成AI goes over to Latin, a word begins.
_SCRIPT_CHANGES = re.compile(rf"(?<={_JAPANESE.pattern})(?=[^\W_])(?!{_JAPANESE.pattern})")
_EVENT_KEY = re.compile(r"(?!all$)[a-z0-9]+(?:-[a-z0-9]+)*")  # `event:all` means every event
_HYPHENS = re.compile(r"[-\u2010-\u2015\u2212]")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")


def fold(text: str) -> str:
    """Fold for comparison: NFKC, no case, katakana as hiragana, one space for several."""
    return " ".join(_fold_letters(text).split())


@lru_cache(maxsize=8192)
def _fold_piece(text: str) -> str:
    return _fold_letters(text)


def _fold_letters(text: str) -> str:
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return lowered.translate(_KATAKANA)


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """Fold to words with a space before each, so that ` ai` finds where a word begins."""
    found = parted(_NO_WORD.sub(" ", fold(text))).split()
    return "".join(f" {word}" for word in found)


def parted(folded: str) -> str:
    """Put a space where a script without spaces is followed by one with them."""
    return _SCRIPT_CHANGES.sub(" ", folded)


def is_japanese(folded: str) -> bool:
    """Tell whether a word begins in a script without spaces, where it may stand anywhere."""
    return bool(_JAPANESE.match(folded))


def hyphenated(code: str) -> str:
    """Fold a code, each kind of dash as a hyphen."""
    return _HYPHENS.sub("-", fold(code)).replace(" ", "")


@lru_cache(maxsize=4096)
def code_key(code: str) -> str:
    """Fold a code; its hyphens do not matter."""
    return hyphenated(code).replace("-", "")[:KEY_LENGTH]


@lru_cache(maxsize=4096)
def title_key(title: str) -> str:
    """Fold a title, as far as an index takes it."""
    return fold(title)[:KEY_LENGTH]


@lru_cache(maxsize=1024)
def type_key(name: str) -> str:
    """Fold a session type: singular or plural, with any apostrophe."""
    folded = fold(_APOSTROPHES.sub("", name))[:KEY_LENGTH]
    if folded.endswith("ies"):
        return folded[:-3] + "y"
    return folded.removesuffix("s")


def event_key(key: str) -> str:
    """Write a key as keys are written: small letters, a hyphen for spaces."""
    return "-".join(unicodedata.normalize("NFKC", key).casefold().split())[:KEY_LENGTH]


def is_event_key(key: str) -> bool:
    """Tell whether a key that `event_key` wrote is one that people can type."""
    return len(key) <= EVENT_KEY_LENGTH and bool(_EVENT_KEY.fullmatch(key))


def find(text: str, folded_word: str) -> tuple[int, int] | None:
    """Find a folded word in text as it was written: where it begins and ends there."""
    at = _fold_letters(text).find(folded_word)
    end = at + len(folded_word)
    if folded_word and at >= 0 and fold(text[at:end]) == folded_word:
        return at, end  # Nothing before it is longer or shorter than it was written.
    folded, origins = _fold_with_origins(text)
    start = folded.find(folded_word)
    if start < 0 or not folded_word:
        return None
    first, last = origins[start], origins[start + len(folded_word) - 1]
    return first[0], last[1]


def _fold_with_origins(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Fold piece by piece and keep for each folded character which piece it came from."""
    folded = ""
    origins: list[tuple[int, int]] = []
    for start, end in _pieces(text):
        piece = _fold_piece(text[start:end])
        if piece.isspace():
            piece = "" if not folded or folded.endswith(" ") else " "
        folded += piece
        origins += [(start, end)] * len(piece)
    return folded, origins


def _pieces(text: str) -> list[tuple[int, int]]:
    """Part the text into characters, each with the marks that NFKC composes it with."""
    starts = [
        index
        for index, character in enumerate(text)
        if index == 0 or not (unicodedata.combining(character) or character in _VOICE_MARKS)
    ]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))

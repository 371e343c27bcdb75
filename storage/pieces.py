"""Pieces of folded text, by which an index proposes what may hold a word; pure.

A piece is two or three characters long, one or two from a character beyond ASCII on: letters say
little alone, and Japanese has words of two characters. Pieces never cross a space. The index holds
numbers in their place, other ones in each workspace, so it shows nobody's words and no workspace's
pieces lengthen another's lists. Two pieces may share a number: whoever asks looks at the text.

A text that is very long has one piece alone, by which it is proposed for every word: to take it
apart would keep its writer waiting, and whoever asks looks at it anyway.
"""

import re
from collections.abc import Iterator
from zlib import crc32

MOST = 40  # pieces of one word; more would tell hardly more
LONGEST = 20_000  # characters of a text that is taken apart
ANY_WORD = "\n"  # the piece of a longer one; no other piece has a line break in it

_GAP = re.compile("[ \n]+")


def pieces(scope: str, folded: str) -> str:
    """Give all pieces of a text as the numbers that SQLite's index holds."""
    found = _found(folded) if len(folded) <= LONGEST else {ANY_WORD}
    return " ".join(numbers(scope, found))


def _found(folded: str) -> set[str]:
    return {
        run[at : at + length]
        for run in _GAP.split(folded)
        for at in range(len(run))
        for length in _lengths(run[at])
        if at + length <= len(run)
    }


def pieces_of(word: str) -> list[str]:
    """Give the longest pieces of a word, each once; none for a single letter of ASCII."""
    found: list[str] = []
    for run in _GAP.split(word):
        before = ""
        for at in range(len(run)):
            short, long = _lengths(run[at])
            piece = run[at : at + long]
            if len(piece) >= short and not before.endswith(piece):
                found.append(piece)
                before = piece
    return list(dict.fromkeys(found))[:MOST]


def numbers(scope: str, found: "set[str] | list[str]") -> Iterator[str]:
    """Give each piece as the number that stands for it, in hexadecimal."""
    seed = crc32(scope.encode())
    return (f"{crc32(piece.encode(), seed):x}" for piece in found)


def _lengths(letter: str) -> tuple[int, int]:
    return (2, 3) if letter.isascii() else (1, 2)


def topics_scope(team_id: str) -> str:
    """Name where the pieces of topics are, beside those of all texts."""
    return f"{team_id} topic"

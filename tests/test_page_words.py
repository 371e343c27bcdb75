"""The page of the local workspace speaks two languages, and no more than it needs."""

import re
from collections.abc import Iterator
from pathlib import Path

PLAYGROUND = Path(__file__).parent.parent / "bot" / "playground"
SCRIPTS = sorted((PLAYGROUND / "page" / "js").glob("*.js"))
TEXT = r'"((?:[^"\\]|\\.)+)"'


def said() -> set[str]:
    """What the scripts say by themselves: the texts inside the calls of t and tMany."""
    return {text for script in SCRIPTS for text in _texts(script.read_text())}


def _texts(script: str) -> Iterator[str]:
    for call in re.finditer(r"\bt(?:Many)?\(", script):
        inside = script[call.end() : _closing(script, call.end())]
        yield from re.findall(TEXT, inside)


def _closing(script: str, start: int) -> int:
    depth = 1
    for at in range(start, len(script)):
        depth += {"(": 1, ")": -1}.get(script[at], 0)
        if not depth:
            return at
    raise AssertionError("a call without an end")


def japanese() -> dict[str, str]:
    catalogue = (PLAYGROUND / "page" / "js" / "words_ja.js").read_text()
    pairs = re.findall(rf"{TEXT}:\s*{TEXT},", catalogue)
    return dict(pairs)


def test_everything_the_page_says_is_there_in_japanese() -> None:
    assert len(said()) > 60
    assert sorted(said() - japanese().keys()) == []


def test_no_translation_is_left_over() -> None:
    workspace = "".join(file.read_text() for file in PLAYGROUND.glob("*.py"))
    steps = (PLAYGROUND / "page" / "js" / "clock.js").read_text()
    known = said()
    left = [text for text in japanese() if text not in known and text not in workspace + steps]
    assert left == []


def test_a_translation_keeps_the_words_that_are_filled_in() -> None:
    for english, translated in japanese().items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", translated))

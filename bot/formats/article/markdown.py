r"""Markdown's own escape: `<` is written as `\<`, so that nothing of a text becomes HTML."""

import re
from collections.abc import Callable

from bot.entry.text import fences

_LESS = re.compile(r"(\\*)<")


def encoded(lines: list[str]) -> list[str]:
    """Write the lines so that Markdown shows each `<`; fenced ones show it as they are."""
    return _outside_fences(lines, lambda match: match[1] * 2 + "\\<")


def decoded(lines: list[str]) -> list[str]:
    """Read what `encoded` wrote, and a `<` that nobody escaped."""
    return _outside_fences(lines, lambda match: match[1][: len(match[1]) // 2] + "<")


def _outside_fences(lines: list[str], write: Callable[[re.Match[str]], str]) -> list[str]:
    fenced = {line for start, end in fences(lines).items() for line in range(start, end + 1)}
    return [line if index in fenced else _LESS.sub(write, line) for index, line in enumerate(lines)]

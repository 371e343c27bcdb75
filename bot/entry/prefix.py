"""What may stand before a heading or a fact: bullets, `#`s and `>`."""

import re

from bot.entry.stars import SIGN

_BULLET = r"(?:[•・◦▪][\ufe0e\ufe0f]*\s*|(?:[-*+]|[0-9]{1,9}\.)\s+)"
BULLET = re.compile(_BULLET)
_GLUED_HASHES = rf"#+(?={SIGN}|[A-Z]{{2,6}}-?[0-9]{{2,4}}\b)"
_PREFIX = re.compile(rf"\s*(?:#+\s+|{_GLUED_HASHES}|>\s*|{_BULLET})*")
HASHES = re.compile(r"(#{1,6})\s+")


def without_prefix(line: str) -> str:
    """The line without the signs that do not count before a heading."""
    match = _PREFIX.match(line)
    return line[match.end() :] if match else line


def has_prefix(text: str) -> bool:
    """Tell whether signs that do not count stand before the text."""
    match = _PREFIX.match(text)
    return match is not None and match.end() > 0

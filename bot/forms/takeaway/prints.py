"""Short prints of what the fields opened with, to tell which were changed."""

import hashlib
import re

_SIZE = 12  # characters of one print
_SHORTCODE = r":[a-z0-9_+'-]+:"
# Stars are words here; what Slack may give back as a shortcode are pictures.
_PICTURES = "[\u2600-\u2604\u2607-\u27bf\u2b50\u2b55\U0001f000-\U0001faff\ufe0f\u200d]"
_EMOJI = re.compile(f"(?:{_PICTURES}|{_SHORTCODE})+")


def print_of(text: str) -> str:
    """The print of a text, and a second one without its emoji where it has some."""
    plain = _EMOJI.sub("\u25cc", text)
    return _hashed(text) + (_hashed(plain) if plain != text else "")


def is_same(typed: str, opened: str) -> bool:
    """Whether a field holds what it opened with; Slack may give emoji back as `:tada:`."""
    if _hashed(typed) == opened[:_SIZE]:
        return True
    named = re.search(_SHORTCODE, typed) is not None
    return named and _hashed(_EMOJI.sub("\u25cc", typed)) == opened[_SIZE:]


def _hashed(text: str) -> str:
    """The hash of a text; what Slack does to line ends and spaces before them is no change."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return hashlib.sha256("\n".join(lines).strip().encode("utf-8", "replace")).hexdigest()[:_SIZE]

"""People and channels in what comes from Slack: ids for filters, names for what is kept.

The rest of Slack's syntax becomes what the writer saw.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

from bot.entry.slack import LABELLED, shown_link
from bot.entry.slack_blocks import message_text

_MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|([^<>\n]*))?>")
_ADDRESS = re.compile(r"<((?:https?|mailto|tel):[^<>|\n]+)(?:\|([^<>\n]*))?>")
_SPECIAL = re.compile(r"<!([^<>|^\n]+)[^<>|\n]*(?:\|([^<>\n]*))?>")

# Of the private use area, which no keyboard writes: they hold a mention while the rest is decoded.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HELD = re.compile(f"{_OPEN}([@#])([^{_CLOSE}|]*)\\|([^{_CLOSE}]*){_CLOSE}")


def in_command(text: str) -> str:
    """Read a slash command's text, where only names, addresses and three characters are encoded."""
    decoded = "\n".join(_ADDRESS.sub(_as_seen, line) for line in text.split("\n"))
    decoded = _SPECIAL.sub(lambda found: found[2] or f"@{found[1]}", decoded)
    return unescaped(decoded)


def in_message(message: Mapping[str, Any]) -> str:
    """Read a message's text, with its mentions left as they are."""
    held = _MENTION.sub(
        lambda found: f"{_OPEN}{found[1]}{found[2]}|{found[3] or ''}{_CLOSE}",
        str(message.get("text") or ""),
    )
    return _HELD.sub(_restored, message_text({**message, "text": held}))


def forwarded(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the one message that this only passes on, None where it has words of its own."""
    attachments = message.get("attachments")
    if str(message.get("text") or "").strip() or not isinstance(attachments, list):
        return None
    match attachments:
        case [{"author_id": str()} as passed_on]:
            return cast(Mapping[str, Any], passed_on)
        case _:
            return None


def named(text: str, names: Callable[[Collection[str]], Mapping[str, str]]) -> str:
    """Name people and channels as text, as they were seen; `names` is asked for people's."""
    people = {found[2] for found in _MENTION.finditer(text) if found[1] == "@"}
    known = names(people) if people else {}

    def shown(found: re.Match[str]) -> str:
        return found[1] + (known.get(found[2]) or found[3] or found[2])

    return _MENTION.sub(shown, text)


def unescaped(text: str) -> str:
    """Turn Slack's three entities back into characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _as_seen(found: re.Match[str]) -> str:
    before = found.string[: min(found.start(), LABELLED)]
    return shown_link(found[1], found[2] or "", before)


def _restored(found: re.Match[str]) -> str:
    label = f"|{found[3]}" if found[3] else ""
    return f"<{found[1]}{found[2]}{label}>"

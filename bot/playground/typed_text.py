"""What Slack makes of what people type: entities, mentions, channels, addresses, emoji names."""

from __future__ import annotations

import re

from bot.playground.state import Channel, Member
from bot.playground.workspace import Workspace

ADDRESS = re.compile(r"https?://[^\s<>|]+")
NAME = re.compile(r"(?<![\w<])[@#]\w(?:[\w.\-]*\w)?")
BROADCASTS = {"@here": "<!here>", "@channel": "<!channel>", "@everyone": "<!everyone>"}
# Slack keeps emoji as names. These are the ones that people put into reports of talks.
EMOJI = {
    "⭐": "star",
    "🌟": "star2",
    "👍": "+1",
    "👎": "-1",
    "🎉": "tada",
    "❤️": "heart",
    "🔥": "fire",
    "✅": "white_check_mark",
    "😀": "grinning",
    "😊": "blush",
    "🙏": "pray",
    "👏": "clap",
    "💡": "bulb",
    "📝": "memo",
    "🚀": "rocket",
    "😂": "joy",
    "🎤": "microphone",
}


def escaped(text: str) -> str:
    """The text with Slack's three entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def message_text(workspace: Workspace, text: str) -> str:
    """A typed message as the Web API and events give it."""
    shown = escaped(text.replace("\ufe0f", "") if "⭐" in text else text)
    for emoji, name in EMOJI.items():
        shown = shown.replace(emoji, f":{name}:")
    return _linked(workspace, shown, broadcasts=True, old_forms=False)


def command_text(workspace: Workspace, text: str) -> str:
    """A slash command's text where the command has `should_escape`."""
    return _linked(workspace, escaped(text), broadcasts=False, old_forms=True)


def _linked(workspace: Workspace, text: str, broadcasts: bool, old_forms: bool) -> str:
    # Addresses are taken out first, because they may hold `@` and `#`.
    pieces: list[str] = []
    position = 0
    for match in ADDRESS.finditer(text):
        pieces.append(_named(workspace, text[position : match.start()], broadcasts, old_forms))
        pieces.append(f"<{match.group()}>")
        position = match.end()
    return "".join(pieces) + _named(workspace, text[position:], broadcasts, old_forms)


def _named(workspace: Workspace, text: str, broadcasts: bool, old_forms: bool) -> str:
    def replaced(match: re.Match[str]) -> str:
        word = match.group()
        if broadcasts and word in BROADCASTS:
            return BROADCASTS[word]
        if word.startswith("@"):
            member = workspace.find_member(word)
            return _mention(member, old_forms) if member else word
        channel = workspace.find_channel(word)
        return _channel(channel) if channel and channel.kind != "im" else word

    return NAME.sub(replaced, text)


def _mention(member: Member, old_forms: bool) -> str:
    return f"<@{member.id}|{member.name}>" if old_forms else f"<@{member.id}>"


def _channel(channel: Channel) -> str:
    return f"<#{channel.id}|{'' if channel.kind == 'private' else channel.name}>"

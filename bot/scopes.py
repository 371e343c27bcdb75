"""What the bot may do in a workspace, each with its reason."""

from collections.abc import Mapping

# Without one of these a part of the bot can't work.
NEEDED: Mapping[str, str] = {
    "channels:read": "check the public channel of a digest, show in Home those that one is in",
    "chat:write": "post the digest, answer in the bot's own direct messages",
    "commands": "the slash command and both shortcuts",
    "groups:read": "the same for private channels",
    "im:history": "read what is typed to the bot in its own direct messages",
    "users:read": "people's names, language and time zone, and who is an admin",
}

# A workspace may decline these; the bot then says what it can't do.
OPTIONAL: Mapping[str, str] = {
    "channels:history": "find a digest again after a dropped connection, instead of skipping it",
    "files:read": "read the file that somebody hands over to be imported",
    "files:write": "send the picture of the statistics, and exports, to who asked for them",
    "groups:history": "the same in private channels",
}

EVENTS: Mapping[str, str] = {
    "app_home_opened": "show the Home tab",
    "app_uninstalled": "delete the workspace's tokens",
    "message.im": "commands typed to the bot in its own direct messages",
    "tokens_revoked": "delete them where the bot's own was taken back",
}


def missing(granted: str) -> tuple[str, ...]:
    """Name the needed scopes that a token lacks; `granted` is Slack's comma-separated list."""
    have = {scope.strip() for scope in granted.split(",")}
    return tuple(scope for scope in NEEDED if scope not in have)

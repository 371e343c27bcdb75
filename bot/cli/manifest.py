"""`manifest`: what to paste at api.slack.com/apps."""

from urllib.parse import urlsplit

from bot.manifest import as_yaml, manifest
from bot.settings import Settings, SettingsError


def print_manifest(command: str, url: str) -> int:
    """Print the manifest for Socket Mode, or for HTTP at that address."""
    # The setting's own check, so that both doors refuse the same names.
    name = Settings.read({"SESSION_COMMAND": command}).command
    if url and not _is_public(url):
        raise SettingsError("--url must be an https address that Slack can reach.")
    print(as_yaml(manifest(name, url)), end="")
    return 0


def _is_public(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and url.isprintable()

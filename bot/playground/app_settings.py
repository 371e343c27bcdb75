"""The app as Slack knows it: what its manifest asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.playground.state import Json


@dataclass(frozen=True)
class SlashCommand:
    """A command of the app; `should_escape` turns names and addresses into Slack's own forms."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut of the app."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class AppSettings:
    """What a manifest says, as far as a workspace needs it."""

    name: str = "Bot"
    commands: tuple[SlashCommand, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    home_tab: bool = False
    messages_tab: bool = True
    messages_read_only: bool = False
    socket_mode: bool = False
    interactive: bool = True
    app_id: str = "A0LOCAL"
    bot_id: str = "B0LOCAL"
    token_rotation: bool = False
    optional_scopes: frozenset[str] = frozenset()
    redirect_urls: tuple[str, ...] = ()
    client_id: str = "1.local"
    client_secret: str = field(default="local-client-secret", repr=False)
    app_token: str = field(default="xapp-1-A0LOCAL-local", repr=False)
    signing_secret: str = field(default="local-signing-secret", repr=False)


def from_manifest(manifest: Json) -> AppSettings:
    """The settings that a Slack app manifest, as a dict, stands for."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    home = features.get("app_home", {})
    oauth = manifest.get("oauth_config", {})
    scopes: dict[str, Any] = oauth.get("scopes", {})
    bot_user = features.get("bot_user", {})
    return AppSettings(
        name=bot_user.get("display_name") or manifest["display_information"]["name"],
        commands=tuple(_command(entry) for entry in features.get("slash_commands", [])),
        shortcuts=tuple(_shortcut(entry) for entry in features.get("shortcuts", [])),
        scopes=frozenset(scopes.get("bot", [])) | frozenset(scopes.get("bot_optional", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", True),
        messages_read_only=home.get("messages_tab_read_only_enabled", True),
        socket_mode=settings.get("socket_mode_enabled", False),
        interactive=settings.get("interactivity", {}).get("is_enabled", False),
        token_rotation=settings.get("token_rotation_enabled", False),
        optional_scopes=frozenset(scopes.get("bot_optional", [])),
        redirect_urls=tuple(oauth.get("redirect_urls", [])),
    )


def _command(entry: Json) -> SlashCommand:
    return SlashCommand(
        entry["command"],
        entry["description"],
        entry.get("usage_hint", ""),
        entry.get("should_escape", False),
    )


def _shortcut(entry: Json) -> Shortcut:
    return Shortcut(entry["name"], entry["type"], entry["callback_id"], entry["description"])

"""Installing the app by OAuth: what is asked, what a code is good for, how tokens are renewed."""

from __future__ import annotations

import base64
import binascii
import threading
import urllib.parse
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.playground.state import Json
from bot.playground.tokens import LIVES, BotToken
from bot.playground.web_api.call import SlackError
from bot.playground.workspace import BOT_USER, Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

PATH = "/oauth/v2/authorize"
CODE_LIVES = 10 * 60  # seconds
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class CannotAsk(Exception):
    """An address that Slack's page does not take; the words say why."""


@dataclass(frozen=True)
class Asked:
    """What an authorize address asks for; `redirect_uri` is "" where it names none."""

    scopes: frozenset[str]
    redirect_uri: str
    leads_to: str
    state: str
    team: str

    def back(self, **answer: str) -> str:
        """The address to which the browser is led back with this answer."""
        query = urllib.parse.urlencode(answer | {"state": self.state})
        return f"{self.leads_to}{'&' if '?' in self.leads_to else '?'}{query}"


@dataclass
class Code:
    """What a person's Allow gives: ten minutes, one use."""

    workspace: Workspace
    member: str
    scopes: frozenset[str]
    redirect_uri: str
    made_at: float
    used: bool = False


class OAuth:
    """Slack's authorize page and `oauth.v2.access`, for the one app."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._codes: dict[str, Code] = {}
        self._lock = threading.Lock()

    def asked(self, address: str) -> Asked:
        """Read an authorize address. Raises CannotAsk."""
        parts = urllib.parse.urlsplit(address)
        query = dict(urllib.parse.parse_qsl(parts.query))
        app = self._slack.app
        if query.get("client_id") != app.client_id:
            raise CannotAsk("Invalid client_id parameter")
        scopes = frozenset(filter(None, query.get("scope", "").replace(" ", ",").split(",")))
        if not scopes:
            raise CannotAsk("Invalid scope parameter: no scopes were requested")
        stated = query.get("redirect_uri", "")
        leads_to = stated or next(iter(app.redirect_urls), "")
        if not _is_registered(leads_to, app.redirect_urls):
            raise CannotAsk(f"redirect_uri did not match any configured URIs. Passed: {stated}")
        return Asked(scopes, stated, leads_to, query.get("state", ""), query.get("team", ""))

    def allow(
        self, address: str, workspace: Workspace, member: str, declined: Collection[str] = ()
    ) -> str:
        """Let a member press Allow; gives where the browser is led. Raises CannotAsk."""
        asked = self.asked(address)
        scopes = asked.scopes - (set(declined) & self._slack.app.optional_scopes)
        code = Code(workspace, member, scopes, asked.redirect_uri, self._slack.clock())
        with self._lock:
            words = f"{workspace.team_id}.{len(self._codes) + 1}.local-code"
            self._codes[words] = code
        return asked.back(code=words)

    def cancel(self, address: str) -> str:
        """Let a member press Cancel; gives where the browser is led. Raises CannotAsk."""
        return self.asked(address).back(error="access_denied")

    def access(self, args: Mapping[str, object], authorization: str) -> Json:
        """oauth.v2.access: a code or a refresh token for a bot token. Raises SlackError."""
        self.check_client(args, authorization)
        given = {name: str(value) for name, value in args.items()}
        if given.get("grant_type") == "refresh_token":
            return self._refreshed(given.get("refresh_token", ""))
        if given.get("grant_type", "authorization_code") != "authorization_code":
            raise SlackError("invalid_grant_type")
        code = self._used(given.get("code", ""), given.get("redirect_uri", ""))
        before = code.workspace.granted_scopes if code.workspace.has_app else frozenset()
        token = self._slack.install(code.workspace, before | code.scopes)
        return self._granted(code.workspace, token) | {"authed_user": {"id": code.member}}

    def check_client(self, args: Mapping[str, object], authorization: str) -> None:
        """Hold a call to the app's id and secret, in the header or beside it. Raises SlackError."""
        client_id, secret = _basic(authorization) or (
            str(args.get("client_id", "")),
            str(args.get("client_secret", "")),
        )
        if client_id != self._slack.app.client_id:
            raise SlackError("invalid_client_id")
        if secret != self._slack.app.client_secret:
            raise SlackError("bad_client_secret")

    def _used(self, words: str, redirect_uri: str) -> Code:
        with self._lock:
            code = self._codes.get(words)
            if code is None or self._slack.clock() - code.made_at > CODE_LIVES:
                raise SlackError("invalid_code")
            if code.used:
                raise SlackError("code_already_used")
            if code.redirect_uri != redirect_uri:
                raise SlackError("bad_redirect_uri")
            code.used = True
            return code

    def _refreshed(self, refresh: str) -> Json:
        for workspace in self._slack.workspaces.values():
            token = workspace.tokens.refresh(refresh, self._slack.clock())
            if token is not None:
                return self._granted(workspace, token)
        raise SlackError("invalid_refresh_token")

    def _granted(self, workspace: Workspace, token: BotToken) -> Json:
        granted: Json = {
            "access_token": token.words,
            "token_type": "bot",
            "scope": ",".join(sorted(workspace.granted_scopes)),
            "bot_user_id": BOT_USER,
            "app_id": self._slack.app.app_id,
            "team": {"id": workspace.team_id, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        if token.refresh:
            granted |= {"expires_in": LIVES, "refresh_token": token.refresh}
        return granted


def _is_registered(address: str, registered: Collection[str]) -> bool:
    """Whether an address lies at or under a registered one; plain http only on this machine."""
    parts = urllib.parse.urlsplit(address)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE)
    return safe and not parts.fragment and any(_is_under(address, each) for each in registered)


def _is_under(address: str, registered: str) -> bool:
    return address == registered or address.startswith(
        (f"{registered}?", registered.rstrip("/") + "/")
    )


def _basic(authorization: str) -> tuple[str, str] | None:
    kind, _, words = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client_id, _, secret = (
            base64.b64decode(words.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        return None
    return urllib.parse.unquote(client_id), urllib.parse.unquote(secret)

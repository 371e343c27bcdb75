"""Slack's side of an installation: where it is asked for, and what gives its tokens."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot import scopes
from bot.settings import Settings
from bot.slack_failures import FAILURES
from bot.trust import certificates

WAIT = 10  # seconds; an answer that nobody waited for would cost a refresh token
SLACK = "https://slack.com/"
# Slack's last words on a token. Others pass, or are mended in the settings.
FINAL = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "invalid_refresh_token",
        "token_expired",
        "token_revoked",
    }
)


class NotGranted(Exception):
    """Slack gave no token; `reason` is its word, or `unreachable`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def final(self) -> bool:
        """Whether asking again is of no use."""
        return self.reason in FINAL


@dataclass(frozen=True, slots=True)
class Granted:
    """What Slack gives for a code or a refresh token; without `lives` the token ends never.

    `team_id` is "" for an installation in a whole organization.
    """

    team_id: str
    team: str
    bot_user_id: str
    token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    lives: timedelta | None = None
    app_id: str = ""
    enterprise_id: str = ""
    installed_by: str = ""
    scopes: str = ""

    def ends_at(self, now: datetime) -> datetime | None:
        """Tell when the token ends that was given just now."""
        return now + self.lives if self.lives is not None else None


class SlackOAuth:
    """Slack's OAuth for this app.

    No redirect_uri is sent: Slack then leads back to the address that the app's settings name.
    Its own address the bot knows only from what a request claims, which can be anyone's.
    """

    def __init__(self, settings: Settings) -> None:
        self._id = settings.client_id
        self._secret = settings.client_secret
        self._api_url = settings.api_url
        self._site = settings.api_url.removesuffix("api/")
        logger = logging.getLogger("bot.installs.oauth.client")
        logger.setLevel(logging.CRITICAL)  # At DEBUG the SDK writes codes and tokens down.
        self._client = WebClient(
            base_url=settings.api_url,
            timeout=WAIT,
            ssl=certificates(),
            retry_handlers=[],
            logger=logger,
        )

    def asking(self, state: str) -> str:
        """The address at which Slack asks a person whether the app may come in."""
        wanted = ",".join(sorted({*scopes.NEEDED, *scopes.OPTIONAL}))
        query = urlencode({"client_id": self._id, "scope": wanted, "state": state})
        return f"{self._site}oauth/v2/authorize?{query}"

    def app_in(self, granted: Granted) -> str:
        """The address that opens the app in Slack; "" where Slack is another than the real one."""
        if self._site != SLACK or not granted.app_id:
            return ""
        query = urlencode({"app": granted.app_id, "team": granted.team_id})
        return f"{SLACK}app_redirect?{query}"

    def exchange(self, code: str) -> Granted:
        """Take the tokens that a code is good for, once.

        Raises:
            NotGranted: Slack gives none.
        """
        return self._granted(code=code)

    def refresh(self, refresh_token: str) -> Granted:
        """Take the next tokens; the refresh token is used up.

        Raises:
            NotGranted: Slack gives none.
        """
        return self._granted(grant_type="refresh_token", refresh_token=refresh_token)

    def check(self, token: str) -> None:
        """Ask whether a token lives.

        Raises:
            NotGranted: It does not, or Slack does not tell.
        """
        try:
            self._client.auth_test(token=token)
        except SlackApiError as error:
            raise NotGranted(str(error.response.get("error") or "no_answer")) from error
        except FAILURES as error:
            raise NotGranted("unreachable") from error

    def bot_id(self, token: str) -> str:
        """Ask for the id that the bot's messages carry; "" where Slack does not tell."""
        try:
            answer = self._client.auth_test(token=token)
        except FAILURES:
            return ""
        return str(answer.get("bot_id") or "")

    def _granted(self, **how: str) -> Granted:
        try:
            answer = self._client.oauth_v2_access(
                client_id=self._id, client_secret=self._secret, **how
            )
            return _read(answer.data if isinstance(answer.data, dict) else {})
        except SlackApiError as error:
            raise NotGranted(str(error.response.get("error") or "no_answer")) from error
        except (*FAILURES, LookupError) as error:
            raise NotGranted("unreachable") from error


def _read(answer: Mapping[str, Any]) -> Granted:
    """Read Slack's answer; one that lacks a token is a LookupError."""
    team: Mapping[str, Any] = answer.get("team") or {}
    whole = bool(answer.get("is_enterprise_install"))
    seconds = answer.get("expires_in")
    return Granted(
        team_id="" if whole else str(team.get("id") or ""),
        team=str(team.get("name") or ""),
        bot_user_id=str(answer.get("bot_user_id") or ""),
        token=str(answer["access_token"]),
        refresh_token=str(answer.get("refresh_token") or ""),
        lives=timedelta(seconds=int(seconds)) if seconds else None,
        app_id=str(answer.get("app_id") or ""),
        enterprise_id=str((answer.get("enterprise") or {}).get("id") or ""),
        installed_by=str((answer.get("authed_user") or {}).get("id") or ""),
        scopes=str(answer.get("scope") or ""),
    )

"""Which workspace a payload comes from, and with which token it is answered."""

import logging
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context.context import BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.locale import N_
from bot.settings import Settings, SettingsError
from bot.slack_failures import FAILURES
from bot.trust import certificates

log = logging.getLogger(__name__)


STRANGER = N_("This bot answers the members of its workspace only.")


class SlackUnreachable(Exception):
    """Slack did not answer at the start; the message is one line."""


class TokenRefused(Exception):
    """Slack does not take a token; the message is its word for why."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot in one workspace; `answered_at` is the date of Slack's answer as HTTP writes it."""

    team_id: str
    team: str
    bot_id: str
    bot_user_id: str
    token: str = field(repr=False)
    scopes: str = ""
    answered_at: str = ""


class Access(Authorize):
    """The workspaces that the bot is in, each with its token; Slack is not asked each time."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    @abstractmethod
    def of(self, team_id: str) -> Installation | None:
        """Give the bot in a workspace, None where it is not installed.

        Raises:
            UserError: It is installed there, but its token can't be had (now).
            Unavailable: The database does not answer.
        """

    @abstractmethod
    def absence(self) -> str:
        """Say, as a template, why a workspace that the bot is not in gets no answer."""

    @abstractmethod
    def left(self, team_id: str, happened_at: datetime) -> None:
        """Take note that a workspace took the bot out, or its token back."""

    @abstractmethod
    def doubted(self, team_id: str) -> None:
        """Ask Slack whether a workspace's token still lives, and delete a dead one."""

    def close(self) -> None:
        """Let go of what it works with."""

    def __call__(
        self, *, context: BoltContext, team_id: str | None, user_id: str | None, **_: object
    ) -> AuthorizeResult | None:
        """Give the bot's identity in the payload's workspace, None where it is not installed."""
        here = self.of(team_id) if team_id else None
        if here is None:
            return None
        return AuthorizeResult(
            enterprise_id=context.enterprise_id,
            team_id=here.team_id,
            bot_id=here.bot_id,
            bot_user_id=here.bot_user_id,
            bot_token=here.token,
            user_id=user_id,
        )


class OneWorkspace(Access):
    """Lets in the one workspace whose token is in the settings."""

    def __init__(self, installation: Installation) -> None:
        super().__init__()
        self.installation = installation

    def of(self, team_id: str) -> Installation | None:
        """Give the bot where this is its workspace."""
        return self.installation if team_id == self.installation.team_id else None

    def absence(self) -> str:
        """Say that there is another workspace."""
        return STRANGER

    def left(self, team_id: str, happened_at: datetime) -> None:
        """Say in the log what to do: the token is in the settings."""
        del happened_at
        if team_id == self.installation.team_id:
            log.error("The app was taken out of its workspace: install it, set SLACK_BOT_TOKEN.")

    def doubted(self, team_id: str) -> None:
        """Leave the token, which is in the settings."""


def installation_of(settings: Settings) -> Installation:
    """Ask Slack whose the token of the settings is.

    Raises:
        SettingsError: Slack refuses the token.
        SlackUnreachable: Slack does not answer.
    """
    try:
        return identified(settings.bot_token, settings.api_url)
    except TokenRefused as refused:
        raise SettingsError(f"Slack refuses SLACK_BOT_TOKEN: {refused}.") from refused


def identified(token: str, api_url: str) -> Installation:
    """Ask Slack whose this token is.

    Raises:
        TokenRefused: Slack says no, with its word for why.
        SlackUnreachable: Slack does not answer.
    """
    answer = _answer(token, api_url, "auth.test")
    if not answer["ok"]:
        raise TokenRefused(str(answer.get("error", "unknown")))
    headers = _headers(answer)
    return Installation(
        team_id=answer["team_id"],
        team=answer.get("team") or "",
        bot_id=answer.get("bot_id") or "",
        bot_user_id=answer["user_id"],
        token=token,
        scopes=headers.get("x-oauth-scopes", ""),
        answered_at=headers.get("date", ""),
    )


def date_of(api_url: str) -> str:
    """Ask Slack for the date as HTTP writes it, which needs no token.

    Raises:
        SlackUnreachable: Slack does not answer.
    """
    return _headers(_answer("", api_url, "api.test")).get("date", "")


def _answer(token: str, api_url: str, method: str) -> SlackResponse:
    client = WebClient(token, base_url=api_url, timeout=10, ssl=certificates(), retry_handlers=[])
    try:
        return client.api_call(method)
    except SlackApiError as refusal:
        if isinstance(refusal.response, SlackResponse):
            return refusal.response
        raise SlackUnreachable(f"What answers at {api_url} is not Slack.") from refusal
    except FAILURES as error:
        reason = type(error).__name__
        raise SlackUnreachable(f"Slack at {api_url} does not answer: {reason}.") from error


def _headers(answer: SlackResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def is_stranger(payload: Mapping[str, Any], team_id: str | None) -> bool:
    """Tell whether someone of another workspace acts, as happens in a shared channel."""
    user = payload.get("user")
    event = payload.get("event")
    if isinstance(user, dict):
        home = user.get("team_id")
    elif isinstance(event, dict):
        home = event.get("user_team")
    else:
        home = payload.get("team_id")
    if bool(home) and home != team_id:
        return True
    return payload.get("type") == "block_actions" and _is_foreign(payload.get("message"), team_id)


def _is_foreign(message: object, team_id: str | None) -> bool:
    """Tell whether a button is on the bot's message of another workspace, where it is as well."""
    team = message.get("team") if isinstance(message, dict) else None
    return isinstance(team, str) and bool(team) and team != team_id

"""A call of the Web API, the errors it can end in, and the table of methods."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from bot.playground.limits import Problem
from bot.playground.state import Channel, Json, Member
from bot.playground.workspace import BOT_USER, Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

T = TypeVar("T")


class SlackError(Exception):
    """An answer `{"ok": false, "error": …}`, with what else Slack puts beside it."""

    def __init__(self, error: str, **beside: Any) -> None:
        super().__init__(error)
        self.error = error
        self.beside = beside


@dataclass(frozen=True)
class ApiCall:
    """One call by an app's bot token, which says in which workspace."""

    slack: LocalSlack
    workspace: Workspace
    method: str
    args: Json

    def text(self, name: str, default: str = "") -> str:
        """An argument as a string."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """An argument as true or false; forms say it in words."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def required(self, name: str) -> str:
        """An argument that must be there. Raises SlackError."""
        value = self.text(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise SlackError("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def number(self, name: str, default: float, error: str) -> float:
        """An argument that is a number. Raises SlackError with `error` where it is none."""
        try:
            return float(self.text(name) or default)
        except ValueError as wrong:
            raise SlackError(error) from wrong

    def structure(self, name: str) -> Any:
        """An argument that is JSON, in a form's field or as itself. Raises SlackError."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise SlackError("invalid_arguments") from error

    def need(self, scope: str) -> None:
        """Hold the app to its granted scopes. Raises SlackError."""
        granted = self.workspace.granted_scopes
        if scope and scope not in granted:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(granted)))

    def channel(self) -> Channel:
        """The channel with this id; a private one without the bot does not exist for it."""
        return self._known(self.workspace.channels.get(self.required("channel")))

    def addressee(self) -> Channel:
        """Where to post: a channel by id or name, or a member's direct messages by their id."""
        return self._known(self.workspace.find_channel(self.required("channel")))

    def _known(self, channel: Channel | None) -> Channel:
        if channel is None or hidden(channel):
            raise SlackError("channel_not_found")
        return channel

    def user(self) -> Member:
        """The member that `user` names. Raises SlackError."""
        member = self.workspace.members.get(self.required("user"))
        if member is None:
            raise SlackError("user_not_found")
        return member

    def accept(self, problems: Sequence[Problem]) -> None:
        """Write problems down, and refuse the call where Slack would. Raises SlackError."""
        refuse(self.slack, self.workspace, self.method, problems)


def hidden(channel: Channel) -> bool:
    """Whether the bot cannot know of this channel."""
    return channel.kind != "public" and BOT_USER not in channel.members


def refuse(
    slack: LocalSlack, workspace: Workspace, method: str, problems: Sequence[Problem]
) -> None:
    """Write problems down; the first that Slack refuses becomes its error. Raises SlackError."""
    slack.write_down(workspace, method, problems)
    refused = [problem for problem in problems if problem.refused]
    if refused:
        words = [f"{p.reason} [json-pointer:{p.pointer}]" for p in refused]
        messages = [f"[ERROR] {line}" for line in words]
        raise SlackError(refused[0].error, errors=words, response_metadata={"messages": messages})


def page(
    call: ApiCall, items: Sequence[T], default: int = 100, most: int = 1000
) -> tuple[list[T], Json]:
    """One page of the items, and the `response_metadata` that leads to the next."""
    limit = min(int(call.number("limit", default, "invalid_limit")), most, call.slack.page_limit)
    if limit < 1:
        raise SlackError("invalid_limit")
    start = _position(call.text("cursor"))
    after = start + limit
    cursor = base64.b64encode(f"next:{after}".encode()).decode() if after < len(items) else ""
    return list(items[start:after]), {"next_cursor": cursor}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except ValueError as error:
        raise SlackError("invalid_cursor") from error


Method = Callable[[ApiCall], Json]

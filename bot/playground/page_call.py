"""One call of the page's API, with what it names looked up for the member who acts."""

from __future__ import annotations

from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from bot.playground.client import Client
from bot.playground.fields import CannotDo
from bot.playground.state import Channel, Json, Message, View
from bot.playground.window import Place
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack


class NotUnderstood(Exception):
    """A call with something missing or unknown in it."""


class Asked:
    """One call of the page: by whom, and with what."""

    def __init__(self, slack: LocalSlack, given: Json) -> None:
        self.slack = slack
        self.given = given

    @property
    def client(self) -> Client:
        """The Slack window of the member that `as` names. Raises NotUnderstood."""
        for workspace in self.slack.workspaces.values():
            if self.given.get("team") not in (None, workspace.team_id):
                continue
            member = workspace.members.get(self.text("as"))
            if member is not None and not member.is_bot:
                return Client(self.slack, workspace, member)
        raise NotUnderstood(f"there is no member {self.text('as')}")

    @property
    def workspace(self) -> Workspace:
        """The workspace of that member."""
        return self.client.workspace

    def text(self, name: str) -> str:
        """A string that must be there. Raises NotUnderstood."""
        value = self.given.get(name)
        if not isinstance(value, str) or not value:
            raise NotUnderstood(f"“{name}” is missing")
        return value

    def number(self, name: str, default: float) -> float:
        """A number, in a query too. Raises NotUnderstood."""
        try:
            number = float(self.given.get(name, default))
        except (TypeError, ValueError):
            number = nan
        if not isfinite(number):
            raise NotUnderstood(f"“{name}” is not a number")
        return number

    def structure(self, value: Any) -> Json:
        """An object, or nothing. Raises NotUnderstood."""
        if not isinstance(value, dict | None):
            raise NotUnderstood("“values” are not {block_id: {action_id: value}}")
        return value or {}

    @property
    def revision(self) -> int:
        """The last change in the member's workspace, or in the first where nobody is named."""
        workspace = self.workspace if self.given.get("as") else self.slack.workspace
        return workspace.revision

    @property
    def channel(self) -> Channel:
        """The channel that is meant. Raises NotUnderstood."""
        channel = self.workspace.channels.get(self.text("channel"))
        if channel is None:
            raise NotUnderstood(f"there is no channel {self.text('channel')}")
        return channel

    @property
    def message(self) -> Message:
        """The message that is meant, which the member must see. Raises CannotDo."""
        client = self.client
        message = client.workspace.message(self.channel.id, self.text("ts"))
        if message is None or message.only_for not in (None, client.member.id):
            raise CannotDo("This message is gone.")
        return message

    @property
    def view(self) -> View:
        """The member's own open view that is meant. Raises CannotDo."""
        client = self.client
        view = client.workspace.view(self.text("view"))
        if view is None or view.member != client.member.id:
            raise CannotDo("This form is closed.")
        return view

    @property
    def place(self) -> Place:
        """The view or message that is meant."""
        return self.view if self.given.get("view") else self.message

"""One member's Slack window: how it sends what is done in it, and what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground import answers, payloads
from bot.playground.delivery import Answer, Envelope
from bot.playground.fields import CannotDo
from bot.playground.state import Channel, Json, Member, Message, ResponseUrl, View
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

Place = Message | View


class Window:
    """What every act of a member needs: who they are, and the way to the app."""

    def __init__(self, slack: LocalSlack, workspace: Workspace, member: Member) -> None:
        self.slack = slack
        self.workspace = workspace
        self.member = member

    def sees(self, channel: Channel) -> bool:
        """Whether the channel is in this member's list."""
        return channel.kind == "public" or self.member.id in channel.members

    def _interaction(self, kind: str) -> Json:
        return payloads.interaction(self.slack.app, self.workspace, self.member, kind)

    def _send(self, payload: Json, inputs: frozenset[str] = frozenset()) -> tuple[Json, str | None]:
        envelope = Envelope("interactive", payload)
        off = Answer(failure="interactivity_is_off")
        reachable = self.slack.app.interactive and self.workspace.has_app
        answer = self.slack.send(envelope) if reachable else off
        return answers.read(self.slack, self.workspace, envelope, answer, inputs)

    def _address(self, url: ResponseUrl) -> str:
        return f"{self.slack.base_url}/response/{url.id}"

    def _view(self, view: View) -> Json:
        return payloads.view_payload(self.slack.app, self.workspace, view)

    def _context(self, place: Place) -> Json:
        if isinstance(place, Message):
            return payloads.message_context(self.workspace, self.member, place)
        return {"container": {"type": "view", "view_id": place.id}, "view": self._view(place)}

    def _blocks(self, place: Place) -> list[Json]:
        if isinstance(place, Message):
            if place.deleted:
                raise CannotDo("this message is gone")
            return place.blocks
        if self.workspace.view(place.id) is None:
            raise CannotDo("this view is closed")
        return list(place.payload["blocks"])

    def _states(self, place: Place) -> dict[str, dict[str, Json]]:
        if isinstance(place, Message):
            return place.states.setdefault(self.member.id, {})
        return place.values

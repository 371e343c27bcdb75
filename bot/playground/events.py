"""The Events API's side of Slack: whom it tells of what, and what it tells again."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.playground import payloads
from bot.playground.delivery import Envelope
from bot.playground.state import Json, Message, Refusal
from bot.playground.workspace import BOT_USER, Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

MESSAGE_EVENTS = {
    "public": ("message.channels", "channel"),
    "private": ("message.groups", "group"),
    "im": ("message.im", "im"),
}
# What an app hears only with the scope for it, whatever it subscribed to.
EVENT_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
}
RETRIES = (0.0, 60.0, 300.0)  # seconds after what was not acknowledged
FAREWELLS = ("tokens_revoked", "app_uninstalled")


class Events:
    """Tells the app what it subscribed to, where it is installed, until it has said 2xx."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._retries: list[tuple[float, Workspace, Envelope]] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def send(self, workspace: Workspace, name: str, inside: Json) -> None:
        """Tell of one event."""
        envelope = self.prepared(workspace, name, inside)
        if envelope is not None:
            self.deliver(workspace, envelope)

    def send_message(self, workspace: Workspace, message: Message, inside: Json | None) -> None:
        """Tell of a message, where the app subscribed to that kind of channel and is in it."""
        channel = workspace.channels[message.channel]
        if BOT_USER not in channel.members:
            return
        name, channel_type = MESSAGE_EVENTS[channel.kind]
        event = inside or message.as_slack(workspace.team_id)
        event |= {"channel": channel.id, "channel_type": channel_type, "event_ts": event["ts"]}
        self.send(workspace, name, event)

    def prepared(self, workspace: Workspace, name: str, inside: Json) -> Envelope | None:
        """The envelope of an event that the app is to hear; None where it is not."""
        scope = EVENT_SCOPES.get(name)
        if name not in self._slack.app.events or (scope and scope not in workspace.granted_scopes):
            return None
        if not workspace.has_app and name not in FAREWELLS:
            return None
        number = f"Ev{next(self._numbers):08d}"
        payload = payloads.event(self._slack.app, workspace, number, inside)
        return Envelope("events_api", payload)

    def deliver(self, workspace: Workspace, envelope: Envelope) -> None:
        """Send an envelope, at once again where it was not taken, and then after pauses."""
        answer = self._slack.send(envelope)
        if answer.accepted:
            return
        event = envelope.payload["event"]["type"]
        reason = answer.failure or f"status {answer.status}"
        workspace.refuse(Refusal("event", "not_acknowledged", "", f"{event}: {reason}"))
        if envelope.retry_num >= len(RETRIES) or answer.headers.get("x-slack-no-retry") == "1":
            return
        pause = RETRIES[envelope.retry_num]
        why = "http_timeout" if answer.failure == "operation_timeout" else "http_error"
        again = replace(envelope, retry_num=envelope.retry_num + 1, retry_reason=why)
        if not pause:
            self.deliver(workspace, again)
            return
        with self._lock:
            self._retries.append((self._slack.clock() + pause, workspace, again))

    def redeliver(self) -> None:
        """Send the events again whose pause is over by Slack's clock."""
        now = self._slack.clock()
        with self._lock:
            due = [entry for entry in self._retries if entry[0] <= now]
            self._retries = [entry for entry in self._retries if entry[0] > now]
        for _, workspace, envelope in due:
            self.deliver(workspace, envelope)


def farewells(events: Events, workspace: Workspace, names: tuple[str, ...]) -> Callable[[], None]:
    """What tells of an uninstallation, in this order, with the time at which it happened."""
    inside: dict[str, Json] = {
        "tokens_revoked": {"tokens": {"oauth": [], "bot": [BOT_USER]}},
        "app_uninstalled": {},
    }
    prepared = [
        envelope
        for name in names
        if (envelope := events.prepared(workspace, name, {"type": name} | inside[name]))
    ]

    def told() -> None:
        for envelope in prepared:
            events.deliver(workspace, envelope)

    return told

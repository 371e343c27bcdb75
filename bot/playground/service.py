"""Slack on this machine: workspaces with one app in them, and the ways between the two."""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Self

from bot.playground import app_settings, payloads, team
from bot.playground.controls import Controls
from bot.playground.delivery import Answer, Connection, Deliver, Envelope, HttpConnection, to_url
from bot.playground.faults import Fault, FaultKind, Faults
from bot.playground.limits import Problem
from bot.playground.person import Person
from bot.playground.server import SlackServer
from bot.playground.sockets import SocketHub
from bot.playground.state import Json, Message, Refusal
from bot.playground.workspace import BOT_USER, Workspace

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


class LocalSlack:
    """One Slack with one app in it, serving its Web API on a loopback port.

    >>> with LocalSlack(manifest=manifest) as slack:
    ...     slack.connect("http://127.0.0.1:3000/slack/events")
    ...     reply = slack.member("ann").types("/session top", channel="general")
    ...     reply.button("Next").click()

    `clock` gives Slack's seconds: timestamps, triggers, response_urls and redelivery follow it.
    """

    def __init__(
        self,
        manifest: Json,
        clock: Callable[[], float] = time.time,
        port: int = 0,
        workspaces: Iterable[Callable[[Callable[[], float]], Workspace]] = (team.demo_team,),
    ) -> None:
        self.app = app_settings.from_manifest(manifest)
        self.clock = clock
        self.workspaces = {w.team_id: w for w in (make(clock) for make in workspaces)}
        self.faults = Faults()
        self.controls = Controls()
        self.hostile_marks: tuple[str, ...] = ()
        self.paces_posts = False
        self.page_limit = 1000
        self.sockets = SocketHub(self)
        self.server = SlackServer(self, port)
        self.sent: deque[Envelope] = deque(maxlen=200)
        self._connection: Connection | None = None
        self._late: list[Callable[[], Any]] = []
        self._retries: list[tuple[float, Workspace, Envelope]] = []
        self._events = itertools.count(1)
        self._lock = threading.Lock()
        for workspace in self.workspaces.values():
            self.install(workspace)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Serve the Web API, and the page where there is one."""
        self.server.start()

    def stop(self) -> None:
        """Close every connection and the port."""
        self.sockets.stop()
        self.server.stop()

    # The app's side

    @property
    def base_url(self) -> str:
        """Where this Slack is: `http://127.0.0.1:PORT`."""
        return self.server.base_url

    @property
    def api_url(self) -> str:
        """The `base_url` for a WebClient."""
        return f"{self.base_url}/api/"

    @property
    def workspace(self) -> Workspace:
        """The first workspace; most tests have no other."""
        return next(iter(self.workspaces.values()))

    @property
    def bot_token(self) -> str:
        """The first workspace's bot token."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """The secret with which requests to the app are signed."""
        return self.app.signing_secret

    def install(self, workspace: Workspace) -> None:
        """Grant the manifest's scopes in a workspace; new ones hold only after this."""
        workspace.granted_scopes = self.app.scopes
        workspace.members[BOT_USER].display_name = self.app.name
        workspace.members[BOT_USER].real_name = self.app.name

    def change_app(self, **settings: Any) -> None:
        """Change the app's settings, as its owner would on Slack's pages."""
        self.app = replace(self.app, **settings)

    def workspace_of(self, token: str) -> Workspace | None:
        """The workspace whose bot has this token."""
        return next((w for w in self.workspaces.values() if w.bot_token == token), None)

    # Towards the app

    def connect(self, url: str) -> None:
        """Send everything to the app's request URL."""
        self.deliver_by(to_url(url))

    def deliver_by(self, deliver: Deliver) -> None:
        """Hand signed requests to `deliver`, for an app in this process.

        Its three seconds are taken by the workspace's clock, so that no test hangs on the
        machine's speed.
        """
        self._connection = HttpConnection(deliver, self.signing_secret, self.clock)

    def send(self, envelope: Envelope) -> Answer:
        """Send one envelope; over a socket where Socket Mode is on or an app holds one.

        `sent` keeps the last of them: sending one again is a form submitted twice, or a click on
        a message that has changed since.
        """
        self.sent.append(envelope)
        if self.app.socket_mode or self.sockets.connected:
            return self.sockets.send(envelope)
        if self._connection is None:
            return Answer(failure="dispatch_failed")
        return self._connection.send(envelope)

    def send_event(self, workspace: Workspace, name: str, inside: Json) -> None:
        """Tell the app of an event it subscribed to, again where it does not say 2xx."""
        scope = EVENT_SCOPES.get(name)
        if name not in self.app.events or (scope and scope not in workspace.granted_scopes):
            return
        payload = payloads.event(self.app, workspace, f"Ev{next(self._events):08d}", inside)
        self._deliver_event(workspace, Envelope("events_api", payload))

    def send_message_event(
        self, message: Message, workspace: Workspace | None = None, inside: Json | None = None
    ) -> None:
        """Tell the app of a message where it subscribed to that kind of channel.

        Of its own messages too, if asked to: Slack tells an app of those as well.
        """
        workspace = workspace or self.workspace
        channel = workspace.channels[message.channel]
        if BOT_USER not in channel.members:
            return
        name, channel_type = MESSAGE_EVENTS[channel.kind]
        event = inside or message.as_slack(workspace.team_id)
        event |= {"channel": channel.id, "channel_type": channel_type, "event_ts": event["ts"]}
        self.send_event(workspace, name, event)

    def _deliver_event(self, workspace: Workspace, envelope: Envelope) -> None:
        answer = self.send(envelope)
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
            self._deliver_event(workspace, again)
            return
        with self._lock:
            self._retries.append((self.clock() + pause, workspace, again))

    def redeliver(self) -> None:
        """Send the events again whose pause is over by Slack's clock."""
        now = self.clock()
        with self._lock:
            due = [entry for entry in self._retries if entry[0] <= now]
            self._retries = [entry for entry in self._retries if entry[0] > now]
        for _, workspace, envelope in due:
            self._deliver_event(workspace, envelope)

    # For tests

    @property
    def refusals(self) -> list[Refusal]:
        """What the app sent and Slack refused or this workspace reports, in every workspace."""
        return [refusal for w in self.workspaces.values() for refusal in w.refusals]

    def write_down(self, workspace: Workspace, where: str, problems: Sequence[Problem]) -> None:
        """Keep a check's problems among the refusals."""
        for p in problems:
            workspace.refuse(Refusal(where, p.error, p.pointer, p.reason, p.refused))

    def fail_next(self, method: str, kind: FaultKind, times: int = 1, **details: Any) -> None:
        """Let the next calls of a Web API method go wrong; see `faults` for the kinds."""
        self.faults.add(method, Fault(kind, **details), times)

    def postpone(self, call: Callable[[], Any]) -> None:
        """Keep a call whose connection broke until it lands."""
        self._late.append(call)

    def late_calls_land(self) -> None:
        """Carry out the calls that were lost on the way (`drop_late`)."""
        late, self._late = self._late, []
        for call in late:
            call()

    def member(self, name: str) -> Person:
        """A person of the first workspace, by id, handle or shown name, ready to act."""
        return self.person(self.workspace, name)

    def person(self, workspace: Workspace, name: str) -> Person:
        """A person of a workspace, ready to act. Raises KeyError."""
        member = workspace.find_member(name)
        if member is None:
            raise KeyError(name)
        return Person(self, workspace, member)

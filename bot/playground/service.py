"""Slack on this machine: workspaces with one app in them, and the ways between the two."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Self

from bot.playground import app_settings, oauth, team
from bot.playground.controls import Controls
from bot.playground.delivery import Answer, Connection, Deliver, Envelope, HttpConnection, to_url
from bot.playground.events import FAREWELLS, Events, farewells
from bot.playground.faults import Fault, FaultKind, Faults
from bot.playground.limits import Problem
from bot.playground.oauth import OAuth
from bot.playground.person import Person
from bot.playground.server import SlackServer
from bot.playground.sockets import SocketHub
from bot.playground.state import Json, Message, Refusal
from bot.playground.tokens import BotToken
from bot.playground.workspace import BOT_USER, Workspace


class LocalSlack:
    """One Slack with one app in it, serving its Web API on a loopback port.

    >>> with LocalSlack(manifest=manifest) as slack:
    ...     slack.connect("http://127.0.0.1:3000/slack/events")
    ...     reply = slack.member("ann").types("/session top", channel="general")
    ...     reply.button("Next").click()

    `clock` gives Slack's seconds: timestamps, triggers, response_urls and redelivery follow it.
    With `installed` the app is in every workspace from the start; else people install it.
    """

    def __init__(
        self,
        manifest: Json,
        clock: Callable[[], float] = time.time,
        port: int = 0,
        workspaces: Iterable[Callable[[Callable[[], float]], Workspace]] = (team.demo_team,),
        installed: bool = True,
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
        self.events = Events(self)
        self.oauth = OAuth(self)
        for workspace in self.workspaces.values() if installed else ():
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
    def authorize_url(self) -> str:
        """The page where a person allows an installation."""
        return f"{self.base_url}{oauth.PATH}"

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """The secret with which requests to the app are signed."""
        return self.app.signing_secret

    def install(self, workspace: Workspace, scopes: Iterable[str] | None = None) -> BotToken:
        """Install the app, or once more; new scopes hold only after this.

        They are the manifest's, or those that a person has allowed.
        """
        with workspace.lock:
            workspace.granted_scopes = self.app.scopes if scopes is None else frozenset(scopes)
            bot = workspace.members[BOT_USER]
            bot.display_name, bot.real_name, bot.deleted = self.app.name, self.app.name, False
            workspace.touch()
            return workspace.tokens.give(self.clock(), self.app.token_rotation)

    def uninstall(
        self, workspace: Workspace, tells: tuple[str, ...] = FAREWELLS, late: bool = False
    ) -> None:
        """Take the app out of a workspace, which tells it so in this order.

        With `late` it hears of it only when `late_calls_land`.
        """
        with workspace.lock:
            workspace.tokens.revoke()
            workspace.granted_scopes = frozenset()
            workspace.members[BOT_USER].deleted = True
            for channel in workspace.channels.values():
                if channel.kind != "im":
                    channel.members.discard(BOT_USER)
            workspace.touch()
        told = farewells(self.events, workspace, tells)
        if late:
            self.postpone(told)
        else:
            told()

    def change_app(self, **settings: Any) -> None:
        """Change the app's settings, as its owner would on Slack's pages."""
        self.app = replace(self.app, **settings)

    def workspace_of(self, token: str) -> Workspace | None:
        """The workspace that this token opens now."""
        now = self.clock()
        everywhere = self.workspaces.values()
        return next((w for w in everywhere if w.tokens.trouble_with(token, now) == ""), None)

    def trouble_with(self, token: str) -> str:
        """Slack's error for a token that opens no workspace."""
        known = (w.tokens.trouble_with(token, self.clock()) for w in self.workspaces.values())
        return next(filter(None, known), "invalid_auth" if token else "not_authed")

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
        self.events.send(workspace, name, inside)

    def send_message_event(
        self, message: Message, workspace: Workspace | None = None, inside: Json | None = None
    ) -> None:
        """Tell the app of a message where it subscribed to that kind of channel.

        Of its own messages too, if asked to: Slack tells an app of those as well.
        """
        self.events.send_message(workspace or self.workspace, message, inside)

    def redeliver(self) -> None:
        """Send the events again whose pause is over by Slack's clock."""
        self.events.redeliver()

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

"""Socket Mode: the same answers, and a stop that lets them finish."""

import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from queue import SimpleQueue
from typing import Any

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot import router, sockets
from bot.app import build
from bot.authorize import OneWorkspace, SlackUnreachable, installation_of
from bot.call import Call, Reply
from bot.manifest import manifest
from bot.playground import LocalSlack
from bot.settings import Settings
from bot.sockets import MOST, THREADS, Socket
from bot.views import blocks
from bot.workers import Workers
from storage import Store, open_store
from tests.bots import MovedClock

pytestmark = pytest.mark.engines("sqlite")


class Office:
    """A workspace whose app is reached through a socket."""

    def __init__(self, slack: LocalSlack, database_url: str) -> None:
        self.slack = slack
        self.settings = Settings(
            bot_token=slack.bot_token,
            app_token=slack.app_token,
            api_url=slack.api_url,
            database_url=database_url,
        )

    def socket(self, store: Store, workers: Workers) -> Socket:
        authorize = OneWorkspace(installation_of(self.settings))
        app = build(self.settings, store, authorize, workers, MovedClock().now)
        return Socket(app, self.settings)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with LocalSlack(manifest("/session")) as slack:
        yield Office(slack, database_url)


@pytest.fixture
def socket(office: Office) -> Iterator[Socket]:
    with (
        closing(open_store(office.settings.database_url, MovedClock().now)) as store,
        Workers() as workers,
        closing(office.socket(store, workers)) as opened,
    ):
        opened.connect()
        assert office.slack.sockets.wait_for_connections()
        yield opened


@pytest.mark.usefixtures("socket")
def test_an_answer_of_any_size_arrives(office: Office) -> None:
    haru = office.slack.member("haru")
    long = "長い🎉" * 2_000
    said = haru.types(f"/session add KEY101 5 A payload\n{long}", "general").waits()
    assert "KEY101" in said.shown
    assert office.slack.refusals == []


def test_a_stop_lets_an_answer_finish(
    office: Office, socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, may_answer = threading.Event(), threading.Event()

    def slow(_: Call, __: Store) -> Reply:
        entered.set()
        may_answer.wait(5)
        return blocks.message([blocks.section("answered")])

    monkeypatch.setattr(router.SUBCOMMANDS["top"], "run", slow)
    answers: list[Any] = []
    ann = office.slack.member("ann")
    asking = threading.Thread(target=lambda: answers.append(ann.types("/session top", "general")))
    asking.start()
    assert entered.wait(5)
    stopping = threading.Thread(target=socket.close)
    stopping.start()
    may_answer.set()
    stopping.join(10)
    asking.join(10)
    assert [each.shown for each in answers] == ["answered"]
    assert office.slack.refusals == []


def test_a_stop_does_not_wait_for_the_next_payload(office: Office, socket: Socket) -> None:
    client = socket._handler.client
    client.current_app_monitor.shutdown()  # type: ignore[no-untyped-call]  # No ping, no pong.
    assert client.current_session is not None
    assert client.current_session.sock is not None
    client.current_session.sock.settimeout(3600)
    assert office.slack.member("ann").types("/session top", "general").shown
    stopping = threading.Thread(target=socket.close, daemon=True)
    stopping.start()
    stopping.join(10)  # The local Slack sends a ping after twenty.
    assert not stopping.is_alive()


@pytest.fixture
def no_http() -> Iterator[int]:
    """A port that answers whatever comes, and not by HTTP."""

    class Foreign(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(b"SSH-2.0\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Foreign) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("answers", [False, True])
def test_where_slack_is_not_a_sentence_says_so(
    office: Office, database_url: str, no_http: int, answers: bool
) -> None:
    port = no_http if answers else 9
    with closing(open_store(database_url, MovedClock().now)) as store, Workers() as workers:
        authorize = OneWorkspace(installation_of(office.settings))
        silent = replace(office.settings, api_url=f"http://127.0.0.1:{port}/api/")
        app = build(silent, store, authorize, workers, MovedClock().now)
        with (
            closing(Socket(app, silent)) as socket,
            pytest.raises(SlackUnreachable, match="Socket Mode: no connection"),
        ):
            socket.connect()


@pytest.mark.usefixtures("socket")
def test_what_waited_too_long_is_turned_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "LATE", -1.0)
    said = office.slack.member("ann").types("/session top", "general")
    assert "Too much is going on at once" in said.waits().text


class Line:
    """A connection to Slack that keeps what is sent over it."""

    def __init__(self) -> None:
        self.logger = logging.getLogger("tests.line")
        self.sent: SimpleQueue[SocketModeResponse] = SimpleQueue()

    def send_socket_mode_response(self, response: SocketModeResponse) -> None:
        """Keep it."""
        self.sent.put(response)


def test_one_workspace_does_not_take_every_thread(
    socket: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, may_answer = threading.Semaphore(0), threading.Event()

    def slow(_: Call, __: Store) -> Reply:
        entered.release()
        may_answer.wait(5)
        return blocks.message([blocks.section("answered")])

    monkeypatch.setattr(router.SUBCOMMANDS["top"], "run", slow)
    line: Any = Line()

    def comes(team_id: str) -> None:
        payload = {"command": "/session", "text": "top", "team_id": team_id, "user_id": "U0LOCAL"}
        socket._handler.handle(line, SocketModeRequest("slash_commands", team_id, payload))

    for _ in range(THREADS + 1):
        comes("T0LOCAL")
    for _ in range(MOST):
        assert entered.acquire(timeout=5)
    # The other workspace's, which this bot is not in, is answered meanwhile.
    comes("T0OTHER")
    assert line.sent.get(timeout=5).envelope_id == "T0OTHER"
    assert not entered.acquire(blocking=False)
    may_answer.set()
    assert {line.sent.get(timeout=5).envelope_id for _ in range(THREADS + 1)} == {"T0LOCAL"}

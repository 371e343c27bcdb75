"""The local workspace's Socket Mode carries the same app, envelope by envelope."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from bot.playground import LocalSlack
from tests.tiny_app import MANIFEST, TinyApp


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(MANIFEST) as slack:
        slack.change_app(socket_mode=True)
        yield slack


@contextmanager
def connected(slack: LocalSlack) -> Iterator[TinyApp]:
    """The tiny app over one connection of Bolt's own handler."""
    app = TinyApp(slack)
    handler = SocketModeHandler(app.bolt, slack.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        assert slack.sockets.wait_for_connections(1)
        yield app
    finally:
        # The SDK looks up from an open connection every three seconds only.
        handler.client.auto_reconnect_enabled = False
        slack.sockets.drop()
        handler.close()  # type: ignore[no-untyped-call]


def opened(slack: LocalSlack) -> str:
    client = WebClient(token=slack.app_token, base_url=slack.api_url)
    return str(client.apps_connections_open(app_token=slack.app_token)["url"])


def greeted(stack: ExitStack, slack: LocalSlack, number: int) -> ClientConnection:
    """A connection that Slack has greeted, as the app's `number`th."""
    connection = stack.enter_context(connect(opened(slack)))
    hello = json.loads(connection.recv(5))
    assert (hello["type"], hello["num_connections"]) == ("hello", number)
    return connection


def test_a_whole_conversation_goes_over_a_socket(slack: LocalSlack) -> None:
    ann = slack.member("ann")
    with connected(slack) as app:
        reply = ann.types("/note buy payload & milk", channel="general")
        assert reply.text == "buy payload &amp; milk"
        assert reply.button("Keep").click().text == "Kept."
        form = ann.types("/note", channel="general").form
        form.fill(about=form.search("about", "net")[0])
        form.submit(words="bad")
        assert form.errors == {"words": "Say it nicely."}
        form.submit(words="good")
        assert not form.is_open
        assert ann.types("hello").waits().text == "I hear you."
        assert ann.opens_home().buttons[0].label == "Here"
        assert app.last("home")["tab"] == "home"
    assert slack.refusals == []


def test_an_answer_of_more_than_65535_bytes_arrives(slack: LocalSlack) -> None:
    # A Japanese character is six bytes there; slack-sdk before 3.48 sent no acknowledgement.
    with connected(slack):
        reply = slack.member("ann").types("/note repeat とても長い話", channel="general")
    assert reply.text == "とても長い話" * 2000


def test_without_a_connection_a_command_fails(slack: LocalSlack) -> None:
    reply = slack.member("ann").types("/note x", channel="general")
    assert reply.text == "/note failed with the error “dispatch_failed”"


def test_an_app_that_raises_sends_no_acknowledgement(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.sockets.ANSWER_WITHIN", 0.3)
    with connected(slack):
        reply = slack.member("ann").types("/note crash", channel="general")
    assert reply.text == "/note failed with the error “operation_timeout”"


def test_each_envelope_goes_to_one_connection_only(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.sockets.ANSWER_WITHIN", 0.1)
    with ExitStack() as stack:
        first, second = (greeted(stack, slack, number) for number in (1, 2))
        slack.member("ann").says("hello")  # nobody acknowledges an event here, so it comes twice
        frames = [json.loads(first.recv(5)) for _ in range(2)]
        assert [frame["type"] for frame in frames] == ["events_api", "events_api"]
        assert [frame["retry_attempt"] for frame in frames] == [0, 1]
        assert frames[0]["accepts_response_payload"] is False
        with pytest.raises(TimeoutError):
            second.recv(0)


def test_an_app_comes_back_when_it_is_asked_to(slack: LocalSlack) -> None:
    with connected(slack):
        slack.sockets.disconnect()
        assert slack.sockets.wait_for_connections(1, timeout=15)
        assert slack.member("ann").types("/note again", channel="general").text == "again"


def test_a_connection_needs_a_fresh_address_and_the_app_s_token(slack: LocalSlack) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        WebClient(base_url=slack.api_url).apps_connections_open(app_token="xapp-other")
    address = opened(slack)
    with connect(address) as socket:
        socket.recv(5)
        with connect(address) as again, pytest.raises(ConnectionClosed):
            again.recv(5)
    with pytest.raises(InvalidStatus):
        connect(opened(slack), origin=Origin("https://evil.example"))


def test_an_acknowledgement_may_be_words_and_nonsense_is_passed_over(slack: LocalSlack) -> None:
    with ExitStack() as stack:
        app = greeted(stack, slack, 1)

        def acknowledge() -> None:
            envelope = json.loads(app.recv(5))
            unknown = {"envelope_id": "another", "payload": {"text": "for somebody else"}}
            for words in ("no json", "[]", json.dumps(unknown)):
                app.send(words)
            app.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": "Saved."}))

        answering = threading.Thread(target=acknowledge)
        answering.start()
        assert slack.member("ann").types("/note x", channel="general").text == "Saved."
        answering.join()


def test_no_more_than_ten_connections_are_taken(slack: LocalSlack) -> None:
    with ExitStack() as stack:
        for number in range(1, 11):
            greeted(stack, slack, number)
        with connect(opened(slack)) as eleventh, pytest.raises(ConnectionClosed):
            eleventh.recv(5)
        slack.sockets.drop()
        reply = slack.member("ann").types("/note x", channel="general")
        assert reply.text == "/note failed with the error “dispatch_failed”"

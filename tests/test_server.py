"""HTTP: what Slack signed gets in, anything else a 4xx; a stop lets answers finish."""

import http.client
import json
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt import App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

from bot.web.connections import LARGEST, READ
from bot.web.endpoint import EVENTS, SlackEndpoint
from bot.web.server import Server, Web

SECRET = "of-the-tests"
COMMAND = {"command": "/session", "team_id": "T1", "user_id": "U1", "text": "top"}
FORM = "application/x-www-form-urlencoded"
ANN = {"id": "U1"}
ODD_BUTTON = {
    "type": "block_actions",
    "user": ANN,
    "actions": [{"action_id": "command:0", "value": {"text": "top"}}],
}
ODD_STATES: tuple[object, ...] = (
    7,
    {"values": []},
    {"values": {"stars": []}},
    {"values": {"stars": {"stars": 5}}},
    {"values": {"facts": {"facts": {"value": ["one"]}}}},
    {"values": {"stars": {"stars": {"selected_option": "5"}}}},
    {"values": {"stars": {"stars": {"selected_option": {"value": 5}}}}},
    {"values": {"partial": {"partial": {"selected_options": ["yes"]}}}},
)
ODD_FORMS = [
    {"type": "view_submission", "user": ANN, "view": {"callback_id": "takeaway", "state": state}}
    for state in ODD_STATES
]


class Site:
    """A server with a Bolt app that says what it was told."""

    def __init__(self, *, endpoint: bool = True, pages: dict[str, Any] | None = None) -> None:
        self.ready = True
        self.entered = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        app = App(
            client=WebClient(),
            authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-"),
            process_before_response=True,
            request_verification_enabled=False,
        )
        app.command("/session")(self._said)
        routes = {EVENTS: SlackEndpoint(app, SECRET, time.time)} if endpoint else {}
        web = Web(routes | (pages or {}), lambda: self.ready)
        self.server = Server(web, "127.0.0.1", 0, 4)

    def _said(self, command: dict[str, Any]) -> BoltResponse:
        self.entered.set()
        self.may_answer.wait(5)
        return BoltResponse(status=200, body={"text": command.get("text")})

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] = b"",
        headers: dict[str, str] | None = None,
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=5)
        try:
            chunked = "Transfer-Encoding" in (headers or {})
            connection.request(method, path, body, headers or {}, encode_chunked=chunked)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def slack(self, body: bytes, content_type: str = FORM, **headers: str) -> tuple[int, str]:
        """Send a body as Slack signs it."""
        now = str(int(time.time()))
        signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body)
        signed = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signature or "",
        }
        return self.ask("POST", "/slack/events", body, signed | headers)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    thread = threading.Thread(target=site.server.run)
    thread.start()
    try:
        yield site
    finally:
        site.server.stop()
        thread.join(15)
        assert not thread.is_alive()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


def test_a_signed_command_is_answered(site: Site) -> None:
    status, said = site.slack(urlencode(COMMAND).encode())
    assert (status, json.loads(said)) == (200, {"text": "top"})


@pytest.mark.parametrize("text", ["payload", "add payload=x 5", "my payload={}&payload"])
def test_the_word_payload_in_a_command_is_a_word(site: Site, text: str) -> None:
    status, said = site.slack(urlencode(COMMAND | {"text": text}).encode())
    assert (status, json.loads(said)) == (200, {"text": text})


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", FORM),
        (b"nothing=here", FORM),
        (b"payload=", FORM),
        (b"payload=[1]", FORM),
        (b"payload={", FORM),
        (b"payload=null", FORM),
        (b"payload={}", FORM),
        (b'payload={"type":"block_actions"}', FORM),
        (b'payload={"type":"view_submission","user":"U1","view":{}}', FORM),
        (b'payload={"type":"block_actions","user":{"id":"U1"},"actions":[]}', FORM),
        (b'payload={"type":"block_actions","user":{"id":"U1"},"actions":[{}]}', FORM),
        (b'payload={"type":"block_actions","user":{"id":1},"actions":[{"action_id":"a"}]}', FORM),
        (b'payload={"type":"view_submission","user":{"id":"U1"},"view":{}}', FORM),
        (b"payload=" + json.dumps(ODD_BUTTON).encode(), FORM),
        *((b"payload=" + json.dumps(odd).encode(), FORM) for odd in ODD_FORMS),
        (b"command=%2Fsession", FORM),
        (b"{", "application/json"),
        (b"[]", "application/json; charset=utf-8"),
        (b'"text"', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"type":"event_callback","event":"message"}', "application/json"),
        (b'{"type":7}', "application/json"),
        (b'{"type":"event_callback","event":{}}', "application/json"),
        (b'{"type":"event_callback","event":{"type":"app_home_opened"}}', "application/json"),
        (b'{"type":"event_callback","event":{"type":"message"}}', "application/json"),
        (
            b'{"type":"event_callback","event":{"type":7},"team_id":[],"enterprise":3}',
            "application/json",
        ),
    ],
)
def test_a_signed_body_that_is_no_payload_is_malformed(
    site: Site, body: bytes, content_type: str
) -> None:
    assert site.slack(body, content_type) == (400, "Bad Request\n")


def test_a_body_that_is_no_text_is_malformed_whoever_sends_it(site: Site) -> None:
    headers = {"X-Slack-Signature": "v0=1", "X-Slack-Request-Timestamp": "1"}
    assert site.ask("POST", "/slack/events", b"\xff\xfe", headers)[0] == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=0000"},
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=\xe9"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": "1e9"},
        {"X-Slack-Request-Timestamp": "-1"},
        {"X-Slack-Request-Timestamp": "\xb2"},
        {"X-Slack-Request-Timestamp": "9" * 40},
        {"X-Slack-Request-Timestamp": str(int(time.time()) - 3600)},
    ],
)
def test_what_slack_did_not_sign_is_refused_and_not_logged(
    site: Site, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = urlencode(COMMAND | {"text": "what Ann wrote"}).encode()
    assert site.slack(body, **headers) == (401, "Unauthorized\n")
    assert "Ann" not in caplog.text


def test_a_signature_of_another_body_is_refused(site: Site) -> None:
    now = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=now, body="other") or ""
    headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": signature}
    assert site.ask("POST", "/slack/events", b"command=x", headers)[0] == 401


def test_an_old_signature_is_refused_after_five_minutes(site: Site) -> None:
    then = str(int(time.time()) - 301)
    body = urlencode(COMMAND).encode()
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=then, body=body) or ""
    headers = {"X-Slack-Request-Timestamp": then, "X-Slack-Signature": signature}
    assert site.ask("POST", "/slack/events", body, headers)[0] == 401


@pytest.mark.parametrize("size", [LARGEST + 1, 8 * LARGEST])
def test_more_than_a_megabyte_is_refused_and_its_sender_hears_it(site: Site, size: int) -> None:
    assert site.slack(b"x" * size) == (413, "Request Entity Too Large\n")
    assert site.ask("POST", "/slack/events", b"x" * size)[0] == 413


def test_a_body_of_far_too_many_bytes_is_not_read(site: Site) -> None:
    # Only announced: the answer comes before the body.
    assert site.slack(b"text=x", **{"Content-Length": str(READ + 1)})[0] == 413


def test_a_megabyte_is_read(site: Site) -> None:
    assert site.slack(b"text=" + b"x" * (LARGEST - 10))[0] == 400


def test_more_than_a_megabyte_in_chunks_is_refused_too(site: Site) -> None:
    chunks = iter([b"x" * LARGEST, b"y"])
    assert site.ask("POST", "/slack/events", chunks, {"Transfer-Encoding": "chunked"})[0] == 413


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("POST", "/healthz", 405),
        ("GET", "/readyz", 200),
        ("GET", "/slack/events", 405),
        ("GET", "/slack/install", 404),
        ("GET", "/", 404),
        ("POST", "/slack/events/", 404),
    ],
)
def test_other_addresses(site: Site, method: str, path: str, status: int) -> None:
    assert site.ask(method, path)[0] == status


def test_readiness_follows_the_database_and_health_does_not(site: Site) -> None:
    site.ready = False
    assert site.ask("GET", "/readyz")[0] == 503
    assert site.ask("GET", "/healthz")[0] == 200


def test_in_socket_mode_only_health_is_served() -> None:
    with serving(Site(endpoint=False)) as site:
        assert site.ask("GET", "/healthz")[0] == 200
        assert site.slack(urlencode(COMMAND).encode())[0] == 404


def test_a_stop_lets_an_answer_finish_and_takes_no_more() -> None:
    site = Site()
    site.may_answer.clear()
    answers: list[tuple[int, str]] = []
    with serving(site):
        port = site.server.port
        asking = threading.Thread(
            target=lambda: answers.append(site.slack(urlencode(COMMAND).encode()))
        )
        asking.start()
        assert site.entered.wait(5)
        site.server.stop()
        _wait_until_closed(port)
        site.may_answer.set()
        asking.join(5)
    assert [status for status, _ in answers] == [200]


def test_pages_that_wait_for_slack_leave_threads_to_all_others() -> None:
    entered, may_answer = threading.Semaphore(0), threading.Event()

    def slow(_environ: Any, start_response: Any) -> list[bytes]:
        entered.release()
        may_answer.wait(10)
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    site = Site(pages={"/slack/oauth_redirect": slow})
    with serving(site), ThreadPoolExecutor(6) as browsers:
        asked = [browsers.submit(site.ask, "GET", "/slack/oauth_redirect") for _ in range(6)]
        try:
            assert entered.acquire(timeout=5)
            assert entered.acquire(timeout=5)
            assert site.slack(urlencode(COMMAND).encode())[0] == 200
            assert site.ask("GET", "/healthz")[0] == 200
            assert not entered.acquire(blocking=False)
        finally:
            may_answer.set()
        assert [each.result()[0] for each in asked] == [200] * 6


def _wait_until_closed(port: int) -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.connect()
        except OSError:
            return
        finally:
            connection.close()
    raise AssertionError("the port is still open")

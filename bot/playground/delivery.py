"""Ways from Slack to an app: signed HTTP, or a WSGI application in the same process."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import io
import json
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.playground.state import Json

ANSWER_WITHIN = 3.0  # seconds from Slack's send to the complete answer
EnvelopeKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Envelope:
    """One thing that Slack tells an app, the same for HTTP and for Socket Mode."""

    kind: EnvelopeKind
    payload: Json
    retry_num: int = 0
    retry_reason: str = ""

    @property
    def what(self) -> str:
        """The words by which a refusal names it: `slash command`, `view_submission`, `event`."""
        if self.kind == "slash_commands":
            return "slash command"
        return "event" if self.kind == "events_api" else str(self.payload["type"])


@dataclass(frozen=True)
class SignedRequest:
    """The HTTP request that carries an envelope; headers as Slack writes them."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back: an HTTP status with its body, or `failure` in Slack's word for it."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    failure: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the app said 2xx in time."""
        return self.failure is None and 200 <= self.status < 300

    def content(self) -> Json | None:
        """The acknowledgement: `{}` where empty, plain words as `text`, None where not readable."""
        try:
            words = self.body.decode("utf-8")
        except UnicodeDecodeError:
            return None
        if not words.strip():
            return {}
        try:
            parsed = json.loads(words)
        except ValueError:
            return {"text": words}
        return parsed if isinstance(parsed, dict) else None


Deliver = Callable[[SignedRequest], Answer]


class Connection(Protocol):
    """A way to an app."""

    def send(self, envelope: Envelope) -> Answer:
        """Hand the envelope over and wait for the acknowledgement."""


class HttpConnection:
    """Sends each envelope as a signed HTTP request and holds the app to three seconds.

    The signature carries real time, not the workspace's, because that is what an app compares
    it with; a demo whose clock was moved stays signed. `seconds` is what the app's time is
    taken by.
    """

    def __init__(
        self, deliver: Deliver, signing_secret: str, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._deliver = deliver
        self._secret = signing_secret
        self._seconds = seconds

    def send(self, envelope: Envelope) -> Answer:
        """Hand the envelope over; an answer after three seconds is none."""
        request = self._signed(envelope)
        started = self._seconds()
        try:
            answer = self._deliver(request)
        except TimeoutError:
            return Answer(failure="operation_timeout")
        except (OSError, http.client.HTTPException):
            return Answer(failure="dispatch_failed")
        late = self._seconds() - started > ANSWER_WITHIN
        return Answer(failure="operation_timeout") if late else answer

    def _signed(self, envelope: Envelope) -> SignedRequest:
        body, content_type = _encoded(envelope)
        timestamp = str(int(time.time()))
        base = f"v0:{timestamp}:".encode() + body
        digest = hmac.new(self._secret.encode(), base, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (local workspace)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={digest}",
        }
        if envelope.retry_num:
            headers["X-Slack-Retry-Num"] = str(envelope.retry_num)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason
        return SignedRequest(body, headers)


def _encoded(envelope: Envelope) -> tuple[bytes, str]:
    if envelope.kind == "events_api":
        return json.dumps(envelope.payload).encode(), "application/json"
    form = (
        envelope.payload
        if envelope.kind == "slash_commands"
        else {"payload": json.dumps(envelope.payload)}
    )
    # Slack's text may hold a lone surrogate when a person pastes one; it goes out as "?".
    encoded = urllib.parse.urlencode(form, errors="replace")
    return encoded.encode("ascii"), "application/x-www-form-urlencoded"


def to_url(url: str) -> Deliver:
    """A way to the app that listens at `url`."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError(f"{url} is not an http:// address")
    host, port, path = parts.hostname, parts.port or 80, parts.path or "/"

    def deliver(request: SignedRequest) -> Answer:
        connection = http.client.HTTPConnection(host, port, timeout=ANSWER_WITHIN)
        try:
            connection.request("POST", path, request.body, request.headers)
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, response.read(), headers)
        finally:
            connection.close()

    return deliver


def to_wsgi(app: Callable[..., Iterable[bytes]], path: str = "/slack/events") -> Deliver:
    """A way to a WSGI application in this process, without a socket."""

    def deliver(request: SignedRequest) -> Answer:
        started: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            started["status"] = int(status.split(maxsplit=1)[0])
            started["headers"] = {name.lower(): value for name, value in headers}

        body = b"".join(app(_environ(request, path), start_response))
        return Answer(started["status"], body, started["headers"])

    return deliver


def _environ(request: SignedRequest, path: str) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ

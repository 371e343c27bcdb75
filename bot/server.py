"""HTTP: Slack's endpoint and the questions of whoever watches the process."""

import errno
import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_bolt.request import BoltRequest
from slack_sdk.signature import Clock, SignatureVerifier
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server
from waitress.trigger import trigger

from bot.payloads import MalformedError, payload_of

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
LARGEST = 1_000_000  # bytes of a request's body
# Bytes that are read before a refusal: who is still sending would see a broken connection instead.
READ = 16_000_000
DRAIN = 10  # seconds that a stop waits for answers


class SlackEndpoint(SlackRequestHandler):
    """Bolt's WSGI adapter behind a check of our own.

    Bolt parses a body before it checks who signed it, logs the body where the check fails, and
    takes a command for a form where its text holds the word "payload".
    """

    def __init__(self, app: App, signing_secret: str, clock: Callable[[], float]) -> None:
        super().__init__(app, EVENTS)
        self.verifier = SignatureVerifier(signing_secret, _Seconds(clock))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request to Slack's endpoint."""
        if environ["REQUEST_METHOD"] != "POST":
            return answer(HTTPStatus.METHOD_NOT_ALLOWED, start_response)
        return super().__call__(environ, start_response)

    def dispatch(self, request: WsgiHttpRequest) -> BoltResponse:
        """Answer a request that Slack signed; any other gets a 4xx."""
        headers = request.get_headers()
        if int(request.environ.get("CONTENT_LENGTH") or 0) > LARGEST:
            return _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            text = request.get_body()
        except (UnicodeDecodeError, ValueError):
            return _refusal(HTTPStatus.BAD_REQUEST)
        if not self._is_signed(text, headers):
            return _refusal(HTTPStatus.UNAUTHORIZED)
        try:
            body = payload_of(text, str(headers.get("content-type", "")))
        except MalformedError:
            return _refusal(HTTPStatus.BAD_REQUEST)
        try:
            return self.app.dispatch(BoltRequest(body=body, headers=headers, mode="socket_mode"))
        except Exception:  # Whatever a payload holds, its sender gets no traceback.
            log.exception("A payload could not be read.")
            return _refusal(HTTPStatus.BAD_REQUEST)

    def _is_signed(self, text: str, headers: Mapping[str, Any]) -> bool:
        timestamp = str(headers.get("x-slack-request-timestamp", ""))
        signature = str(headers.get("x-slack-signature", ""))
        if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not signature.isascii():
            return False
        return bool(self.verifier.is_valid(text, timestamp, signature))


class Web:
    """The WSGI application: the routes it is given, and its health."""

    def __init__(
        self, routes: Mapping[str, "WSGIApplication"], is_ready: Callable[[], bool]
    ) -> None:
        self.routes = {"/healthz": _health(lambda: True), "/readyz": _health(is_ready), **routes}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        route = self.routes.get(environ.get("PATH_INFO", ""))
        if route is None:
            return answer(HTTPStatus.NOT_FOUND, start_response)
        return route(environ, start_response)


def answer(status: HTTPStatus, start_response: "StartResponse") -> Iterable[bytes]:
    """Answer with a status and its phrase alone."""
    said = f"{status.phrase}\n".encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))]
    start_response(f"{status.value} {status.phrase}", headers)
    return [said]


def _health(is_well: Callable[[], bool]) -> "WSGIApplication":
    def respond(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return answer(HTTPStatus.METHOD_NOT_ALLOWED, start_response)
        return answer(
            HTTPStatus.OK if is_well() else HTTPStatus.SERVICE_UNAVAILABLE, start_response
        )

    return respond


class Server:
    """Waitress, with a stop that lets answers finish."""

    def __init__(self, web: Web, host: str, port: int, threads: int) -> None:
        self._map: dict[int, Any] = {}
        try:
            self._waitress = create_server(
                web,
                map=self._map,
                host=host,
                port=port,
                threads=threads,
                max_request_body_size=READ,
                ident=None,
                clear_untrusted_proxy_headers=True,
            )
        except ValueError as error:  # What Waitress makes of a name that nobody knows.
            raise OSError(errno.EADDRNOTAVAIL, "no such address") from error
        self._stopping = False
        self._triggers = [each for each in self._map.values() if isinstance(each, trigger)]

    @property
    def port(self) -> int:
        """The port it listens on, also where any free one was asked for."""
        return int(next(each.effective_port for each in self._of(BaseWSGIServer)))

    def run(self) -> None:
        """Serve until `stop`, then answer what has begun."""
        while not self._stopping:
            wasyncore.loop(timeout=30, map=self._map, use_poll=True, count=1)
        for each in self._of(BaseWSGIServer):
            # The listening socket alone: what wakes the loop for an answer stays open.
            wasyncore.dispatcher.close(each)
        until = time.monotonic() + DRAIN
        while self._is_busy() and time.monotonic() < until:
            wasyncore.loop(timeout=0.1, map=self._map, use_poll=True, count=1)
        self._waitress.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)

    def stop(self) -> None:
        """Take no more requests; from a signal or another thread."""
        if not self._stopping:
            self._stopping = True
            with suppress(OSError):  # Another thread may have seen it at once, and be done.
                self._triggers[0].pull_trigger()

    def _is_busy(self) -> bool:
        return any(each.requests or each.total_outbufs_len for each in self._of(HTTPChannel))

    def _of(self, kind: type) -> list[Any]:
        return [each for each in self._map.values() if isinstance(each, kind)]


class _Seconds(Clock):
    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock

    def now(self) -> float:
        return self.clock()


def _refusal(status: HTTPStatus) -> BoltResponse:
    return BoltResponse(status=status.value, body=f"{status.phrase}\n")

"""Slack's endpoint: what Slack signed gets in, once; all else is refused, without a word of it."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_bolt.request import BoltRequest
from slack_sdk.signature import Clock, SignatureVerifier

from bot import refusals
from bot.observed import turned_away
from bot.turns import working_for
from bot.web.connections import LARGEST, WAITED
from bot.web.payloads import ForeignTypeError, MalformedError, payload_of, team_of
from bot.web.replays import Replays

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

EVENTS = "/slack/events"
# Seconds in the queue after which a payload is not begun any more: Slack waits three in all.
LATE = 0.8
TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"


class SlackEndpoint(SlackRequestHandler):
    """Bolt's WSGI adapter behind a check of our own.

    Bolt parses a body before it checks who signed it, logs the body where the check fails, and
    takes a command for a form where its text holds the word "payload".
    """

    def __init__(self, app: App, signing_secret: str, clock: Callable[[], float]) -> None:
        super().__init__(app, EVENTS)
        self.verifier = SignatureVerifier(signing_secret, _Seconds(clock))
        self.replays = Replays(clock)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request to Slack's endpoint."""
        if environ["REQUEST_METHOD"] != "POST":
            return answer(HTTPStatus.METHOD_NOT_ALLOWED, start_response)
        return super().__call__(environ, start_response)

    def party(self, headers: Mapping[str, str], body: bytes) -> str:
        """Name the workspace that a request is of, "" where Slack did not sign it."""
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return ""
        return team_of(text) if self._is_signed(text, headers) else ""

    def dispatch(self, request: WsgiHttpRequest) -> BoltResponse:
        """Answer a request that Slack signed; any other gets a 4xx."""
        headers = {name: str(value) for name, value in request.get_headers().items()}
        if int(request.environ.get("CONTENT_LENGTH") or 0) > LARGEST:
            return _refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            text = request.get_body()
        except (UnicodeDecodeError, ValueError):
            return _refusal(HTTPStatus.BAD_REQUEST)
        if not self._is_signed(text, headers):
            return _refusal(HTTPStatus.UNAUTHORIZED)
        if headers.get("content-encoding", "identity").lower() != "identity":
            return _refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            body = payload_of(text, headers.get("content-type", ""))
        except ForeignTypeError:
            return _refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        except MalformedError:
            return _refusal(HTTPStatus.BAD_REQUEST)
        if self.replays.is_copy(headers[SIGNATURE], int(headers[TIMESTAMP]), body):
            return _refusal(HTTPStatus.CONFLICT)
        with working_for(team_of(text)):
            return self._answer(body, headers, request.environ.get(WAITED, 0))

    def _answer(
        self, body: dict[str, Any], headers: Mapping[str, str], waited: float
    ) -> BoltResponse:
        if waited > LATE:
            log.warning("A payload was turned away: it had waited for %.1f s.", waited)
            turned_away(self.app, body)
            return refusals.busy(body, self.app)
        try:
            return self.app.dispatch(
                BoltRequest(body=body, headers=dict(headers), mode="socket_mode")
            )
        except Exception:  # Whatever a payload holds, its sender gets no traceback.
            log.exception("A payload could not be read.")
            return _refusal(HTTPStatus.BAD_REQUEST)

    def _is_signed(self, text: str, headers: Mapping[str, str]) -> bool:
        timestamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not signature.isascii():
            return False
        return bool(self.verifier.is_valid(text, timestamp, signature))


def answer(status: HTTPStatus, start_response: "StartResponse") -> Iterable[bytes]:
    """Answer with a status and its phrase alone."""
    said = f"{status.phrase}\n".encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(said)))]
    start_response(f"{status.value} {status.phrase}", headers)
    return [said]


class _Seconds(Clock):
    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock

    def now(self) -> float:
        return self.clock()


def _refusal(status: HTTPStatus) -> BoltResponse:
    return BoltResponse(status=status.value, body=f"{status.phrase}\n")

"""Socket Mode: payloads come through a connection that the bot opens."""

import logging
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import refusals
from bot.authorize import SlackUnreachable
from bot.observed import turned_away
from bot.settings import Settings, SettingsError
from bot.slack_failures import FAILURES
from bot.trust import certificates
from bot.turns import working_for
from bot.web.endpoint import LATE
from bot.workers import Workers

log = logging.getLogger(__name__)

THREADS = 10  # payloads answered at once
MOST = 7  # of one workspace
CONNECTING = 10  # seconds


class Socket:
    """The connection to Slack, with a stop that lets answers finish."""

    def __init__(self, app: App, settings: Settings) -> None:
        client = WebClient(
            base_url=settings.api_url,
            timeout=CONNECTING,
            ssl=certificates(),
            retry_handlers=[],
        )
        self._library = logging.getLogger("slack_sdk.socket_mode")
        self._handler = _InTurns(
            app,
            settings.app_token,
            logger=self._library,
            web_client=client,
            concurrency=THREADS,
        )

    def connect(self) -> None:
        """Begin to take payloads.

        Raises:
            SettingsError: Slack refuses the token.
            SlackUnreachable: Slack does not answer.
        """
        self._library.disabled = True  # What it would log of a failure is said here, once.
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]
        except SlackApiError as error:
            reason = error.response.get("error", "unknown")
            raise SettingsError(f"Slack refuses SLACK_APP_TOKEN: {reason}.") from error
        except FAILURES as error:
            reason = type(error).__name__
            raise SlackUnreachable(f"Socket Mode: no connection ({reason}).") from error
        finally:
            self._library.disabled = False
        log.info("Connected to Slack in Socket Mode.")

    def close(self) -> None:
        """Take no more payloads, answer those that came, then disconnect."""
        client = self._handler.client
        client.auto_reconnect_enabled = False
        client.closed = True  # Ends the loop that takes payloads from the queue,
        client.message_queue.put(None)  # which waits for the next one.
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]
        client.message_workers.shutdown(wait=True)
        self._handler.answering.shutdown(wait=True)
        _wake(client)
        self._handler.close()  # type: ignore[no-untyped-call]


def _wake(client: SocketModeClient) -> None:
    """End the thread that reads, which looks up from a quiet connection every 3 seconds only."""
    client.current_session_state.terminated = True
    session = client.current_session
    if session is not None and session.sock is not None:
        with suppress(OSError):  # Slack was quicker.
            # Not TLS's own way, which takes the keys from a thread that uses them.
            socket.socket.shutdown(session.sock, socket.SHUT_RD)


class _InTurns(SocketModeHandler):
    """Bolt's handler, with workspaces in turn as over HTTP; the library's threads only pass on."""

    def __init__(self, app: App, *args: Any, **stated: Any) -> None:
        super().__init__(app, *args, **stated)
        self.answering = Workers(THREADS, MOST)

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Have a payload wait for its turn."""
        with working_for(_workspace_of(req.payload)):
            self.answering.submit(self._answer, client, req, time.monotonic())

    def _answer(self, client: SocketModeClient, req: SocketModeRequest, came: float) -> None:
        waited = time.monotonic() - came
        if waited > LATE:
            log.warning("A payload was turned away: it had waited for %.1f s.", waited)
            turned_away(self.app, req.payload)
            send_response(client, req, refusals.busy(req.payload, self.app), time.time())
            return
        super().handle(client, req)


def _workspace_of(payload: Mapping[str, Any]) -> str:
    team = payload.get("team")
    named = team.get("id") if isinstance(team, dict) else payload.get("team_id")
    return str(named or "")

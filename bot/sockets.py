"""Socket Mode: payloads come through a connection that the bot opens."""

import logging

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.authorize import SlackUnreachable
from bot.settings import Settings, SettingsError

log = logging.getLogger(__name__)

THREADS = 10  # payloads answered at once
CONNECTING = 10  # seconds


class Socket:
    """The connection to Slack, with a stop that lets answers finish."""

    def __init__(self, app: App, settings: Settings) -> None:
        client = WebClient(base_url=settings.api_url, timeout=CONNECTING, retry_handlers=[])
        self._library = logging.getLogger("slack_sdk.socket_mode")
        self._handler = SocketModeHandler(
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
        except (SlackClientError, OSError, ValueError) as error:
            reason = type(error).__name__
            raise SlackUnreachable(f"Socket Mode: no connection ({reason}).") from error
        finally:
            self._library.disabled = False
        log.info("Connected to Slack in Socket Mode.")

    def close(self) -> None:
        """Take no more payloads, answer those that came, then disconnect."""
        client = self._handler.client
        client.auto_reconnect_enabled = False
        client.closed = True  # Ends the loop that takes payloads from the queue.
        client.message_processor.shutdown()  # type: ignore[no-untyped-call]
        client.message_workers.shutdown(wait=True)
        self._handler.close()  # type: ignore[no-untyped-call]

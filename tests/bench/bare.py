"""A Bolt app that does nothing but answer, on the bot's own kind of server: the measure.

`python -m tests.bench.bare PORT SIGNING_SECRET API_URL BOT_TOKEN`
"""

import sys

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from waitress import serve

from bot.running import THREADS


def main(port: int, signing_secret: str, api_url: str, token: str) -> None:
    """Serve `/session` with one sentence."""
    app = App(
        client=WebClient(token, base_url=api_url),
        signing_secret=signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
        # The bot asks Slack for no `auth.test` per request either.
        authorize=None,
    )
    app.command("/session")(_answer)
    serve(
        SlackRequestHandler(app, "/slack/events"),
        host="127.0.0.1",
        port=port,
        threads=THREADS,
        _quiet=True,
    )


def _answer(ack: Ack) -> None:
    ack("Saved.", response_type="ephemeral")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:5])

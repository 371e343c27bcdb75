"""`python -m tests.loads.bot PORT DATABASE SECRET`: the bot in any workspace, without a Slack."""

import logging
import signal
import sys
import time
from contextlib import closing
from datetime import UTC, datetime

from bot.app import build
from bot.authorize import Access, Installation
from bot.running import THREADS
from bot.settings import Settings
from bot.web.endpoint import EVENTS, SlackEndpoint
from bot.web.server import Server, Web
from bot.workers import Workers
from storage import open_store
from storage.errors import Unavailable

NOWHERE = "http://127.0.0.1:9/"


class Everywhere(Access):
    """Lets every workspace in."""

    def of(self, team_id: str) -> Installation | None:
        """Give the bot in a workspace."""
        return Installation(team_id, team_id, "B0BOT", "U0BOT", "xoxb-load")

    def absence(self) -> str:
        """There is none."""
        return ""

    def left(self, team_id: str, happened_at: datetime) -> None:
        """Nobody leaves."""

    def doubted(self, team_id: str) -> None:
        """Nobody is doubted."""


def main(port: int, database_url: str, secret: str) -> None:
    """Serve until SIGTERM."""
    logging.disable(logging.CRITICAL)
    settings = Settings(
        bot_token="xoxb-load",  # No Slack ever sees it.
        signing_secret=secret,
        database_url=database_url,
        api_url=NOWHERE,
    )
    with closing(open_store(database_url, _now)) as store, Workers() as workers:
        app = build(settings, store, Everywhere(), workers, _now)

        def is_ready() -> bool:
            try:
                store.ping()
            except Unavailable:
                return False
            return True

        web = Web({EVENTS: SlackEndpoint(app, secret, time.time)}, is_ready)
        server = Server(web, "127.0.0.1", port, THREADS)
        signal.signal(signal.SIGTERM, lambda *_: server.stop())
        server.run()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])

"""The bot with its commands and its digests in one process, its workspaces simulated.

`python -m tests.bench.fanout PORT` serves `/session` of T0LOCAL; for each line of its input it
makes what is due, and answers with the figures as JSON.
"""

import json
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from statistics import median

from bot.app import build
from bot.authorize import Installation, OneWorkspace
from bot.digest import Crew, Press
from bot.running import THREADS
from bot.settings import Settings
from bot.web.endpoint import EVENTS, SlackEndpoint
from bot.web.server import Server, Web
from bot.workers import Workers
from storage import open_store
from tests.drills.slack import Slack

ANSWERS_AFTER = 0.2  # seconds that Slack takes for a post
IDLE_TICKS = 200


def main(port: int, database_url: str, secret: str) -> None:
    """Serve, and make digests when told to."""
    settings = Settings(
        bot_token="xoxb-bench",  # No Slack ever sees it.
        signing_secret=secret,
        database_url=database_url,
        api_url="http://127.0.0.1:9/",
    )
    here = OneWorkspace(Installation("T0LOCAL", "Local", "B0BOT", "U0BOT", "xoxb-bench"))
    slack = Slack(time.time, _take_time)
    with closing(open_store(database_url, lambda: datetime.now(UTC))) as store, Workers() as work:
        app = build(settings, store, here, work, lambda: datetime.now(UTC))
        web = Web({EVENTS: SlackEndpoint(app, secret, time.time)}, lambda: True)
        server = Server(web, "127.0.0.1", port, THREADS)
        threading.Thread(target=server.run, daemon=True).start()
        with closing(Crew(Press(store, slack.of))) as crew:
            for line in sys.stdin:
                said = _idle(crew) if line.strip() == "idle" else _fan_out(crew, slack)
                sys.stdout.write(json.dumps(said) + "\n")
                sys.stdout.flush()
        server.stop()


def _take_time(call: str, _team: str, _channel: str) -> None:
    if call == "post":
        time.sleep(ANSWERS_AFTER)


def _fan_out(crew: Crew, slack: Slack) -> dict[str, float]:
    begun, spent = time.monotonic(), time.process_time()
    crew.run_due()
    return {
        "seconds": time.monotonic() - begun,
        "processor": time.process_time() - spent,
        "posts": slack.posts,
        "limited": slack.limited,
        "channels": len(slack.channels),
    }


def _idle(crew: Crew) -> dict[str, float]:
    times = []
    for _ in range(IDLE_TICKS):
        begun = time.perf_counter()
        crew.run_due()
        times.append(time.perf_counter() - begun)
    return {"milliseconds": 1000 * median(times)}


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])

"""A process that is killed while it writes has lost nothing that it acknowledged."""

import http.client
import itertools
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.manifest import manifest
from bot.playground import LocalSlack
from storage import Who, open_store

ROOT = Path(__file__).parent.parent
TEAM, USER = "T0LOCAL", "U0LOCAL"
WRITES = 1000
KILLED_AFTER = 400  # acknowledged writes
AT_ONCE = 4

Start = Callable[[LocalSlack, str], tuple["subprocess.Popen[str]", int]]


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(manifest("/session", "https://bot.example.com")) as running:
        yield running


@pytest.fixture
def start() -> Iterator[Start]:
    """Start bots, and leave none running."""
    processes: list[subprocess.Popen[str]] = []

    def started(slack: LocalSlack, database_url: str) -> tuple["subprocess.Popen[str]", int]:
        process = _started(slack, database_url)
        processes.append(process)
        return process, _port(process)

    yield started
    for process in processes:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def _started(slack: LocalSlack, database_url: str) -> "subprocess.Popen[str]":
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "PORT": "0",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | settings,
        stderr=subprocess.PIPE,
        text=True,
    )


def _port(process: "subprocess.Popen[str]") -> int:
    """Read where the bot listens."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if "Ready on" in line:
            return int(line.rstrip(".\n").rpartition(":")[2])
    raise AssertionError(f"it ended before it was ready: {said}")


class Writers:
    """Several who log sessions at once until the bot is gone."""

    def __init__(self, secret: str, port: int) -> None:
        self.verifier = SignatureVerifier(secret)
        self.port = port
        self.numbers = iter(range(WRITES))
        self.acknowledged: list[int] = []
        self.enough = threading.Event()
        self.lock = threading.Lock()

    def write(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            while (number := self._next()) is not None:
                if not self._log(connection, number):
                    return
                with self.lock:
                    self.acknowledged.append(number)
                    if len(self.acknowledged) == KILLED_AFTER:
                        self.enough.set()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def _next(self) -> int | None:
        with self.lock:
            return next(self.numbers, None)

    def _log(self, connection: http.client.HTTPConnection, number: int) -> bool:
        typed = {"command": "/session", "team_id": TEAM, "user_id": USER, "channel_id": "C0GENERAL"}
        body = urlencode(typed | {"text": f"add KIL{1000 + number} 5 Written {number}"})
        now = str(int(time.time()))
        signature = self.verifier.generate_signature(timestamp=now, body=body) or ""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signature,
        }
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        return "Saved" in answer.read().decode() and answer.status == 200


def know_sizes(database_url: str) -> None:
    """Let PostgreSQL count its rows now, as it does by itself within a minute."""
    if not database_url.startswith("sqlite"):
        with psycopg.connect("postgresql://" + database_url.partition("://")[2]) as db:
            db.execute("ANALYZE")


def test_every_acknowledged_write_is_there_after_a_kill(
    slack: LocalSlack, database_url: str, start: Start
) -> None:
    process, port = start(slack, database_url)
    writers = Writers(slack.signing_secret, port)
    threads = [threading.Thread(target=writers.write) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    assert writers.enough.wait(60)
    process.kill()
    for thread in threads:
        thread.join(20)
    process.wait(5)
    assert KILLED_AFTER <= len(writers.acknowledged) < WRITES

    know_sizes(database_url)
    with closing(open_store(database_url, lambda: datetime.now(UTC))) as store:
        kept: set[str] = set()
        for offset in itertools.count(0, 100):
            page = store.takeaways.mine(Who(TEAM, USER), offset=offset, limit=100)
            kept |= {own.session.code or "" for own in page.items}
            if not page.more:
                break
    assert {f"KIL{1000 + number}" for number in writers.acknowledged} <= kept

    again, port = start(slack, database_url)
    slack.connect(f"http://127.0.0.1:{port}/slack/events")
    last = writers.acknowledged[-1]
    shown = slack.member("ann").types(f"/session show KIL{1000 + last}", "general").shown
    assert f"Written {last}" in shown
    again.terminate()
    assert again.wait(20) == 0

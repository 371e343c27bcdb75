"""The programs that are measured, each a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bot.playground import LocalSlack

START_LIMIT = 30  # seconds
LOOK_EVERY = 0.01  # seconds
MEGABYTE = 1024  # of the kibibytes in which Linux tells


class Running:
    """A server in a process of its own, with the seconds from its start until it was ready."""

    def __init__(self, process: subprocess.Popen[Any], port: int, path: str) -> None:
        begun = time.perf_counter()
        self.process = process
        self.port = port
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() - begun > START_LIMIT:
                raise RuntimeError(f"The server at port {port} did not start.")
            time.sleep(LOOK_EVERY)
        self.ready_after = time.perf_counter() - begun

    def megabytes(self, which: str = "VmRSS") -> float:
        """Tell the memory it holds now; `VmHWM` is the most that it ever held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith(which))
        return int(line.split()[1]) / MEGABYTE


@contextmanager
def bot(slack: LocalSlack, database_url: str) -> Iterator[Running]:
    """Run the bot over HTTP."""
    port = free_port()
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }
    with _process(["-m", "bot", "run"], settings) as process:
        yield Running(process, port, "/readyz")


@contextmanager
def bare(slack: LocalSlack) -> Iterator[Running]:
    """Run the bare Bolt app."""
    port = free_port()
    module = ["-m", "tests.bench.bare", str(port), slack.signing_secret, slack.api_url]
    with _process([*module, slack.bot_token], {}) as process:
        yield Running(process, port, "/")


@contextmanager
def _process(arguments: list[str], settings: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **settings})
    try:
        yield process
    finally:
        process.terminate()
        process.wait(START_LIMIT)


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=START_LIMIT)
    try:
        connection.request("GET", path)
        return connection.getresponse().status in (200, 404)
    except OSError:
        return False
    finally:
        connection.close()

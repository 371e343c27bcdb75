"""The bot as its users start it: a command in a folder, with an environment of its own."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bot.playground import LocalSlack

ROOT = Path(__file__).parent.parent


class Shell:
    """A folder in which commands are run, with an environment of its own."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self.variables = kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        self.variables |= variables
        self._started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        command = [sys.executable, "-m", "bot", *arguments]
        environment = self.variables | variables
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip

    def start(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        """Start a command that goes on until a signal."""
        command = [sys.executable, "-m", "bot", *arguments]
        environment = self.variables | variables
        process = subprocess.Popen(
            command, cwd=self.folder, env=environment, stderr=subprocess.PIPE, text=True
        )
        self._started.append(process)
        return process

    def leave(self) -> None:
        """End what a test that failed left running."""
        for process in self._started:
            killed(process)


def killed(process: "subprocess.Popen[str]") -> None:
    """Leave nothing of a process, whether it has stopped or not."""
    process.kill()
    with process:
        pass


def status(port: int, path: str) -> int:
    """Ask a port of this machine, and give the answer's status."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def ready_port(process: "subprocess.Popen[str]") -> int:
    """Read the log until the bot says where it listens."""
    assert process.stderr is not None
    for line in process.stderr:
        if "Ready on" in line:
            return int(line.rstrip(".\n").rpartition(":")[2])
    raise AssertionError("it ended before it was ready")


def reached(slack: LocalSlack, process: "subprocess.Popen[str]") -> int:
    """Wait until Slack and the bot have each other; gives the bot's port."""
    port = ready_port(process)
    if slack.app.socket_mode:
        assert slack.sockets.wait_for_connections()
    else:
        slack.connect(f"http://127.0.0.1:{port}/slack/events")
    return port


def stopped(process: "subprocess.Popen[str]", number: int) -> tuple[int, str]:
    """Send a signal; gives the exit code and the rest of the log."""
    process.send_signal(number)
    return finished(process)


def finished(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait for the end; gives the exit code and the rest of the log."""
    assert process.stderr is not None
    rest = process.stderr.read()
    process.stderr.close()
    return process.wait(20), rest

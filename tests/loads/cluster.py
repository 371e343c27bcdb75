"""A PostgreSQL of our own that can be stopped, started, frozen and thawed."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from tests import postgres

TRIES = 100


class Cluster:
    """The cluster of a test server; only ever one that this process has started."""

    def __init__(self, server: postgres.Server) -> None:
        self._server = server
        with server.connect() as db:
            row = db.execute("SHOW data_directory").fetchone()
        assert row is not None
        self._folder = Path(row[0])
        self._owner = self._folder.stat().st_uid
        self._program, *self._options = _words(self._folder / "postmaster.opts")

    def stop(self) -> None:
        """Stop it as a crash does."""
        pg_ctl = Path(self._program).with_name("pg_ctl")
        self._run([pg_ctl, "stop", "-D", self._folder, "-m", "immediate", "-w"])

    def start(self) -> None:
        """Start it anew, and wait until it answers."""
        with (self._folder.parent / "log").open("ab") as output:
            subprocess.Popen(
                [self._program, *self._options],
                cwd=self._folder,
                user=self._user,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        for _ in range(TRIES):
            with suppress(psycopg.Error), self._server.connect():
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start again.")

    def freeze(self) -> None:
        """Suspend it with all of its processes: it neither answers nor refuses."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        head = int((self._folder / "postmaster.pid").read_text().split()[0])
        for process in (head, *_children(head)):
            with suppress(ProcessLookupError):
                os.kill(process, number)

    @property
    def _user(self) -> int | None:
        return self._owner if os.geteuid() == 0 else None

    def _run(self, command: list[str | Path]) -> None:
        subprocess.run(
            command, user=self._user, cwd=self._folder, check=True, stdout=subprocess.DEVNULL
        )


def _words(file: Path) -> list[str]:
    """The command line that started a server, each word of it in double quotes but the first."""
    program, *options = file.read_text().strip().split(' "')
    return [program, *(each.rstrip('"') for each in options)]


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name in brackets may hold anything, so what follows it is read.
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found

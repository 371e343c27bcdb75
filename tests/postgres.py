"""A PostgreSQL for the tests: the one that TEST_DATABASE_URL names, else the machine's own."""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts each version, out of PATH
MEMORY = Path("/dev/shm")  # copying a database there takes a fifth of the time
ROOM = 1 << 30  # bytes: a container's default of 64 MB would fill up
OLDEST = 15  # the oldest major version that the bot supports
SMALL = "-c max_connections=100 -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=64MB"
STARTS = 3  # tries: another process may take the free port in between
PATIENCE = 60  # seconds that one program of PostgreSQL may take


class Unavailable(Exception):
    """There is no PostgreSQL to test with; says why."""


@dataclass
class Server:
    """A server that the tests may make databases on, and the names of those they made."""

    url: URL
    prefix: str = field(default_factory=lambda: f"session_bot_test_{secrets.token_hex(4)}")
    made: int = 0

    def create(self, template: str = "template0") -> str:
        """Make a database as a copy of `template` and return its URL."""
        name = f"{self.prefix}_{self.made}"
        self.made += 1
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database, also where a test left a connection open."""
        self._execute("DROP DATABASE {} WITH (FORCE)", make_url(url).database or "")

    def _execute(self, statement: str, *names: str) -> None:
        composed = sql.SQL(statement).format(*map(sql.Identifier, names))
        with self.connect() as connection:
            connection.execute(composed)

    def connect(self) -> psycopg.Connection:
        """Open a connection to the server's own database, each statement its own transaction."""
        conninfo = self.url.render_as_string(hide_password=False)
        return psycopg.connect(conninfo, autocommit=True, connect_timeout=10)


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """Lend a server for as long as the context lasts.

    Raises:
        Unavailable: where there is none that would do.
    """
    if named := os.environ.get("TEST_DATABASE_URL"):
        yield _checked(Server(make_url(named).set(drivername="postgresql")))
        return
    programs = found_programs()
    with (
        _private_directory() as (directory, owner),
        _started(programs, directory, owner) as server,
    ):
        yield server


def found_programs() -> Path:
    """Return the folder with the newest `initdb` and `postgres` of this machine."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(
        INSTALLED.glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    for folder in folders:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres", "pg_ctl")):
            return folder
    raise Unavailable("no TEST_DATABASE_URL, and no initdb and postgres on this machine")


@contextlib.contextmanager
def _started(programs: Path, directory: Path, owner: int | None) -> Iterator[Server]:
    run = _runner(directory, owner)
    password = secrets.token_hex(16)
    _initialise(run, programs, directory, password, owner)
    port = _start(run, programs, directory)
    with _guarded(programs, directory, owner):
        host = "127.0.0.1"
        yield _checked(Server(URL.create("postgresql", "tests", password, host, port, "postgres")))


@contextlib.contextmanager
def _guarded(programs: Path, directory: Path, owner: int | None) -> Iterator[None]:
    """Stop the server at the end, also where this process is killed before it."""
    stop: list[str | Path] = [
        programs / "pg_ctl",
        "stop",
        "-D",
        directory / "cluster",
        "-m",
        "immediate",
    ]
    # The guard waits for the end of its input, which comes at the latest with our own end.
    guard = subprocess.Popen(
        ["sh", "-c", 'read -r _; "$@"; rm -rf "$0"', directory, *stop],
        cwd=directory.parent,
        user=owner,
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        guard.communicate(timeout=PATIENCE)


@contextlib.contextmanager
def _private_directory() -> Iterator[tuple[Path, int | None]]:
    """Make a folder that only the server's user can enter; PostgreSQL refuses to run as root."""
    owner = _ordinary_user() if os.geteuid() == 0 else None
    directory = Path(tempfile.mkdtemp(prefix="pg-", dir=_roomy_memory()))
    try:
        if owner is not None:
            os.chown(directory, owner, -1)
        yield directory, owner
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _roomy_memory() -> Path | None:
    """Return a folder in memory, or None where the machine lends too little of it."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None


def _ordinary_user() -> int:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_uid
    raise Unavailable("the suite runs as root, and there is no user to run PostgreSQL as")


Run = Callable[[Sequence[str | Path]], None]


def _runner(directory: Path, owner: int | None) -> Run:
    """Return what runs a program in the directory as its owner, free of the caller's settings."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    log = directory / "output"

    def run(command: Sequence[str | Path]) -> None:
        # The server keeps the output open, so a file it is: a pipe would never end.
        with log.open("wb") as output:
            try:
                subprocess.run(
                    command,
                    cwd=directory,
                    env=environment,
                    user=owner,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=PATIENCE,
                    check=True,
                )
            except (OSError, subprocess.SubprocessError) as error:
                said = log.read_text(errors="replace").strip().splitlines() or [str(error)]
                raise Unavailable(f"{Path(command[0]).name} failed: {said[-1]}") from error

    return run


def _initialise(
    run: Run, programs: Path, directory: Path, password: str, owner: int | None
) -> None:
    secret = directory / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    if owner is not None:
        os.chown(secret, owner, -1)
    authentication = ["--auth=scram-sha-256", "--username=tests", f"--pwfile={secret}"]
    text = ["--encoding=UTF8", "--locale=C"]
    cluster: list[str | Path] = ["-D", directory / "cluster", "--no-sync"]
    run([programs / "initdb", *cluster, *authentication, *text])


def _start(run: Run, programs: Path, directory: Path) -> int:
    """Start the server without fsync, its socket in the directory; return its port."""
    cluster: list[str | Path] = ["-D", directory / "cluster", "-l", directory / "log", "-w"]
    for attempt in range(1, STARTS + 1):
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k {directory} -F {SMALL}"
        try:
            run([programs / "pg_ctl", "start", *cluster, "-o", options])
        except Unavailable:
            if attempt == STARTS:
                raise
        else:
            return port
    raise AssertionError("unreachable")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _checked(server: Server) -> Server:
    """Return the server where it answers and is new enough.

    Raises:
        Unavailable: where it does not answer, or is older than `OLDEST`.
    """
    try:
        with server.connect() as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error as error:
        reason = re.sub(r"\s+", " ", str(error)).strip()
        raise Unavailable(f"PostgreSQL does not answer: {reason}") from error
    if version < OLDEST:
        raise Unavailable(f"PostgreSQL {version} is older than {OLDEST}")
    return server

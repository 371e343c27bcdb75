"""A backup holds one moment of the database, and the bot runs on it elsewhere."""

import os
import re
import shlex
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Self

import pytest
from sqlalchemy.engine import make_url

from bot.formats import takeaways
from bot.manifest import manifest
from bot.playground import LocalSlack
from storage import Store, backup, open_store, schema_state
from storage.backup import Damaged, NoFile, back_up, dump_line
from storage.errors import Unavailable
from tests import postgres
from tests.bots import MovedClock, running
from tests.conftest import ROOT
from tests.journeys import main_line
from tests.logged import TEAM, logged, typed
from tests.shells import Shell, reached, stopped

ROWS = 3000
WIDE = "x" * 2000


@pytest.fixture
def filled(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database of several thousand pages."""
    file = tmp_path / "takeaways.db"
    file.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE pairs (side, words)")
        db.executemany("INSERT INTO pairs VALUES (0, ?)", [(WIDE,)] * ROWS)
        db.commit()
    return file


def export_of(store: Store) -> str:
    return takeaways.write(store.transfer.export(TEAM))


def tables_of(url: str) -> dict[str, list[str]]:
    """Every row of every table of a SQLite file, those of its indexes of words included."""
    with closing(sqlite3.connect(make_url(url).database or "")) as db:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        names = [name for (name,) in db.execute(asked)]
        return {
            name: sorted(repr(row) for row in db.execute(f'SELECT * FROM "{name}"'))  # noqa: S608
            for name in names
        }


class Writer(threading.Thread):
    """Saves pairs of rows, each pair in one transaction, until it is told to stop."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.saved = 0
        self.wanted = threading.Event()

    def run(self) -> None:
        """Write."""
        with closing(sqlite3.connect(self.file, 5)) as db:
            while not self.wanted.is_set():
                db.execute("BEGIN IMMEDIATE")
                db.execute("INSERT INTO pairs VALUES (1, ?)", (WIDE,))
                db.execute("INSERT INTO pairs VALUES (2, ?)", (WIDE,))
                db.commit()
                self.saved += 1

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.wanted.set()
        self.join()


def test_somebody_writes_all_the_while_and_the_copy_is_of_one_moment(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES", 50)
    target = tmp_path / "copy.db"
    with Writer(filled) as writer:
        while not writer.saved:
            pass
        before = writer.saved
        size = back_up(f"sqlite:///{filled}", target)
        assert writer.saved > before
    with closing(sqlite3.connect(target)) as db:
        old, left, right = db.execute(
            "SELECT sum(side = 0), sum(side = 1), sum(side = 2) FROM pairs"
        ).fetchone()
    assert (old, left) == (ROWS, right)
    assert before <= left + 1 <= writer.saved
    assert size == target.stat().st_size


def test_the_copy_is_one_file_for_its_owner_alone(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    back_up(f"sqlite:///{filled}", folder / "copy.db")
    [file] = folder.iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("copy.db", 0o600)
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.engines("sqlite")
def test_the_bot_runs_on_the_copy_with_all_that_it_held(database_url: str, tmp_path: Path) -> None:
    with running(database_url) as bot:
        main_line.walk(bot)
        back_up(database_url, tmp_path / "copy.db")
        exported = export_of(bot.store)
        bot.slack.member("ann").types("/session add NEW101 5 After the backup", "general")
    copied = f"sqlite:///{tmp_path / 'copy.db'}"
    with running(copied) as again:
        assert export_of(again.store) == exported
        assert "After the backup" not in exported
        assert again.store.digests.all(TEAM)
        saved = again.slack.member("ann").types("/session add NEW101 5 On the copy", "general")
        assert "On the copy" in saved.shown


@pytest.mark.engines("sqlite")
def test_the_copy_holds_every_row_of_every_table(database_url: str, tmp_path: Path) -> None:
    with logged(database_url) as bot:
        typed(bot, "digest on 09:00 #general")
        back_up(database_url, tmp_path / "copy.db")
        copied = tables_of(f"sqlite:///{tmp_path / 'copy.db'}")
        assert copied == tables_of(database_url)
    assert copied["digest_subscriptions"]


def test_what_has_the_name_already_is_left_as_it_is(filled: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("kept")
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "nowhere")
    for target in (there, link, filled):
        with pytest.raises(FileExistsError):
            back_up(f"sqlite:///{filled}", target)
    assert there.read_text() == "kept"


def test_a_name_that_is_taken_meanwhile_is_left_too(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.db"
    check = backup._check

    def faster(partial: Path) -> None:
        target.write_text("kept")
        check(partial)

    monkeypatch.setattr(backup, "_check", faster)
    with pytest.raises(FileExistsError):
        back_up(f"sqlite:///{filled}", target)
    assert target.read_text() == "kept"
    assert left_in(tmp_path) == ["copy.db", "takeaways.db"]


def test_a_file_system_without_links_gets_its_copy_by_renaming(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuses)
    back_up(f"sqlite:///{filled}", tmp_path / "copy.db")
    assert left_in(tmp_path) == ["copy.db", "takeaways.db"]


KILLED = """
import os, pathlib, signal, sys
from storage import backup
backup._check = lambda _: os.kill(os.getpid(), signal.SIGKILL)
backup.back_up(sys.argv[1], pathlib.Path(sys.argv[2]))
"""


def test_what_a_killed_backup_left_goes_with_the_next(filled: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, f"sqlite:///{filled}", str(tmp_path / "killed.db")]
    done = subprocess.run(command, cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    [left] = tmp_path.glob(".killed.db.*")
    back_up(f"sqlite:///{filled}", tmp_path / "soon.db")
    assert left.exists()
    long_ago = left.stat().st_mtime - backup.LONGEST - 1
    os.utime(left, (long_ago, long_ago))
    back_up(f"sqlite:///{filled}", tmp_path / "later.db")
    assert left_in(tmp_path) == ["later.db", "soon.db", "takeaways.db"]


def left_in(folder: Path) -> list[str]:
    return sorted(
        each.name for each in folder.iterdir() if not each.name.endswith(("-wal", "-shm"))
    )


def test_a_damaged_database_gives_no_copy(filled: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with filled.open("r+b") as file:
        file.seek(200 * 4096)
        file.write(b"\xff" * 4096 * 20)
    with pytest.raises(Damaged):
        back_up(f"sqlite:///{filled}", tmp_path / "copy.db")
    assert left_in(tmp_path) == ["takeaways.db"]


def test_a_file_that_is_no_database_gives_no_copy(tmp_path: Path) -> None:
    other = tmp_path / "takeaways.db"
    other.write_text("not a database " * 1000)
    with pytest.raises(Damaged):
        back_up(f"sqlite:///{other}", tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "empty.db")) as db:
        db.execute("CREATE TABLE other (name)")
    with pytest.raises(Damaged):
        back_up(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path / "copy.db")
    assert left_in(tmp_path) == ["empty.db", "takeaways.db"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///no/such.db"])
def test_without_a_database_there_is_no_copy(url: str, tmp_path: Path) -> None:
    with pytest.raises(NoFile):
        back_up(url, tmp_path / "copy.db")


@pytest.mark.parametrize(
    ("error", "expected"), [("SQLITE_FULL", OSError), ("SQLITE_BUSY", Unavailable)]
)
def test_what_the_driver_says_leaves_nothing_behind(
    filled: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: str,
    expected: type[Exception],
) -> None:
    class Failing(sqlite3.Connection):
        def backup(self, *_: object, **__: object) -> None:
            failure = sqlite3.OperationalError("no")
            failure.sqlite_errorname = error
            raise failure

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **more: connect(*args, factory=Failing, **more)
    )
    with pytest.raises(expected):
        back_up(f"sqlite:///{filled}", tmp_path / "copy.db")
    assert left_in(tmp_path) == ["takeaways.db"]


# The command


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    opened = Shell(tmp_path, {})
    yield opened
    opened.leave()


def test_the_command_copies_while_the_bot_runs(shell: Shell) -> None:
    with LocalSlack(manifest("/session", "https://bot.example.com")) as slack:
        settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "PORT": "0",
        }
        process = shell.start("run", **settings)
        reached(slack, process)
        slack.member("ann").types("/session add KEY101 5 While it runs", "general")
        done = shell.run("backup", "copy.db")
        assert (done.returncode, done.stderr) == (0, "")
        assert re.fullmatch(r"The database is copied to copy\.db, [\d,]+ bytes\.\n", done.stdout)
        assert stopped(process, signal.SIGTERM)[0] == 0
    given = shell.run("export", DATABASE_URL="sqlite:///copy.db")
    assert "While it runs" in given.stdout


def test_the_command_says_in_a_line_why_there_is_no_copy(shell: Shell, filled: Path) -> None:
    assert filled.name == "takeaways.db"
    shell.folder.joinpath("there.db").touch()
    refused = {
        ("there.db", ""): "there.db exists: give another name.",
        ("no/such/folder.db", ""): "no/such/folder.db can't be written: No such file or directory.",
        ("copy.db", "sqlite:///other.db"): "there is no database yet: check DATABASE_URL.",
        ("copy.db", "sqlite:///there.db"): "the database is damaged: restore an earlier backup.",
    }
    for (target, url), sentence in refused.items():
        done = shell.run("backup", target, **({"DATABASE_URL": url} if url else {}))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == f"session-bot: {sentence}\n"
    assert not shell.folder.joinpath("copy.db").exists()


# PostgreSQL


def test_the_line_for_postgresql_has_no_password(shell: Shell) -> None:
    url = "postgresql://bot:s3cret%20word@db.example.com:5433/take%20aways?sslmode=require"
    done = shell.run("backup", "a copy.dump", DATABASE_URL=url)
    assert done.returncode == 0
    assert done.stdout == (
        "pg_dump --format=custom '--file=a copy.dump' '--dbname="
        """host=db.example.com dbname='"'"'take aways'"'"' user=bot port=5433 sslmode=require'\n"""
    )
    assert "PGPASSWORD" in done.stderr
    assert "s3cret" not in done.stdout + done.stderr
    assert "s3cret" not in dump_line(f"{url}&password=s3cret", Path("copy.dump"))


@pytest.mark.engines("postgresql")
def test_a_dump_by_that_line_comes_back_whole(
    database_url: str,
    postgresql_server: postgres.Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", f"{postgres.found_programs()}{os.pathsep}{os.environ['PATH']}")
    password = make_url(database_url).password
    if password:
        monkeypatch.setenv("PGPASSWORD", str(password))
    file = tmp_path / "copy.dump"
    with logged(database_url) as bot:
        typed(bot, "digest on 09:00 #general")
        exported, digests = export_of(bot.store), bot.store.digests.all(TEAM)
        subprocess.run(shlex.split(dump_line(database_url, file)), check=True, timeout=60)
    restored = postgresql_server.create()
    try:
        address = make_url(restored)._replace(password=None).render_as_string()
        restore = ["pg_restore", "--exit-on-error", "--no-owner", f"--dbname={address}", str(file)]
        subprocess.run(restore, check=True, timeout=60)
        assert schema_state(restored).current
        with closing(open_store(restored, MovedClock().now)) as store:
            assert export_of(store) == exported
            assert store.digests.all(TEAM) == digests
    finally:
        postgresql_server.drop(restored)

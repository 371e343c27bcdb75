"""A copy of the database that holds one moment of it, while the bot goes on."""

import os
import secrets
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url

from storage.engine import PATIENCE, file_of
from storage.errors import StorageError, Unavailable

PAGES = 2_000  # of 4 KB copied at once, so that Ctrl-C is heard in between
SECRETS = frozenset({"password", "sslpassword"})
OURS = 0o600  # what people wrote is for whoever runs the bot
JOURNALS = ("-journal", "-wal", "-shm")
PARTIAL = ".session-bot-partial"
LONGEST = 3600  # seconds; what nobody has written to for so long nobody goes on with


class NoFile(StorageError):
    """There is no database file."""


class Damaged(StorageError):
    """The database is not sound."""


def back_up(url: str, target: Path) -> int:
    """Copy a SQLite file to a new one, and give the number of its bytes.

    The copy stands under its name once it is whole and was read through; nothing of one that
    failed is left, and what one that was killed left in the folder goes with the next. Its journal
    is not the database's own, so that it is one file.

    Raises:
        NoFile: There is no database file.
        FileExistsError: Something has that name already.
        OSError: The new file can't be written.
        Damaged: The copy is not sound, as the database then is not either.
        Unavailable: The database can't be read now.
    """
    source = _file_of(make_url(url))
    if target.exists() or target.is_symlink():
        raise FileExistsError
    with _partial(target) as partial:
        _copy(source, partial)
        _check(partial)
        _to_disk(partial)
        _name(partial, target)
    _to_disk(target.parent)
    return target.stat().st_size


def dump_line(url: str, target: Path) -> str:
    """Write the line for a shell that backs a PostgreSQL database up; without a password."""
    address = make_url(url)
    _, stated = address.get_dialect()().create_connect_args(address)
    known = {name: value for name, value in stated.items() if name not in SECRETS}
    words = ["pg_dump", "--format=custom", f"--file={target}", f"--dbname={make_conninfo(**known)}"]
    return shlex.join(words)


def _file_of(address: URL) -> Path:
    source = file_of(address)
    if source is None or not source.is_file():
        raise NoFile
    return source


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """Lend a new file beside the target; what has that name afterwards goes."""
    partial = target.with_name(f".{target.name}.{secrets.token_hex(4)}{PARTIAL}")
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OURS))
    try:
        _clear_away(target.parent, before=partial.stat().st_mtime - LONGEST)
        yield partial
    finally:
        _remove(partial)


def _clear_away(folder: Path, before: float) -> None:
    """Remove what was begun there and not written to since; another backup may be under way."""
    for partial in folder.glob(f".*{PARTIAL}"):
        with suppress(OSError):  # Another has removed it, or it is not ours to remove.
            if partial.stat().st_mtime < before:
                _remove(partial)


def _remove(partial: Path) -> None:
    for left in (partial, *(partial.with_name(partial.name + end) for end in JOURNALS)):
        left.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    try:
        with (
            # Without `rw` the driver would make a file that went meanwhile.
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", PATIENCE, uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            # Whoever writes between two steps makes the copy begin anew; not within one reading.
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master").fetchone()
            old.backup(new, pages=PAGES)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname == "SQLITE_FULL":
            raise OSError("the disk is full") from error
        raise Unavailable from error
    except sqlite3.DatabaseError as error:
        raise Damaged from error


def _check(target: Path) -> None:
    try:
        with closing(sqlite3.connect(target)) as db:
            [said] = db.execute("PRAGMA integrity_check(1)").fetchone()
            revision = db.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise Damaged from error
    if said != "ok" or revision is None:
        raise Damaged


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _name(partial: Path, target: Path) -> None:
    """Give the whole copy its name, unless something else got that meanwhile."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # A file system without links.
        if target.exists():
            raise FileExistsError from None
        partial.rename(target)

"""From a URL to an engine whose every wait is shorter than Slack's three seconds."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, FromClause, create_engine, event, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError, DisconnectionError

from storage.pieces import pieces
from storage.pool import CountingPool
from storage.waiting import limit

CONNECTIONS = 16  # in the pool; as many as the server has threads
PATIENCE = 1.5  # seconds for a lock or a statement
POOL_PATIENCE = 1.0  # seconds for a connection of the pool
CONNECT_PATIENCE = 1  # seconds; psycopg takes at least 2, as libpq does
SILENCE = 0.1  # seconds more than the server's own limits, after which it counts as silent
DEAD = 10  # seconds after which a machine that is gone is given up, also by work of minutes

# A connection with this option reads without a transaction of its own.
READING = "storage_reading"


def open_engine(url: str) -> Engine:
    """Open the database for the bot's work."""
    target = make_url(url)
    if is_embedded(target):
        return _sqlite(target)
    engine = create_engine(
        target,
        poolclass=CountingPool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=POOL_PATIENCE,
        hide_parameters=True,
        connect_args=_postgresql_limits(target),
    )
    limit(engine, PATIENCE + SILENCE)
    return engine


def open_for_migration(url: str) -> Engine:
    """Open the database for work that may take as long as it takes."""
    target = make_url(url)
    if is_embedded(target):
        engine = create_engine(target, hide_parameters=True, connect_args={"isolation_level": None})
        event.listen(engine, "connect", _teach)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    return create_engine(target, hide_parameters=True)


def embedded(url: str) -> bool:
    """Tell the same of a URL as it is written."""
    return is_embedded(make_url(url))


def is_embedded(url: URL) -> bool:
    """Tell whether the database is a SQLite file of this machine."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path | None:
    """Name the file of a SQLite database, None where it has none or is no SQLite database."""
    name = url.database or ""
    if not is_embedded(url) or name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(name).absolute()


def trouble(url: str) -> str:
    """Say what is wrong with a database's URL as it is written; "" where it can be tried.

    What it says never holds a password.
    """
    try:
        target = make_url(url)
        dialect = target.get_dialect()
        dialect.import_dbapi()
        dialect().create_connect_args(target)
    except (ArgumentError, ValueError, ImportError):
        return "can't be read: write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    if is_embedded(target) and target.database and not target.database.startswith("file:"):
        folder = Path(target.database).absolute().parent
        if not folder.is_dir():
            return f"names a file in {folder}, and there is no such folder"
    return ""


class _Compiler(SQLiteCompiler):
    """Writes hints such as INDEXED BY into statements, which SQLAlchemy leaves out for SQLite."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """Write the hint as it is."""
        del table
        return text


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=CountingPool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=POOL_PATIENCE,
        hide_parameters=True,
        # Without an isolation level the driver leaves BEGIN to us.
        connect_args={"timeout": PATIENCE, "isolation_level": None},
    )
    engine.dialect.statement_compiler = _Compiler
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "connect", _teach)
    event.listen(engine, "begin", _begin_immediate)
    if url.database and not url.database.startswith("file:"):
        _keep_to(Path(url.database), engine)
    return engine


def _keep_to(path: Path, engine: Engine) -> None:
    """Let go of connections to a file that is no longer there: what they write nobody finds."""

    def remember(_connection: sqlite3.Connection, record: Any) -> None:
        record.info["file"] = _identity(path)

    def look(_connection: sqlite3.Connection, record: Any, _proxy: Any) -> None:
        if record.info["file"] != _identity(path):
            raise DisconnectionError

    def require(*_: Any) -> None:
        # The driver would make a new file, without a table in it.
        if _identity(path) is None:
            raise sqlite3.OperationalError("the file is gone")

    event.listen(engine, "do_connect", require)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", look)


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell one file from another that takes its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")
    # What people delete is gone from the file too.
    connection.execute("PRAGMA secure_delete=ON")
    # The default of 2 MB holds less than one index of a large workspace.
    connection.execute("PRAGMA cache_size=-16000")


def _teach(connection: sqlite3.Connection, _record: Any) -> None:
    """Give SQLite the function by which its triggers keep the index of `storage.proposing`."""
    connection.create_function("search_pieces", 2, pieces, deterministic=True)


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later fails as "locked" where two do so at once.
    if not connection.get_execution_options().get(READING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql_limits(url: URL) -> dict[str, Any]:
    milliseconds = int(PATIENCE * 1000)
    limits = f"-c lock_timeout={milliseconds} -c statement_timeout={milliseconds} -c timezone=UTC"
    stated = url.query.get("options", "")
    options = stated if isinstance(stated, str) else " ".join(stated)
    alive = {
        "keepalives_idle": DEAD // 2,
        "keepalives_interval": 1,
        "keepalives_count": DEAD // 2,
        "tcp_user_timeout": DEAD * 1000,  # milliseconds
    }
    return {
        "connect_timeout": CONNECT_PATIENCE,
        "options": f"{options} {limits}".strip(),
        **{name: value for name, value in alive.items() if name not in url.query},
    }

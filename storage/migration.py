"""Bring a database to the current schema, or tell how far it is."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url, text

from storage.database import door
from storage.engine import READING, file_of, is_embedded, open_for_migration
from storage.errors import SchemaAhead
from storage.records import Migration, SchemaState

_SCRIPTS = Path(__file__).parent / "migrations"
# Whoever migrates a PostgreSQL database holds this advisory lock ("stak" in ASCII).
_LOCK = 0x7374616B


def schema_state(url: str) -> SchemaState:
    """Compare the database's revision with the program's, without changing anything."""
    source = file_of(make_url(url))
    if source is not None and not source.exists():
        return SchemaState(None, _scripts().get_current_head() or "", known=True)
    engine = open_for_migration(url)
    try:
        with door():
            return _read_state(engine)
    finally:
        engine.dispose()


def migrate(url: str, to: str = "head") -> Migration:
    """Bring the database to the current schema; a SQLite file is copied beside itself before.

    `to` is an earlier revision, for tests of those that come after it.

    Raises:
        SchemaAhead: The database is of a newer version of the program.
        Unavailable: The database does not answer.
    """
    if (source := file_of(make_url(url))) is not None:
        _make_private(source)
    engine = open_for_migration(url)
    try:
        with door():
            return _migrate(engine, to)
    finally:
        engine.dispose()


def _migrate(engine: Engine, to: str) -> Migration:
    before = _read_state(engine)
    if before.current:
        return Migration(before.revision, before.needed, None)
    if not before.known:
        raise SchemaAhead
    copy = _copy(engine, before) if is_embedded(engine.url) and before.revision else None
    with engine.connect() as db:
        _upgrade(db, to)
    return Migration(before.revision, before.needed, copy)


def _upgrade(db: Connection, to: str) -> None:
    """Run what is missing in one transaction."""
    sqlite = db.dialect.name == "sqlite"
    if sqlite:
        # With foreign keys on, a table that is made anew silently takes its children with it.
        _outside_transactions(db, "PRAGMA foreign_keys=OFF")
        _outside_transactions(db, "PRAGMA journal_mode=WAL")
    with db.begin():
        if not sqlite:
            db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config()
        config.attributes["connection"] = db
        # Somebody else may have been faster: then there is nothing left to run.
        command.upgrade(config, to)
        if sqlite and (broken := db.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise sqlite3.IntegrityError(f"the migration left a row without its parent: {broken}")


def _outside_transactions(db: Connection, pragma: str) -> None:
    driver = db.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101  # only called for SQLite
    driver.execute(pragma)


def copies(url: str) -> tuple[str, ...]:
    """Name the copies that were put beside a SQLite file before it was migrated."""
    target = make_url(url)
    if not is_embedded(target):
        return ()
    source = Path(target.database or "")
    beside = sorted(source.parent.iterdir()) if source.parent.is_dir() else ()
    return tuple(str(each) for each in beside if each.name.startswith(f"{source.name}.before-"))


def _copy(engine: Engine, state: SchemaState) -> str:
    """Copy a SQLite file beside itself by SQLite's own means, the write-ahead log included."""
    source = Path(engine.url.database or "")
    target = source.with_name(f"{source.name}.before-{state.needed}")
    number = 1
    while target.exists():
        number += 1
        target = source.with_name(f"{source.name}.before-{state.needed}-{number}")
    _make_private(target)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return str(target)


def _make_private(file: Path) -> None:
    """Make a file that its owner alone reads, where there is none: it will hold people's words."""
    with suppress(OSError):  # What can't be made, the database can't open, and says so.
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _read_state(engine: Engine) -> SchemaState:
    with engine.connect().execution_options(**{READING: True}) as db:
        return _state(db)


def _state(db: Connection) -> SchemaState:
    scripts = _scripts()
    revision = MigrationContext.configure(db).get_current_revision()
    known = revision is None or revision in {script.revision for script in scripts.walk_revisions()}
    return SchemaState(revision, scripts.get_current_head() or "", known)


def revisions() -> tuple[str, ...]:
    """Name every revision of the schema, the first one first."""
    return tuple(script.revision for script in _scripts().walk_revisions())[::-1]


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    # The configuration would read a percent sign in the path as the start of a name.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

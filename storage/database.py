"""One door to the database: a verb is one transaction, a failure is `Unavailable`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from math import inf
from threading import Lock
from time import monotonic, sleep
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table, exc, text
from sqlalchemy.dialects import postgresql, sqlite

from storage.engine import READING
from storage.errors import Unavailable
from storage.gate import Gate
from storage.table_parts import metadata
from storage.waiting import take_time

Clock = Callable[[], datetime]
T = TypeVar("T")

TRIES = 3
PAUSE = 0.05  # seconds
PAGES = 200  # of the index, written in one transaction
TURN_PATIENCE = 0.8  # seconds; together with the wait for other processes below Slack's three
DEADLOCK = "40P01"  # PostgreSQL, appendix A


class Database:
    """Runs pieces of work, each on a connection that it is given."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writing = Lock()
        self._gate = Gate()
        # Who writes to a SQLite file may wait for another process, who reads does not.
        self._writing_gate = Gate() if self.is_sqlite else self._gate
        if self.is_sqlite:
            self._reading = engine.execution_options(**{READING: True})
            self._snapshot = self._reading
        else:
            self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")
            self._snapshot = engine.execution_options(isolation_level="REPEATABLE READ")

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run statements that each see what is committed; again after a dropped connection."""
        try:
            with self._gate.passing(), self._reading.connect() as db:
                return work(db)
        except exc.DBAPIError as error:
            if not error.connection_invalidated:
                raise _translated(error) from error
        except exc.TimeoutError as error:
            raise Unavailable from error
        with door(), self._gate.passing(), self._reading.connect() as db:
            return work(db)

    def snapshot(self, work: Callable[[Connection], T]) -> T:
        """Run statements that all see the same moment."""
        with door(), self._gate.passing(), self._snapshot.connect() as db:
            if self.is_sqlite:
                db.exec_driver_sql("BEGIN")
            return work(db)

    def write(self, work: Callable[[Connection], T]) -> T:
        """Run statements that are kept together or not at all."""
        for _ in range(TRIES - 1):
            with _second_thoughts():
                return self._write_once(work)
        with door():
            return self._write_once(work)

    def _write_once(self, work: Callable[[Connection], T]) -> T:
        with self._writing_gate.passing(), self._turn(), self.engine.connect() as db:
            with db.begin() as transaction:
                result = work(db)
                # From here on nobody knows what a dropped connection left behind.
                with door():
                    if transaction.is_active:
                        transaction.commit()
            return result

    def erase(self) -> bool:
        """Leave nothing of what was deleted beside the database either; tells whether it could.

        SQLite's file is overwritten with zeros where something goes (`secure_delete`), but its
        write-ahead log still has the pages as they were. A reader of long ago keeps it; then it is
        emptied with the next one, at the latest when the last connection closes.
        """
        if not self.is_sqlite:
            return True
        with door(), self._reading.connect() as db:
            busy = db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        return not busy

    def clear_index(self, patience: float) -> bool:
        """Take what was deleted out of SQLite's index of texts too; tells whether it is done.

        Until then it only says of a text's pieces that they no longer count. The index is written
        anew step by step, so that others can write in between; after `patience` seconds the rest
        is left to what is written later.
        """
        if not self.is_sqlite:
            return True
        begun, pages = monotonic(), -PAGES  # Below zero: all parts of the index are put together.
        while self.write(lambda db, pages=pages: _merge(db, pages)):  # type: ignore[misc]
            if monotonic() - begun > patience:
                return False
            pages = PAGES
        return True

    def rewrite(self) -> bool:
        """Write a SQLite file anew, without what was deleted and not overwritten; see `erase`."""
        if self.is_sqlite:
            self.clear_index(patience=inf)
            with door(), self._reading.connect() as db:
                db.exec_driver_sql("VACUUM")
        return self.erase()

    def analyze(self) -> None:
        """Have PostgreSQL count anew what the tables hold; until it has, it plans badly."""
        if not self.is_sqlite:
            with door(), self.engine.connect() as db, db.begin():
                take_time(db)
                db.exec_driver_sql(f"ANALYZE search_rows, {', '.join(metadata.tables)}")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let the threads of this process write to a SQLite file in turn.

        SQLite lets those who wait try again at random, and some of many never get through.
        """
        if not self.is_sqlite:
            yield
            return
        if not self._writing.acquire(timeout=TURN_PATIENCE):
            raise Unavailable
        try:
            yield
        finally:
            self._writing.release()

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """Begin an INSERT that may have ON CONFLICT, which both engines write alike."""
        return inserting(table, self.is_sqlite)

    def close(self) -> None:
        """Close all connections that are not in use."""
        self.engine.dispose()


def _merge(db: Connection, pages: int) -> bool:
    """Put so many pages of the index's parts together; tells whether there was anything to do."""
    changes = text("SELECT total_changes()")
    before = db.execute(changes).scalar_one()
    merging = text("INSERT INTO search_index (search_index, rank) VALUES ('merge', :pages)")
    db.execute(merging, {"pages": pages})
    # One change is the statement itself (https://sqlite.org/fts5.html#the_merge_command).
    return bool(db.execute(changes).scalar_one() - before >= 2)


def inserting(table: Table, is_sqlite: bool) -> "sqlite.Insert | postgresql.Insert":
    """Begin an INSERT of that engine."""
    return sqlite.insert(table) if is_sqlite else postgresql.insert(table)


@contextmanager
def door() -> Iterator[None]:
    """Turn what the database can't do now into `Unavailable`."""
    try:
        yield
    except exc.TimeoutError as error:
        raise Unavailable from error
    except exc.DBAPIError as error:
        raise _translated(error) from error


@contextmanager
def _second_thoughts() -> Iterator[None]:
    """Swallow what another try can mend: a deadlock, a connection that was dropped at rest."""
    try:
        yield
    except exc.TimeoutError as error:
        raise Unavailable from error
    except exc.DBAPIError as error:
        deadlocked = getattr(error.orig, "sqlstate", None) == DEADLOCK
        if not (deadlocked or error.connection_invalidated):
            raise _translated(error) from error
        if deadlocked:
            # Without a pause, this one takes its locks again before the other wakes up.
            sleep(PAUSE)


def _translated(error: exc.DBAPIError) -> Exception:
    """Tell what the database can't do now from what the program does wrong."""
    wrong = isinstance(error, exc.IntegrityError | exc.DataError | exc.ProgrammingError)
    if wrong and not error.connection_invalidated:
        return error
    return Unavailable()

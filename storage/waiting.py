"""How long anybody waits for PostgreSQL's answer, whatever has become of the server.

Its own limits (`statement_timeout`) hold only while it runs: a server that hangs, or a network that
swallows what is sent, never says so. Keepalives find a dead machine, but not a process that hangs.
"""

from collections.abc import Generator
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event

LONG = "storage_long"
LONGEST = 600.0  # seconds for a statement of work that may take its time

T = TypeVar("T")
Waiting = Generator[Any, Any, T]


def take_time(db: Connection) -> None:
    """Let the statements of this transaction take as long as they need."""
    db.exec_driver_sql("SET LOCAL statement_timeout = 0")
    db.connection.info[LONG] = True


def limit(engine: Engine, seconds: float) -> None:
    """Have each statement of the engine's connections fail after so many seconds."""
    dbapi: Any = engine.dialect.loaded_dbapi

    def connected(connection: Any, record: Any) -> None:
        wait = connection.wait

        def patient(waiting: Waiting[T], *args: Any, **options: Any) -> T:
            longest = LONGEST if record.info.get(LONG) else seconds
            late = dbapi.OperationalError("no answer")
            try:
                answer: T = wait(_until(monotonic() + longest, waiting, late), *args, **options)
            except dbapi.OperationalError as error:
                if error is late:
                    connection.close()  # What comes later would be taken for the next answer.
                raise
            return answer

        connection.wait = patient

    def returned(_connection: Any, record: Any) -> None:
        record.info.pop(LONG, None)

    event.listen(engine, "connect", connected)
    event.listen(engine, "checkin", returned)


def _until(end: float, waiting: Waiting[T], late: Exception) -> Waiting[T]:
    """Pass on what psycopg waits for; it looks up every tenth of a second."""
    came = None
    while True:
        try:
            asked = waiting.send(came)
        except StopIteration as done:
            answer: T = done.value
            return answer
        came = yield asked
        if not came and monotonic() > end:
            raise late

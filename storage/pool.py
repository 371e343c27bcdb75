"""The pool of connections, which counts how often nobody could be given one."""

from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import Engine, Pool, QueuePool, exc


@dataclass(frozen=True, slots=True)
class Connections:
    """How the pool stands: its size, how many are in use, and how many asked in vain so far."""

    size: int
    in_use: int
    timeouts: int


class CountingPool(QueuePool):
    """SQLAlchemy's own pool; `timeouts` counts those who waited for a connection in vain."""

    # What it logs is the library's, which is quiet, and not ours.
    __module__ = QueuePool.__module__

    timeouts = 0
    _counting = Lock()

    def connect(self) -> Any:
        """Give a connection, as the pool does.

        Raises:
            TimeoutError: None was free in time.
        """
        try:
            return super().connect()
        except exc.TimeoutError:
            with self._counting:
                self.timeouts += 1
            raise


def connections(engine: Engine) -> Connections:
    """Tell how the pool of an engine stands."""
    pool: Pool = engine.pool
    if not isinstance(pool, CountingPool):
        return Connections(0, 0, 0)
    return Connections(pool.size(), pool.checkedout(), pool.timeouts)

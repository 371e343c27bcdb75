"""A gate before a database that gives no answer, so that not everybody waits in vain."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from sqlalchemy import exc

from storage.errors import Unavailable

SLOW = 0.5  # seconds after which no answer counts as silence; a refusal comes at once
SILENT = ("08", "57P")  # PostgreSQL, appendix A: connection exceptions, shutdown
BUSY = "SQLITE_BUSY"


class Gate:
    """Lets one at a time ask a database that was silent, and all again once it has answered.

    Each who asked would wait as long as the one before, and those behind them for a thread. The
    others are refused at once: they have their answer in time, and lose nothing.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._shut = False
        self._asking = Lock()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Go through and ask.

        Raises:
            Unavailable: The database is silent, or was and somebody else is asking.
        """
        alone = self._shut
        if alone and not self._asking.acquire(blocking=False):
            raise Unavailable
        try:
            with self._listening():
                yield
        finally:
            if alone:
                self._asking.release()

    @contextmanager
    def _listening(self) -> Iterator[None]:
        begun = self.clock()
        try:
            yield
        except Exception as error:
            asked = error.__cause__ if isinstance(error, Unavailable) else error
            if asked is None or isinstance(asked, exc.TimeoutError):
                raise  # Nobody was asked: there was no turn, or no connection that is free.
            if not is_silence(asked):
                self._shut = False
            elif self.clock() - begun > SLOW:
                self._shut = True
                raise Unavailable from asked
            raise
        else:
            self._shut = False


def is_silence(error: BaseException) -> bool:
    """Tell whether it was no answer at all, rather than one that refuses."""
    if not isinstance(error, exc.DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorname", "") == BUSY
    state = getattr(error.orig, "sqlstate", None)
    cut = isinstance(error, exc.OperationalError) and (not state or state.startswith(SILENT))
    return cut or error.connection_invalidated

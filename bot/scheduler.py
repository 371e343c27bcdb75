"""The tick: one job in memory that asks again and again; what is due, the database decides."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

INTERVAL = 1  # seconds between two ticks
LATE = 3  # seconds without a tick after which the clock must have gone back

log = logging.getLogger(__name__)

Stopping = Callable[[], bool]
Work = Callable[[Stopping], object]


class Scheduler:
    """Calls `work` every second, one call at a time, from a thread of its own.

    `work` is given a way to ask whether it should come to an end.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stopping = threading.Event()
        self._asked = threading.Event()
        self._ticked_at = time.monotonic()
        self._is_working = False
        self._failing: type[Exception] | None = None
        self._scheduler = BackgroundScheduler(timezone=UTC)
        # APScheduler tells of each call, and warns of each that a long one takes the place of.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._job = self._scheduler.add_job(
            self._tick,
            "interval",
            seconds=INTERVAL,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
        self._guard = threading.Thread(target=self._watch, name="tick-guard", daemon=True)

    def start(self) -> None:
        """Begin to tick, at once."""
        self._scheduler.start()
        self._guard.start()

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Tick as long as this lasts."""
        self.start()
        try:
            yield
        finally:
            self.stop()

    def wake(self) -> None:
        """Tick now, or once more where a tick is under way."""
        self._asked.set()
        self._tick_now()

    def stop(self) -> None:
        """Let what is under way finish, and tick no more."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)
        if self._guard.is_alive():
            self._guard.join()

    def _tick(self) -> None:
        self._is_working = True
        try:
            self._asked.set()
            while self._asked.is_set():
                self._asked.clear()
                self._work(self._stopping.is_set)
        except Exception as error:  # noqa: BLE001  # Whatever it is, the next tick goes on.
            self._tell_of(error)
        else:
            self._tell_of(None)
        finally:
            self._ticked_at = time.monotonic()
            self._is_working = False

    def _tell_of(self, error: Exception | None) -> None:
        """Log a failure once, not every second, and that it is over."""
        failing, self._failing = self._failing, type(error) if error else None
        if error is not None and failing is not type(error):
            log.error("A tick was cut short; the next one goes on.", exc_info=error)
        elif error is None and failing is not None:
            log.info("Ticks go through again.")

    def _watch(self) -> None:
        """Call the job anew where the clock went back: its next time is on the wall clock."""
        while not self._stopping.wait(INTERVAL):
            if not self._is_working and time.monotonic() - self._ticked_at > LATE:
                self._tick_now()

    def _tick_now(self) -> None:
        # There is no job any more where the stop came first.
        with suppress(JobLookupError):
            self._job.modify(next_run_time=datetime.now(UTC))

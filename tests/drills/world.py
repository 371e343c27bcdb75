"""A clock that several threads share, and that goes on only while all of them wait."""

import heapq
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Condition


class World:
    """Whoever works takes no time; once all wait, it is the moment that the first waits for.

    So a slow machine makes no claim run out, and a day is over as soon as its work is done.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start.timestamp()
        self._changed = Condition()
        self._awake = 0
        self._waiting: list[float] = []

    def now(self) -> datetime:
        """The present moment."""
        return datetime.fromtimestamp(self._now, UTC)

    def seconds(self) -> float:
        """The same as seconds since 1970."""
        return self._now

    @contextmanager
    def inhabited(self) -> Generator[None]:
        """Live in it: the clock waits for this thread too."""
        with self._changed:
            self._awake += 1
        try:
            yield
        finally:
            with self._changed:
                self._awake -= 1
                self._go_on()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        if seconds <= 0:
            return
        with self._changed:
            end = self._now + seconds
            heapq.heappush(self._waiting, end)
            self._awake -= 1
            self._go_on()
            while self._now < end:
                self._changed.wait()

    def _go_on(self) -> None:
        if self._awake or not self._waiting:
            return
        self._now = max(self._now, self._waiting[0])
        while self._waiting and self._waiting[0] <= self._now:
            heapq.heappop(self._waiting)
            self._awake += 1
        self._changed.notify_all()

"""The tick: at once, again when woken, after a clock that went back, and to its end at a stop."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import scheduler
from bot.scheduler import Scheduler

PATIENCE = 10  # seconds after which a test gives up


@contextmanager
def ticking(work: Callable[..., object]) -> Iterator[Scheduler]:
    """Run a scheduler for the length of a test."""
    started = Scheduler(work)
    started.start()
    try:
        yield started
    finally:
        started.stop()


def test_it_ticks_at_once_and_again() -> None:
    ticks = threading.Semaphore(0)
    with ticking(lambda *_: ticks.release()):
        assert all(ticks.acquire(timeout=PATIENCE) for _ in range(2))


def test_waking_it_ticks_without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "INTERVAL", 3600)
    ticks = threading.Semaphore(0)
    with ticking(lambda *_: ticks.release()) as running:
        assert ticks.acquire(timeout=PATIENCE)
        running.wake()
        assert ticks.acquire(timeout=PATIENCE)


def test_waking_it_during_a_tick_gives_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "INTERVAL", 3600)
    begun, go_on = threading.Semaphore(0), threading.Semaphore(0)

    def work(*_: Any) -> None:
        begun.release()
        assert go_on.acquire(timeout=PATIENCE)

    with ticking(work) as running:
        assert begun.acquire(timeout=PATIENCE)
        running.wake()
        go_on.release(3)  # The call itself may come too late to be taken into the tick.
        assert begun.acquire(timeout=PATIENCE)


def test_it_ticks_on_after_a_clock_that_went_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour back, APScheduler alone would sleep for the hour."""
    import apscheduler.schedulers.base as apscheduler

    back = threading.Event()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            moment = datetime.now(tz)
            return moment - timedelta(hours=1) if back.is_set() else moment

    monkeypatch.setattr(apscheduler, "datetime", Clock)
    monkeypatch.setattr(scheduler, "datetime", Clock)
    monkeypatch.setattr(scheduler, "LATE", 1)
    ticks = threading.Semaphore(0)
    with ticking(lambda *_: ticks.release()):
        assert ticks.acquire(timeout=PATIENCE)
        back.set()
        while ticks.acquire(timeout=0):
            pass
        assert all(ticks.acquire(timeout=PATIENCE) for _ in range(3))


def test_a_tick_that_fails_is_followed_by_the_next_and_logged_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "INTERVAL", 0.05)
    caplog.set_level("INFO")
    outcomes = iter([RuntimeError("the database is gone"), RuntimeError("and still is"), None])
    done = threading.Event()

    def work(*_: Any) -> None:
        outcome = next(outcomes, None)
        if outcome is not None:
            raise outcome
        done.set()

    with ticking(work):
        assert done.wait(PATIENCE)
    said = [each.message for each in caplog.records if each.name == "bot.scheduler"]
    assert said == ["A tick was cut short; the next one goes on.", "Ticks go through again."]


def test_a_stop_waits_for_what_is_under_way_and_tells_it() -> None:
    begun, finished = threading.Event(), threading.Event()

    def work(stopping: Callable[[], bool]) -> None:
        begun.set()
        waited = threading.Event()
        while not stopping():
            waited.wait(0.01)
        finished.set()

    running = Scheduler(work)
    running.start()
    assert begun.wait(PATIENCE)
    running.stop()
    assert finished.is_set()
    running.wake()  # What comes late changes nothing.

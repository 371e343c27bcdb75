"""The threads for what nobody waits for; a clean stop lets them finish."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any, ParamSpec, TypeVar

from bot import trace, turns

log = logging.getLogger(__name__)

THREADS = 8
MOST = 6  # of one workspace at once, so that a thread is left for the others

P = ParamSpec("P")
T = TypeVar("T")


class Workers(ThreadPoolExecutor):
    """A pool where workspaces take turns, and whose work does not fail in silence."""

    def __init__(self, threads: int = THREADS, most: int = MOST) -> None:
        super().__init__(threads, thread_name_prefix="work")
        self._turns: turns.Turns[tuple[Future[Any], Callable[[], Any]]] = turns.Turns(most)
        self._open: set[Future[Any]] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do it soon, for the request that asks for it; what it raises is logged."""
        context = copy_context()
        future: Future[T] = Future()
        self._turns.add(turns.party(), (future, lambda: context.run(fn, *args, **kwargs)))
        try:
            super().submit(self._take_turns)
        except RuntimeError:  # They have stopped.
            future.cancel()
            raise
        if asked := trace.current():
            asked.hold()
        self._open.add(future)
        future.add_done_callback(lambda done: context.run(self._done, done))
        return future

    def load(self) -> tuple[int, int]:
        """Count what is being done, and what waits for a thread."""
        begun = [each.running() for each in tuple(self._open) if not each.done()]
        return begun.count(True), begun.count(False)

    def finish(self) -> None:
        """Wait until nothing is left to do, also of what the work itself set going."""
        while self._open:
            wait(tuple(self._open))

    def _take_turns(self) -> None:
        """Do what is next, until nothing is left that may begin."""
        while turn := self._turns.take():
            party, (future, work) = turn
            try:
                _do(work, future)
            finally:
                self._turns.done(party)

    def _done(self, future: "Future[Any]") -> None:
        _note_failure(future)
        if asked := trace.current():
            asked.release()
        self._open.discard(future)


def _do(work: Callable[[], Any], future: "Future[Any]") -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        done = work()
    except BaseException as error:  # noqa: BLE001  # As the pool itself does: the future tells.
        future.set_exception(error)
    else:
        future.set_result(done)


def _note_failure(future: "Future[T]") -> None:
    error = None if future.cancelled() else future.exception()
    if error is not None:
        log.error("Work in the background failed.", exc_info=error)
        trace.came_to("failed")

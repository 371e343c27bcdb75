"""What the thread is working for: a request, a run of a digest; every line of the log says so.

A request is known by its id, which is also the reference in an apology; a run by that of the
digest. Neither names a workspace or a person.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Literal

Outcome = Literal["ok", "refused", "failed"]
# From good to bad: the worst of what happened is the outcome.
OUTCOMES: tuple[Outcome, ...] = ("ok", "refused", "failed")
OTHER = "other"  # the action where nobody knows what was asked for


class Asked:
    """What one payload asks for, and how it went.

    `seconds` is what the acknowledgement took. It is done once that is given and all the work that
    it set going has ended; then `done` is told of it.
    """

    def __init__(self, kind: str, done: Callable[["Asked"], None]) -> None:
        self.kind = kind
        self.action = ""
        self.outcome: Outcome = "ok"
        self.seconds = 0.0
        self._done = done
        self._open = 1
        self._lock = Lock()

    def came_to(self, outcome: Outcome) -> None:
        """Note an outcome, unless a worse one is known."""
        if OUTCOMES.index(outcome) > OUTCOMES.index(self.outcome):
            self.outcome = outcome

    def hold(self) -> None:
        """Keep it open for work that goes on."""
        with self._lock:
            self._open += 1

    def release(self) -> None:
        """Say that one piece of it has ended."""
        with self._lock:
            self._open -= 1
            is_done = self._open == 0
        if is_done:
            self._done(self)


_REQUEST: ContextVar[str] = ContextVar("request", default="")
_RUN: ContextVar[str] = ContextVar("run", default="")
_ASKED: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def request() -> Iterator[None]:
    """Work for a request; one within another is the same."""
    if _REQUEST.get():
        yield
        return
    before = _REQUEST.set(_new_id())
    try:
        yield
    finally:
        _REQUEST.reset(before)


@contextmanager
def run(run_id: str) -> Iterator[None]:
    """Work for a run of a digest."""
    before = _RUN.set(run_id)
    try:
        yield
    finally:
        _RUN.reset(before)


@contextmanager
def asked(kind: str, done: Callable[[Asked], None]) -> Iterator[Asked]:
    """Answer a payload of that kind, and take the time of it."""
    current = Asked(kind, done)
    before = _ASKED.set(current)
    begun = time.perf_counter()
    try:
        yield current
    except BaseException:
        current.came_to("failed")
        raise
    finally:
        current.seconds = time.perf_counter() - begun
        current.release()
        _ASKED.reset(before)


def ids() -> dict[str, str]:
    """Name what the thread is working for, as far as it is for something."""
    known = {"request": _REQUEST.get(), "run": _RUN.get()}
    return {name: each for name, each in known.items() if each}


def reference() -> str:
    """What a person can name who tells of a failure: the request's id."""
    return _REQUEST.get() or _new_id()


def current() -> Asked | None:
    """What the payload asks for that the thread is working for."""
    return _ASKED.get()


def called(action: str) -> None:
    """Note which command or form is meant; a name of ours, never a word that was typed."""
    if current := _ASKED.get():
        current.action = action


def came_to(outcome: Outcome) -> None:
    """Note how it went, unless something worse is known."""
    if current := _ASKED.get():
        current.came_to(outcome)


def _new_id() -> str:
    return secrets.token_hex(4)

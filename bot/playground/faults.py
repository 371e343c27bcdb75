"""Faults that a test can order: the next calls of a Web API method go wrong in a chosen way."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal[
    "drop_before",  # the connection breaks and nothing has happened
    "drop_after",  # it has happened, and the connection breaks before the answer
    "drop_late",  # the connection breaks; it happens once `LocalSlack.late_calls_land` is called
    "http_500",  # 500, nothing has happened
    "http_500_after",  # it has happened, and the answer is a 500
    "ratelimited",  # 429 with Retry-After, nothing has happened
    "slow",  # it has happened, and the answer takes `seconds`
    "error",  # the answer is this Slack error, nothing has happened
    "error_after",  # it has happened, and the answer is this Slack error
]
AFTER = frozenset({"drop_after", "http_500_after", "slow", "error_after"})


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong; `retry_after` and `seconds` are seconds."""

    kind: FaultKind
    error: str = "internal_error"
    retry_after: int = 1
    seconds: float = 0.0

    @property
    def takes_effect(self) -> bool:
        """Whether the call is carried out although the caller will not learn it."""
        return self.kind in AFTER


class Faults:
    """The faults in waiting, by method, used up one call at a time."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}
        self._lock = threading.Lock()

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` fail."""
        with self._lock:
            self._waiting.setdefault(method, []).extend([fault] * times)

    def next_for(self, method: str) -> Fault | None:
        """Take the fault that this call is to suffer, if one waits."""
        with self._lock:
            waiting = self._waiting.get(method)
            return waiting.pop(0) if waiting else None

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self._waiting.clear()

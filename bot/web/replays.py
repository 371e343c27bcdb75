"""Requests that Slack signed and that were taken, so that none is taken twice.

A signature holds for five minutes. Slack sends a command or a tap once, under a `trigger_id` of its
own, so whoever sends the same bytes later has copied them. Events are another matter: Slack sends
them again where it got no answer, and they are known by their `event_id`.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

HOLDS = 300  # seconds for which a signature holds, before and after its time
# Seconds after which the same is a copy. Within them a proxy may send a request again, and two that
# are alike in every byte bear the same signature where they were signed in the same second.
AT_ONCE = 3
KEPT = 100_000  # signatures, some 20 MB


class Replays:
    """Remembers signatures until they hold no more."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._taken: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def is_copy(self, signature: str, timestamp: int, body: Mapping[str, Any]) -> bool:
        """Tell whether the same was taken before, and remember it; the signature is known good."""
        if not body.get("trigger_id"):
            return False
        now = self.clock()
        with self._lock:
            self._let_go(now)
            if signature in self._taken:
                return now - timestamp > AT_ONCE
            self._taken[signature] = timestamp
            return False

    def _let_go(self, now: float) -> None:
        while self._taken:
            signature, timestamp = next(iter(self._taken.items()))
            if len(self._taken) < KEPT and now - timestamp <= HOLDS:
                return
            del self._taken[signature]

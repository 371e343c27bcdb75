"""The events of late, so that one delivered twice is answered once."""

from collections import OrderedDict
from threading import Lock

KEPT = 20_000  # some five minutes of a busy hour; Slack sends an event again for so long


class Recent:
    """Remembers events by their id."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def first_time(self, event_id: str | None) -> bool:
        """Tell whether the event has not been seen, and remember it."""
        if not event_id:
            return True
        with self._lock:
            if event_id in self._seen:
                return False
            self._seen[event_id] = None
            while len(self._seen) > KEPT:
                self._seen.popitem(last=False)
            return True

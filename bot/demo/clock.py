"""A clock that can be put forward."""

from datetime import UTC, datetime, timedelta
from threading import Lock


class MovableClock:
    """Real time plus what it was put forward by."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._lock = Lock()

    def now(self) -> datetime:
        """Tell the time, in UTC."""
        with self._lock:
            return datetime.now(UTC) + self._ahead

    def seconds(self) -> float:
        """Tell the time as seconds since 1970."""
        return self.now().timestamp()

    def advance_to(self, moment: datetime) -> None:
        """Go forward to a moment; one that has passed changes nothing."""
        with self._lock:
            self._ahead = max(self._ahead, moment - datetime.now(UTC))

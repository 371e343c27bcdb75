"""A store with a clock that moves by a second whenever it is looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from storage import Entry, Saved, Store, Who, open_store

ANN = Who("T1", "UANN")
BEN = Who("T1", "UBEN")
CHO = Who("T1", "UCHO")
STRANGER = Who("T2", "UANN")


class Ticking:
    """Time that passes by being asked for."""

    def __init__(self) -> None:
        self.now = datetime(2023, 11, 28, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def wait(self, time: timedelta) -> None:
        """Let time pass."""
        self.now += time


@contextmanager
def opened(url: str, clock: Ticking | None = None) -> Iterator[Store]:
    """Open a store and close it again."""
    store = open_store(url, clock or Ticking())
    try:
        yield store
    finally:
        store.close()


def log(store: Store, who: Who, code: str, stars: int | None = None, **fields: object) -> Saved:
    """Log a session by its code."""
    entry = Entry(code=code, raw=code, stars=stars, **fields)  # type: ignore[arg-type]
    return store.takeaways.add(who, [entry])


def number_of(saved: Saved) -> int:
    """Give the number of the session that was saved."""
    return saved.entries[0].session.number

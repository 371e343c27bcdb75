"""Who comes next: workspaces in turn, so that one which floods keeps nobody else waiting."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

_PARTY: ContextVar[str] = ContextVar("party", default="")


class Turns(Generic[T]):
    """What waits for a thread: first come, first served within a party, and the parties in turn.

    At most `most` of one party are under way at the same time, so that some threads are always
    left for the others; `fewer` names parties that have a smaller share.
    """

    def __init__(self, most: int, fewer: Mapping[str, int] | None = None) -> None:
        self.most = most
        self._fewer = fewer or {}
        self._waiting: OrderedDict[str, deque[T]] = OrderedDict()
        self._under_way: Counter[str] = Counter()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many wait."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def add(self, party: str, item: T) -> None:
        """Have it wait behind those of its party."""
        with self._lock:
            self._waiting.setdefault(party, deque()).append(item)

    def take(self) -> tuple[str, T] | None:
        """Give the next, which is under way then; None where nobody waits that may begin."""
        with self._lock:
            for party, items in self._waiting.items():
                if self._under_way[party] < self._fewer.get(party, self.most):
                    item = items.popleft()
                    del self._waiting[party]
                    if items:
                        self._waiting[party] = items  # Behind all other parties.
                    self._under_way[party] += 1
                    return party, item
            return None

    def done(self, party: str) -> None:
        """Say that one of the party is no longer under way."""
        with self._lock:
            self._under_way[party] -= 1
            if not self._under_way[party]:
                del self._under_way[party]

    def empty(self) -> list[T]:
        """Let nobody wait any more; gives who did."""
        with self._lock:
            waiting = [item for items in self._waiting.values() for item in items]
            self._waiting.clear()
            return waiting


@contextmanager
def working_for(party: str) -> Iterator[None]:
    """Have what is done here, and what it sets going, count as the party's."""
    before = _PARTY.set(party)
    try:
        yield
    finally:
        _PARTY.reset(before)


def party() -> str:
    """The party that the thread is working for; "" where that is nobody's."""
    return _PARTY.get()

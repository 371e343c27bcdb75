"""The web server's threads: each takes the request whose workspace's turn it is."""

from collections.abc import Callable, Mapping
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from bot.turns import Turns
from bot.web.connections import Connection, Request


class Dispatcher(ThreadedTaskDispatcher):
    """Waitress's threads with turns in place of one queue; `party_of` tells whose a request is."""

    def __init__(
        self, party_of: Callable[[Request], str], most: int, fewer: Mapping[str, int]
    ) -> None:
        super().__init__()
        self.party_of = party_of
        self.turns: Turns[Connection] = Turns(most, fewer)

    def add_task(self, task: Any) -> None:
        """Have the first request of a connection wait for its turn."""
        self.turns.add(self.party_of(task.requests[0]), task)
        with self.lock:
            self.queue_cv.notify()

    def handler_thread(self, thread_no: int) -> None:
        """Answer one request after the other, until the thread is to stop."""
        while (turn := self._next(thread_no)) is not None:
            party, connection = turn
            try:
                connection.service()
            except BaseException:
                # What the application raises was answered and logged by the connection.
                self.logger.exception("A connection failed.")
            finally:
                self.turns.done(party)
                with self.lock:
                    # One of the same party may have waited for this alone.
                    self.queue_cv.notify()

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> bool:
        """Stop the threads, and let go of what still waits."""
        super().shutdown(cancel_pending=False, timeout=timeout)
        waiting = self.turns.empty() if cancel_pending else []
        for connection in waiting:
            connection.cancel()
        return bool(waiting)

    def _next(self, thread_no: int) -> tuple[str, Connection] | None:
        with self.lock:
            while not self.stop_count:
                turn = self.turns.take()
                if turn is not None:
                    return turn
                self.active_count -= 1
                self.queue_cv.wait()
                self.active_count += 1
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()
            return None

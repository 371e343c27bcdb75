"""Who is slow, or only there, keeps neither a thread nor a place; who is quick notices nothing."""

import resource
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from bot.web import server
from bot.web.connections import COMPLETE, WAITED, Connection, Request
from bot.web.endpoint import answer
from bot.web.server import SPARE, Server, Web, connections_at_most
from tests.wire import PATIENCE, Heard, heard, request, say

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PAGE = request(b"", {}, "GET /healthz HTTP/1.1")
KEPT = PAGE.replace(b"Connection: close\r\n", b"")


class Moved:
    """Seconds that only a test lets pass."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Halls:
    """A server whose page `/hall` answers when it may, and counts as any workspace does."""

    def __init__(self) -> None:
        self.clock = Moved()
        self.entered: list[str] = []
        self.waited: list[float] = []
        self.entering = threading.Semaphore(0)
        self.may_leave = threading.Event()
        self.web = Web({"/hall": self._hall, "/other": self._other}, lambda: True)
        self.web.party = self._party  # type: ignore[method-assign]
        self.server = Server(self.web, "127.0.0.1", 0, 4, self.clock)

    def forward(self, seconds: float) -> None:
        """Let time pass, and the server look."""
        self.clock.now += seconds
        self.server.wake()

    def _party(self, request: Request) -> str:
        return f"of {request.path}"

    def _hall(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self.entering.release()
        assert self.may_leave.wait(PATIENCE)
        self.waited.append(environ[WAITED])
        return answer(HTTPStatus.OK, start_response)

    def _other(
        self, _environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        return answer(HTTPStatus.OK, start_response)


@contextmanager
def serving(halls: Halls) -> Iterator[Halls]:
    thread = threading.Thread(target=halls.server.run)
    thread.start()
    try:
        yield halls
    finally:
        halls.may_leave.set()
        halls.server.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def halls() -> Iterator[Halls]:
    with serving(Halls()) as started:
        yield started


@contextmanager
def connected(halls: Halls, begun: bytes = b"") -> Iterator[socket.socket]:
    address = ("127.0.0.1", halls.server.port)
    with closing(socket.create_connection(address, PATIENCE)) as connection:
        connection.sendall(begun)
        yield connection


def taken(halls: Halls, count: int) -> None:
    """Wait until the server has so many connections, each with what it sent."""
    until = time.monotonic() + PATIENCE
    while True:
        there = len(halls.server._of(Connection))
        # A round later what they sent is read too.
        assert say(halls.server.port, PAGE).status == 200
        if there >= count:
            return
        assert time.monotonic() < until


@pytest.mark.parametrize(
    "begun",
    [
        PAGE[:20],
        PAGE[:-2],
        request(b"half", {}, length="8"),
        request(b"4\r\nhal", {"Transfer-Encoding": "chunked"}, length=""),
        KEPT + PAGE[:20],
    ],
    ids=["line", "headers", "body", "chunk", "second request"],
)
def test_a_request_that_does_not_come_in_time_gets_408(halls: Halls, begun: bytes) -> None:
    with connected(halls, begun) as slow:
        taken(halls, 1)
        halls.forward(COMPLETE / 2)
        assert say(halls.server.port, PAGE).status == 200
        halls.forward(COMPLETE)
        assert heard(slow).statuses[-1] == 408


def test_a_byte_now_and_then_does_not_help(halls: Halls) -> None:
    with connected(halls, b"G") as slow:
        taken(halls, 1)
        for byte in PAGE[1:6]:
            slow.sendall(bytes([byte]))
            halls.forward(COMPLETE / 4)
        assert heard(slow).status == 408


def test_a_connection_that_brings_nothing_is_closed(halls: Halls) -> None:
    with connected(halls) as silent:
        taken(halls, 1)
        halls.forward(COMPLETE + 1)
        assert heard(silent) == Heard(0, "")


def test_a_connection_that_brought_something_is_kept_for_the_next(halls: Halls) -> None:
    with connected(halls, KEPT) as patient:
        first = b""
        while not first.endswith(b"OK\n"):
            first += patient.recv(65536)
        halls.forward(2 * COMPLETE)
        assert say(halls.server.port, PAGE).status == 200
        patient.sendall(PAGE)
        assert heard(patient).status == 200


def test_an_answer_may_take_longer_than_a_request(halls: Halls) -> None:
    with connected(halls, request(b"", {}, "GET /hall HTTP/1.1")) as waiting:
        assert halls.entering.acquire(timeout=PATIENCE)
        halls.forward(2 * COMPLETE)
        assert say(halls.server.port, PAGE).status == 200
        halls.may_leave.set()
        assert heard(waiting).status == 200


def test_a_crowd_takes_no_more_threads_than_it_may(halls: Halls) -> None:
    ask = request(b"", {}, "GET /hall HTTP/1.1")
    with ExitStack() as stack:
        crowd = [stack.enter_context(connected(halls, ask)) for _ in range(8)]
        for _ in range(3):
            assert halls.entering.acquire(timeout=PATIENCE)
        # Three of the four threads are taken; the fourth is for everybody else.
        assert say(halls.server.port, request(b"", {}, "GET /other HTTP/1.1")).status == 200
        assert not halls.entering.acquire(blocking=False)
        assert halls.server.waiting == 5
        halls.clock.now += 2
        halls.may_leave.set()
        assert [heard(each).status for each in crowd] == [200] * 8
    assert sorted(halls.waited) == [0] * 3 + [2] * 5


def test_where_all_places_are_taken_the_quietest_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "connections_at_most", lambda: SPARE)
    with serving(Halls()) as halls, ExitStack() as stack:
        for at in range(3 * SPARE):
            stack.enter_context(connected(halls))
            if at % SPARE == 0:
                assert say(halls.server.port, PAGE).status == 200
        assert say(halls.server.port, PAGE).status == 200


@pytest.mark.parametrize(("files", "room"), [(1024, 412), (100, SPARE), (65536, 1000), (-1, 1000)])
def test_there_are_as_many_places_as_the_system_lets_open_files(
    files: int, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limits(_which: int) -> tuple[int, Any]:
        return files, None

    monkeypatch.setattr(resource, "getrlimit", limits)
    assert connections_at_most() == room


def test_what_waits_when_the_server_stops_is_answered_first() -> None:
    halls = Halls()
    ask = request(b"", {}, "GET /hall HTTP/1.1")
    with ExitStack() as stack:
        with serving(halls):
            crowd = [stack.enter_context(connected(halls, ask)) for _ in range(5)]
            for _ in range(3):
                assert halls.entering.acquire(timeout=PATIENCE)
            taken(halls, 5)
        assert [heard(each).status for each in crowd] == [200] * 5

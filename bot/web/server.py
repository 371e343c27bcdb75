"""HTTP: the routes, the health of the process, and the server that brings requests to them."""

import errno
import resource
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server
from waitress.trigger import trigger

from bot.web.connections import CLOCK, HEAD, READ, Connection, Request
from bot.web.dispatching import Dispatcher
from bot.web.endpoint import SlackEndpoint, answer

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

DRAIN = 10  # seconds that a stop waits for answers
CONNECTIONS = 1000  # at once, where the system lets one process have so many files
FILES = 200  # left for the database, Slack and the log; a connection may need two
SPARE = 20  # connections that are kept free for who comes next
ONE_PAGE = 2  # threads; an install page may wait for Slack, and anybody can ask for it
LOOK = 0.5  # seconds between two looks at who is slow


class Web:
    """The WSGI application: the routes it is given, and its health."""

    def __init__(
        self, routes: Mapping[str, "WSGIApplication"], is_ready: Callable[[], bool]
    ) -> None:
        self.routes = {"/healthz": _health(lambda: True), "/readyz": _health(is_ready), **routes}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        route = self.routes.get(environ.get("PATH_INFO", ""))
        if route is None:
            return answer(HTTPStatus.NOT_FOUND, start_response)
        return route(environ, start_response)

    def pages(self) -> list[str]:
        """Name the routes that are no workspace's."""
        routes = self.routes.items()
        return [path for path, route in routes if not isinstance(route, SlackEndpoint)]

    def party(self, request: Request) -> str:
        """Name the workspace that a request is of, else the page that it asks for."""
        if request.error is not None:
            return ""
        route = self.routes.get(request.path)
        if not isinstance(route, SlackEndpoint):
            return request.path if route else ""
        headers = {name.lower().replace("_", "-"): value for name, value in request.headers.items()}
        return route.party(headers, request.peek())


def _health(is_well: Callable[[], bool]) -> "WSGIApplication":
    def respond(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return answer(HTTPStatus.METHOD_NOT_ALLOWED, start_response)
        return answer(
            HTTPStatus.OK if is_well() else HTTPStatus.SERVICE_UNAVAILABLE, start_response
        )

    return respond


class Server:
    """Waitress: workspaces in turn, limits for who is slow, a stop that lets answers finish."""

    def __init__(
        self,
        web: Web,
        host: str,
        port: int,
        threads: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._map: dict[int, Any] = {}
        most = max(1, threads * 3 // 4)
        shares = dict.fromkeys(web.pages(), min(ONE_PAGE, most))
        self._dispatcher = Dispatcher(web.party, most, shares)
        self._room = connections_at_most()
        try:
            self._waitress = create_server(
                web,
                map=self._map,
                _dispatcher=self._dispatcher,
                host=host,
                port=port,
                connection_limit=self._room + SPARE,
                max_request_header_size=HEAD,
                max_request_body_size=READ,
                log_socket_errors=False,  # Who breaks a connection is no trouble of ours.
                ident=None,
                clear_untrusted_proxy_headers=True,
            )
        except ValueError as error:  # What Waitress makes of a name that nobody knows.
            raise OSError(errno.EADDRNOTAVAIL, "no such address") from error
        self._clock = clock
        vars(self._waitress.adj)[CLOCK] = clock
        self._next_look = 0.0
        for each in self._of(BaseWSGIServer):
            each.channel_class = Connection
        self._dispatcher.set_thread_count(threads)
        self._stopping = False
        self._triggers = [each for each in self._map.values() if isinstance(each, trigger)]

    @property
    def port(self) -> int:
        """The port it listens on, also where any free one was asked for."""
        return int(next(each.effective_port for each in self._of(BaseWSGIServer)))

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        return len(self._dispatcher.turns)

    def run(self) -> None:
        """Serve until `stop`, then answer what has begun."""
        while not self._stopping:
            wasyncore.loop(timeout=LOOK, map=self._map, use_poll=True, count=1)
            self._look()
        for each in self._of(BaseWSGIServer):
            # The listening socket alone: what wakes the loop for an answer stays open.
            wasyncore.dispatcher.close(each)
        until = time.monotonic() + DRAIN
        while self._is_busy() and time.monotonic() < until:
            wasyncore.loop(timeout=0.1, map=self._map, use_poll=True, count=1)
        self._waitress.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)

    def stop(self) -> None:
        """Take no more requests; from a signal or another thread."""
        if not self._stopping:
            self._stopping = True
            self.wake()

    def wake(self) -> None:
        """Have it look at once at who is slow; from another thread."""
        with suppress(OSError):  # Another thread may have stopped it, and be done.
            self._triggers[0].pull_trigger()

    def _look(self) -> None:
        """Send away who is slow, and make room where there is none: who was quiet longest goes."""
        if len(self._map) < self._room and self._clock() < self._next_look:
            return
        self._next_look = self._clock() + LOOK
        connections = self._of(Connection)
        for each in connections:
            each.look()
        quiet = sorted(
            (each for each in connections if each.is_quiet), key=lambda each: each.last_activity
        )
        for each in quiet[: max(0, len(self._map) - self._room)]:
            each.will_close = True

    def _is_busy(self) -> bool:
        return any(not each.is_quiet for each in self._of(Connection))

    def _of(self, kind: type) -> list[Any]:
        return [each for each in self._map.values() if isinstance(each, kind)]


def connections_at_most() -> int:
    """How many connections the system lets this process have, each with a file for its body."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return CONNECTIONS
    return max(SPARE, min(CONNECTIONS, (files - FILES) // 2))

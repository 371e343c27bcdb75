"""The loopback server of a workspace; `handler` says what it answers."""

from __future__ import annotations

import socket
import socketserver
import sys
import threading
from contextlib import suppress
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from bot.playground.handler import Handler

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack


class SlackServer:
    """Serves one LocalSlack on one port of 127.0.0.1; port 0 takes a free one."""

    def __init__(self, slack: LocalSlack, port: int = 0) -> None:
        self.stopping = threading.Event()
        self._http = Server(("127.0.0.1", port), Handler)
        self._http.slack, self._http.owner = slack, self
        self._thread = threading.Thread(
            target=self._http.serve_forever, name="local-slack", kwargs={"poll_interval": 0.02}
        )

    @property
    def port(self) -> int:
        """The port that is served."""
        return int(self._http.server_address[1])

    @property
    def base_url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering, let go of those who wait, and close the port."""
        self.stopping.set()
        for workspace in self._http.slack.workspaces.values():
            workspace.touch()
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.hear_no_more()
        self._http.server_close()


class Server(ThreadingHTTPServer):
    """Answers each request on a thread of its own."""

    daemon_threads = False  # stopping waits for the answers that are under way
    request_queue_size = 128
    slack: LocalSlack
    owner: SlackServer

    def __init__(self, address: tuple[str, int], handler: type[Handler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember a connection while it is open."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that is done."""
        self._open.discard(request)
        super().shutdown_request(request)

    def hear_no_more(self) -> None:
        """Let go of connections that browsers open ahead, and on which nothing was asked yet."""
        for connection in self._open.copy():
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where the other side has gone; everything else is a fault of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def server_bind(self) -> None:
        # HTTPServer's own asks the name service for this machine's name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

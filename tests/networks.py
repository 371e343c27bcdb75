"""A network between the bot and its database, which may swallow what is sent through it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import make_url

PIECE = 65536  # bytes


class Network:
    """Carries connections to a port of this machine, until it is told to swallow everything.

    Whoever connects then is let in, and hears nothing: as of a server that hangs.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._open = threading.Event()
        self._open.set()
        self._sockets: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it is entered."""
        port: int = self._listening.getsockname()[1]
        return port

    @contextmanager
    def swallowing(self) -> Iterator[None]:
        """Swallow everything for as long as the context lasts."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    def close(self) -> None:
        """End it with every connection."""
        for each in (self._listening, *tuple(self._sockets)):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._sockets |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                if self._open.is_set():
                    other.sendall(piece)
            other.shutdown(socket.SHUT_RDWR)


@contextmanager
def through_network(database_url: str) -> Iterator[tuple[str, Network]]:
    """Lead the way to a PostgreSQL through a network; gives the URL and the network."""
    url = make_url(database_url)
    network = Network(url.port or 5432)
    try:
        # Without TLS or GSSAPI, a connection begins with one packet.
        by = url.set(host="127.0.0.1", port=network.port)
        yield by.render_as_string(hide_password=False), network
    finally:
        network.close()

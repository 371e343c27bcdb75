"""Socket Mode's side of Slack: WebSocket connections, envelopes and their acknowledgements."""

from __future__ import annotations

import json
import queue
import secrets
import threading
from typing import TYPE_CHECKING, Any

from bot.playground.delivery import ANSWER_WITHIN, Answer, Envelope
from bot.playground.state import Json

if TYPE_CHECKING:
    from websockets.sync.server import Server, ServerConnection

    from bot.playground.service import LocalSlack

MOST_CONNECTIONS = 10  # Slack's own limit for one app
MOST_BYTES = 16 * 1024 * 1024


class SocketHub:
    """The app's open connections; each envelope goes to one of them, the oldest.

    The `websockets` package is imported when an app first asks for a connection, so that HTTP
    needs nothing but the standard library.
    """

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self._tickets: set[str] = set()
        self._connections: list[ServerConnection] = []
        self._acks: dict[str, queue.SimpleQueue[Any]] = {}
        self._count = 0

    @property
    def connected(self) -> int:
        """How many connections the app holds."""
        with self._lock:
            return len(self._connections)

    def open(self) -> str:
        """The address of a new connection, good for one use."""
        with self._lock:
            server = self._server = self._server or self._started()
            ticket = secrets.token_urlsafe(16)
            self._tickets.add(ticket)
            port = server.socket.getsockname()[1]
            return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={self._slack.app.app_id}"

    def wait_for_connections(self, number: int = 1, timeout: float = 5.0) -> bool:
        """Wait until the app holds so many connections; False after `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._connections) == number, timeout)

    def send(self, envelope: Envelope) -> Answer:
        """Send one envelope and wait three seconds for its acknowledgement."""
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415

        with self._lock:
            if not self._connections:
                return Answer(failure="dispatch_failed")
            connection = self._connections[0]
            self._count += 1
            envelope_id = f"envelope-{self._count:06d}"
            acks = self._acks[envelope_id] = queue.SimpleQueue()
        try:
            connection.send(json.dumps(_frame(envelope, envelope_id)))
            acknowledged = acks.get(timeout=ANSWER_WITHIN)
        except queue.Empty:
            return Answer(failure="operation_timeout")
        except ConnectionClosed:
            return Answer(failure="dispatch_failed")
        finally:
            with self._lock:
                del self._acks[envelope_id]
        return Answer(body=json.dumps(acknowledged).encode() if acknowledged else b"")

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask the app to come back on new connections, and close the present ones."""
        for connection in self._taken():
            connection.send(json.dumps({"type": "disconnect", "reason": reason}))
            connection.close()

    def drop(self) -> None:
        """Close the present connections without a word, as a network does."""
        for connection in self._taken():
            connection.close()

    def _taken(self) -> list[ServerConnection]:
        """The present connections, over which nothing is sent any more."""
        with self._changed:
            connections, self._connections = self._connections, []
            self._changed.notify_all()
            return connections

    def stop(self) -> None:
        """Close every connection and the port."""
        with self._lock:
            server, thread = self._server, self._thread
            self._server = self._thread = None
        self.drop()
        if server is not None:
            server.shutdown()
        if thread is not None:
            thread.join()

    def _started(self) -> Server:
        from websockets.sync.server import serve  # noqa: PLC0415

        # A page of any origin is turned away: only programs, which send no Origin, may connect.
        server = serve(self._serve, "127.0.0.1", 0, origins=[None], max_size=MOST_BYTES)
        self._thread = threading.Thread(target=server.serve_forever, name="socket-mode")
        self._thread.start()
        return server

    def _serve(self, connection: ServerConnection) -> None:
        from websockets.exceptions import ConnectionClosed  # noqa: PLC0415

        if not self._admit(connection):
            connection.close(1008, "invalid ticket")
            return
        try:
            connection.send(json.dumps(self._hello()))
            for words in connection:
                self._take(words)
        except ConnectionClosed:
            pass
        finally:
            self._forget(connection)

    def _admit(self, connection: ServerConnection) -> bool:
        path = connection.request.path if connection.request else ""
        ticket = path.partition("ticket=")[2].partition("&")[0]
        with self._changed:
            if ticket not in self._tickets or len(self._connections) >= MOST_CONNECTIONS:
                return False
            self._tickets.remove(ticket)
            self._connections.append(connection)
            self._changed.notify_all()
            return True

    def _forget(self, connection: ServerConnection) -> None:
        with self._changed:
            if connection in self._connections:
                self._connections.remove(connection)
                self._changed.notify_all()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connected,
            "connection_info": {"app_id": self._slack.app.app_id},
            "debug_info": {"host": "local", "approximate_connection_time": 18060},
        }

    def _take(self, words: str | bytes) -> None:
        """Hand an acknowledgement to the one who waits for it."""
        try:
            message: Any = json.loads(words)
        except ValueError:
            return
        if not isinstance(message, dict):
            return
        payload = message.get("payload")
        if isinstance(payload, str):
            payload = {"text": payload}
        with self._lock:
            waiting = self._acks.get(str(message.get("envelope_id")))
        if waiting is not None:
            waiting.put(payload or {})


def _frame(envelope: Envelope, envelope_id: str) -> Json:
    frame: Json = {
        "envelope_id": envelope_id,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.kind != "events_api",
    }
    if envelope.kind == "events_api":
        frame |= {"retry_attempt": envelope.retry_num, "retry_reason": envelope.retry_reason}
    return frame

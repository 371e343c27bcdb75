"""HTTP as bytes on a socket, so that a request can be as wrong as one likes."""

import hashlib
import hmac
import socket
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PATIENCE = 10  # seconds after which a test gives up


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: the status of the first answer, 0 where the connection was only closed."""

    status: int
    text: str

    @property
    def statuses(self) -> list[int]:
        """Those of all answers that came over the connection."""
        lines = [line for line in self.text.split("\n") if line.startswith("HTTP/1.")]
        return [int(line.split()[1]) for line in lines]


def say(port: int, pieces: bytes | Iterable[bytes]) -> Heard:
    """Send bytes, say that no more will come, and read to the end."""
    with closing(socket.create_connection(("127.0.0.1", port), PATIENCE)) as connection:
        try:
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # It was refused before it was all sent; the answer is there all the same.
        return heard(connection)


def heard(connection: socket.socket) -> Heard:
    """Read until the other end closes."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionError:
        pass
    words = received.split(maxsplit=2)
    text = received.decode("latin-1")
    return Heard(int(words[1]) if text.startswith("HTTP/1.") else 0, text)


def signed(
    secret: str, body: bytes, content_type: str = FORM, at: float | None = None
) -> dict[str, str]:
    """Give the headers with which Slack sends a body."""
    now = str(int(time.time() if at is None else at))
    base = b"v0:" + now.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={digest}",
    }


def request(
    body: bytes,
    headers: Mapping[str, str],
    line: str = "POST /slack/events HTTP/1.1",
    *,
    length: str | None = None,
) -> bytes:
    """Write a request, with its true length unless another is stated ("" for none)."""
    stated = str(len(body)) if length is None else length
    lines = [line, "Host: bot.example.com", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {stated}"] if stated else []
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

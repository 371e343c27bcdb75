"""Signed slash commands over kept connections, each timed."""

import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count, cycle, islice
from statistics import median
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

TIMEOUT = 10  # seconds


class Target:
    """A server that takes Slack's commands; each of its answers holds `expected`."""

    def __init__(self, port: int, signing_secret: str, expected: bytes) -> None:
        self.port = port
        self.expected = expected
        self.verifier = SignatureVerifier(signing_secret)
        self.triggers = count(1)

    def request(self, text: str) -> bytes:
        """Write a command as Slack sends it."""
        body = urlencode(
            {
                "token": "t",
                "team_id": "T0LOCAL",
                "team_domain": "local",
                "channel_id": "C0GENERAL",
                "channel_name": "general",
                "user_id": "U0LOCAL",
                "user_name": "ann",
                "command": "/session",
                "text": text,
                "api_app_id": "A0LOCAL",
                "response_url": "http://127.0.0.1:9/nowhere",
                "trigger_id": f"1.2.{next(self.triggers)}",  # Slack's are of one use.
            }
        )
        stamp = str(int(time.time()))
        signature = self.verifier.generate_signature(timestamp=stamp, body=body)
        head = (
            "POST /slack/events HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            "Content-Type: application/x-www-form-urlencoded",
            f"X-Slack-Request-Timestamp: {stamp}",
            f"X-Slack-Signature: {signature}",
            f"Content-Length: {len(body)}",
        )
        return ("\r\n".join(head) + "\r\n\r\n" + body).encode()

    @contextmanager
    def connected(self) -> Iterator[socket.socket]:
        """Open a connection that is kept."""
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield connection

    def seconds_each(self, texts: Sequence[str], connections: int, number: int) -> float:
        """Send so many commands over so many connections; give the median seconds of an answer."""
        requests = [self.request(text) for text in islice(cycle(texts), number)]
        shares = [requests[at::connections] for at in range(connections)]
        with ThreadPoolExecutor(connections) as threads:
            timed = threads.map(self._send, shares)
        return median(seconds for share in timed for seconds in share)

    def _send(self, requests: Sequence[bytes]) -> list[float]:
        times = []
        with self.connected() as connection:
            for request in requests:
                begun = time.perf_counter()
                connection.sendall(request)
                answer = _answer(connection)
                times.append(time.perf_counter() - begun)
                if not answer.startswith(b"HTTP/1.1 200") or self.expected not in answer:
                    raise RuntimeError(answer[:400].decode("utf-8", "replace"))
        return times


def _answer(connection: socket.socket) -> bytes:
    received = connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length")
    ]
    while lengths and len(body) < lengths[0]:
        more = connection.recv(65536)
        received += more
        body += more
    return received

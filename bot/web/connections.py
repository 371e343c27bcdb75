"""A connection to the web server: what may come through it, and how long that may take.

Waitress keeps a connection for as long as something comes in every two minutes, answers 501 to some
requests that are merely wrong, and meets an address that can't be read with a traceback.
"""

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import ChunkedReceiver
from waitress.task import WSGITask
from waitress.utilities import BadRequest, Error

LARGEST = 1_000_000  # bytes of a request's body
# Bytes that are read before a refusal: who is still sending would see a broken connection instead.
READ = 16_000_000
IN_MEMORY = 65_536  # bytes of a body; more goes to a file
HEAD = 32_768  # bytes of a request's first line and headers
CHUNK_HEAD = 1_024  # bytes of a chunk's size with its extensions
COMPLETE = 10.0  # seconds from a request's first byte to its last
CLOCK = "session_bot_clock"  # the server's clock, among the settings that each connection has
WAITED = "session_bot.waited"  # in the WSGI environment: seconds since the last byte came


class TooSlow(Error):
    """A request that did not come in time."""

    code = 408
    reason = "Request Timeout"


class Body(OverflowableBuffer):
    """A body of which no more is kept than may be read; `came` counts all of it."""

    def __init__(self) -> None:
        super().__init__(IN_MEMORY)
        self.came = 0

    def append(self, s: bytes) -> None:
        """Take what has come."""
        self.came += len(s)
        if self.came <= LARGEST:
            super().append(s)


class Request(HTTPRequestParser):
    """One request as it comes in; what is wrong with it makes it complete."""

    def __init__(self, adj: Any) -> None:
        super().__init__(adj)
        self.path = ""
        self.headers: dict[str, str] = {}
        self.begun = self.arrived = clock_of(adj)()

    def received(self, data: bytes) -> int:
        """Take what has come; gives how much of it was of this request."""
        try:
            taken = super().received(data)
        except ValueError:  # An address that `urlsplit` can't read.
            taken = len(data)
            self._refuse("Bad URI")
        if self.error is not None and self.error.code >= 500:
            self._refuse("Transfer-Encoding is not supported")
        body = self.body_rcv
        if isinstance(body, ChunkedReceiver):
            if max(len(body.control_line), len(body.trailer)) > CHUNK_HEAD:
                self._refuse("Chunk is invalid")
            elif self.completed and isinstance(body.buf, Body):
                self.headers["CONTENT_LENGTH"] = str(body.buf.came)
        self.arrived = clock_of(self.adj)()
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and refuse what two servers could read differently."""
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.body_rcv.buf = Body()
        declared = "CONTENT_LENGTH" in self.headers
        if self.version not in ("1.0", "1.1"):
            self._refuse("HTTP version is not supported")
        elif "TRANSFER_ENCODING" in self.headers or (self.chunked and declared):
            self._refuse("Content-Length and Transfer-Encoding")
        elif "," in self.headers.get("HOST", ""):
            self._refuse("Host is ambiguous")

    def late(self) -> bool:
        """Refuse what takes too long to come; tells whether it does."""
        is_late = clock_of(self.adj)() - self.begun > COMPLETE
        if is_late:
            self.error = TooSlow("The request did not come in time")
            self.completed = True
        return is_late

    def peek(self) -> bytes:
        """Look at the body, which stays to be read."""
        stream: BytesIO = self.get_body_stream()
        at = stream.tell()
        body = stream.read(LARGEST)
        stream.seek(at)
        return body

    def _refuse(self, why: str) -> None:
        self.error = BadRequest(why)
        self.completed = True


class Task(WSGITask):
    """The answering of a request, which is told how long that had to wait for a thread."""

    def get_environment(self) -> dict[str, Any]:
        """Give the WSGI environment."""
        request: Any = self.request
        environ = super().get_environment()
        environ[WAITED] = clock_of(request.adj)() - request.arrived
        return environ


class Connection(HTTPChannel):
    """A connection that is closed where a request takes too long to come."""

    parser_class = Request
    task_class = Task
    served = False

    def __init__(self, *args: Any, **stated: Any) -> None:
        super().__init__(*args, **stated)
        self.opened = clock_of(self.adj)()

    def service(self) -> None:
        """Answer one request."""
        self.served = True
        super().service()

    def look(self) -> None:
        """Answer a request that is late with 408; close a connection that never brought one."""
        if self.requests or self.total_outbufs_len or self.will_close:
            return
        if isinstance(self.request, Request):
            self._look_at(self.request)
        elif not self.served and clock_of(self.adj)() - self.opened > COMPLETE:
            self.will_close = True

    def _look_at(self, request: Request) -> None:
        if request.late():
            pending: Any = self
            with pending.requests_lock:
                pending.requests.append(request)
                self.request = None
            pending.server.add_task(self)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being answered, so that nobody misses the connection."""
        return not self.requests and not self.total_outbufs_len


def clock_of(adj: Any) -> Callable[[], float]:
    """The clock of the server with these adjustments."""
    clock: Callable[[], float] = getattr(adj, CLOCK, time.monotonic)
    return clock

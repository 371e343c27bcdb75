"""A site on a port of this machine, served as the bot is served."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.web.server import Server, Web

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


@contextmanager
def served(web: Web) -> Iterator[str]:
    """Serve on a free port, and give the address.

    It stops at once, whatever connections a browser has opened ahead and holds.
    """
    server = Server(web, "127.0.0.1", 0, 4)
    serving = threading.Thread(target=server.run)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
        serving.join()


def page(text: str) -> "WSGIApplication":
    """Make a page of that text."""

    def show(_environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [text.encode()]

    return show

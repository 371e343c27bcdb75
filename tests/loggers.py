"""The process's loggers, which belong to all tests."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot import logs


@contextmanager
def lent() -> Iterator[None]:
    """Let somebody configure the loggers, and have them as they were afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    ours = {name: logging.getLogger(name).level for name in logs.OURS}
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in ours.items():
            logging.getLogger(name).setLevel(before)

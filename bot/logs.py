"""Logs that hold no token, no secret and nothing that people wrote.

An exception's message may quote a text, and Slack's libraries log whole payloads; so an exception
is logged as its kinds and places, and of libraries only those that know no texts are quoted.

Each line says which request and which run of a digest it belongs to. As JSON it is an object with
`time`, `level`, `logger` and `message`, and where they apply `request`, `run`, `error` and FIELDS.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from bot import trace

OURS = ("bot", "storage")
QUOTED = (*OURS, "alembic.runtime", "apscheduler.scheduler", "waitress", "dotenv")
# What the line on a payload states besides.
FIELDS = ("kind", "action", "outcome", "milliseconds")


def configure(level: str, form: str, stream: TextIO | None = None) -> None:
    """Send all logs to one stream; the level is for our own rooms, libraries warn only."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    # It warns of each burst that has to wait for a thread, which is what its queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def places(error: BaseException) -> str:
    """Tell kinds and places of an error and its causes, without their messages."""
    lines: list[str] = []
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        ids = ", ".join(f"{name} {each}" for name, each in trace.ids().items())
        origin = f"{record.name} [{ids}]" if ids else record.name
        line = f"{_moment(record)} {record.levelname} {origin}: {_message(record)}"
        trouble = _trouble(record)
        return f"{line}\n{trouble}" if trouble else line


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        stated = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        stated |= trace.ids()
        stated |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        trouble = _trouble(record)
        return json.dumps(stated | ({"error": trouble} if trouble else {}))


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    """Give the message of a logger that knows no texts, else where it was logged."""
    if any(record.name == name or record.name.startswith(f"{name}.") for name in QUOTED):
        return record.getMessage()
    return f"(withheld) {record.module}:{record.lineno}"


def _trouble(record: logging.LogRecord) -> str:
    if not record.exc_info or record.exc_info[1] is None:
        return ""
    return places(record.exc_info[1])

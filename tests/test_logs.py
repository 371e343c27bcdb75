"""Logs: nothing that people wrote, at any level."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import logs

TEXT = "what Ann wrote"


@pytest.fixture(autouse=True)
def _kept() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before


def _fail() -> None:
    try:
        int(TEXT)
    except ValueError as error:
        raise RuntimeError(TEXT) from error


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_logged_by_its_kinds_and_places_without_its_message(form: str) -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", form, stream)
    try:
        _fail()
    except RuntimeError:
        logging.getLogger("bot.router").exception("Unforeseen, reference %s.", "abc")
    logged = stream.getvalue()
    assert "Unforeseen, reference abc." in logged
    assert "RuntimeError" in logged
    assert "ValueError" in logged
    assert "in _fail" in logged
    assert TEXT not in logged


@pytest.mark.parametrize("name", ["slack_bolt.App", "slack_sdk.web", "sqlalchemy.engine", "root"])
def test_what_a_library_says_is_withheld_at_every_level(name: str) -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", "text", stream)
    logger = logging.getLogger(None if name == "root" else name)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logger.log(level, "Unhandled: %s", TEXT)
    assert TEXT not in stream.getvalue()
    assert "(withheld) test_logs:" in stream.getvalue()


def test_a_burst_of_requests_is_no_warning() -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", "text", stream)
    logging.getLogger("waitress.queue").warning("Task queue depth is %d", 3)
    logging.getLogger("waitress").warning("Something else.")
    assert "Task queue" not in stream.getvalue()
    assert "Something else." in stream.getvalue()


def test_each_line_of_json_is_an_object() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    logging.getLogger("bot.app").info("Ready.")
    logging.getLogger("bot.app").debug("Not asked for.")
    [line] = stream.getvalue().splitlines()
    assert json.loads(line)["message"] == "Ready."

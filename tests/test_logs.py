"""Logs: nothing that people wrote, at any level."""

import io
import json
import logging

import pytest

from bot import logs, trace

TEXT = "what Ann wrote"


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


def test_a_line_names_the_request_and_the_run_that_it_is_of() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "text", stream)
    logger = logging.getLogger("bot.digest")
    with trace.request(), trace.run("0123abcd"):
        logger.info("Within.")
        reference = trace.reference()
    logger.info("Outside.")
    within, outside = stream.getvalue().splitlines()
    assert within.endswith(f"INFO bot.digest [request {reference}, run 0123abcd]: Within.")
    assert outside.endswith("INFO bot.digest: Outside.")


def test_json_has_the_ids_and_what_a_payload_came_to_in_fields_of_their_own() -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    logger = logging.getLogger("bot.observed")
    with trace.run("0123abcd"):
        logger.info("Done.", extra={"kind": "command", "milliseconds": 1.5, "secret": TEXT})
    stated = json.loads(stream.getvalue())
    assert stated.pop("time")
    assert stated == {
        "level": "INFO",
        "logger": "bot.observed",
        "message": "Done.",
        "run": "0123abcd",
        "kind": "command",
        "milliseconds": 1.5,
    }


def test_one_request_within_another_is_the_same() -> None:
    with trace.request():
        outer = trace.reference()
        with trace.request():
            assert trace.reference() == outer
        assert trace.ids() == {"request": outer}
    assert trace.ids() == {}

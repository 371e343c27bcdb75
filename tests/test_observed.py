"""Each payload has an id, a time and an outcome, in the log and for whoever counts."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot import logs, router, trace
from bot.trace import Asked
from bot.workers import Workers
from tests.bots import Bot, Way, running
from tests.outages import gone

pytestmark = pytest.mark.engines("sqlite")

WAYS: tuple[Way, ...] = ("http", "socket")


@pytest.fixture(autouse=True)
def log() -> io.StringIO:
    """The log as JSON."""
    stream = io.StringIO()
    logs.configure("DEBUG", "json", stream)
    return stream


@pytest.fixture(params=WAYS)
def bot(database_url: str, request: pytest.FixtureRequest) -> Iterator[Bot]:
    with running(database_url, request.param) as started:
        yield started


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def done(bot: Bot, log: io.StringIO) -> list[tuple[str, str, str]]:
    """Kind, action and outcome of each payload that has been answered."""
    bot.workers.finish()
    stated = [line for line in lines(log) if line["logger"] == "bot.observed"]
    return [(line["kind"], line["action"], line["outcome"]) for line in stated]


def breaks(*_: Any) -> Any:
    raise ValueError("broken")


def test_a_command_has_a_line_with_its_name_its_outcome_and_its_time(
    bot: Bot, log: io.StringIO
) -> None:
    ann = bot.slack.member("ann")
    for text in (
        "add NET402 5 Surviving overloads",
        "NET402 4",
        "show NOPE404",
        "top colour:red",
        "",
    ):
        ann.types(f"/session {text}".rstrip(), "general")
        # Its line comes once its work is done, which may be after the answer.
        bot.workers.finish()
    assert done(bot, log) == [
        ("command", "add", "ok"),
        ("command", "add", "ok"),
        ("command", "show", "refused"),
        ("command", "top", "refused"),
        ("command", "help", "ok"),
    ]
    [first, *_] = [line for line in lines(log) if line["logger"] == "bot.observed"]
    assert first["level"] == "INFO"
    assert first["milliseconds"] > 0
    assert re.fullmatch(r"Command add: ok, [\d.]+ ms\.", first["message"])


def test_a_word_that_is_no_command_is_nowhere_in_the_log(bot: Bot, log: io.StringIO) -> None:
    bot.slack.member("ann").types("/session zebra stripes", "general")
    assert done(bot, log) == [("command", "other", "refused")]
    assert "zebra" not in log.getvalue()


def test_a_tap_a_form_and_a_direct_message_count_as_what_they_do(
    bot: Bot, log: io.StringIO
) -> None:
    ann = bot.slack.member("ann")
    saved = ann.types("/session add NET402 5 Surviving overloads", "general")
    saved.buttons[0].click()
    ann.types("top")
    form = ann.types("/session add", "general").form
    [new, *_] = form.search("session", "Observe everything")
    form.submit(session=new, stars="4")
    seen = done(bot, log)
    assert ("event", "top", "ok") in seen
    assert ("form", "takeaway", "ok") in seen
    assert any(kind == "button" for kind, _, _ in seen)


def test_what_fails_has_one_id_in_the_answer_and_in_each_line(
    bot: Bot, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router.SUBCOMMANDS["top"], "run", breaks)
    said = bot.slack.member("ann").types("/session top", "general").shown
    assert done(bot, log) == [("command", "top", "failed")]
    [reference] = re.findall(r"reference: ([0-9a-f]{8})", said)
    assert {line["request"] for line in lines(log) if "request" in line} == {reference}
    [trouble] = [line for line in lines(log) if line["level"] == "ERROR"]
    assert "ValueError" in trouble["error"]
    assert "broken" not in log.getvalue()


def test_two_requests_have_two_ids(bot: Bot, log: io.StringIO) -> None:
    for _ in range(2):
        bot.slack.member("ann").types("/session top", "general")
    bot.workers.finish()
    assert len({line["request"] for line in lines(log) if "request" in line}) == 2


def test_a_database_that_is_away_makes_a_command_fail(bot: Bot, log: io.StringIO) -> None:
    with gone(bot.settings.database_url):
        bot.slack.member("ann").types("/session top", "general")
        bot.workers.finish()
    assert done(bot, log) == [("command", "other", "failed")]


def test_an_answer_that_does_not_reach_the_person_is_a_failure(bot: Bot, log: io.StringIO) -> None:
    bot.expect_refusals("http_500", "channel_not_found")
    ann = bot.slack.member("ann")
    bot.slack.fail_next("views.open", "http_500")
    ann.types("/session add", "general")
    bot.slack.fail_next("chat.postMessage", "error", error="channel_not_found")
    ann.types("top")
    assert sorted(done(bot, log)) == [("command", "add", "failed"), ("event", "top", "failed")]


def test_what_goes_on_in_the_background_belongs_to_its_request(log: io.StringIO) -> None:
    told: list[Asked] = []
    with Workers() as workers:
        with trace.request(), trace.asked("command", told.append):
            reference = trace.reference()
            trace.called("export")
            workers.submit(lambda: workers.submit(breaks))
        workers.finish()
    [asked] = told
    assert (asked.action, asked.outcome) == ("export", "failed")
    [trouble] = lines(log)
    assert trouble["request"] == reference
    assert trouble["message"] == "Work in the background failed."


def test_the_worst_of_what_happened_is_the_outcome() -> None:
    told: list[Asked] = []
    with trace.asked("command", told.append):
        trace.came_to("failed")
        trace.came_to("refused")
    assert told[0].outcome == "failed"


def test_what_is_raised_is_a_failure() -> None:
    told: list[Asked] = []
    with pytest.raises(ValueError, match="broken"), trace.asked("command", told.append):
        breaks()
    assert told[0].outcome == "failed"

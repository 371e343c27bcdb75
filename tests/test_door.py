"""What Slack sends again, what comes when too much does, and where the bot connects to."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from prometheus_client import generate_latest

from bot.playground import to_wsgi
from bot.web import endpoint
from bot.web.connections import WAITED
from bot.web.endpoint import LATE
from bot.web.replays import AT_ONCE
from tests.attacks import samples
from tests.attacks.door import STRANGE, Door, command, slack, under_attack
from tests.attacks.samples import Json
from tests.bots import Bot
from tests.logged import ANN, logged, number, typed
from tests.refusing import log_of
from tests.wire import JSON, request, say, signed

RATE = urlencode(command("rate NET402 1") | {"trigger_id": "1.2.rate"}).encode()


@pytest.fixture
def door(database_url: str) -> Iterator[Door]:
    with under_attack(database_url) as started:
        yield started


pytestmark = pytest.mark.engines("sqlite")


def stars(door: Door) -> int | None:
    takeaway = door.bot.store.takeaways.get(ANN, number(door.bot, "NET402"))
    return takeaway.stars if takeaway else None


def test_a_copy_of_a_signed_command_is_refused(door: Door) -> None:
    earlier = request(RATE, signed(door.secret, RATE, at=time.time() - AT_ONCE - 2))
    assert say(door.port, earlier).status == 200
    assert stars(door) == 1
    door.types("rate NET402 5")
    assert say(door.port, earlier).status == 409
    assert stars(door) == 5


def test_the_same_command_typed_anew_is_not(door: Door) -> None:
    for trigger in ("1.2.first", "1.2.second"):
        assert door.types("rate NET402 2", trigger_id=trigger).status == 200
    assert stars(door) == 2


def test_an_event_that_slack_sends_again_is_taken_and_answered_once(door: Door) -> None:
    event = samples.direct_message()
    event["event"]["text"] = "top"
    ann = door.bot.slack.member("ann")
    before = len(ann.reads())
    body = json.dumps(event).encode()
    first = signed(door.secret, body, JSON, at=time.time() - 2 * AT_ONCE)
    again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    # At once, with the time of the first, and a minute later, with a time of its own.
    for headers in (first, first | again, signed(door.secret, body, JSON) | again):
        assert say(door.port, request(body, headers)).status == 200
    door.bot.workers.finish()
    assert len(ann.reads()) == before + 1


@pytest.fixture
def late(database_url: str) -> Iterator[Bot]:
    """A bot whose payloads wait too long for a thread once `is_late` is called."""
    with logged(database_url) as bot:
        yield bot


def is_late(bot: Bot) -> None:
    def with_delay(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return bot.web(environ | {WAITED: LATE + 0.1}, start_response)

    bot.slack.deliver_by(to_wsgi(with_delay))


def is_busy(text: str) -> bool:
    return "Too much is going on at once, and nothing was saved." in text and "集中して" in text


def test_a_command_that_came_too_late_is_turned_away_in_both_languages(late: Bot) -> None:
    before = log_of(late)
    is_late(late)
    said = typed(late, "rate NET402 1")
    assert is_busy(said.text)
    assert said.message.is_private
    assert log_of(late) == before


def test_what_is_turned_away_counts_as_failed(late: Bot) -> None:
    is_late(late)
    typed(late, "top")
    page = generate_latest(late.web.metrics.registry).decode()
    assert 'session_bot_commands_total{name="other",outcome="failed"} 1.0' in page


def test_a_form_that_came_too_late_stays_open_with_all_that_was_typed(late: Bot) -> None:
    form = typed(late, "edit NET402").form
    before = log_of(late)
    is_late(late)
    form.submit(impressions="What I typed")
    assert form.is_open
    assert is_busy("".join(form.errors.values()))
    assert form.fields["impressions"] == "What I typed"
    assert log_of(late) == before


def test_a_tap_that_came_too_late_is_told_so_below_the_message(late: Bot) -> None:
    button = typed(late, "top").buttons[0]
    is_late(late)
    said = button.click()
    late.workers.finish()
    assert is_busy(said.text)
    assert said.message.is_private


def test_a_letter_that_came_too_late_gets_no_options(late: Bot) -> None:
    form = typed(late, "add").form
    is_late(late)
    assert form.search("session", "NET") == []


def test_an_event_that_came_too_late_comes_again_and_is_answered(late: Bot) -> None:
    late.expect_refusals("not_acknowledged")
    ann = late.slack.member("ann")
    before = len(ann.reads())
    is_late(late)
    ann.types("top")
    assert len(ann.reads()) == before + 1
    late.slack.deliver_by(to_wsgi(late.web))
    late.clock.forward(minutes=1)
    late.slack.redeliver()
    late.workers.finish()
    assert "NET402" in ann.reads()[-1].text


@pytest.mark.parametrize("kind", ["a shortcut", "a tap in a form"])
def test_where_nothing_can_be_said_slack_says_that_it_did_not_arrive(
    door: Door, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "LATE", -1.0)
    tap = {key: value for key, value in samples.button().items() if key != "response_url"}
    payload = {"a shortcut": samples.shortcut(), "a tap in a form": tap}[kind]
    assert say(door.port, slack(door.secret, interaction(payload))).status == 503


def interaction(payload: Json) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


CONNECTED: list[tuple[object, ...]] = []
WATCHED: list[bool] = []


@pytest.fixture
def connections() -> Iterator[list[tuple[object, ...]]]:
    """Every address that anything in this process connects to."""

    def heard(event: str, stated: tuple[Any, ...]) -> None:
        if WATCHED and event in ("socket.connect", "socket.getaddrinfo"):
            CONNECTED.append((event, *stated[-1][:2]) if event == "socket.connect" else stated[:2])

    if not hasattr(sys, "_door_is_watched"):
        sys.addaudithook(heard)
        sys._door_is_watched = True  # type: ignore[attr-defined]
    CONNECTED.clear()
    WATCHED.append(True)
    yield CONNECTED
    WATCHED.clear()


EVIL = "https://collector.example.com/{}"


def test_no_address_that_a_person_typed_is_asked(
    database_url: str, connections: list[tuple[object, ...]]
) -> None:
    with logged(database_url) as bot:
        for text in (
            f"add NET500 5 A talk {EVIL}",
            f"add NET501 4 Another\n- Recording: {EVIL}\n{EVIL}",
            f"rate NET501 3 see {EVIL}",
            f"search {EVIL}",
            f"show {EVIL}",
            f"import {EVIL}",
            f"digest on {EVIL}",
            "show NET501",
            "show NET402",
        ):
            typed(bot, text)
        form = typed(bot, "edit NET501").form
        form.submit(recording_url=EVIL, impressions=EVIL)
        bot.workers.finish()
        assert not form.is_open
        here = urlsplit(bot.settings.api_url)
    assert connections
    assert {each[-1] for each in connections} == {here.port}


def test_an_answer_goes_to_no_strange_address(
    door: Door, connections: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for payload in (samples.button(), samples.message_shortcut()):
        assert payload["response_url"] == STRANGE
        assert say(door.port, slack(door.secret, interaction(payload))).status == 200
    monkeypatch.setattr(endpoint, "LATE", -1.0)
    for payload in (samples.button(), samples.message_shortcut()):
        assert say(door.port, slack(door.secret, interaction(payload))).status == 200
    door.bot.workers.finish()
    assert {each[-1] for each in connections} <= {
        door.port,
        urlsplit(door.bot.settings.api_url).port,
    }

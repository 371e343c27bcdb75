"""Stops and starts of the running bot: answers finish, what was saved stays, no digest is lost."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.authorize import OneWorkspace, installation_of
from bot.digest import run_due
from bot.manifest import manifest
from bot.playground import LocalSlack, web_api
from bot.running import Running, composed, press_of
from bot.settings import Settings
from storage import open_store
from tests.bots import ADDRESSES, MovedClock, Way
from tests.shells import Shell, finished, reached, stopped

PATIENCE = 10  # seconds after which a test gives up


class Held:
    """A question to Slack that is answered only when the test says so."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.came = threading.Event()
        self.may_go = threading.Event()

    def __call__(self, call: Any) -> Any:
        self.came.set()
        self.may_go.wait(PATIENCE)
        return self.answer(call)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.fixture(params=["http", "socket"])
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


@pytest.fixture
def slack(way: Way) -> Iterator[LocalSlack]:
    with LocalSlack(manifest("/session", ADDRESSES[way])) as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, slack: LocalSlack, way: Way) -> Iterator[Shell]:
    secret = {
        "http": {"SLACK_SIGNING_SECRET": slack.signing_secret},
        "socket": {"SLACK_APP_TOKEN": slack.app_token},
    }
    general = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_API_URL": slack.api_url, "PORT": "0"}
    opened = Shell(tmp_path, general | secret[way])
    yield opened
    opened.leave()


def test_a_stop_lets_an_answer_finish_and_a_start_knows_all_that_was_saved(
    shell: Shell, slack: LocalSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_slack, scope = web_api.METHODS["users.info"]
    held = Held(ask_slack)
    ann = slack.member("ann")
    answers: list[Any] = []

    process = shell.start("run")
    port = reached(slack, process)
    monkeypatch.setitem(web_api.METHODS, "users.info", (held, scope))
    typing = threading.Thread(
        target=lambda: answers.append(ann.types("/session add KEY101 5 The quiet rota", "general"))
    )
    typing.start()
    assert held.came.wait(PATIENCE)
    process.send_signal(signal.SIGTERM)
    while listens(port):
        pass
    held.may_go.set()
    typing.join(PATIENCE)
    code, log = finished(process)
    [answer] = [each.message for each in answers]
    assert "The quiet rota" in answer.shown
    assert (code, "Stopped." in log, "Traceback" in log) == (0, True, False)

    again = shell.start("run")
    reached(slack, again)
    assert "The quiet rota" in ann.types("/session show KEY101", "general").shown
    answer.button("undo 1").click().waits()
    assert "not logged" in ann.types("/session show KEY101", "general").shown
    assert stopped(again, signal.SIGTERM)[0] == 0
    assert slack.refusals == []


class Office:
    """A workspace with a clock, in which the bot is started and stopped."""

    def __init__(self, slack: LocalSlack, clock: MovedClock, database_url: str) -> None:
        self.slack = slack
        self.clock = clock
        self.settings = Settings(
            bot_token=slack.bot_token,
            signing_secret=slack.signing_secret,
            api_url=slack.api_url,
            database_url=database_url,
            port=0,
        )

    @contextmanager
    def bot(self) -> Iterator[Running]:
        """Run all of the bot but its settings and signals."""
        authorize = OneWorkspace(installation_of(self.settings))
        with (
            closing(open_store(self.settings.database_url, self.clock.now)) as store,
            composed(self.settings, store, authorize, self.clock.now) as running,
        ):
            serving = threading.Thread(target=running.server.run)
            serving.start()
            self.slack.connect(f"http://127.0.0.1:{running.server.port}/slack/events")
            yield running
            running.server.stop()
            serving.join(PATIENCE)

    def tick(self) -> int:
        """Make what is due, and give the number of steps it took."""
        with closing(open_store(self.settings.database_url, self.clock.now)) as store:
            access = OneWorkspace(installation_of(self.settings))
            press = press_of(self.settings, store, access, self.clock.now)
            return run_due(press, lambda seconds: self.clock.forward(seconds=seconds))

    def posted(self) -> list[str]:
        """What everybody sees in #general."""
        return [message.text for message in self.slack.workspace.public("C0GENERAL")]


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    clock = MovedClock()
    with LocalSlack(manifest("/session", ADDRESSES["http"]), clock.seconds) as slack:
        yield Office(slack, clock, database_url)


def test_a_digest_whose_hour_passed_while_the_bot_was_down_is_made_up_once(office: Office) -> None:
    with office.bot():
        office.slack.member("ann").types("/session add KEY101 5 The quiet rota", "general")
        office.slack.member("ada").types("/session digest on 10:00 london", "general")
    office.clock.forward(hours=5)
    assert office.posted() == []
    with office.bot():
        assert office.slack.workspace.wait_until(office.posted, PATIENCE)
        assert "10:00" in office.slack.member("ben").types("/session digest", "general").shown
    assert "KEY101" in office.posted()[0]
    assert office.tick() == 0
    assert len(office.posted()) == 1
    assert office.slack.refusals == []


def test_a_day_that_was_missed_comes_with_the_next_digest(office: Office) -> None:
    with office.bot():
        office.slack.member("ann").types("/session add KEY101 5 The quiet rota", "general")
        office.slack.member("ada").types("/session digest on 10:00 london", "general")
    office.clock.forward(days=1)  # to nine o'clock of the next day
    office.tick()
    assert office.posted() == []
    office.clock.forward(hours=1)
    office.tick()
    assert len(office.posted()) == 1
    assert "KEY101" in office.posted()[0]

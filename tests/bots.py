"""The bot in a workspace of its own, for tests of what people see."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from slack_bolt import App

from bot.app import build
from bot.authorize import Access
from bot.digest import run_due
from bot.gauges import Gauges, register
from bot.installs.access import access_of
from bot.letters import Postman
from bot.manifest import manifest
from bot.metrics import CountedWeb
from bot.playground import LocalSlack, to_wsgi
from bot.running import measured, press_of
from bot.settings import Settings
from bot.sockets import Socket
from bot.web.endpoint import EVENTS, SlackEndpoint
from bot.workers import Workers
from storage import Store, open_store

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
Way = Literal["http", "socket"]
ADDRESSES: dict[Way, str] = {"http": "https://bot.example.com", "socket": ""}


@dataclass
class MovedClock:
    """A clock that only a test moves."""

    moment: datetime = START

    def now(self) -> datetime:
        """The present moment."""
        return self.moment

    def seconds(self) -> float:
        """The same as seconds since 1970."""
        return self.moment.timestamp()

    def forward(self, **by: float) -> None:
        """Go forward by days, hours, minutes or seconds."""
        self.moment += timedelta(**by)


@dataclass
class Bot:
    """The running bot with its Slack, its storage and its clock."""

    slack: LocalSlack
    store: Store
    settings: Settings
    app: App
    web: CountedWeb
    workers: Workers
    access: Access
    clock: MovedClock = field(default_factory=MovedClock)

    expected: tuple[str, ...] = ()

    def expect_refusals(self, *errors: str) -> None:
        """Let Slack's refusals with these words pass."""
        self.expected = errors

    def tick(self) -> None:
        """Make the digests that are due; pauses between two messages move the clock."""
        press = press_of(self.settings, self.store, self.access, self.clock.now)
        run_due(press, lambda seconds: self.clock.forward(seconds=seconds))

    def brings_letters(self) -> int:
        """Bring the letters that are due, as a process does that has just started."""
        press = press_of(self.settings, self.store, self.access, self.clock.now)
        return Postman(press, self.clock.now, lambda _: None, self.web.metrics.letter).run_due()


@contextmanager
def running(database_url: str, way: Way = "http") -> Iterator[Bot]:
    """Run the bot in this process, reached by signed HTTP requests or by Socket Mode."""
    clock = MovedClock()
    with (
        LocalSlack(manifest("/session", ADDRESSES[way]), clock.seconds) as slack,
        closing(open_store(database_url, clock.now)) as store,
        Workers() as workers,
    ):
        settings = Settings(
            bot_token=slack.bot_token,
            signing_secret=slack.signing_secret,
            app_token=slack.app_token if way == "socket" else "",
            api_url=slack.api_url,
            database_url=database_url,
        )
        access = access_of(settings, store, clock.now)
        app = build(settings, store, access, workers, clock.now)
        metrics = measured(app, store, clock.now)
        register(metrics.registry, Gauges(store, workers, lambda: 0))
        endpoint = SlackEndpoint(app, settings.signing_secret, time.time)
        web = CountedWeb({EVENTS: endpoint}, lambda: True, metrics)
        bot = Bot(slack, store, settings, app, web, workers, access, clock)
        with _reached(bot):
            yield bot
            workers.finish()
        assert [each for each in slack.refusals if each.error not in bot.expected] == []


def _reached(bot: Bot) -> AbstractContextManager[object]:
    if not bot.settings.socket_mode:
        bot.slack.deliver_by(to_wsgi(bot.web))
        return nullcontext()
    socket = Socket(bot.app, bot.settings)
    socket.connect()
    assert bot.slack.sockets.wait_for_connections()
    return closing(socket)

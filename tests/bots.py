"""The bot in a workspace of its own, for tests of what people see."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from slack_bolt import App

from bot.app import build
from bot.authorize import OneWorkspace, installation_of
from bot.manifest import manifest
from bot.playground import LocalSlack, to_wsgi
from bot.server import SlackEndpoint, Web
from bot.settings import Settings
from bot.workers import Workers
from storage import Store, open_store

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


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
    web: Web
    workers: Workers
    clock: MovedClock = field(default_factory=MovedClock)

    expected: tuple[str, ...] = ()

    def expect_refusals(self, *errors: str) -> None:
        """Let Slack's refusals with these words pass."""
        self.expected = errors


@contextmanager
def running(database_url: str) -> Iterator[Bot]:
    """Run the bot over signed HTTP requests, in this process."""
    clock = MovedClock()
    with (
        LocalSlack(manifest("/session", "https://bot.example.com"), clock.seconds) as slack,
        closing(open_store(database_url, clock.now)) as store,
        Workers() as workers,
    ):
        settings = Settings(
            bot_token=slack.bot_token,
            signing_secret=slack.signing_secret,
            api_url=slack.api_url,
            database_url=database_url,
        )
        app = build(settings, store, OneWorkspace(installation_of(settings)), workers, clock.now)
        web = Web(SlackEndpoint(app, settings.signing_secret, time.time), lambda: True)
        slack.deliver_by(to_wsgi(web))
        bot = Bot(slack, store, settings, app, web, workers, clock)
        yield bot
        workers.finish()
        assert [each for each in slack.refusals if each.error not in bot.expected] == []

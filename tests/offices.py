"""A channel's digest with a Slack that fails when told to, and a clock that only tests move."""

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot import digest
from bot.digest import Press
from bot.manifest import manifest
from bot.playground import LocalSlack
from bot.posting import Look, Mark, Posted
from bot.slack_posts import SlackPosts
from storage import Store, open_store
from storage.digest_records import Plan, Run
from storage.records import Entry, Who
from tests.bots import MovedClock

ANN = Who("T0LOCAL", "U0LOCAL")
BEN = Who("T0LOCAL", "U0COLLEAGUE")
ADA = Who("T0LOCAL", "U0ADMIN")
CHANNEL = "C0CONF"
EIGHT = datetime(2026, 11, 25, 8, tzinfo=UTC)
NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LONG = "Everything about it was worth the hour, and then some more was said. " * 20


class Killed(BaseException):
    """The process ends here, without another word."""


def named(user_ids: Collection[str]) -> Mapping[str, str]:
    """Name everybody alike."""
    return dict.fromkeys(user_ids, "Ann")


class Mortal(SlackPosts):
    """The way to Slack of a process that is killed at a chosen moment."""

    moment = ""
    before_look: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, token: str, api_url: str) -> None:
        super().__init__(token, api_url, named)
        self.looked: list[str] = []

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Die before anything is sent."""
        self._die("before sending")
        return super().names(user_ids)

    def post(self, channel_id: str, message: Any, mark: Mark, thread: str | None = None) -> Posted:
        """Die before the call, or after it."""
        self._die("before the call")
        posted = super().post(channel_id, message, mark, thread)
        self._die("after the call")
        return posted

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Remember which pages were asked for."""
        self.before_look()
        self.looked.append(cursor)
        return super().find(channel_id, mark, since, thread, cursor)

    def _die(self, moment: str) -> None:
        if self.moment == moment:
            self.moment = ""
            raise Killed


@dataclass
class Office:
    """A channel's digest with its Slack and clock."""

    slack: LocalSlack
    store: Store
    clock: MovedClock
    posts: Mortal
    codes: Iterator[int] = field(default_factory=lambda: itertools.count(100))

    def tick(self) -> None:
        """Do what is due now; pauses between parts move the clock."""
        self._make(lambda seconds: self.clock.forward(seconds=seconds))

    def tick_through(self, hours: float) -> None:
        """Tick once a minute, as if time went by."""
        end = self.clock.now() + timedelta(hours=hours)
        while self.clock.now() < end:
            self.tick()
            self.clock.forward(minutes=1)

    def fail_second_post(self, kind: Any, details: Mapping[str, Any]) -> None:
        """Make what is due; Slack fails at the post that follows the first pause."""

        def fail(seconds: float) -> None:
            self.clock.forward(seconds=seconds)
            self.slack.fail_next("chat.postMessage", kind, **details)

        self._make(fail)

    def _make(self, pause: Callable[[float], None]) -> None:
        press = Press(self.store, lambda team: self.posts if team == "T0LOCAL" else None)
        digest.run_due(press, pause)

    def save(self, number: int, words: str = "", who: Who = ANN) -> list[int]:
        """Log so many sessions."""
        entries = [
            Entry(code=f"NET{next(self.codes)}", title="On nets", stars=4, impressions=words)
            for _ in range(number)
        ]
        return [each.session.number for each in self.store.takeaways.add(who, entries).entries]

    def set_up(self, channel: str = CHANNEL, at: time = time(9)) -> None:
        """Set a digest up for nine o'clock."""
        self.store.digests.set_up(ANN, Plan(channel, "conference", at, "UTC", "en"))

    def parents(self, channel: str = CHANNEL) -> list[Any]:
        """What stands in the channel itself."""
        return [m for m in self.slack.workspace.public(channel) if m.thread_ts in (None, m.ts)]

    def replies(self, channel: str = CHANNEL) -> list[Any]:
        """What stands in threads."""
        return [m for m in self.slack.workspace.public(channel) if m.thread_ts not in (None, m.ts)]

    def shown(self, channel: str = CHANNEL) -> list[int]:
        """The sessions that all messages show, by the numbers on their Details buttons."""
        values = [
            element["value"]
            for message in self.slack.workspace.public(channel)
            for block in message.blocks
            if block["type"] == "actions"
            for element in block["elements"]
        ]
        return [int(each.removeprefix("show #")) for each in values if each.startswith("show ")]

    def told(self, who: Who = ANN) -> list[str]:
        """What the one who set the digest up, or another, was told by DM."""
        channels = self.slack.workspace.channels.values()
        mine = [c for c in channels if c.kind == "im" and who.user_id in c.members]
        return [m.text for c in mine for m in self.slack.workspace.public(c.id)]

    def last(self) -> Run:
        """The latest run."""
        return self.store.digests.last_runs("T0LOCAL", [CHANNEL])[CHANNEL]


@contextmanager
def opened(database_url: str) -> Iterator[Office]:
    """Open the office at eight; Slack takes a message a second for each channel."""
    clock = MovedClock(EIGHT)
    settings = manifest("/session", "https://bot.example.com")
    with (
        LocalSlack(settings, clock.seconds) as slack,
        closing(open_store(database_url, clock.now)) as store,
    ):
        slack.paces_posts = True
        yield Office(slack, store, clock, Mortal(slack.bot_token, slack.api_url))


def at(office: Office, moment: datetime) -> None:
    """Go to a moment."""
    office.clock.moment = moment

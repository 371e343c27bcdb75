"""What befalls a replica: its way to Slack and its database fail, and it is killed, by chance."""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, text

from bot.call import Message
from bot.posting import Look, Mark, OutcomeOpen, Passing, Posted, Refused
from bot.slack_posts import TIMEOUT
from storage.database import Database
from storage.engine import open_engine
from storage.errors import Unavailable
from tests.drills.slack import Slack, Workspace
from tests.drills.world import World

T = TypeVar("T")

SLOWEST = 60  # seconds that Slack may take
OF_POSTS = {
    "killed before": 2,
    "killed in flight": 2,
    "killed after": 2,
    "dropped before": 3,
    "dropped after": 3,
    "500 before": 2,
    "500 after": 2,
    "429": 4,
    "unavailable": 3,
    "slow": 4,
    "refused": 1,
}
OF_OTHERS = {"killed before": 1, "dropped before": 3, "500 before": 2, "429": 4}
OF_WRITES = {"killed before": 0.5, "killed after": 0.5, "gone before": 0.5, "gone after": 0.5}
CRASHES = 0.1  # per cent of writes, where the database may be crashed


class Killed(BaseException):
    """The replica ends here, without another word."""


@dataclass
class Fate:
    """Draws what befalls a replica, and counts it; `quiet` ends all of it."""

    chance: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    quiet: Callable[[], bool] = lambda: False

    def draw(self, weights: Mapping[str, float]) -> str:
        """Choose a fault by its per cent, mostly none."""
        at = self.chance.uniform(0, 100)
        for name, weight in weights.items():
            at -= weight
            if at < 0 and not self.quiet():
                self.counts[name] += 1
                return name
        return ""


def suffer(fate: Fate, fault: str) -> None:
    """Let a fault happen that says of itself what it is."""
    match fault:
        case "killed before" | "killed after" | "killed in flight":
            raise Killed
        case "dropped before" | "dropped after":
            raise OutcomeOpen("no_answer")
        case "500 before" | "500 after":
            raise OutcomeOpen("http_500")
        case "429":
            raise Passing("ratelimited", fate.chance.randint(1, 90))
        case "unavailable":
            raise Passing("service_unavailable")
        case "refused":
            raise Refused("not_in_channel")


class FrailWorkspace(Workspace):
    """A way to Slack on which anything may happen."""

    def __init__(self, slack: Slack, team_id: str, world: World, fate: Fate) -> None:
        super().__init__(slack, team_id)
        self._world = world
        self._fate = fate

    def post(
        self, channel_id: str, message: Message, mark: Mark, thread: str | None = None
    ) -> Posted:
        """Post, or not, or later, or without a word."""
        self.slack.asked += 1
        self._world.sleep(self._fate.chance.uniform(0.05, 0.4))
        fault = self._fate.draw(OF_POSTS)
        takes = self._fate.chance.uniform(0, SLOWEST)
        if fault == "killed in flight" or (fault == "slow" and takes > TIMEOUT):
            place, arrival = (self.team_id, channel_id), self.slack.seconds() + takes
            self.slack.land(place, message, mark, thread, arrival)
            if fault == "slow":
                self._world.sleep(TIMEOUT)
                raise OutcomeOpen("no_answer")
        if fault == "slow":
            self._world.sleep(takes)
        elif not fault.endswith("after"):
            suffer(self._fate, fault)
        posted = super().post(channel_id, message, mark, thread)
        if fault.endswith("after"):
            suffer(self._fate, fault)
        return posted

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Look, or fail to."""
        self._fail()
        return super().find(channel_id, mark, since, thread, cursor)

    def update(self, channel_id: str, ts: str, message: Message, mark: Mark) -> None:
        """Change a message, or fail to."""
        self._fail()
        super().update(channel_id, ts, message, mark)

    def tell(self, user_id: str, message: Message) -> None:
        """Tell somebody, or fail to."""
        self._fail()
        super().tell(user_id, message)

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name people, as the running bot does whatever Slack says, unless it is killed."""
        if self._fate.draw({"killed before": 0.5}):
            raise Killed
        return super().names(user_ids)

    def _fail(self) -> None:
        self._world.sleep(self._fate.chance.uniform(0.05, 0.4))
        suffer(self._fate, self._fate.draw(OF_OTHERS))


class FrailDatabase(Database):
    """A database that goes away, before or after it has written, and a process that is killed."""

    def __init__(self, url: str, fate: Fate, *, may_crash: bool) -> None:
        super().__init__(open_engine(url))
        self._fate = fate
        self._may_crash = may_crash

    def write(self, work: Callable[[Connection], T]) -> T:
        """Write, or not, or without knowing it."""
        fault = self._fate.draw(OF_WRITES)
        if fault in ("killed before", "gone before"):
            raise Killed if fault == "killed before" else Unavailable
        if self._may_crash and self._fate.draw({"database crashed": CRASHES}):
            written = super().write(_crashing(work))
        else:
            written = super().write(work)
        if fault:
            raise Killed if fault == "killed after" else Unavailable
        return written


def _crashing(work: Callable[[Connection], T]) -> Callable[[Connection], T]:
    """Kill the server's side of the connection before it is told to commit.

    PostgreSQL then drops all connections and recovers as from a power cut.
    """

    def crashing(db: Connection) -> T:
        written = work(db)
        os.kill(db.execute(text("SELECT pg_backend_pid()")).scalar_one(), signal.SIGKILL)
        return written

    return crashing

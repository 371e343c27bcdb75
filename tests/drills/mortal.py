"""Processes that make digests and are killed by SIGKILL at a step of their own.

`python -m tests.drills.mortal` reads one life a line from its input, forks a process that lives
it, and answers with the steps that it took: so each life costs a fork instead of a start.
"""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.call import Message
from bot.digest import Press, run_due
from bot.posting import Look, Mark, Posted
from bot.slack_posts import TIMEOUT, SlackPosts
from storage import Store
from storage.database import Database
from storage.engine import open_engine
from storage.errors import Unavailable
from tests.bots import MovedClock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Life:
    """A process: what it is to know, and the step at which it dies; 0 is never.

    Where `of` is stated, only steps of that name count. `killed_after` are the seconds after
    which it is killed from outside, wherever it is; `patience` those that it waits for Slack.
    """

    database_url: str
    api_url: str
    tokens: Mapping[str, str]
    moment: str
    dies_at: int = 0
    of: str = ""
    killed_after: float = 0
    patience: float = TIMEOUT


class Steps:
    """Counts the steps of a process, and kills it at one of them."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.names: list[str] = []

    def step(self, name: str) -> None:
        """Take note of a step, or die."""
        self.names.append(name)
        counted = [each for each in self.names if self.life.of in ("", each)]
        if self.life.of in ("", name) and len(counted) == self.life.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """A database whose every write is three steps: before it, before its commit, and after."""

    def __init__(self, url: str, steps: Steps) -> None:
        super().__init__(open_engine(url))
        self._steps = steps

    def write(self, work: Callable[[Connection], T]) -> T:
        """Write, step by step."""

        def working(db: Connection) -> T:
            written = work(db)
            self._steps.step("write")
            return written

        self._steps.step("before write")
        written = super().write(working)
        self._steps.step("written")
        return written


class MortalPosts(SlackPosts):
    """A way to Slack whose calls are each two steps."""

    def __init__(self, token: str, steps: Steps) -> None:
        super().__init__(token, steps.life.api_url, self._named)
        # slack_sdk declares whole seconds; urllib takes any.
        self._client.timeout = steps.life.patience  # type: ignore[assignment]
        self._steps = steps

    def post(
        self, channel_id: str, message: Message, mark: Mark, thread: str | None = None
    ) -> Posted:
        """Post."""
        self._steps.step("before post")
        posted = super().post(channel_id, message, mark, thread)
        self._steps.step("posted")
        return posted

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Look."""
        self._steps.step("before look")
        look = super().find(channel_id, mark, since, thread, cursor)
        self._steps.step("looked")
        return look

    def _named(self, user_ids: Collection[str]) -> Mapping[str, str]:
        self._steps.step("names")
        return dict.fromkeys(user_ids, "Ann")


def live(life: Life) -> list[str]:
    """Make what is due at a moment, and give the steps that it took."""
    steps = Steps(life)
    clock = MovedClock(datetime.fromisoformat(life.moment))
    posts = {team: MortalPosts(token, steps) for team, token in life.tokens.items()}
    # Where the database is away the life is over; the running bot would tick again.
    database = MortalDatabase(life.database_url, steps)
    with closing(Store(database, clock.now)) as store, suppress(Unavailable):
        run_due(Press(store, posts.get), lambda seconds: clock.forward(seconds=seconds))
    return steps.names


def main() -> None:
    """Let processes live as the input says, one after another."""
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            with os.fdopen(writing, "w") as answer:
                json.dump(live(Life(**json.loads(line))), answer)
            os._exit(0)
        os.close(writing)
        after = float(json.loads(line)["killed_after"])
        killer = threading.Timer(after, os.kill, (child, signal.SIGKILL))
        if after:
            killer.start()
        with os.fdopen(reading) as told:
            names = told.read()
        # It is no more, but has its number until it is waited for: the killer meets nobody else.
        killer.cancel()
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        said = {"died": died, "failed": status != 0 and not died}
        sys.stdout.write(json.dumps(said | {"steps": json.loads(names or "[]")}) + "\n")
        sys.stdout.flush()


def written(life: Life) -> str:
    """A life as a line of the input."""
    return json.dumps(asdict(life)) + "\n"


if __name__ == "__main__":
    main()

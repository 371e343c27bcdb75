"""Digests by processes over HTTP, each killed at a moment of chance, with a Slack that fails.

Several at once make what is due at a moment of an imagined day, and further ones, three minutes
later each, make what is left.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from bot.manifest import manifest
from bot.playground import LocalSlack, demo_team
from bot.playground.faults import FaultKind
from bot.playground.workspace import BOT_USER
from storage import Store, open_store
from storage.digest_records import Plan
from storage.engine import open_engine
from storage.errors import Unavailable
from storage.local_days import local_date
from storage.records import Entry, Who
from tests.bots import MovedClock
from tests.drills.chance import Wanted
from tests.drills.mortal import Life, written

ROOT = Path(__file__).parent.parent.parent
START = datetime(2026, 11, 25, tzinfo=UTC)
DAYS = 3  # with faults and news
HOURS = 6  # of each day at which digests are due
WORKSPACES = 6
LATER = timedelta(minutes=3)  # a claim has run out
ROUNDS = 5  # of processes at each hour; the last two are left in peace
PEACE = 2
KILLED = 0.6  # how often a process is killed
LIVES_FOR = 0.5  # seconds at the most, where it is
PATIENCE = 0.4  # seconds that a process waits for Slack, so that a slow one costs less
CRASHED = 0.15  # how often the database crashes in a round
MENDS_WITHIN = 20  # seconds
KINDS: tuple[FaultKind, ...] = (
    "drop_before",
    "drop_after",
    "drop_late",
    "http_500",
    "http_500_after",
    "ratelimited",
    "slow",
)


@dataclass
class Figures:
    """What came of it; the first two are to be empty."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    digests: int = 0
    messages: int = 0
    lives: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """Give the figures as lines."""
        faults = ", ".join(f"{times} × {name}" for name, times in sorted(self.faults.items()))
        return (
            f"lost {len(self.lost)}, doubled {len(self.doubled)}\n"
            f"{self.digests} digests in {self.messages} messages by {self.lives} processes, of "
            f"which {self.kills} were killed\nfaults: {faults}"
        )


class Drill:
    """So many digests in a few workspaces."""

    def __init__(self, wanted: Wanted, days: int = DAYS) -> None:
        self._url = wanted.database_url
        self._may_crash = wanted.may_crash
        self._replicas = wanted.replicas
        self._days = days
        self._chance = random.Random(f"{wanted.seed} processes")
        self._clock = MovedClock(START)
        teams = [
            partial(demo_team, team_id=f"T0DRILL{at}", name=f"Drill {at}")
            for at in range(WORKSPACES)
        ]
        settings = manifest("/session", "https://bot.example.com")
        self._slack = LocalSlack(settings, self._clock.seconds, workspaces=teams)
        self._channels = max(1, wanted.digests // days // WORKSPACES)
        self._codes = map("N{}".format, count(1000))
        self._owed: dict[str, set[int]] = defaultdict(set)
        self._figures = Figures()

    def run(self) -> Figures:
        """Let the days go by and count."""
        with ExitStack() as lasting:
            lasting.enter_context(self._slack)
            store = lasting.enter_context(closing(open_store(self._url, self._clock.now)))
            self._set_up(store)
            replicas = [lasting.enter_context(_process()) for _ in range(self._replicas)]
            for moment in self._moments(0, self._days):
                self._clock.moment = moment - timedelta(minutes=30)
                _patiently(lambda: self._log(store))
                self._make(moment, replicas)
            for moment in self._moments(self._days, self._days + 1):
                # A day in peace, and without news, brings what is left.
                self._make(moment, replicas, ROUNDS - PEACE)
        self._count()
        return self._figures

    def _set_up(self, store: Store) -> None:
        for team, workspace in self._slack.workspaces.items():
            for at in range(self._channels):
                channel = f"C{at:03}"
                workspace.add_channel(channel, "drill", members=[BOT_USER])
                hour = START + timedelta(hours=1 + at % HOURS * 3)
                plan = Plan(channel, "drill", hour.time(), "UTC", "en")
                store.digests.set_up(Who(team, "U0LOCAL"), plan)

    def _moments(self, first: int, end: int) -> Iterator[datetime]:
        for day in range(first, end):
            for hour in range(HOURS):
                yield START + timedelta(days=day, hours=1 + hour * 3)

    def _log(self, store: Store) -> None:
        for team in self._slack.workspaces:
            entries = [
                Entry(code=next(self._codes), title="On nets", stars=self._chance.randint(1, 5))
                for _ in range(self._chance.randint(1, 4))
            ]
            saved = store.takeaways.add(Who(team, "U0LOCAL"), entries).entries
            self._owed[team] |= {each.session.number for each in saved}

    def _make(
        self, moment: datetime, replicas: list["subprocess.Popen[str]"], first: int = 0
    ) -> None:
        for at in range(first, ROUNDS):
            self._clock.moment = moment + at * LATER
            in_peace = at >= ROUNDS - PEACE
            self._slack.faults.clear()
            if not in_peace:
                self._order_faults()
            lives = [self._life(in_peace=in_peace) for _ in replicas]
            for replica, life in zip(replicas, lives, strict=True):
                assert replica.stdin is not None
                replica.stdin.write(written(life))
                replica.stdin.flush()
            if self._may_crash and not in_peace and self._chance.random() < CRASHED:
                self._crash(self._chance.uniform(0, LIVES_FOR))
            for replica in replicas:
                self._hear(replica)
            # What Slack takes after the client gave up is there before anybody looks for it.
            self._slack.late_calls_land()

    def _order_faults(self) -> None:
        for method, most in (("chat.postMessage", 4), ("conversations.history", 2)):
            for _ in range(self._chance.randint(0, most)):
                kind = self._chance.choice(KINDS)
                self._figures.faults[kind] += 1
                self._slack.fail_next(method, kind, seconds=2 * PATIENCE)

    def _life(self, *, in_peace: bool) -> Life:
        tokens = {team: each.bot_token for team, each in self._slack.workspaces.items()}
        is_killed = not in_peace and self._chance.random() < KILLED
        after = self._chance.uniform(0.01, LIVES_FOR) if is_killed else 0
        return Life(
            self._url,
            self._slack.api_url,
            tokens,
            self._clock.now().isoformat(),
            killed_after=after,
            patience=MENDS_WITHIN if in_peace else PATIENCE,
        )

    def _crash(self, after: float) -> None:
        """Kill the server's side of a connection: all others are dropped, and it recovers."""
        self._figures.faults["database crashed"] += 1
        engine = open_engine(self._url)
        with closing(engine.raw_connection()) as db:
            asked = db.cursor()
            asked.execute("SELECT pg_backend_pid()")
            found = asked.fetchone()
            assert found is not None
            time.sleep(after)
            os.kill(found[0], signal.SIGKILL)
        engine.dispose()

    def _hear(self, replica: "subprocess.Popen[str]") -> None:
        assert replica.stdout is not None
        said: Any = json.loads(replica.stdout.readline())
        assert not said["failed"], said
        self._figures.lives += 1
        self._figures.kills += said["died"]

    def _count(self) -> None:
        figures = self._figures
        for team, workspace in self._slack.workspaces.items():
            for at in range(self._channels):
                place = f"{team} C{at:03}"
                there = workspace.public(f"C{at:03}")
                parents = [each for each in there if each.thread_ts in (None, each.ts)]
                dates = Counter(
                    local_date(datetime.fromtimestamp(float(each.ts), UTC), "UTC")
                    for each in parents
                )
                shown = Counter(number for each in there for number in _shown(each.blocks))
                figures.messages += len(there)
                figures.digests += len(dates)
                figures.lost += [f"{place} {n}" for n in self._owed[team] - shown.keys()]
                figures.doubled += [f"{place} {n}" for n, times in shown.items() if times > 1]
                figures.doubled += [f"{place} {day}" for day, n in dates.items() if n > 1]


def _process() -> "subprocess.Popen[str]":
    module = [sys.executable, "-m", "tests.drills.mortal"]
    pipe = subprocess.PIPE
    return subprocess.Popen(module, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def _patiently(work: Any) -> None:
    """Do it as soon as the database has recovered."""
    end = time.monotonic() + MENDS_WITHIN
    while True:
        try:
            work()
        except Unavailable:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def _shown(blocks: Any) -> Iterator[int]:
    """The sessions of a message, by the numbers on their Details buttons."""
    for block in blocks:
        for element in block["elements"] if block["type"] == "actions" else ():
            if element["value"].startswith("show #"):
                yield int(element["value"].removeprefix("show #"))

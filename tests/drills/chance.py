"""Days of digests by chance: what may fail fails, and at the end it is counted what is there."""

import random
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count

from sqlalchemy import func, select

from bot.digest import Press, run_due
from storage import Store, open_store
from storage.database import Database
from storage.digest_records import Plan
from storage.digest_tables import runs
from storage.engine import open_engine
from storage.errors import NotFound, Unavailable
from storage.local_days import local_date
from storage.records import Entry, Who
from tests.drills.faults import Fate, FrailDatabase, FrailWorkspace, Killed
from tests.drills.slack import Slack
from tests.drills.world import World

START = datetime(2026, 10, 23, tzinfo=UTC)  # Europe's clocks change on the third day
DAY = timedelta(days=1)
DAYS = 4  # with faults and news
QUIET = 2  # days in which what is left is made up
CHANNELS = 10  # of a workspace
ZONES = (
    "UTC",
    "Asia/Tokyo",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Kathmandu",
)
LONGEST_SLEEP = 600  # seconds of a replica at rest
LONGEST_SILENCE = 57_600  # seconds between two people's sessions
DELETED = 0.3  # how often a session is deleted that was logged just now
ASKED_FOR = 0.3  # how often a digest is asked for with `now`

Life = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much is drilled; `may_crash` tells that the database is ours to crash."""

    database_url: str
    digests: int = 60
    replicas: int = 3
    seed: int = 1
    may_crash: bool = False


@dataclass
class Figures:
    """What came of it; the first two are to be 0."""

    lost: list[str]
    doubled: list[str]
    digests: int
    messages: int
    attempts: int
    runs: Counter[str]
    faults: Counter[str]

    def __str__(self) -> str:
        """Give the figures as lines."""
        faults = ", ".join(f"{count} × {name}" for name, count in sorted(self.faults.items()))
        runs_ = ", ".join(f"{count} {name}" for name, count in sorted(self.runs.items()))
        return "\n".join(
            [
                f"lost {len(self.lost)}, doubled {len(self.doubled)}",
                f"{self.digests} digests in {self.messages} messages by {self.attempts} attempts",
                f"runs: {runs_}",
                f"faults: {faults}",
            ]
        )


@dataclass
class Drill:
    """The threads of one drill and what they share."""

    wanted: Wanted
    world: World = field(default_factory=lambda: World(START))
    faults: Counter[str] = field(default_factory=Counter)
    plans: dict[tuple[str, str], Plan] = field(default_factory=dict)
    owed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    codes: Iterator[str] = field(default_factory=lambda: map("N{}".format, count(1000)))
    failed: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.slack = Slack(self.world.seconds)
        self.quiet_from = START + DAYS * DAY
        self.end = self.quiet_from + QUIET * DAY

    def run(self) -> Figures:
        """Let the days go by and count."""
        with closing(open_store(self.wanted.database_url, self.world.now)) as store:
            self._set_up(store)
            lives = [partial(self._replica, at) for at in range(self.wanted.replicas)]
            self._live([partial(self._log, store), *lives])
            return self._counted()

    def _set_up(self, store: Store) -> None:
        chance = random.Random(self.wanted.seed)
        for at in range(self.wanted.digests // DAYS):
            team, channel = f"T{at // CHANNELS:03}", f"C{at % CHANNELS:03}"
            hour = time(chance.randrange(24), chance.randrange(0, 60, 15))
            plan = Plan(channel, "general", hour, chance.choice(ZONES), "en")
            store.digests.set_up(Who(team, "U0"), plan)
            self.plans[team, channel] = plan

    def _live(self, lives: list[Life]) -> None:
        together = threading.Barrier(len(lives))

        def live(life: Life) -> None:
            with self.world.inhabited():
                together.wait()
                try:
                    life()
                except BaseException as error:  # noqa: BLE001  # Raised again below.
                    self.failed.append(error)

        threads = [threading.Thread(target=live, args=(life,)) for life in lives]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failed:
            raise self.failed[0]

    def _log(self, store: Store) -> None:
        """Let people log sessions at any time of the day, delete some, and ask for a digest."""
        chance = random.Random(f"{self.wanted.seed} people")
        teams = sorted({team for team, _ in self.plans})
        while self.world.now() < self.quiet_from:
            for team in teams:
                with suppress(Unavailable, NotFound):
                    self._log_in(store, team, chance)
            self.world.sleep(chance.uniform(0, LONGEST_SILENCE))

    def _log_in(self, store: Store, team: str, chance: random.Random) -> None:
        ann = Who(team, "U1")
        entries = [
            Entry(code=next(self.codes), title="On nets", stars=chance.randint(1, 5))
            for _ in range(chance.randint(0, 9))
        ]
        saved = store.takeaways.add(ann, entries).entries if entries else ()
        self.owed[team] |= {each.session.number for each in saved}
        if saved and chance.random() < DELETED:
            gone = saved[0].session.number
            self.owed[team].discard(gone)
            store.takeaways.delete(ann, gone)
        if chance.random() < ASKED_FOR:
            store.digests.bring_forward(team, f"C{chance.randrange(CHANNELS):03}")

    def _replica(self, number: int) -> None:
        """Live, be killed and start again, until the days are over."""
        chance = random.Random(f"{self.wanted.seed} {number}")
        fate = Fate(chance, self.faults, lambda: self.world.now() >= self.quiet_from)
        while self.world.now() < self.end:
            database = FrailDatabase(
                self.wanted.database_url, fate, may_crash=self.wanted.may_crash
            )
            with closing(Store(database, self.world.now)) as store, suppress(Killed):
                self._serve(store, fate)
            self.world.sleep(chance.uniform(1, 90))

    def _serve(self, store: Store, fate: Fate) -> None:
        press = Press(store, lambda team: FrailWorkspace(self.slack, team, self.world, fate))
        while self.world.now() < self.end:
            ahead: float | None = 1
            with suppress(Unavailable):
                run_due(press, self.world.sleep)
                ahead = store.digests.wait()
            soon = LONGEST_SLEEP if ahead is None else ahead
            self.world.sleep(max(1, min(soon, LONGEST_SLEEP)))

    def _counted(self) -> Figures:
        lost: list[str] = []
        doubled: list[str] = []
        days = messages = 0
        for place, plan in self.plans.items():
            there = self.slack.there(place)
            messages += len(there)
            shown = Counter(number for each in there for number in each.sessions)
            dates = Counter(
                local_date(datetime.fromtimestamp(each.at, UTC), plan.timezone)
                for each in there
                if each.thread is None
            )
            days += len(dates)
            lost += [f"{place} {n}" for n in sorted(self.owed[place[0]] - shown.keys())]
            doubled += [f"{place} {n}" for n, times in sorted(shown.items()) if times > 1]
            doubled += [f"{place} {day}" for day, times in sorted(dates.items()) if times > 1]
        return Figures(
            lost, doubled, days, messages, self.slack.asked, self._outcomes(), self.faults
        )

    def _outcomes(self) -> Counter[str]:
        asked = select(runs.c.state, runs.c.reason, func.count()).group_by(
            runs.c.state, runs.c.reason
        )
        database = Database(open_engine(self.wanted.database_url))
        with closing(database):
            found = database.read(lambda db: db.execute(asked).all())
        return Counter({f"{state} {reason}".strip(): count for state, reason, count in found})

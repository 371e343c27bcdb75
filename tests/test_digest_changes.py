"""Whatever is changed and whenever the clock jumps: one digest for each local date, never two."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

import storage
from bot.digest import Press, run_due
from storage import open_store
from storage.digest_records import Plan
from storage.local_days import local_date, moment_of
from storage.records import Entry, Who
from tests.bots import MovedClock
from tests.drills.slack import Slack
from tests.test_zones import HOURS, ZONES

ANN = Who("T1", "U1")
START = datetime(2026, 3, 25, tzinfo=UTC)  # Clocks change in Europe and elsewhere that week.
CHANNELS = ("C1", "C2")


@dataclass
class Team:
    """Channels whose digests people set up, change and ask for while time goes by."""

    url: str
    clock: MovedClock = field(default_factory=lambda: MovedClock(START))
    zones: dict[str, str] = field(default_factory=dict)
    zone_at_post: dict[tuple[str, int], str] = field(default_factory=dict)

    def live(self, deeds: Sequence["Deed"]) -> None:
        """Do one thing after another, and look after each what stands in the channels."""
        slack = Slack(self.clock.seconds)
        with closing(open_store(self.url, self.clock.now)) as store:
            press = Press(store, slack.of)
            for at, deed in enumerate(deeds):
                store.takeaways.add(ANN, [Entry(code=f"N{1000 + at}", title="On nets", stars=4)])
                self._do(store, deed)
                for _ in range(deed.ticks):
                    self.clock.forward(minutes=deed.minutes)
                    run_due(press, lambda seconds: self.clock.forward(seconds=seconds))
                    self._look(slack)

    def _do(self, store: storage.Store, deed: "Deed") -> None:
        if deed.kind == "jump":
            self.clock.forward(minutes=deed.jump)
        elif deed.kind == "off":
            store.digests.turn_off("T1", deed.channel)
            self.zones.pop(deed.channel, None)
        elif deed.kind == "now" and deed.channel in self.zones:
            store.digests.bring_forward("T1", deed.channel)
        elif deed.kind == "on":
            store.digests.set_up(ANN, Plan(deed.channel, "general", deed.at, deed.zone, "en"))
            self.zones[deed.channel] = deed.zone

    def _look(self, slack: Slack) -> None:
        """Hold each new post to a date that, in the zone which holds now, had none before."""
        for channel, zone in self.zones.items():
            parents = [m for m in slack.channels.get(("T1", channel), ()) if m.thread is None]
            for at, sent in enumerate(parents):
                if (channel, at) in self.zone_at_post:
                    continue
                self.zone_at_post[channel, at] = zone
                moment = datetime.fromtimestamp(sent.at, UTC)
                earlier = [datetime.fromtimestamp(m.at, UTC) for m in parents[:at]]
                dates = [local_date(each, zone) for each in earlier]
                assert local_date(moment, zone) not in dates


@dataclass(frozen=True)
class Deed:
    """Something that somebody does, or the clock, and how long it is until the next."""

    kind: str
    channel: str = "C1"
    zone: str = "UTC"
    at: time = time(9)
    jump: int = 0
    ticks: int = 6
    minutes: int = 60


DEEDS = st.builds(
    Deed,
    kind=st.sampled_from(["on", "on", "off", "now", "jump", "wait"]),
    channel=st.sampled_from(CHANNELS),
    zone=st.sampled_from(ZONES),
    at=HOURS,
    jump=st.integers(-60 * 30, 60 * 30),
    ticks=st.integers(1, 8),
    minutes=st.sampled_from([10, 60, 240, 600]),
)
EAST, WEST = "Pacific/Kiritimati", "Pacific/Midway"


@given(deeds=st.lists(DEEDS, min_size=2, max_size=8))
@example(deeds=[Deed("on", zone=EAST), Deed("now", ticks=1), Deed("on", zone=WEST, ticks=40)])
@example(deeds=[Deed("on", zone=WEST), Deed("now", ticks=1), Deed("on", zone=EAST, ticks=40)])
@example(deeds=[Deed("on"), Deed("now"), Deed("off"), Deed("on", at=time(23)), Deed("now")])
@example(deeds=[Deed("on"), Deed("now"), Deed("jump", jump=-60, minutes=10), Deed("now")])
@settings(max_examples=25)
def test_each_local_date_has_one_digest_at_most(sqlite_template: Path, deeds: list[Deed]) -> None:
    with _copied(sqlite_template) as url:
        Team(url).live([Deed("on"), *deeds])


@given(zone=st.sampled_from(ZONES), at=HOURS, start=st.integers(0, 365 * 24))
@example(zone="Africa/Cairo", at=time(0), start=24 * 28)  # 24 April has no midnight
@example(zone="America/Nuuk", at=time(23, 30), start=24 * 2)  # 28 March has no 23:30
@settings(max_examples=15)
def test_each_local_date_with_news_has_its_digest(
    sqlite_template: Path, zone: str, at: time, start: int
) -> None:
    clock = MovedClock(START + timedelta(hours=start))
    slack = Slack(clock.seconds)
    with _copied(sqlite_template) as url, closing(open_store(url, clock.now)) as store:
        store.digests.set_up(ANN, Plan("C1", "general", at, zone, "en"))
        for code in range(1000, 1005):
            store.takeaways.add(ANN, [Entry(code=f"N{code}", title="On nets", stars=4)])
            found = store.digests.get("T1", "C1")
            assert found is not None
            clock.moment = found.next_run_at or clock.moment
            run_due(Press(store, slack.of), lambda seconds: clock.forward(seconds=seconds))
    moments = [datetime.fromtimestamp(m.at, UTC) for m in slack.channels["T1", "C1"]]
    dates = [local_date(each, zone) for each in moments]
    assert dates == [dates[0] + timedelta(days=each) for each in range(5)]


AHEAD = st.integers(1, 5 * 24 * 60)  # minutes


@given(zone=st.sampled_from(ZONES), at=HOURS, jump=st.tuples(st.integers(0, 1440), AHEAD, AHEAD))
@example(zone="UTC", at=time(9), jump=(8 * 60, 3 * 24 * 60, 60))
@example(zone="UTC", at=time(9), jump=(8 * 60 + 45, 60, 30))
@example(zone="UTC", at=time(9), jump=(9 * 60 + 30, 60, 90))
@settings(max_examples=30)
def test_a_clock_that_ran_ahead_takes_no_day_but_those_that_it_posted_on(
    sqlite_template: Path, zone: str, at: time, jump: tuple[int, int, int]
) -> None:
    after, ahead, stays = jump  # minutes
    clock = MovedClock(START)
    slack = Slack(clock.seconds)

    def live(store: storage.Store, minutes: int) -> None:
        press = Press(store, slack.of)
        end = clock.now() + timedelta(minutes=minutes)
        while clock.now() < end:
            number = next(numbers)
            store.takeaways.add(ANN, [Entry(code=f"N{number}", title="On nets", stars=4)])
            run_due(press, lambda seconds: clock.forward(seconds=seconds))
            found = store.digests.get("T1", "C1")
            assert found is not None
            planned = found.next_run_at or end
            clock.moment = min(end, max(planned, clock.now() + timedelta(seconds=1)))

    numbers = iter(range(1000, 9999))
    with _copied(sqlite_template) as url, closing(open_store(url, clock.now)) as store:
        store.digests.set_up(ANN, Plan("C1", "general", at, zone, "en"))
        live(store, after)
        clock.forward(minutes=ahead)
        live(store, stays % (2 * 24 * 60))
        clock.forward(minutes=-ahead)
        back = clock.now()
        live(store, 4 * 24 * 60)
    sent = slack.channels["T1", "C1"]
    dates = [local_date(datetime.fromtimestamp(m.at, UTC), zone) for m in sent if not m.thread]
    assert len(dates) == len(set(dates))
    first = local_date(back, zone) + timedelta(days=1)
    expected = {first + timedelta(days=each) for each in range(3)}
    there = {day for day in expected if moment_of(day, at, zone)}
    assert there <= set(dates)


@contextmanager
def _copied(template: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "takeaways.db")
        shutil.copyfile(template, copy)
        yield f"sqlite:///{copy}"

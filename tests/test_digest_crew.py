"""Several threads that make digests at once: fair, within limits, and nobody waits for the slow."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest

from bot.digest import Crew, Press, crew, ticking
from bot.posting import OutcomeOpen, Passing, Posting
from storage import Store, open_store
from storage.digest_records import Plan
from storage.records import Entry, Who
from tests.bots import MovedClock
from tests.drills.slack import Slack

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
PATIENCE = 20  # seconds after which a test gives up


def only_posts(work: Callable[[str, str], object]) -> Callable[[str, str, str], object]:
    """Do something before each post, with its workspace and channel."""
    return lambda call, team, channel: work(team, channel) if call == "post" else None


def posted(slack: Slack) -> list[tuple[str, str]]:
    """Where messages stand, in the order in which they came."""
    with slack.lock:
        sent = [
            (each.ts.rpartition(".")[2], place)
            for place in slack.channels
            for each in slack.channels[place]
        ]
    return [place for _, place in sorted(sent, key=lambda each: int(each[0]))]


def wait_until(condition: Callable[[], bool]) -> None:
    late = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < late
        threading.Event().wait(0.01)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "POSTS_APART", 0.01)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(NINE)


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    with closing(open_store(database_url, clock.now)) as opened:
        clock.forward(hours=-1)
        yield opened


def set_up(store: Store, clock: MovedClock, channels: Mapping[str, int]) -> list[tuple[str, str]]:
    """Set digests up for nine o'clock, so many in each workspace, and let it be nine."""
    for team, count in channels.items():
        ann = Who(team, "U1")
        store.takeaways.add(ann, [Entry(code="NET402", title="On nets", stars=4)])
        for at in range(count):
            store.digests.set_up(ann, Plan(f"C{at:03}", "general", NINE.time(), "UTC", "en"))
    clock.moment = NINE
    return [(team, f"C{at:03}") for team, count in channels.items() for at in range(count)]


@contextmanager
def working(store: Store, slack: Slack, hands: int = 4) -> Iterator[Crew]:
    """Lend a crew."""
    with closing(Crew(Press(store, slack.of), hands)) as found:
        yield found


def test_every_digest_of_every_workspace_is_posted_once(store: Store, clock: MovedClock) -> None:
    slack = Slack(clock.seconds)
    wanted = set_up(store, clock, {f"T{at}": 3 for at in range(6)})
    with working(store, slack) as many:
        many.run_due()
    assert sorted(posted(slack)) == sorted(wanted)


def test_a_slow_workspace_holds_up_no_other(
    store: Store, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "SLOW", PATIENCE)  # It needs no rest after this.
    slack = Slack(clock.seconds)
    set_up(store, clock, {"TSLOW": 9, "TA": 9, "TB": 9})

    def be_slow(team: str, _channel: str) -> None:
        if team == "TSLOW":
            wait_until(lambda: len(posted(slack)) >= 18)

    slack.before = only_posts(be_slow)
    with working(store, slack, hands=2) as many:
        many.run_due()
    assert [team for team, _ in posted(slack)[:18]].count("TSLOW") == 0
    assert len(posted(slack)) == 27


def test_a_workspace_whose_token_takes_long_holds_up_no_other(
    store: Store, clock: MovedClock
) -> None:
    slack = Slack(clock.seconds)
    set_up(store, clock, {"TSLOW": 1, "TA": 2, "TB": 2})

    def of(team: str) -> Posting:
        if team == "TSLOW":
            wait_until(lambda: len(posted(slack)) >= 4)
        return slack.of(team)

    with closing(Crew(Press(store, of), 4)) as many:
        many.run_due()
    assert len(posted(slack)) == 5


def test_a_small_workspace_does_not_wait_for_the_end_of_a_large_one(
    store: Store, clock: MovedClock
) -> None:
    small = ("TSMALL", "C000")
    slack = Slack(clock.seconds)
    set_up(store, clock, {"TLARGE": 8, "TSMALL": 1})

    def wait_for_small(team: str, _channel: str) -> None:
        if team == "TLARGE" and posted(slack):
            wait_until(lambda: small in posted(slack))

    slack.before = only_posts(wait_for_small)
    with working(store, slack) as many:
        many.run_due()
    assert posted(slack).index(small) <= 1


def test_the_posts_of_a_workspace_keep_apart(
    store: Store, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "POSTS_APART", 0.1)
    times: list[float] = []
    slack = Slack(clock.seconds, only_posts(lambda *_: times.append(time.monotonic())))
    set_up(store, clock, {"T1": 4})
    begun = time.monotonic()
    with working(store, slack) as many:
        many.run_due()
    # Each may come late, and none before its turn.
    assert [int((each - begun) / 0.1) >= turn for turn, each in enumerate(times)] == [True] * 4


def test_where_slack_asks_for_a_pause_the_whole_workspace_keeps_it(
    store: Store, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "MOST", 1)  # Else one more may be on its way to Slack.
    asked: list[str] = []
    slack = Slack(clock.seconds)
    set_up(store, clock, {"TFULL": 5, "T1": 5})

    def say_no(team: str, channel: str) -> None:
        if team == "TFULL":
            asked.append(channel)
            raise Passing("ratelimited", 30)

    slack.before = only_posts(say_no)
    with working(store, slack) as many:
        many.run_due()
    assert len(asked) == 1
    assert len(posted(slack)) == 5


def test_a_workspace_that_answers_slowly_rests_for_a_multiple(
    store: Store, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "SLOW", 0.02)
    monkeypatch.setattr(crew, "SLOW_REST", 1000)
    asked: list[str] = []
    set_up(store, clock, {"TSLOW": 3})

    def be_slow(_team: str, channel: str) -> None:
        asked.append(channel)
        threading.Event().wait(0.03)
        raise OutcomeOpen("no_answer")

    with working(store, Slack(clock.seconds, only_posts(be_slow)), hands=1) as many:
        many.run_due()
    assert len(asked) == 1


def test_slack_is_waited_for_together_and_the_database_is_used_in_turn(
    store: Store, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "QUEUE", 1)
    together = threading.Barrier(4, timeout=PATIENCE)
    slack = Slack(clock.seconds, only_posts(lambda *_: together.wait()))
    set_up(store, clock, {f"T{at}": 1 for at in range(4)})
    with working(store, slack, hands=4) as many:
        many.run_due()
    assert len(posted(slack)) == 4


def test_no_step_begins_while_others_wait_for_the_database(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "QUEUE", 2)
    with working(store, Slack(time.time)) as many:
        asked = threading.Thread(target=many.busy)
        with many.desk:
            for team in ("T1", "T2"):
                many.take(ticking.Step(team, lambda: None, 0))
            asked.start()
            asked.join(0.05)
            assert asked.is_alive()
        asked.join(PATIENCE)
        assert not asked.is_alive()


@pytest.mark.engines("postgresql")
def test_replicas_share_the_work_and_double_nothing(database_url: str, clock: MovedClock) -> None:
    slack = Slack(clock.seconds)
    clock.forward(hours=-1)
    stores = [open_store(database_url, clock.now) for _ in range(3)]
    wanted = set_up(stores[0], clock, {f"T{at}": 2 for at in range(15)})
    at_work: set[int] = set()

    def remember(index: int) -> Callable[[str], Posting]:
        def of(team: str) -> Posting:
            at_work.add(index)
            return slack.of(team)

        return of

    run_together(stores, [Press(each, remember(at)) for at, each in enumerate(stores)])
    assert sorted(posted(slack)) == sorted(wanted)
    assert at_work == {0, 1, 2}


@pytest.mark.engines("postgresql")
def test_replicas_keep_the_pace_of_a_workspace_together(
    database_url: str, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "POSTS_APART", 0.1)
    clock.forward(hours=-1)
    stores = [open_store(database_url, clock.now) for _ in range(3)]
    begun = time.monotonic()
    slack = Slack(clock.seconds)
    wanted = set_up(stores[0], clock, {"T1": 8})
    run_together(stores, [Press(each, slack.of) for each in stores])
    assert sorted(posted(slack)) == sorted(wanted)
    # Together they would be done in a third of this.
    assert time.monotonic() - begun > 0.7


def run_together(stores: Sequence[Store], presses: Sequence[Press]) -> None:
    """Let several replicas make what is due, and one what is left."""
    crews = [Crew(each, 4) for each in presses]
    threads = [threading.Thread(target=each.run_due) for each in crews]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for each in crews:
        each.run_due()
        each.close()
    for store in stores:
        store.close()


def test_a_stop_lets_what_is_under_way_finish_and_begins_nothing(
    store: Store, clock: MovedClock
) -> None:
    stopping = threading.Event()
    slack = Slack(clock.seconds, only_posts(lambda *_: stopping.set()))
    set_up(store, clock, {f"T{at}": 1 for at in range(9)})
    with working(store, slack, hands=1) as many:
        many.run_due(stopping.is_set)
    assert len(posted(slack)) == 1

"""Which process serves a workspace's digests, and when another may."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from storage import Store, digest_claims, open_store
from storage.database import Database
from storage.digest_holds import Holds
from storage.digest_records import Plan
from storage.engine import open_engine
from storage.records import Entry, Who
from tests.bots import MovedClock
from tests.claiming import ANN, BEN, EIGHT, HOUR, NINE, at, claimed, post_all, save


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(EIGHT)


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    with closing(open_store(database_url, clock.now)) as opened:
        yield opened


def test_what_was_not_committed_is_not_held(
    database_url: str, store: Store, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError

    save(store, "NET402")
    for channel in ("C1", "C2"):
        store.digests.set_up(ANN, Plan(channel, "general", HOUR, "UTC", "en"))
    at(clock, NINE)
    with monkeypatch.context() as broken:
        broken.setattr(digest_claims, "Claim", breaks)
        with pytest.raises(RuntimeError):
            store.digests.runs.claim()
    claimed(store)
    with closing(open_store(database_url, clock.now)) as other:
        assert other.digests.runs.claim() is None
        store.digests.let_go()
        assert other.digests.runs.claim() is not None


def test_of_two_processes_in_one_moment_the_faster_one_holds_a_workspace(
    database_url: str, clock: MovedClock
) -> None:
    with closing(Database(open_engine(database_url))) as database:
        first, second = Holds(database), Holds(database)
        now = clock.now()
        assert database.write(lambda db: first.take(db, "T1", now))
        assert not database.write(lambda db: second.take(db, "T1", now))
        assert database.write(lambda db: first.take(db, "T1", now))
        assert database.write(lambda db: second.take(db, "T2", now))


def in_workspaces(store: Store, clock: MovedClock, channels: dict[str, int]) -> None:
    """Set digests up in workspaces, so many in each, and let it be nine."""
    for team, count in channels.items():
        who = Who(team, "UANN")
        store.takeaways.add(who, [Entry(code="NET402", title="On nets", stars=4)])
        for each in range(count):
            store.digests.set_up(who, Plan(f"C{each}", "general", HOUR, "UTC", "en"))
    at(clock, NINE)


def test_a_workspace_is_served_by_one_process_until_that_one_rests_or_dies(
    store: Store, clock: MovedClock, database_url: str
) -> None:
    in_workspaces(store, clock, {"T1": 3, "T2": 1})
    with closing(open_store(database_url, clock.now)) as other:
        post_all(store, claimed(store))
        assert claimed(other).run.team_id == "T2"
        assert other.digests.runs.claim() is None
        clock.forward(seconds=1)
        post_all(store, claimed(store))
        clock.forward(seconds=1.5)
        assert other.digests.runs.claim() is None
        clock.forward(seconds=1)
        assert claimed(other).run.team_id == "T1"


def test_no_process_asks_in_a_workspace_while_slack_wants_a_pause(
    store: Store, clock: MovedClock, database_url: str
) -> None:
    in_workspaces(store, clock, {"T1": 2})
    claim = claimed(store)
    store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.retry(claim, "ratelimited", 30)
    with closing(open_store(database_url, clock.now)) as other:
        clock.forward(seconds=29)
        assert other.digests.runs.claim() is None
        clock.forward(seconds=2)
        assert claimed(other).run.team_id == "T1"


def test_a_process_that_ends_leaves_its_workspaces_to_the_others_at_once(
    store: Store, clock: MovedClock, database_url: str
) -> None:
    in_workspaces(store, clock, {"T1": 2})
    post_all(store, claimed(store))
    with closing(open_store(database_url, clock.now)) as other:
        assert other.digests.runs.claim() is None
        store.digests.let_go()
        assert claimed(other).run.team_id == "T1"


def test_a_process_that_ends_keeps_the_pause_that_slack_asked_for(
    store: Store, clock: MovedClock, database_url: str
) -> None:
    in_workspaces(store, clock, {"T1": 2})
    claim = claimed(store)
    store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.retry(claim, "ratelimited", 30)
    store.digests.let_go()
    with closing(open_store(database_url, clock.now)) as other:
        clock.forward(seconds=29)
        assert other.digests.runs.claim() is None


def test_a_message_is_renewed_by_the_process_that_serves_its_workspace(
    store: Store, clock: MovedClock, database_url: str
) -> None:
    in_workspaces(store, clock, {"T1": 2})
    post_all(store, claimed(store))
    store.takeaways.rate(BEN, 1, 1)
    clock.forward(seconds=60)
    claimed(store)
    with closing(open_store(database_url, clock.now)) as other:
        assert other.digests.updates.claim() is None
        clock.forward(seconds=3)
        assert other.digests.updates.claim() is not None


def test_a_hold_of_a_clock_that_ran_ahead_is_let_go(
    store: Store, clock: MovedClock, database_url: str
) -> None:
    in_workspaces(store, clock, {"T1": 2})
    clock.forward(days=2)
    post_all(store, claimed(store))
    store.digests.wait()
    clock.forward(days=-1)
    store.digests.wait()
    with closing(open_store(database_url, clock.now)) as other:
        assert claimed(other).run.team_id == "T1"

"""Digests in the database: subscriptions, claims and parts."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta

import pytest

from storage import Store, open_store
from storage.digest_claims import LEASE
from storage.digest_records import Claim, Only, Plan
from storage.digest_runs import Runs
from storage.errors import NotFound
from storage.records import Filter, Level, Who
from tests.bots import MovedClock
from tests.claiming import ANN, BEN, DAY, EIGHT, HOUR, NINE, PLAN, at, claimed, last, post_all, save


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(EIGHT)


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    with closing(open_store(database_url, clock.now)) as opened:
        yield opened


def next_run(store: Store) -> datetime | None:
    found = store.digests.get("T1", "C1")
    assert found is not None
    return found.next_run_at


def test_a_digest_keeps_all_that_was_asked_for(store: Store) -> None:
    wanted = Filter(
        event="all",
        types=("chalk",),
        levels=(Level(300, or_more=True),),
        stars=(Level(4),),
        by=("UANN",),
        since=timedelta(days=2),
        recorded=True,
    )
    plan = Plan("C1", "general", time(17, 30), "Asia/Tokyo", "ja", True, wanted)
    store.digests.set_up(ANN, plan)
    found = store.digests.get("T1", "C1")
    assert found is not None
    assert (found.plan, found.set_up_by, found.active) == (plan, "UANN", True)
    assert found.next_run_at == datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    assert store.digests.get("T2", "C1") is None
    dated = Plan("C1", "general", HOUR, "UTC", "en", filter=Filter(since=date(2026, 11, 1)))
    assert store.digests.set_up(ANN, dated).plan == dated


def test_a_digest_is_claimed_at_its_hour_and_by_one_process(
    store: Store, clock: MovedClock
) -> None:
    number = save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    assert store.digests.runs.claim() is None
    at(clock, NINE)
    claim = claimed(store)
    assert (claim.task, claim.part, claim.sessions, claim.thread) == ("post", 0, (number,), None)
    assert (claim.run.due_at, claim.run.state) == (NINE, "claimed")
    assert store.digests.runs.claim() is None
    assert next_run(store) == NINE + DAY


def test_nothing_new_leaves_the_day_free(store: Store, clock: MovedClock) -> None:
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    assert store.digests.runs.claim() is None
    assert store.digests.bring_forward("T1", "C1") == "nothing_new"
    number = save(store, "NET402")
    assert store.digests.bring_forward("T1", "C1") == "due"
    assert claimed(store).sessions == (number,)


def test_now_takes_the_place_of_the_day(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    assert store.digests.bring_forward("T1", "C1") == "due"
    claim = claimed(store)
    assert store.digests.bring_forward("T1", "C1") == "waiting"
    post_all(store, claim)
    assert next_run(store) == NINE + DAY
    assert store.digests.bring_forward("T1", "C1") == "out"
    save(store, "AIM301")
    at(clock, NINE)
    assert store.digests.runs.claim() is None
    with pytest.raises(NotFound):
        store.digests.bring_forward("T1", "C2")


def test_now_wakes_the_tick_and_nothing_else_does(store: Store, clock: MovedClock) -> None:
    woken: list[datetime] = []
    store.digests.when_due(lambda: woken.append(clock.now()))
    store.digests.set_up(ANN, PLAN)
    store.digests.bring_forward("T1", "C1")
    assert woken == []
    save(store, "NET402")
    store.digests.bring_forward("T1", "C1")
    assert woken == [EIGHT]


def test_now_may_follow_a_refusal_in_the_very_moment(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    assert store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.refuse(claim, "is_archived")
    assert (last(store).state, last(store).reason) == ("failed", "is_archived")
    assert store.digests.bring_forward("T1", "C1") == "due"
    post_all(store, claimed(store))
    assert last(store).state == "posted"


def test_a_missed_run_is_made_up_on_its_day_and_a_missed_day_with_the_next(
    store: Store, clock: MovedClock
) -> None:
    first = save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE + timedelta(hours=12))
    claim = claimed(store)
    assert (claim.sessions, claim.run.due_at) == ((first,), NINE)
    post_all(store, claim)
    second = save(store, "AIM301")
    at(clock, NINE + 3 * DAY - timedelta(hours=1))
    assert store.digests.runs.claim() is None
    assert next_run(store) == NINE + 3 * DAY
    at(clock, NINE + 3 * DAY)
    assert claimed(store).sessions == (second,)


@pytest.mark.parametrize("change", ["zone", "off and on", "both"])
def test_no_change_gives_a_second_digest_on_a_local_day(
    store: Store, clock: MovedClock, change: str
) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    post_all(store, claimed(store))
    save(store, "AIM301")
    if change != "zone":
        store.digests.turn_off("T1", "C1")
        assert store.digests.get("T1", "C1") is None
    zone = "UTC" if change == "off and on" else "America/New_York"
    store.digests.set_up(BEN, Plan("C1", "general", time(10), zone, "en"))
    hours = 15 if zone != "UTC" else 10
    assert next_run(store) == datetime(2026, 11, 26, hours, tzinfo=UTC)
    at(clock, datetime(2026, 11, 25, 23, tzinfo=UTC))
    assert store.digests.runs.claim() is None
    at(clock, datetime(2026, 11, 26, hours, tzinfo=UTC))
    claimed(store)


def test_a_zone_in_which_the_last_post_was_yesterday_leaves_today_free(
    store: Store, clock: MovedClock
) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, Plan("C1", "general", time(0), "Asia/Tokyo", "en"))
    at(clock, datetime(2026, 11, 25, 15, tzinfo=UTC))  # midnight of the 26th in Tokyo
    post_all(store, claimed(store))
    save(store, "AIM301")
    store.digests.set_up(ANN, Plan("C1", "general", time(20), "UTC", "en"))  # there, the 25th
    assert next_run(store) == datetime(2026, 11, 26, 20, tzinfo=UTC)
    at(clock, datetime(2026, 11, 26, 20, tzinfo=UTC))
    claimed(store)


def test_the_one_who_turned_it_on_again_has_set_it_up(store: Store, clock: MovedClock) -> None:
    store.digests.set_up(ANN, PLAN)
    assert store.digests.set_up(BEN, PLAN).set_up_by == "UANN"
    store.digests.turn_off("T1", "C1")
    clock.forward(hours=1)
    again = store.digests.set_up(BEN, PLAN)
    assert (again.set_up_by, again.since) == ("UBEN", clock.now() - DAY)


def test_a_claim_that_ran_out_before_anything_was_sent_is_simply_taken(
    store: Store, clock: MovedClock
) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    dead = claimed(store)
    clock.forward(seconds=LEASE.total_seconds() - 1)
    assert store.digests.runs.claim() is None
    clock.forward(seconds=1)
    alive = claimed(store)
    assert (alive.run.run_id, alive.task) == (dead.run.run_id, "post")
    assert not store.digests.runs.sending(dead, dead.sessions)
    post_all(store, alive)


def test_a_claim_that_ran_out_while_sending_is_looked_up_first(
    store: Store, clock: MovedClock
) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    dead = claimed(store)
    assert store.digests.runs.sending(dead, dead.sessions)
    assert last(store).state == "posting"
    assert store.digests.bring_forward("T1", "C1") == "open"
    clock.forward(seconds=LEASE.total_seconds())
    assert claimed(store).task == "look_up"


def test_an_expired_claim_sends_nothing(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    clock.forward(seconds=LEASE.total_seconds())
    assert not store.digests.runs.sending(claim, claim.sessions)


def test_parts_follow_one_another_a_second_apart(store: Store, clock: MovedClock) -> None:
    first, second = save(store, "NET402", 5), save(store, "AIM301", 4)
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    assert store.digests.runs.sending(claim, [first])
    store.digests.runs.sent(claim, "1.0")
    assert (last(store).state, store.digests.runs.wait()) == ("posting", 1.0)
    assert store.digests.runs.claim() is None
    clock.forward(seconds=1)
    claim = claimed(store)
    assert (claim.part, claim.sessions, claim.thread) == (1, (second,), "1.0")
    post_all(store, claim, "2.0")
    assert (last(store).state, store.digests.runs.wait()) == ("posted", None)


def test_what_is_deleted_after_the_claim_is_not_sent(store: Store, clock: MovedClock) -> None:
    first, second = save(store, "NET402", 5), save(store, "AIM301", 4)
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claimed(store)
    store.takeaways.delete(ANN, first)
    clock.forward(seconds=LEASE.total_seconds())
    assert claimed(store).sessions == (second,)
    store.takeaways.delete(ANN, second)
    clock.forward(seconds=LEASE.total_seconds())
    assert store.digests.runs.claim() is None
    assert (last(store).state, last(store).reason) == ("skipped", "nothing_new")


def test_passing_errors_wait_longer_each_time_and_end_with_the_day(
    store: Store, clock: MovedClock
) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    pauses = []
    while (claim := store.digests.runs.claim()) is not None:
        assert store.digests.runs.sending(claim, claim.sessions)
        store.digests.runs.retry(claim, "service_unavailable", None)
        pauses.append(store.digests.runs.wait() or 0)
        clock.forward(seconds=pauses[-1])
    assert pauses[:9] == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    assert clock.now() == datetime(2026, 11, 26, tzinfo=UTC)
    assert (last(store).state, last(store).reason) == ("failed", "service_unavailable")
    at(clock, NINE + DAY)
    assert len(claimed(store).sessions) == 1


def test_slack_s_own_pause_is_kept(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    assert store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.retry(claim, "ratelimited", 37)
    assert store.digests.runs.wait() == 37


def test_an_outcome_that_stays_open_is_settled_before_the_next_day_s_run(
    store: Store, clock: MovedClock
) -> None:
    number = save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    assert store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.unknown(claim, "no_answer")
    assert last(store).state == "unknown"
    at(clock, NINE + DAY)
    look = claimed(store)
    assert (look.task, look.run.run_id) == ("look_up", claim.run.run_id)
    assert store.digests.runs.claim() is None  # The next run waits for the answer.
    store.digests.runs.absent(look)
    following = claimed(store)
    assert (following.run.run_id != claim.run.run_id, following.sessions) == (True, (number,))
    assert following.run.due_at == NINE + DAY


def test_a_part_that_nobody_can_look_up_takes_the_day_and_comes_with_the_next(
    store: Store, clock: MovedClock
) -> None:
    number = save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    assert store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.unknown(claim, "no_answer")
    clock.forward(seconds=LEASE.total_seconds())
    store.digests.runs.unreadable(claimed(store))
    assert (last(store).state, last(store).reason) == ("skipped", "unreadable")
    assert store.digests.bring_forward("T1", "C1") == "open"
    at(clock, NINE + DAY)
    assert claimed(store).sessions == (number,)


def test_a_look_up_goes_on_from_its_page(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    assert store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.unknown(claim, "no_answer")
    clock.forward(seconds=LEASE.total_seconds())
    look = claimed(store)
    assert store.digests.runs.renew(look, "page2")
    store.digests.runs.look_again(look, "page2", "ratelimited", 60)
    assert store.digests.runs.claim() is None
    clock.forward(seconds=60)
    assert claimed(store).cursor == "page2"
    assert not store.digests.runs.renew(look, "page3")


def test_turning_off_ends_a_run_that_waits_and_a_thread(store: Store, clock: MovedClock) -> None:
    first, _ = save(store, "NET402", 5), save(store, "AIM301", 4)
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    claim = claimed(store)
    store.digests.turn_off("T1", "C1")
    assert (last(store).state, last(store).reason) == ("skipped", "off")
    assert not store.digests.runs.sending(claim, claim.sessions)
    store.digests.set_up(ANN, PLAN)
    assert store.digests.bring_forward("T1", "C1") == "due"
    claim = claimed(store)
    assert store.digests.runs.sending(claim, [first])
    store.digests.runs.sent(claim, "1.0")
    store.digests.turn_off("T1", "C1")
    clock.forward(seconds=1)
    assert store.digests.runs.claim() is None
    assert (last(store).state, last(store).reason) == ("posted", "off")


def test_a_clock_that_went_back_posts_nothing_twice(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    post_all(store, claimed(store))
    save(store, "AIM301")
    at(clock, EIGHT)
    store.digests.set_up(ANN, PLAN)
    for moment in (EIGHT, NINE, NINE + timedelta(hours=14)):
        at(clock, moment)
        assert store.digests.runs.claim() is None
    assert store.digests.bring_forward("T1", "C1") == "out"


def test_a_workspace_s_or_a_channel_s_runs_can_be_asked_for_alone(
    store: Store, clock: MovedClock
) -> None:
    save(store, "NET402")
    save(store, "NET402", who=Who("T2", "UZOE"))
    store.digests.set_up(ANN, PLAN)
    store.digests.set_up(ANN, Plan("C2", "random", HOUR, "UTC", "en"))
    store.digests.set_up(Who("T2", "UZOE"), PLAN)
    at(clock, NINE)
    runs = store.digests.runs
    assert runs.claim(begin=False) is None
    found = [runs.claim(only=Only("T1", "C2")), runs.claim(only=Only("T1", "C2"))]
    assert [each and each.run.channel_id for each in found] == ["C2", None]
    other = runs.claim(only=Only("T2"))
    assert other is not None
    assert other.run.team_id == "T2"


def test_a_reason_is_told_once_until_a_digest_arrives(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    found = store.digests.set_up(ANN, PLAN)
    told = store.digests.told
    assert [told.once(found, each) for each in ("a", "a", "b")] == [True, False, True]
    at(clock, NINE)
    post_all(store, claimed(store))
    assert told.once(found, "a")


def test_processes_at_once_claim_each_run_once(store: Store, clock: MovedClock) -> None:
    save(store, "NET402")
    for number in range(12):
        store.digests.set_up(ANN, Plan(f"C{number}", "one", HOUR, "UTC", "en"))
    at(clock, NINE)
    found: list[str] = []

    def work() -> None:
        while (claim := store.digests.runs.claim()) is not None:
            found.append(claim.run.channel_id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted(f"C{number}" for number in range(12))


# What whoever lost a claim learns of its part, long after somebody else went on with the run.
LATE_ENDS: dict[str, Callable[[Runs, Claim], None]] = {
    "it was refused": lambda runs, late: runs.refuse(late, "is_archived"),
    "it may be sent again": lambda runs, late: runs.retry(late, "unreachable", None),
    "it is not there": lambda runs, late: runs.absent(late),
    "nobody can tell": lambda runs, late: runs.unreadable(late),
}


def gone_on_with(store: Store, clock: MovedClock) -> tuple[Claim, Claim]:
    """Let a process sleep while it sends a part; gives its claim, and that of who is sending it."""
    runs = store.digests.runs
    for code in ("NET101", "NET102"):
        save(store, code)
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    late = claimed(store)
    assert runs.sending(late, late.sessions[:1])
    clock.moment += LEASE
    looking = claimed(store)
    assert looking.task == "look_up"
    runs.absent(looking)
    holder = claimed(store)
    assert runs.sending(holder, holder.sessions[:1])
    return late, holder


@pytest.mark.parametrize("end", LATE_ENDS.values(), ids=LATE_ENDS)
def test_whoever_lost_a_claim_leaves_the_part_that_is_on_its_way_alone(
    store: Store, clock: MovedClock, end: Callable[[Runs, Claim], None]
) -> None:
    late, holder = gone_on_with(store, clock)
    end(store.digests.runs, late)
    store.digests.runs.sent(holder, "1.0", holder.sessions[:1])
    clock.forward(seconds=2)
    rest = claimed(store)
    assert (rest.part, rest.thread) == (1, "1.0")


@pytest.mark.parametrize("end", LATE_ENDS.values(), ids=LATE_ENDS)
def test_whoever_lost_a_claim_has_nothing_shown_again(
    store: Store, clock: MovedClock, end: Callable[[Runs, Claim], None]
) -> None:
    late, holder = gone_on_with(store, clock)
    store.digests.runs.sent(holder, "1.0", holder.sessions[:1])
    end(store.digests.runs, late)
    clock.forward(seconds=2)
    rest = claimed(store)
    assert (rest.part, rest.thread) == (1, "1.0")
    assert rest.sessions == holder.sessions[1:]

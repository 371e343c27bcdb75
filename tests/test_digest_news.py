"""Which sessions a digest shows: what is new, chosen by its filter, in which order."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from storage import Store, open_store
from storage.digest_records import Plan
from storage.records import Entry, Event, Filter, Level, Profile, Who
from tests.bots import MovedClock
from tests.claiming import ANN, BEN, DAY, EIGHT, HOUR, NINE, PLAN, at, claimed, last, post_all, save


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(EIGHT)


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    with closing(open_store(database_url, clock.now)) as opened:
        yield opened


def posted(store: Store, clock: MovedClock) -> int:
    """Save a session, and have it posted at nine; gives its number."""
    number = save(store, "NET402")
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    post_all(store, claimed(store))
    return number


def test_a_posted_digest_is_not_news_again(store: Store, clock: MovedClock) -> None:
    posted(store, clock)
    assert last(store).state == "posted"
    at(clock, NINE + DAY)
    assert store.digests.runs.claim() is None
    assert (last(store).state, last(store).reason) == ("skipped", "nothing_new")
    late = save(store, "AIM301")
    at(clock, NINE + 2 * DAY)
    assert claimed(store).sessions == (late,)


def test_sessions_come_in_the_order_of_their_score_and_those_without_stars_last(
    store: Store, clock: MovedClock
) -> None:
    plain, good, best = (save(store, *each) for each in (("A101", None), ("B101", 3), ("C101", 5)))
    store.digests.set_up(ANN, PLAN)
    at(clock, NINE)
    assert claimed(store).sessions == (best, good, plain)


def test_news_begins_a_day_before_the_digest_was_set_up(store: Store, clock: MovedClock) -> None:
    at(clock, EIGHT - DAY - timedelta(seconds=1))
    save(store, "OLD101")
    at(clock, EIGHT - DAY)
    new = save(store, "NEW101")
    at(clock, EIGHT)
    store.digests.set_up(ANN, PLAN)
    assert store.digests.upcoming(store.digests.all("T1")[0]) == (new,)


def test_an_edit_does_not_bring_a_takeaway_back_but_another_person_does(
    store: Store, clock: MovedClock
) -> None:
    number = posted(store, clock)
    store.takeaways.rate(ANN, number, 1)
    assert store.digests.upcoming(store.digests.all("T1")[0]) == ()
    store.takeaways.rate(BEN, number, 5)
    assert store.digests.upcoming(store.digests.all("T1")[0]) == (number,)


def test_a_takeaway_that_was_deleted_and_brought_back_stays_shown(
    store: Store, clock: MovedClock
) -> None:
    number = posted(store, clock)
    store.takeaways.delete(ANN, number)
    store.takeaways.undo(ANN)
    assert store.digests.upcoming(store.digests.all("T1")[0]) == ()


def test_what_is_saved_with_an_earlier_time_after_a_digest_is_in_the_next(
    store: Store, clock: MovedClock
) -> None:
    posted(store, clock)
    at(clock, NINE - timedelta(minutes=5))  # another process, slower to commit
    late = save(store, "AIM301")
    at(clock, NINE + DAY)
    assert claimed(store).sessions == (late,)


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Filter(), ["NET402", "AIM301", "SEC201"]),
        (Filter(levels=(Level(300, or_more=True),)), ["NET402", "AIM301"]),
        (Filter(by=("UBEN",)), ["AIM301"]),
        (Filter(stars=(Level(5),)), ["NET402"]),
        (Filter(recommended=True), ["AIM301"]),
        (Filter(roles=("sre",)), ["AIM301"]),
        (Filter(event="other"), ["SEC201"]),
        (Filter(types=("chalk",)), []),
    ],
)
def test_a_filter_chooses_what_a_digest_shows(
    store: Store, wanted: Filter, codes: list[str]
) -> None:
    store.events.create(ANN, Event(key="main", name="Main"))
    store.events.create(ANN, Event(key="other", name="Other"))
    store.people.save_profile(BEN, Profile("UBEN", role="SRE"))
    store.takeaways.add(ANN, [Entry(code="NET402", title="Net", stars=5)], event="main")
    aim = Entry(code="AIM301", title="Aim", stars=4, recommended=True)
    store.takeaways.add(BEN, [aim], event="main")
    store.takeaways.add(ANN, [Entry(code="SEC201", title="Sec", stars=2)], event="other")
    plan = Plan("C1", "general", HOUR, "UTC", "en", filter=wanted)
    found = store.digests.upcoming(store.digests.set_up(ANN, plan))
    assert [store.sessions.get("T1", number).code for number in found] == codes


@pytest.mark.parametrize(
    "wanted", [Filter(by=("UBEN",)), Filter(roles=("sre",)), Filter(since=timedelta(hours=3))]
)
def test_a_filter_of_takeaways_orders_by_their_stars_and_shows_these_alone(
    store: Store, clock: MovedClock, wanted: Filter
) -> None:
    store.people.save_profile(BEN, Profile("UBEN", role="SRE"))
    loved, liked, unrated = [save(store, f"NET{each}", stars=1) for each in (401, 402, 403)]
    clock.forward(hours=4)
    save(store, "NET401", stars=5, who=BEN)
    save(store, "NET402", stars=3, who=BEN)
    save(store, "NET403", stars=None, who=BEN)
    for other in ("UCHO", "UDAN", "UEVE"):
        for code, stars in (("NET402", 5), ("NET403", 5)):
            clock.forward(days=-1)
            save(store, code, stars=stars, who=Who("T1", other))
            clock.forward(days=1)
    found = store.digests.set_up(ANN, Plan("C1", "general", HOUR, "UTC", "en", filter=wanted))
    assert store.digests.upcoming(found) == (loved, liked, unrated)
    shown = store.digests.shown(found, [loved, liked, unrated])
    assert [(session.rating.count, session.rating.total) for session, _ in shown] == [
        (1, 5),
        (1, 3),
        (0, 0),
    ]
    assert {each.takeaway.user for _, written in shown for each in written} == {"UBEN"}


def test_a_filter_of_stars_goes_by_the_mean_of_the_chosen_takeaways(store: Store) -> None:
    both = save(store, "NET401", stars=1)
    save(store, "NET401", stars=5, who=BEN)
    wanted = Filter(by=("UBEN",), stars=(Level(4, or_more=True),))
    found = store.digests.set_up(ANN, Plan("C1", "general", HOUR, "UTC", "en", filter=wanted))
    assert store.digests.upcoming(found) == (both,)


def test_what_a_digest_chose_by_a_role_is_told_whole_once_nobody_has_it(store: Store) -> None:
    store.people.save_profile(BEN, Profile("UBEN", role="SRE"))
    number = save(store, "NET401", who=BEN)
    plan = Plan("C1", "general", HOUR, "UTC", "en", filter=Filter(roles=("sre",)))
    found = store.digests.set_up(ANN, plan)
    store.people.save_profile(BEN, Profile("UBEN", role="Painter"))
    ((session, written),) = store.digests.shown(found, [number])
    assert (session.rating.count, len(written)) == (1, 1)

"""Events: the current one, `general` and what it gives way to, session types."""

from datetime import date

import pytest

from storage import (
    AlreadyThere,
    Edit,
    Entry,
    Event,
    Filter,
    NotFound,
    SessionType,
    Store,
)
from storage.kinds import STANDARD_TYPES
from tests.keeping import ANN, BEN, STRANGER, log, number_of


def test_a_workspace_without_an_event_has_general(store: Store) -> None:
    event = store.events.current("T1")
    assert (event.key, event.current, event.types) == ("general", True, STANDARD_TYPES)
    assert store.events.current("T1") == event


def test_the_first_real_event_takes_the_place_of_general_and_the_second_does_not(
    store: Store,
) -> None:
    log(store, ANN, "NET402")
    made = store.events.create(
        ANN, Event("Conf 2023", "Conf", "Asia/Tokyo", date(2023, 11, 26), date(2023, 12, 1))
    )
    assert made == store.events.current("T1")
    assert (made.key, made.starts_on) == ("conf-2023", date(2023, 11, 26))
    assert not store.events.create(BEN, Event("conf-2024", "Next")).current
    assert store.events.current("T1").key == "conf-2023"
    with pytest.raises(AlreadyThere):
        store.events.create(BEN, Event("CONF-2023", "Again"))


def test_general_stays_where_somebody_chose_it(store: Store) -> None:
    store.events.current("T1")
    store.events.use(ANN, "general")
    assert not store.events.create(ANN, Event("conf", "Conf")).current


def test_a_switch_says_who_set_the_one_before(store: Store) -> None:
    store.events.create(ANN, Event("one", "One"))
    store.events.create(BEN, Event("two", "Two"))
    switch = store.events.use(BEN, "TWO")
    assert switch.event.current
    assert switch.before is not None
    assert (switch.event.key, switch.before.key, switch.before_set_by) == ("two", "one", "UANN")
    store.events.use(ANN, "two")  # It is the current one: no switch.
    assert store.events.use(ANN, "one").before_set_by == "UBEN"
    with pytest.raises(NotFound) as refused:
        store.events.use(BEN, "tow")
    assert (refused.value.kind, refused.value.nearest[0]) == ("event", "two")


def test_own_types_come_first_and_the_standard_ones_follow(store: Store) -> None:
    own = (SessionType("Panels", "People talk.", "recorded"), SessionType("keynotes", "Big."))
    types = store.events.create(ANN, Event("conf", "Conf", types=own)).types
    assert types[:2] == own
    assert len(types) == len(STANDARD_TYPES) + 1


def test_a_type_that_nobody_knew_is_added_behind_the_others(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", type="Panels"))
    assert store.sessions.get("T1", number).type == "Panels"
    assert store.events.current("T1").types[-1] == SessionType("Panels")
    log(store, ANN, "NET403", type="panel")
    assert store.sessions.get("T1", 2).type == "Panels"


def test_events_are_listed_with_what_they_hold(store: Store) -> None:
    store.events.create(ANN, Event("one", "One"))
    store.events.create(ANN, Event("two", "Two"))
    log(store, ANN, "NET402")
    log(store, BEN, "NET402")
    counts = store.events.all("T1")
    assert [(c.event.key, c.sessions, c.takeaways) for c in counts] == [
        ("one", 1, 2),
        ("two", 0, 0),
    ]


def test_an_entry_goes_to_the_named_event(store: Store) -> None:
    store.events.create(ANN, Event("one", "One"))
    store.events.create(ANN, Event("two", "Two"))
    saved = store.takeaways.add(ANN, [Entry(code="NET402", stars=4)], event="Two")
    assert saved.entries[0].session.event == "two"
    assert store.sessions.resolve("T1", "NET402").matches == ()
    assert len(store.sessions.resolve("T1", "NET402", "two").matches) == 1
    # The same code in another event is another session.
    assert number_of(log(store, ANN, "NET402")) != number_of(saved)
    assert len(store.sessions.resolve("T1", "NET402", "all").matches) == 2


def test_an_event_takes_over_what_general_holds(store: Store) -> None:
    log(store, ANN, "NET402", 5, facts=("a",), type="Panels")
    log(store, ANN, "NET403", 4)
    store.watching.queue(BEN, 1)
    store.events.create(ANN, Event("conf", "Conf"))
    log(store, ANN, "NET402", facts=("b",))
    log(store, BEN, "NET402", 3)
    assert store.events.take_over(ANN, "conf") == 2
    assert [count.event.key for count in store.events.all("T1")] == ["conf"]
    (session,) = store.sessions.resolve("T1", "NET402").matches
    kept = store.takeaways.get(ANN, session.number)
    assert kept is not None
    assert (kept.stars, kept.facts) == (5, ("a", "b"))
    assert (session.rating.count, session.rating.total) == (2, 8)
    assert [watch.session for watch in store.watching.list(BEN)] == [session]
    assert store.sessions.get("T1", 2).event == "conf"
    assert store.events.take_over(ANN, "conf") == 0
    with pytest.raises(NotFound):
        store.sessions.get("T1", 1)


def test_what_takes_general_over_while_it_is_current_becomes_current(store: Store) -> None:
    log(store, ANN, "NET402", 5)
    store.events.create(ANN, Event("conf", "Conf"))
    store.events.use(BEN, "general")
    store.events.take_over(ANN, "conf")
    assert store.events.current("T1").key == "conf"
    log(store, ANN, "NET403", 4)
    assert store.sessions.get("T1", 2).event == "conf"


def test_details_of_a_session_that_was_taken_over_twice_are_kept(store: Store) -> None:
    log(store, ANN, "NET402", title="Named")
    edit = Edit(Entry(level=200), frozenset({"level"}))
    store.sessions.correct(ANN, 1, edit)
    store.events.create(ANN, Event("conf", "Conf"))
    store.events.take_over(ANN, "conf")
    session = store.sessions.get("T1", 1)
    assert (session.event, session.title, session.level) == ("conf", "Named", 200)


def test_an_unknown_event_is_refused_wherever_it_is_named(store: Store) -> None:
    store.events.create(ANN, Event("conf", "Conf"))
    for refused in (
        lambda: store.events.get("T1", "cnof"),
        lambda: store.events.take_over(ANN, "cnof"),
        lambda: store.sessions.resolve("T1", "NET402", "cnof"),
        lambda: store.sessions.top(ANN, Filter(event="cnof")),
        lambda: store.search.find(ANN, "x", Filter(event="cnof")),
        lambda: store.events.get(STRANGER.team_id, "conf"),
    ):
        with pytest.raises(NotFound) as error:
            refused()
        assert error.value.kind == "event"


def test_an_empty_workspace_answers_everything(store: Store) -> None:
    assert store.sessions.top(ANN, Filter()).items == ()
    assert store.search.find(ANN, "x", Filter()).items == ()
    assert store.sessions.suggest("T1", "x") == ()
    assert store.sessions.resolve("T1", "NET402").matches == ()
    assert store.sessions.resolve("T1", "").matches == ()
    assert store.takeaways.mine(ANN, event=None).items == ()
    assert store.events.all("T1") == ()
    assert store.watching.list(ANN) == ()

"""What a log amounts to, counted in the database."""

from datetime import timedelta

import pytest

from storage import Entry, Filter, Level, NotFound, Profile, Question, Store
from storage.statistics import Figures, Share
from tests.keeping import ANN, BEN, STRANGER, Ticking, log


def fill(store: Store) -> None:
    asked = (Question("Why?", "So."), Question("How?"))
    log(store, ANN, "NET402", 5, type="Chalk Talk", topics=("AI", "Nets"), questions=asked)
    log(store, BEN, "NET402", 2, recommended=True)
    log(store, ANN, "COP343", 4, topics=("ai",), recording_url="https://example.com/1")
    log(store, BEN, "AIM101", None, topics=("ai", "AI"))
    log(store, STRANGER, "NET402", 1, topics=("Elsewhere",))


def test_a_log_is_counted(store: Store) -> None:
    fill(store)
    figures = store.statistics.figures(ANN, Filter())
    assert figures == Figures(
        sessions=3,
        takeaways=4,
        writers=2,
        questions=2,
        stars={5: 1, 4: 1, 2: 1, None: 1},
        types=(Share("Chalk Talk", 2), Share("Other", 2)),
        topics=(Share("AI", 4), Share("Nets", 2)),
    )
    assert (figures.rating.count, figures.rating.total) == (3, 11)


def test_an_empty_log_is_all_noughts(store: Store) -> None:
    assert store.statistics.figures(ANN, Filter()) == Figures()
    assert store.statistics.figures(ANN, Filter(event="all")).rating.mean is None


@pytest.mark.parametrize(
    ("wanted", "counts"),
    [
        (Filter(event="all"), (3, 4)),
        (Filter(types=("chalk",)), (1, 2)),
        (Filter(topics=("nets",)), (1, 2)),
        (Filter(levels=(Level(300, or_more=True),)), (2, 3)),
        (Filter(by=(BEN.user_id,)), (2, 2)),
        (Filter(roles=("sre",)), (2, 2)),
        (Filter(recorded=True), (1, 1)),
        (Filter(recommended=True), (1, 2)),
        (Filter(recommended=True, by=(ANN.user_id,)), (0, 0)),
        (Filter(stars=(Level(4, or_more=True),)), (1, 1)),
        (Filter(stars=(Level(5),), by=(ANN.user_id,)), (1, 1)),
        (Filter(words=("cop343",)), (1, 1)),
        (Filter(unwatched=True), (3, 4)),
    ],
)
def test_filters_choose_as_they_do_elsewhere(
    store: Store, wanted: Filter, counts: tuple[int, int]
) -> None:
    fill(store)
    store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE"))
    figures = store.statistics.figures(ANN, wanted)
    assert (figures.sessions, figures.takeaways) == counts
    assert sum(figures.stars.values()) == counts[1]


def test_the_latest_are_counted_alone(store: Store, clock: Ticking) -> None:
    fill(store)
    clock.wait(timedelta(days=2))
    log(store, BEN, "STG100", 3)
    figures = store.statistics.figures(ANN, Filter(since=timedelta(days=1)))
    assert (figures.sessions, figures.stars) == (1, {3: 1})


def test_only_the_most_active_are_named(store: Store) -> None:
    for at in range(15):
        store.takeaways.add(ANN, [Entry(title=f"On {at}", topics=(f"topic {at:02}", "every"))])
    topics = store.statistics.figures(ANN, Filter()).topics
    assert len(topics) == 10
    assert [topics[0].name, topics[1].name] == ["every", "topic 00"]


def test_an_event_that_nobody_knows_is_refused(store: Store) -> None:
    fill(store)
    with pytest.raises(NotFound):
        store.statistics.figures(ANN, Filter(event="generol"))

"""Whatever is saved: an undo brings back exactly what was before."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import Edit, Entry, NotAllowed, NotFound, Question, Saved, Store, Who
from tests.keeping import ANN, BEN, CHO, Ticking, opened

PEOPLE = (ANN, BEN, CHO)
CODES = ("NET401", "NET402", "NET403")
LINES = st.sampled_from(["a", "b", "c", "長い"])
ENTRIES = st.builds(
    Entry,
    code=st.sampled_from([*CODES, None]),
    raw=st.sampled_from([*CODES, None]),
    title=st.sampled_from(["Cells", "Queues", "Budgets"]),
    stars=st.sampled_from([None, 1, 3, 5]),
    recommended=st.booleans(),
    type=st.sampled_from([None, "Keynote", "Panel"]),
    level=st.sampled_from([None, 200]),
    topics=st.lists(LINES, max_size=2, unique=True).map(tuple),
    availability=st.sampled_from([None, "recorded", "live_only"]),
    attended=st.sampled_from([None, "overflow"]),
    partial=st.booleans(),
    facts=st.lists(LINES, max_size=3, unique=True).map(tuple),
    impressions=st.lists(LINES, max_size=3).map("\n".join),
    questions=st.lists(st.builds(Question, LINES, st.sampled_from(["", "so"])), max_size=2).map(
        tuple
    ),
)
FIELDS = ("title", "level", "topics", "availability", "stars", "facts", "impressions", "partial")
EDITS = st.builds(Edit, ENTRIES, st.frozensets(st.sampled_from(FIELDS), min_size=1))
SAVES = st.one_of(
    st.tuples(st.just("add"), st.lists(ENTRIES, min_size=1, max_size=3), st.booleans()),
    st.tuples(st.just("rate"), st.integers(1, 4), st.sampled_from([None, 1, 4])),
    st.tuples(st.just("edit"), st.integers(1, 4), EDITS),
    st.tuples(st.just("delete"), st.integers(1, 4), st.none()),
    st.tuples(st.just("move"), st.integers(1, 4), st.none()),
)


def save(store: Store, who: Who, last: dict[Who, int], asked: tuple[Any, ...]) -> int | None:
    """Do what is asked and give the number of the change."""
    match asked:
        case "add", entries, quick:
            saved: Saved = store.takeaways.add(who, entries, quick=quick)
        case "rate", number, stars:
            saved = store.takeaways.rate(who, number, stars, "rated")
        case "edit", number, edit:
            saved = store.takeaways.edit(who, number, edit)
        case "move", number, None:
            saved = store.takeaways.move(who, last.get(who, 0), number)
        case _:
            return store.takeaways.delete(who, asked[1]).change
    return saved.change


def everything(store: Store) -> list[Any]:
    """Give all that people see of the workspace."""
    seen: list[Any] = [store.sessions.suggest("T1", "")]
    seen += [store.takeaways.of_session("T1", session.number) for session in seen[0]]
    return seen


@settings(max_examples=30)  # Each one makes a database of its own.
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), SAVES), min_size=1, max_size=8))
def test_undo_brings_back_what_was_before_any_change(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[Who, tuple[Any, ...]]]
) -> None:
    file = tmp_path_factory.mktemp("undo") / "takeaways.db"
    with opened(f"sqlite:///{file}", Ticking()) as store:
        last: dict[Who, int] = {}
        for who, what in asked:
            before = everything(store)
            try:
                change = save(store, who, last, what)
            except (NotFound, NotAllowed):
                assert everything(store) == before
                continue
            if change is None:
                assert everything(store) == before
                continue
            after = everything(store)
            store.takeaways.undo(who, change)
            assert everything(store) == before
            with pytest.raises(NotFound):
                store.takeaways.undo(who, change)
            # Done again, it does what it did; times and new numbers apart.
            if (again := save(store, who, last, what)) is not None:
                last[who] = again
            assert len(everything(store)) == len(after)

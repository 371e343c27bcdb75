"""`role:` gives what counting by hand gives, whether it reads kept ratings or counts takeaways."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from storage import Entry, Event, Filter, Level, Profile, Rating, Store, Who, rated, some_ratings
from storage.folding import title_key
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway
from storage.ranking import score
from tests.keeping import ANN, BEN, CHO, log

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
ROLES = ("SRE", "Senior SRE", "Site engineer", "学生", "")
TITLES = ("Breakfast", "breakfast", "Dinner", "昼食", "Lunch")
PROFILES = st.builds(
    Profile,
    user=st.just(""),
    role=st.sampled_from(ROLES),
    company=st.sampled_from(("", "", "", "SRE Tents")),
    about=st.sampled_from(("", "", "", "- Engineer at heart\n- SRE", "旅と学生")),
)
WRITTEN = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 5)),
    st.tuples(st.sampled_from((None, 1, 3, 4, 5)), st.booleans(), st.sampled_from((0, 0, 1))),
    min_size=6,
)
ASKED = (("sre",), ("ＳＲＥ",), ("senior",), ("s",), ("engin",), ("生",), ("sre", "senior"), ("?",))
Written = dict[tuple[int, int], tuple[int | None, bool, int]]
Found = list[tuple[int, Rating]]
TEAMS = count(1)


@pytest.mark.parametrize("portion", [some_ratings.FIRST, 1])
@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(people=st.lists(PROFILES, min_size=6, max_size=6), written=WRITTEN)
# Of ratings that are alike those of the newest come first, whatever role that is of.
@example(
    people=[Profile("", role=role) for role in (*ROLES, "")],
    written={
        (0, 0): (4, False, 2),
        (0, 1): (4, False, 0),
        (1, 0): (4, False, 1),
        (1, 1): (4, False, 1),
    },
)
def test_it_is_counted_and_ordered_as_by_hand(
    store: Store,
    portion: int,
    monkeypatch: pytest.MonkeyPatch,
    people: list[Profile],
    written: Written,
) -> None:
    monkeypatch.setattr(some_ratings, "FIRST", portion)
    who = Who(f"T{next(TEAMS)}", "U0")
    _load(store, who.team_id, people, written)
    for asked in ASKED:
        every = _by_hand(people, written, asked)
        starred = [each for each in every if each[1].count]
        wanted = Filter(roles=asked)
        best = store.sessions.top(who, wanted, 0, 9).items
        assert [(each.number, each.rating) for each in best] == starred
        found = [hit.session for hit in store.search.find(who, "", wanted, 0, 9).items]
        assert [(each.number, each.rating) for each in found] == every
        assert store.sessions.top(who, wanted, 1, 2).items == best[1:3]
        four = Filter(roles=asked, stars=(Level(4, or_more=True),))
        assert [each.number for each in store.sessions.top(who, four, 0, 9).items] == [
            number for number, rating in starred if rating.total >= 4 * rating.count
        ]


def _load(store: Store, team_id: str, people: list[Profile], written: Written) -> None:
    """Bring it all in, with the times of the ratings."""
    logged = []
    for at, title in enumerate(TITLES):
        takeaways = tuple(
            LoggedTakeaway(f"U{user}", _entry(stars, recommended), NOON, NOON + timedelta(hours))
            for (session, user), (stars, recommended, hours) in written.items()
            if session == at
        )
        details = Entry(code=f"NET{at}00", title=title)
        stated = frozenset(("code", "title"))
        logged.append(LoggedSession(details, stated, at + 1, takeaways=takeaways))
    described = tuple(
        Profile(f"U{at}", role=each.role, company=each.company, about=each.about)
        for at, each in enumerate(people)
    )
    everything = LoggedEvent(Event("conf", "Conf", current=True), tuple(logged))
    store.transfer.load(team_id, Log((everything,), described))


def _entry(stars: int | None, recommended: bool) -> Entry:
    return Entry(stars=stars, recommended=recommended, facts=("a fact",))


def _by_hand(people: list[Profile], written: Written, asked: tuple[str, ...]) -> Found:
    """Count and order the sessions, those without stars last."""
    found = []
    for at, title in enumerate(TITLES):
        theirs = [
            each
            for (session, user), each in written.items()
            if session == at and all(_matches(people[user], role) for role in asked)
        ]
        starred = [each for each in theirs if each[0]]
        stars = [each[0] or 0 for each in starred]
        recommended = sum(each[1] for each in starred)
        rating = Rating(
            len(stars), sum(stars), recommended,
            min(stars, default=None), max(stars, default=None),
        )  # fmt: skip
        newest = max((each[2] for each in starred), default=0)
        mean = score(len(stars), sum(stars)) or 0.0
        order = -mean, -recommended, -len(stars), -newest, title_key(title), at
        if theirs:
            found.append((order, (at + 1, rating)))
    return [each for _, each in sorted(found, key=lambda each: each[0])]


def _matches(profile: Profile, role: str) -> bool:
    """Tell whether the role, the company or the first line about a person has a word so."""
    first_line = profile.about.split("\n")[0]
    line = f"{profile.role} {profile.company} {first_line}".casefold()
    looked_for = {"ＳＲＥ": "sre"}.get(role, role)
    if not looked_for.isascii():
        return looked_for in line
    return any(word.startswith(looked_for) for word in line.replace("-", " ").split())


@contextmanager
def asked_for() -> Iterator[list[str]]:
    """Note the statements that run."""
    seen: list[str] = []

    def look(_db: Any, _cursor: Any, sql: str, *_: Any) -> None:
        seen.append(sql)

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", look)


def test_only_who_is_found_by_more_than_a_role_has_takeaways_counted(store: Store) -> None:
    log(store, ANN, "NET402", 4)
    store.people.save_profile(ANN, Profile("", role="SRE", company="Example Tents"))
    for company, counts in (("", False), ("Tents", False), ("SRE Tents", True)):
        store.people.save_profile(BEN, Profile("", role="Developer", company=company))
        with asked_for() as statements:
            (best,) = store.sessions.top(ANN, Filter(roles=("sre",))).items
        assert best.rating.count == 1
        assert any("FROM takeaways" in each for each in statements) == counts


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(("most", "index"), [(5, "since"), (2, "by")])
def test_of_few_days_those_of_a_role_are_looked_for_and_else_the_days(
    store: Store, monkeypatch: pytest.MonkeyPatch, most: int, index: str
) -> None:
    monkeypatch.setattr(rated, "MOST_SINCE", most)
    for who in (ANN, BEN, CHO):
        log(store, who, "NET402", 4)
    store.people.save_profile(ANN, Profile("", role="SRE"))
    with asked_for() as statements:
        (best,) = store.sessions.top(ANN, Filter(roles=("sre",), since=timedelta(days=1))).items
    assert best.rating.count == 1
    (counting,) = [each for each in statements if "sum(takeaways.stars)" in each]
    assert f"INDEXED BY ix_takeaways_{index} " in counting

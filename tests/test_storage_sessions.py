"""Sessions by what people type, filters, and search."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage import (
    Entry,
    Event,
    Filter,
    Level,
    NotFound,
    Profile,
    Question,
    Store,
)
from storage.database import Database
from tests.keeping import ANN, BEN, CHO, Ticking, log, number_of


def found(store: Store, reference: str) -> list[str]:
    return [session.title for session in store.sessions.resolve("T1", reference).matches]


@pytest.mark.parametrize(
    "reference",
    [
        "COP343",
        "cop343",
        "ｃｏｐ３４３",
        "COP-343",
        "COP343-R",
        "cop343–r-sc4",
        "#1",
        "＃１",
        "budgets",
    ],
)
def test_a_session_is_found_by_code_number_and_title(store: Store, reference: str) -> None:
    log(store, ANN, "COP343", title="Budgets that hold")
    log(store, ANN, "COP344", title="Sustainable budgeting")
    assert found(store, reference) == ["Budgets that hold"]


def test_several_matches_are_all_given_and_a_whole_title_is_one(store: Store) -> None:
    for code, title in (("AAA100", "Retries"), ("AAA200", "Retries and queues")):
        log(store, ANN, code, title=title)
    assert found(store, "retr") == ["Retries and queues", "Retries"]
    assert found(store, "ＲＥＴＲＩＥＳ") == ["Retries"]
    assert found(store, "queues retries") == ["Retries and queues"]
    assert found(store, "tries") == []


def test_japanese_words_are_found_anywhere_in_a_title(store: Store) -> None:
    log(store, ANN, "AAA100", title="負荷のリトライ設計")
    assert found(store, "りとらい") == ["負荷のリトライ設計"]


def test_an_unknown_code_is_answered_with_the_nearest(store: Store) -> None:
    log(store, ANN, "COP343")
    resolution = store.sessions.resolve("T1", "COP334-R")
    assert resolution.matches == ()
    assert [session.code for session in resolution.nearest] == ["COP343"]


@pytest.mark.parametrize(
    "reference", ["#99", "#999999999999999999", "%", "_", "\\", "'", "\0", "\ud800"]
)
def test_odd_references_name_nothing(store: Store, reference: str) -> None:
    log(store, ANN, "COP343", title="Budgets")
    assert found(store, reference) == []
    with pytest.raises(NotFound):
        store.sessions.get("T1", 10**30)


def test_suggestions_begin_with_what_is_typed(store: Store) -> None:
    log(store, ANN, "AAA100", title="On net zero")
    log(store, ANN, "NET402", title="Cells")
    log(store, ANN, "AAA200", title="Net gains")
    typed = store.sessions.suggest("T1", "net")
    assert [session.code for session in typed] == ["NET402", "AAA200", "AAA100"]
    assert len(store.sessions.suggest("T1", "", limit=2)) == 2
    assert [s.code for s in store.sessions.suggest("T1", "net zero")] == ["AAA100"]


def test_what_the_parser_asks_of_an_event_is_answered(store: Store) -> None:
    log(store, ANN, "NET402", title="Cells", topics=("Security, Compliance, & Identity",))
    log(store, ANN, "NET403")
    known = store.sessions.known("T1")
    assert not known.has_catalogue
    assert known.is_code("net-402")
    assert not known.is_code("NET404")
    assert known.titles("NET402") == ["Cells"]
    assert known.titles(None) == ["Cells"]
    assert known.topics == {"Security, Compliance, & Identity"}
    assert "Chalk Talk" in known.types
    assert "Chalk Talk" in store.sessions.known("T9").types


def test_a_long_text_looks_all_codes_up_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(store, ANN, "NET402", title="Cells")
    known = store.sessions.known("T1")
    read = Database.read
    reads = []

    def counted(database: Database, work: Any) -> Any:
        reads.append(work)
        return read(database, work)

    monkeypatch.setattr(Database, "read", counted)
    assert [code for number in range(900) if known.is_code(code := f"NET{number}")] == ["NET402"]
    assert len(reads) < 20


def fill(store: Store) -> None:
    """Log four sessions that differ in everything a filter asks for."""
    store.events.create(ANN, Event("conf", "Conf", "America/Los_Angeles"))
    store.people.save_profile(ANN, Profile(ANN.user_id, role="Senior SRE", company="Acme"))
    store.people.save_profile(BEN, Profile(BEN.user_id, about="・データ分析 engineer\nSRE once"))
    log(store, ANN, "KEY100", 5, type="Keynote", topics=("AI", "C++"))
    log(store, BEN, "KEY100", 4)
    log(store, BEN, "CHA300", 4, type="Chalk Talk", topics=("Sustainability",), recommended=True)
    log(store, CHO, "BUI400", 3, type="Builders' Session", topics=("運用とAI",), level=450)
    log(store, CHO, "LIN200", 2, recording_url="https://example.com/v", facts=("about 100% load",))
    store.watching.watched(ANN, 1)


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        (Filter(), ["KEY100", "CHA300", "BUI400", "LIN200"]),
        (Filter(types=("chalk",)), ["CHA300"]),
        (Filter(types=("talks",)), ["CHA300"]),
        (Filter(types=("builders’ sessions",)), ["BUI400"]),
        (Filter(types=("keynote", "chalk")), []),
        (Filter(types=("!!",)), []),
        (Filter(topics=("ai",)), ["KEY100", "BUI400"]),
        (Filter(topics=("ｓｕｓｔａｉｎ",)), ["CHA300"]),
        (Filter(topics=("c++",)), ["KEY100"]),
        (Filter(topics=("ai c",)), []),
        (Filter(topics=("用",)), ["BUI400"]),
        (Filter(topics=("%",)), []),
        (Filter(levels=(Level(300),)), ["CHA300"]),
        (Filter(levels=(Level(300, True),)), ["CHA300", "BUI400"]),
        (Filter(levels=(Level(10**30, True),)), []),
        (Filter(stars=(Level(4, True),)), ["KEY100", "CHA300"]),
        (Filter(stars=(Level(4),)), ["CHA300"]),
        (Filter(stars=(Level(5),)), ["KEY100"]),
        (Filter(by=(BEN.user_id,)), ["CHA300", "KEY100"]),
        (Filter(by=(ANN.user_id, CHO.user_id)), ["KEY100", "BUI400", "LIN200"]),
        (Filter(roles=("sre",)), ["KEY100"]),
        (Filter(roles=("acme",)), ["KEY100"]),
        (Filter(roles=("分析",)), ["CHA300", "KEY100"]),
        (Filter(recorded=True), ["KEY100", "LIN200"]),
        (Filter(recommended=True), ["CHA300"]),
        (Filter(recommended=True, by=(CHO.user_id,)), []),
        (Filter(unwatched=True), ["CHA300", "BUI400", "LIN200"]),
        (Filter(words=("100%",)), ["LIN200"]),
        (Filter(words=("10_",)), []),
        (Filter(types=("key",), by=(ANN.user_id,), recorded=True, stars=(Level(5),)), ["KEY100"]),
        (Filter(event="all", levels=(Level(400, True),)), ["BUI400"]),
        (Filter(types=("x",) * 1000, words=("y",) * 5000), []),
        (Filter(topics=("a" * 60000,), words=("b" * 60000,)), []),
        (Filter(since=timedelta(days=10**6)), ["KEY100", "CHA300", "BUI400", "LIN200"]),
        (Filter(since=date(1, 1, 1)), ["KEY100", "CHA300", "BUI400", "LIN200"]),
        (Filter(since=date(9999, 12, 31)), []),
    ],
)
def test_filters_hold_together(store: Store, wanted: Filter, codes: list[str]) -> None:
    fill(store)
    assert [each.code for each in store.sessions.top(ANN, wanted).items] == codes
    hits = store.search.find(ANN, "", wanted).items
    if not (wanted.by or wanted.roles):
        assert [hit.session.code for hit in hits] == codes
    else:
        assert {hit.session.code for hit in hits} == set(codes)


def test_chosen_takeaways_give_mean_and_count(store: Store) -> None:
    fill(store)
    (session,) = store.sessions.top(ANN, Filter(by=(BEN.user_id,), types=("key",))).items
    assert (session.rating.count, session.rating.mean, session.rating.highest) == (1, 4, 4)


def test_since_begins_with_the_day_of_the_events_zone(store: Store, clock: Ticking) -> None:
    store.events.create(ANN, Event("conf", "Conf", "America/Los_Angeles"))
    clock.now = datetime(2023, 11, 29, 7, 59, tzinfo=UTC)  # 23:59 of the 28th over there
    log(store, ANN, "OLD100", 4)
    clock.now = datetime(2023, 11, 29, 8, tzinfo=UTC)
    log(store, ANN, "NEW100", 4)
    log(store, ANN, "OLD100", facts=("An edit does not make it new.",))
    clock.now = datetime(2023, 11, 30, 7, 59, 30, tzinfo=UTC)

    def since(start: timedelta | date) -> list[str | None]:
        wanted = Filter(since=start)
        return [session.code for session in store.sessions.top(ANN, wanted).items]

    assert since(date(2023, 11, 29)) == ["NEW100"]
    assert since(date(2023, 11, 28)) == ["NEW100", "OLD100"]
    assert since(timedelta(hours=25)) == ["NEW100", "OLD100"]
    assert since(timedelta(hours=24)) == ["NEW100"]
    assert since(timedelta(hours=1)) == []


def test_since_is_of_utc_where_the_events_zone_is_none(store: Store, clock: Ticking) -> None:
    store.events.create(ANN, Event("conf", "Conf", "Mars/Base"))
    clock.now = datetime(2023, 11, 28, 23, 59, tzinfo=UTC)
    log(store, ANN, "OLD100", 4)
    clock.now = datetime(2023, 11, 29, 12, tzinfo=UTC)
    log(store, ANN, "NEW100", 4)
    items = store.sessions.top(ANN, Filter(since=date(2023, 11, 29))).items
    assert [session.code for session in items] == ["NEW100"]


def texts(store: Store) -> None:
    log(
        store,
        ANN,
        "NET402",
        5,
        title="Surviving overloads",
        topics=("Networking",),
        facts=("Retries have a budget", "  リトライは予算内で"),
        impressions="First line\nShuffle sharding again",
        questions=(Question("Across regions?", "It does."),),
    )
    log(store, BEN, "NET402", 3, facts=("Cells are small",))
    log(store, BEN, "CAR100", facts=("Budget for cells",))


@pytest.mark.parametrize(
    ("words", "field", "fragment", "user"),
    [
        ("OVERLOADS", "title", "overloads", None),
        ("net-402", "code", "NET402", None),
        ("net402", "code", "NET402", None),
        ("networking", "topics", "Networking", None),
        ("ｒｅｔｒｉｅｓ", "facts", "Retries", "UANN"),
        ("予算", "facts", "予算", "UANN"),
        ("りとらい", "facts", "リトライ", "UANN"),
        ("ﾘﾄﾗｲ", "facts", "リトライ", "UANN"),
        ("sharding", "impressions", "sharding", "UANN"),
        ("regions", "questions", "regions", "UANN"),
        ("does.", "questions", "does.", "UANN"),
        ("overloads budget", "facts", "budget", "UANN"),
        ("cells surviving", "facts", "Cells", "UBEN"),
    ],
)
def test_search_shows_where_it_hit(
    store: Store, words: str, field: str, fragment: str, user: str | None
) -> None:
    texts(store)
    hit = store.search.find(ANN, words, Filter()).items[0]
    assert (hit.session.code, hit.field, hit.user) == ("NET402", field, user)
    assert hit.fragment[hit.at[0] : hit.at[1]] == fragment


@pytest.mark.parametrize("words", ["absent", "retries cells", "100%", "_", "\\", "'; --", "\0"])
def test_search_finds_nothing_that_is_not_there(store: Store, words: str) -> None:
    texts(store)
    assert store.search.find(ANN, words, Filter()).items == ()


def test_search_gives_the_best_first_in_parts(store: Store) -> None:
    texts(store)
    page = store.search.find(ANN, "cells", Filter(), limit=1)
    assert ([hit.session.code for hit in page.items], page.more) == (["NET402"], True)
    page = store.search.find(ANN, "cells", Filter(), offset=1, limit=1)
    assert ([hit.session.code for hit in page.items], page.more) == (["CAR100"], False)
    assert store.search.find(ANN, "cells", Filter(by=(ANN.user_id,))).items == ()


def test_a_long_line_is_cut_around_the_hit(store: Store) -> None:
    line = "x " * 300 + "needle" + " y" * 300
    number = number_of(store.takeaways.add(ANN, [Entry(code="NET402", impressions=line)]))
    (hit,) = store.search.find(ANN, "needle", Filter()).items
    assert hit.session.number == number
    assert hit.fragment[hit.at[0] : hit.at[1]] == "needle"
    assert len(hit.fragment) < 210
    assert (hit.fragment[0], hit.fragment[-1]) == ("…", "…")


def test_what_is_no_longer_written_is_no_longer_found(store: Store) -> None:
    texts(store)
    store.takeaways.delete(ANN, 1)
    assert store.search.find(ANN, "sharding", Filter()).items == ()
    store.takeaways.undo(ANN)
    assert len(store.search.find(ANN, "sharding", Filter()).items) == 1

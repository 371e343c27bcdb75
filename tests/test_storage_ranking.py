"""The order of sessions, right after every change, also where many change at once."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

from sqlalchemy import create_engine, select
from sqlalchemy.event import listen

from storage import Entry, Event, Filter, NotFound, Session, Store, Takeaway, Who
from storage.database import Database
from storage.engine import open_engine
from storage.ranking import score
from storage.search import Search
from storage.sessions import Sessions
from storage.tables import sessions, takeaways
from tests.keeping import ANN, BEN, CHO, Ticking, log, number_of

EVERYTHING = Filter(event="all")


def codes(store: Store, wanted: Filter = EVERYTHING, who: Who = ANN) -> list[str | None]:
    return [session.code for session in store.sessions.top(who, wanted, limit=100).items]


def test_a_few_ratings_do_not_beat_many_good_ones(store: Store) -> None:
    log(store, ANN, "ONE100", 5)
    for who in (ANN, BEN, CHO):
        log(store, who, "MANY100", 5)
        log(store, who, "GOOD100", 4)
    # 5, 5, 5 gives 4.4, a single 5 gives 4.0, and 4, 4, 4 gives 3.8.
    assert codes(store) == ["MANY100", "ONE100", "GOOD100"]


def test_ties_go_by_recommendations_then_by_the_newest_rating_then_by_title(
    store: Store, clock: Ticking
) -> None:
    log(store, ANN, "OLD100", 4)
    log(store, ANN, "NEW100", 4)
    log(store, ANN, "REC100", 4, recommended=True)
    assert codes(store) == ["REC100", "NEW100", "OLD100"]
    store.takeaways.rate(ANN, 1, 3)
    store.takeaways.rate(ANN, 1, 4)
    assert codes(store) == ["REC100", "OLD100", "NEW100"]
    same_moment = clock.now
    for code in ("ZZZ200", "AAA200"):
        clock.now = same_moment
        log(store, BEN, code, 4)
    assert codes(store)[1:3] == ["AAA200", "ZZZ200"]


def test_more_ratings_win_where_the_score_is_the_same(store: Store) -> None:
    # (7 + 5 + 2) / 4 and (7) / 2 are both 3.5, so are 4 and 3 beside 3.5 in the mean.
    log(store, ANN, "TWO100", 4)
    log(store, BEN, "TWO100", 3)
    for who, stars in ((ANN, 4), (BEN, 3), (CHO, 4), (Who("T1", "UDAN"), 3)):
        log(store, who, "FOUR100", stars)
    assert codes(store) == ["FOUR100", "TWO100"]


def test_takeaways_without_stars_count_for_nothing(store: Store) -> None:
    log(store, ANN, "NET402", recommended=True)
    assert codes(store) == []
    log(store, BEN, "NET402", 4)
    (session,) = store.sessions.top(ANN, EVERYTHING).items
    assert (session.rating.count, session.rating.recommended) == (1, 0)


def test_parts_of_the_order_join_without_a_gap(store: Store) -> None:
    for number in range(7):
        log(store, ANN, f"NET{number}00", 4)
    first = store.sessions.top(ANN, EVERYTHING, limit=4)
    second = store.sessions.top(ANN, EVERYTHING, offset=4, limit=4)
    assert (first.more, second.more) == (True, False)
    assert [session.code for session in first.items + second.items] == codes(store)


def test_what_is_stored_is_what_the_takeaways_give_after_any_changes(
    store: Store, database_url: str
) -> None:
    chance = random.Random(20231128)
    people = [Who("T1", f"U{number}") for number in range(4)]
    for _ in range(150):
        _change(store, chance.choice(people), chance)
    assert _stored(database_url) == _counted(store)
    best = [session.number for session in store.sessions.top(ANN, EVERYTHING, limit=99).items]
    assert best == _ordered(store)


def _change(store: Store, who: Who, chance: random.Random) -> None:
    own = store.takeaways.mine(who, limit=99).items
    number = chance.choice(own).session.number if own else None
    stars = chance.choice([1, 2, 3, 4, 5, None])
    match chance.randrange(6):
        case 0 if number:
            store.takeaways.delete(who, number)
        case 1 if number:
            store.takeaways.rate(who, number, stars)
        case 2 if number:
            with suppress(NotFound):  # There is not always something to take back.
                store.takeaways.undo(who)
        case _:
            recommended = chance.random() < 0.3
            log(store, who, f"NET40{chance.randrange(8)}", stars, recommended=recommended)


def _takeaways(store: Store) -> dict[int, tuple[Session, list[Takeaway]]]:
    found = {}
    for session in store.sessions.suggest("T1", ""):
        reviews = store.takeaways.of_session("T1", session.number)
        found[session.number] = (session, [review.takeaway for review in reviews])
    return found


def _counted(store: Store) -> dict[int, tuple[object, ...]]:
    counted: dict[int, tuple[object, ...]] = {}
    for number, (_, written) in _takeaways(store).items():
        rated = [each for each in written if each.stars is not None]
        stars = [each.stars or 0 for each in rated]
        counted[number] = (
            score(len(stars), sum(stars)),
            len(stars),
            sum(stars),
            sum(each.recommended for each in rated),
            min(stars, default=None),
            max(stars, default=None),
        )
    return counted


def _stored(url: str) -> dict[int, tuple[object, ...]]:
    kept = sessions.c
    asked = select(
        kept.number,
        kept.score,
        kept.ratings,
        kept.stars_total,
        kept.recommended,
        kept.lowest,
        kept.highest,
    )
    engine = create_engine(url)
    with engine.connect() as db:
        found = {row[0]: tuple(row[1:]) for row in db.execute(asked)}
    engine.dispose()
    return found


def _ordered(store: Store) -> list[int]:
    """Put the sessions in order by the contract's words."""
    rated = []
    for number, (session, _) in _takeaways(store).items():
        rating = session.rating
        given = score(rating.count, rating.total)
        if given is not None:
            rated.append((-given, -rating.recommended, -rating.count, number))
    # The newest rating decides what these leave open; the stored order holds it.
    stored = [session.number for session in store.sessions.top(ANN, EVERYTHING, limit=99).items]
    return [entry[3] for entry in sorted(rated, key=lambda e: (e[:3], stored.index(e[3])))]


def test_ratings_of_many_at_once_are_all_counted(store: Store, database_url: str) -> None:
    number = number_of(log(store, ANN, "NET402"))
    people = [Who("T1", f"U{person}") for person in range(8)]

    def rate_often(who: Who) -> None:
        for stars in (1, 2, 3, 4, 5):
            store.takeaways.rate(who, number, stars)

    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(rate_often, people))
    rating = store.sessions.get("T1", number).rating
    assert (rating.count, rating.total) == (8, 40)
    assert _stored(database_url)[number][:3] == (score(8, 40), 8, 40)


def test_sessions_made_by_many_at_once_are_made_once_with_numbers_of_their_own(
    store: Store,
) -> None:
    people = [Who("T1", f"U{person}") for person in range(8)]

    def log_all(who: Who) -> list[int]:
        order = [f"NET40{digit}" for digit in range(5)]
        random.Random(who.user_id).shuffle(order)
        codes = [*order, f"OWN{who.user_id[1:]}00"]
        entries = [Entry(code=code, stars=4, type="Panel") for code in codes]
        saved = store.takeaways.add(who, entries)
        return [entry.session.number for entry in saved.entries]

    with ThreadPoolExecutor(len(people)) as threads:
        numbers = list(threads.map(log_all, people))
    assert sorted({number for each in numbers for number in each}) == list(range(1, 14))
    best = store.sessions.top(ANN, EVERYTHING, limit=99).items
    assert sorted(session.rating.count for session in best) == [1] * 8 + [8] * 5


def test_one_person_in_two_windows_loses_nothing(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402"))

    def note(line: int) -> None:
        store.takeaways.add(ANN, [Entry(code="NET402", facts=(f"fact {line}",))])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(note, range(24)))
    kept = store.takeaways.get(ANN, number)
    assert kept is not None
    assert sorted(kept.facts) == sorted(f"fact {line}" for line in range(24))


def test_the_order_is_read_from_an_index(store: Store, database_url: str) -> None:
    for number in range(3):
        log(store, ANN, f"NET{number}00", 4)
    engine = create_engine(database_url)
    asked = (
        "SELECT number FROM sessions WHERE team_id = 'T1' AND event = 'general' "
        "AND score IS NOT NULL ORDER BY score DESC, recommended DESC, ratings DESC, "
        "rated_at DESC, title_key, number LIMIT 6"
    )
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            plan = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
        else:
            db.exec_driver_sql("SET enable_seqscan = off")
            plan = db.exec_driver_sql(f"EXPLAIN {asked}").all()
        count = db.execute(select(takeaways.c.session)).all()
    engine.dispose()
    steps = " ".join(str(row[-1]) for row in plan)
    assert "ix_sessions_best_of_" in steps
    assert "SORT" not in steps.upper()
    assert "TEMP B-TREE" not in steps.upper()
    assert len(count) == 3


def test_the_best_are_read_in_few_statements_with_the_name_of_their_event(
    database_url: str, store: Store
) -> None:
    store.events.create(ANN, Event("conf", "The Conference"))
    log(store, ANN, "NET402", 5)
    statements: list[str] = []
    engine = open_engine(database_url)
    with closing(Database(engine)) as database:
        asked = Sessions(database, Ticking())
        listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
        for wanted, most in (
            (Filter(), 1),
            (Filter(event="conf"), 1),
            (Filter(by=("UANN",)), 3),
            (Filter(recorded=True), 1),
        ):
            statements.clear()
            found = asked.top(ANN, wanted)
            assert found.event_name == ("The Conference" if found.items else "")
            assert len([each for each in statements if "SELECT" in each]) <= most


def test_words_are_found_in_few_statements(database_url: str, store: Store) -> None:
    for number in range(30):
        log(store, ANN, f"NET{number}", 4, impressions="queues everywhere")
    statements: list[str] = []
    engine = open_engine(database_url)
    with closing(Database(engine)) as database:
        listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
        search = Search(database, Ticking())
        for wanted in (Filter(), Filter(by=("UANN",))):
            statements.clear()
            assert len(search.find(ANN, "queues", wanted).items) == 5
            assert len(statements) <= 4
        statements.clear()
        assert not search.find(ANN, "nowhere", Filter()).items
        assert len(statements) <= 3

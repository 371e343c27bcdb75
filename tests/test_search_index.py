"""The index of what is searched: it says of every text what it holds, however it was written."""

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select, text

from bot.formats import takeaways as files
from storage import Edit, Entry, Event, Filter, Level, Question, StorageError, Store, Who, migrate
from storage.database import Database
from storage.engine import open_engine
from storage.folding import words
from storage.pieces import numbers, pieces, pieces_of
from storage.proposing import proposed, with_topics
from storage.rows import SESSIONS
from storage.tables import sessions, takeaways
from storage.wording import asked_words, matching
from tests.keeping import ANN, BEN, STRANGER, Ticking, log, number_of, opened

LOOKED_FOR = (
    "retry",
    "retries",
    "障害",
    "障",
    "対応",
    "ai",
    "生成ai",
    "a",
    "100%",
    "x_y",
    "e",
    "ひみつ",
    "é",
)
SAID = st.lists(
    st.sampled_from([*LOOKED_FOR, "リトライ", "\n", "障害対応", "Ａ", "tryst"]), max_size=4
)
WHO = st.sampled_from([ANN, BEN, STRANGER])
CODES = st.sampled_from(["NET402", "AIM101", "SUS300"])


@settings(
    max_examples=12,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(turns=st.lists(st.tuples(st.integers(0, 9), WHO, CODES, SAID), min_size=3, max_size=14))
def test_whatever_is_written_the_index_knows_it(
    store: Store, database_url: str, turns: list[tuple[int, Who, str, list[str]]]
) -> None:
    for which, who, code, said in turns:
        try:
            WRITING[which](store, who, code, " ".join(said))
        except StorageError:
            continue  # There is nothing to undo, to edit or to take over.
    with closing(Database(open_engine(database_url))) as database:
        for team_id in ("T1", "T2"):
            for word in LOOKED_FOR:
                database.read(partial(hold, team_id=team_id, word=word))
    for team_id in ("T1", "T2"):
        store.forgetting.forget_workspace(team_id)
    assert left(database_url) == 0


def hold(db: Connection, team_id: str, word: str) -> None:
    """Hold the index to the texts, and what it proposes to what `LIKE` finds in all of them."""
    of_team = sessions.c.team_id == team_id
    own = select(sessions.c.number, sessions.c.folded, sessions.c.topic_words).where(of_team)
    rows = db.execute(own).all()
    written = select(takeaways.c.session, takeaways.c.folded)
    texts = [(row.number, row.folded) for row in rows]
    texts += [tuple(row) for row in db.execute(written.where(takeaways.c.team_id == team_id))]
    named = proposed(db, team_id, [word])
    assert named == holding(texts, pieces_of(word))
    topics = [(row.number, row.topic_words) for row in rows]
    of_topics = with_topics(db, team_id, word)
    assert (of_topics and sorted(of_topics)) == holding(topics, pieces_of(words(word)))
    found = select(sessions.c.number).select_from(SESSIONS).where(of_team)
    like = matching(asked_words([word]), [takeaways.c.team_id == team_id])
    every = set(db.execute(found.where(like)).scalars())
    assert named is None or every <= set(named)


def holding(texts: Sequence[tuple[int, str]], asked: list[str]) -> list[int] | None:
    """Look for the pieces in the texts themselves; None where a word has none."""
    found = {number for number, folded in texts if all(piece in folded for piece in asked)}
    return sorted(found) if asked else None


def add(store: Store, who: Who, code: str, said: str) -> None:
    log(store, who, code, 4, facts=(said,), topics=(said,), questions=(Question(said, "e"),))


def name(store: Store, who: Who, code: str, said: str) -> None:
    number = number_of(log(store, who, code))
    edit = Entry(title=said, topics=("ai", said), impressions=said)
    fields = frozenset({"title", "topics", "impressions"})
    store.takeaways.edit(who, number, Edit(edit, fields))


def untitled(store: Store, who: Who, code: str, said: str) -> None:
    del code
    store.takeaways.add(who, [Entry(title=f"{said} breakfast", stars=3)])


def delete(store: Store, who: Who, code: str, said: str) -> None:
    del said
    store.takeaways.delete(who, number_of(log(store, who, code)))


def undo(store: Store, who: Who, code: str, said: str) -> None:
    add(store, who, code, said)
    store.takeaways.undo(who)


def move(store: Store, who: Who, code: str, said: str) -> None:
    change = log(store, who, "DBS500", impressions=said).change or 0
    store.takeaways.move(who, change, number_of(log(store, who, code, 2)))


def take_over(store: Store, who: Who, code: str, said: str) -> None:
    store.events.create(who, Event("conf", "Conf"))
    store.takeaways.add(who, [Entry(code=code, impressions=said)], event="conf")
    store.takeaways.add(who, [Entry(code=code, impressions=f"{said} too")], event="general")
    store.events.take_over(who, "conf")


def bring(store: Store, who: Who, code: str, said: str) -> None:
    """Import what was exported, with other words."""
    exported = files.write(store.transfer.export(who.team_id))
    changed = exported.replace("retry", "tryst").replace(code, code.lower())
    if json.loads(changed)["events"]:
        store.transfer.load(who.team_id, files.read(changed).log)
    log(store, who, code, impressions=said)


def forget(store: Store, who: Who, code: str, said: str) -> None:
    log(store, who, code, impressions=said)
    store.forgetting.forget(who)


def rate(store: Store, who: Who, code: str, said: str) -> None:
    store.takeaways.rate(who, number_of(log(store, who, code, 3)), 5, said)


WRITING: list[Callable[[Store, Who, str, str], None]] = [
    *(add, name, untitled, delete, undo),
    *(move, take_over, bring, forget, rate),
]


def left(database_url: str) -> int:
    """How many texts the index still names."""
    engine = create_engine(database_url)
    with engine.connect() as db:
        count = db.execute(text("SELECT count(*) FROM search_rows")).scalar_one()
        if engine.dialect.name == "sqlite":
            count += len(terms(db))
    engine.dispose()
    return int(count)


def terms(db: Connection) -> list[str]:
    """What the index of SQLite holds."""
    db.execute(text("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, search_index, row)"))
    held = db.execute(text("SELECT term FROM temp.held")).scalars().all()
    db.execute(text("DROP TABLE temp.held"))
    return list(held)


@pytest.mark.engines("sqlite")
def test_what_a_person_wrote_is_taken_out_of_the_index_itself(
    store: Store, database_url: str
) -> None:
    log(store, BEN, "NET402", 4, impressions="quagga")
    for at in range(40):
        log(store, ANN, f"NET{at + 100}", 4, impressions="okapi")
    store.forgetting.forget(ANN)
    engine = create_engine(database_url)
    with engine.connect() as db:
        held = set(terms(db))
    engine.dispose()
    assert set(pieces("T1", "quagga").split()) <= held
    assert not set(pieces("T1", "okapi").split()) & held


def test_another_workspaces_words_are_not_proposed(store: Store, database_url: str) -> None:
    log(store, STRANGER, "NET402", 4, impressions="quagga", topics=("okapi",))
    number = number_of(log(store, ANN, "NET402", 4, impressions="lemur"))
    with closing(Database(open_engine(database_url))) as database:
        assert database.read(lambda db: proposed(db, "T1", ["quagga"])) == []
        assert database.read(lambda db: with_topics(db, "T1", "okapi")) == []
        assert database.read(lambda db: proposed(db, "T1", ["lemur"])) == [number]


@pytest.mark.parametrize("said", ["キャッシュを温めておく。", "warm caches "])
def test_a_word_at_the_end_of_a_very_long_text_is_found(
    store: Store, database_url: str, said: str
) -> None:
    long = said * 100_000
    brought = Entry(code="NET402", impressions=f"{long}quagga", topics=("okapi",))
    number = number_of(store.takeaways.add(ANN, [brought]))
    other = number_of(log(store, ANN, "AIM101", impressions="lemur"))
    for word in ("quagga", "okapi"):
        (hit,) = store.search.find(BEN, word, Filter()).items
        assert hit.session.number == number
    with closing(Database(open_engine(database_url))) as database:
        assert database.read(lambda db: proposed(db, "T1", ["lemur"])) == sorted([number, other])
        assert database.read(lambda db: with_topics(db, "T1", "okapi")) == [number]
    store.takeaways.edit(ANN, number, Edit(Entry(impressions=f"{long}zebra"), IMPRESSIONS))
    assert not store.search.find(BEN, "quagga", Filter()).items
    store.takeaways.edit(ANN, number, Edit(Entry(impressions="short"), IMPRESSIONS))
    with closing(Database(open_engine(database_url))) as database:
        assert database.read(lambda db: proposed(db, "T1", ["lemur"])) == [other]


IMPRESSIONS = frozenset({"impressions"})


def test_a_code_with_a_suffix_means_its_session(store: Store) -> None:
    log(store, ANN, "NET402", 4)
    (hit,) = store.search.find(ANN, "net402-r1", Filter()).items
    assert (hit.session.code, hit.field) == ("NET402", "code")


def test_the_ratings_of_a_search_are_those_of_the_people_chosen(store: Store) -> None:
    log(store, ANN, "NET402", 5, impressions="cold start")
    log(store, BEN, "NET402", 1, impressions="cold start")
    log(store, BEN, "AIM101", 3, impressions="cold start")
    log(store, BEN, "SUS300", None, impressions="cold start")
    hits = store.search.find(BEN, "cold", Filter(by=(BEN.user_id,))).items
    assert [hit.session.code for hit in hits] == ["AIM101", "NET402", "SUS300"]
    assert [hit.session.rating.total for hit in hits] == [3, 1, 0]
    (best,) = store.search.find(BEN, "cold", Filter(by=(ANN.user_id,), stars=(Level(5),))).items
    assert best.session.rating.mean == 5


BEFORE = """
INSERT INTO events (team_id, key, name, created_at)
    VALUES ('T1', 'general', 'General', '2023-11-28 09:00:00');
INSERT INTO workspaces (team_id, last_session, current_event) VALUES ('T1', 2, 'general');
INSERT INTO sessions (team_id, number, event, code, code_key, title, title_key, topics, topic_words,
    folded, created_at, score, ratings, stars_total)
    VALUES ('T1', 1, 'general', 'NET402', 'net402', 'Nets', 'nets', '["生成AI"]', ' 生成ai',
    'nets', '2023-11-28 09:00:00', 4.0, 2, 9);
INSERT INTO sessions (team_id, number, event, title, title_key, folded, created_at)
    VALUES ('T1', 2, 'general', 'Breakfast', 'breakfast', 'breakfast', '2023-11-28 09:00:00');
INSERT INTO takeaways (team_id, session, user_id, stars, questions, folded, created_at, updated_at)
    VALUES ('T1', 1, 'UANN', 5, '[["Why?","So."],["How?",""]]', 'りとらい storms',
    '2023-11-28 09:00:00', '2023-11-28 09:00:00');
INSERT INTO takeaways (team_id, session, user_id, stars, impressions, folded, created_at,
    updated_at)
    VALUES ('T1', 1, 'UBEN', 4, 'A quagga.', 'a quagga.',
    '2023-11-28 09:00:00', '2023-11-28 09:00:00');
INSERT INTO profiles (team_id, user_id, role, line_words)
    VALUES ('T1', 'UBEN', '運用SRE', ' 運用sre')
"""


@pytest.fixture
def older(empty_database_url: str) -> str:
    """A database of the version before the index, with texts in it."""
    migrate(empty_database_url, to="0004")
    engine = create_engine(empty_database_url)
    with engine.begin() as db:
        for statement in BEFORE.split(";\n"):
            db.exec_driver_sql(statement)
    engine.dispose()
    return empty_database_url


def test_what_was_written_before_there_was_an_index_is_found_and_counted(older: str) -> None:
    migrate(older)
    with opened(older, Ticking()) as store:
        (hit,) = store.search.find(ANN, "quagga", Filter()).items
        assert (hit.session.code, hit.user) == ("NET402", "UBEN")
        assert len(store.search.find(ANN, "リトライ", Filter()).items) == 1
        assert len(store.search.find(ANN, "break", Filter()).items) == 1
        assert len(store.sessions.top(ANN, Filter(topics=("ai",))).items) == 1
        assert len(store.sessions.top(ANN, Filter(roles=("sre",))).items) == 1
        figures = store.statistics.figures(ANN, Filter())
        assert (figures.sessions, figures.takeaways, figures.questions) == (1, 2, 2)
        assert figures.stars == {5: 1, 4: 1}
        store.takeaways.rate(BEN, 1, 2, "an okapi")
        assert len(store.search.find(ANN, "okapi", Filter()).items) == 1
        assert store.statistics.figures(ANN, Filter()).stars == {5: 1, 2: 1}


def test_pieces_say_what_a_word_is_made_of() -> None:
    assert pieces_of("database") == ["dat", "ata", "tab", "aba", "bas", "ase"]
    assert pieces_of("ai") == ["ai"]
    assert pieces_of("a") == []
    assert pieces_of("障") == ["障"]
    assert pieces_of("生成ai") == ["生成", "成a", "ai"]


@given(st.text(), st.text(min_size=1), st.text())
def test_a_text_has_all_pieces_of_each_word_in_it(before: str, word: str, after: str) -> None:
    every = set(pieces("T1", before + word + after).split())
    assert set(numbers("T1", pieces_of(word))) <= every

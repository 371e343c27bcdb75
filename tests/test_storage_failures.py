"""A database that is locked, slow, gone or killed; texts that no database takes."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Connection, Update, create_engine, text, update

from storage import (
    Edit,
    Entry,
    Filter,
    KnownPerson,
    NotFound,
    Profile,
    Question,
    Store,
    Unavailable,
    Who,
    open_store,
    schema_state,
)
from storage.people_tables import members
from tests.keeping import ANN, BEN, Ticking, log, number_of, opened

SLACK_WAITS = 3.0  # seconds


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold a lock that keeps everybody else from writing."""
    engine = create_engine(url)
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            db.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            db.execute(text("LOCK TABLE members, takeaways, sessions IN EXCLUSIVE MODE"))
        yield
        db.rollback()
    engine.dispose()


def test_a_locked_database_is_said_in_time_and_works_again_after(
    store: Store, database_url: str
) -> None:
    log(store, ANN, "NET402", 5)
    with locked(database_url):
        begun = monotonic()
        with pytest.raises(Unavailable):
            log(store, BEN, "NET402", 3)
        assert monotonic() - begun < SLACK_WAITS
        # Reading goes on.
        assert store.sessions.get("T1", 1).rating.count == 1
    assert log(store, BEN, "NET402", 3).entries[0].session.rating.count == 2


@pytest.mark.engines("sqlite")
def test_a_save_that_waits_too_long_for_its_turn_is_said_in_time(store: Store) -> None:
    begun, release = threading.Event(), threading.Event()

    def hold(_db: object) -> None:
        begun.set()
        release.wait(10)

    holder = threading.Thread(target=store._database.write, args=(hold,))
    holder.start()
    begun.wait(10)
    start = monotonic()
    with pytest.raises(Unavailable):
        log(store, ANN, "NET402", 5)
    assert monotonic() - start < SLACK_WAITS
    release.set()
    holder.join()
    assert log(store, ANN, "NET402", 5).change == 1


@pytest.mark.engines("postgresql")
def test_dropped_connections_are_opened_again(store: Store, database_url: str) -> None:
    log(store, ANN, "NET402", 5)
    drop_connections(database_url)
    assert store.sessions.get("T1", 1).rating.count == 1
    drop_connections(database_url)
    assert log(store, BEN, "NET402", 3).entries[0].session.rating.count == 2
    drop_connections(database_url)
    store.ping()


def drop_connections(url: str) -> None:
    """Cut all connections to the database but this one."""
    engine = create_engine(url)
    with engine.connect() as db:
        db.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


@pytest.mark.engines("postgresql")
def test_a_deadlock_is_tried_again(store: Store) -> None:
    for who in (ANN, BEN):
        store.people.choose_language(who, "en")
    both_hold_one = threading.Barrier(2)
    tries: list[Who] = []

    def swap(first: Who, second: Who) -> None:
        def work(db: Connection) -> None:
            tries.append(first)
            # The server looks for deadlocks after a second, which a busy machine may stretch.
            db.exec_driver_sql("SET LOCAL lock_timeout = '20s'")
            db.exec_driver_sql("SET LOCAL statement_timeout = '20s'")
            db.execute(naming(first))
            if len(tries) <= 2:
                both_hold_one.wait(10)
            db.execute(naming(second))

        store._database.write(work)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(swap, (ANN, BEN), (BEN, ANN)))
    assert len(tries) == 3
    assert store.people.language(ANN) == store.people.language(BEN) == "ja"


def naming(who: Who) -> Update:
    """Change the row of a person."""
    row = members.c.team_id == who.team_id, members.c.user_id == who.user_id
    return update(members).where(*row).values(language="ja")


@pytest.mark.engines("postgresql")
def test_a_server_that_nobody_can_reach_is_said_in_time() -> None:
    begun = monotonic()
    for refused in (
        lambda: open_store("postgresql://nobody@127.0.0.1:1/none", Ticking()),
        lambda: schema_state("postgresql://nobody@127.0.0.1:1/none"),
    ):
        with pytest.raises(Unavailable):
            refused()
    assert monotonic() - begun < SLACK_WAITS


@pytest.mark.engines("sqlite")
def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "takeaways.db").write_text("This is not a database, but a text. " * 100)
    for path in (tmp_path / "takeaways.db", tmp_path / "no" / "such" / "folder.db"):
        with pytest.raises(Unavailable):
            open_store(f"sqlite:///{path}", Ticking())


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("closed", [True, False])
def test_a_file_that_went_is_said(store: Store, tmp_path: Path, closed: bool) -> None:
    log(store, ANN, "NET402", 5)
    if closed:
        store.close()
    for file in tmp_path.glob("takeaways.db*"):
        file.unlink()
    with pytest.raises(Unavailable):
        store.ping()
    with pytest.raises(Unavailable):
        log(store, ANN, "NET403", 5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engines("sqlite")
def test_a_file_that_was_put_in_its_place_is_used(
    store: Store, tmp_path: Path, sqlite_template: Path
) -> None:
    log(store, ANN, "NET402", 5)
    for file in tmp_path.glob("takeaways.db*"):
        file.unlink()
    shutil.copy(sqlite_template, tmp_path / "takeaways.db")
    assert store.takeaways.mine(ANN).items == ()
    log(store, ANN, "NET403", 5)
    with opened(f"sqlite:///{tmp_path / 'takeaways.db'}") as other:
        assert [own.session.code for own in other.takeaways.mine(ANN).items] == ["NET403"]


def test_a_pool_that_is_used_up_is_said_in_time(store: Store) -> None:
    release = threading.Event()
    holding = threading.Barrier(17)

    def hold(_db: object) -> None:
        holding.wait(10)
        release.wait(10)

    database = store._database
    holders = [threading.Thread(target=database.read, args=(hold,)) for _ in range(16)]
    for thread in holders:
        thread.start()
    holding.wait(10)
    begun = monotonic()
    with pytest.raises(Unavailable):
        store.ping()
    with pytest.raises(Unavailable):
        store.drafts.keep(ANN, "x")
    assert monotonic() - begun < SLACK_WAITS
    release.set()
    for thread in holders:
        thread.join()
    store.ping()


def test_a_mistake_of_the_program_is_not_taken_for_a_failure(store: Store) -> None:
    database = store._database
    for work in (database.read, database.write, database.snapshot):
        with pytest.raises(ZeroDivisionError):
            work(lambda _db: 1 // 0)


WRITER = """
import sys
from datetime import UTC, datetime
from storage import Entry, Who, open_store
store = open_store(sys.argv[1], lambda: datetime.now(UTC))
for number in range(1000):
    saved = store.takeaways.add(Who("T1", "UANN"), [Entry(code=f"NET{number}", stars=4)])
    print(saved.entries[0].session.number, flush=True)
"""


def test_what_was_acknowledged_before_a_kill_is_there_after_it(database_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, database_url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    ) as writer:
        assert writer.stdout is not None
        acknowledged = [int(next(writer.stdout)) for _ in range(150)]
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
    assert writer.returncode == -signal.SIGKILL
    with opened(database_url) as store:
        there = store.takeaways.mine(ANN, limit=1000)
        numbers = {own.session.number for own in there.items}
        assert numbers >= set(acknowledged)
        # At most the one that was under way, and that one whole.
        assert len(numbers) <= len(acknowledged) + 1
        rated = store.sessions.top(ANN, Filter(), limit=2000).items
        assert {session.number for session in rated} == numbers
        assert log(store, ANN, "ZZZ100").entries[0].session.number > max(numbers)


DIRTY = "a\0b\ud800c\x1bd\x07"
ODD = ["\u202e<!channel>", "ABC\u200b", "'; DROP TABLE sessions; --", "%_\\", "x" * 40_000]

SAYING: list[Callable[[Store, str], object]] = [
    lambda store, said: log(store, ANN, "NET402", title=said, topics=(said,), speakers=(said,)),
    lambda store, said: log(
        store,
        ANN,
        "NET402",
        facts=(said,),
        impressions=said,
        questions=(Question(said, said),),
        recording_url=said,
        tags=(said,),
    ),
    lambda store, said: log(store, ANN, said or "x"),
    lambda store, said: log(store, ANN, "NET402", type=said),
    lambda store, said: log(store, Who(said, said), "NET402", 5),
    lambda store, said: store.takeaways.edit(
        ANN, 1, Edit(Entry(title=said, facts=(said,)), frozenset({"title", "facts"}))
    ),
    lambda store, said: store.takeaways.rate(ANN, 1, 3, said),
    lambda store, said: store.drafts.get(ANN, store.drafts.keep(ANN, said)),
    lambda store, said: store.people.save_profile(ANN, Profile("UANN", role=said, about=said)),
    lambda store, said: store.people.remember(
        "T1", [KnownPerson("U1", said, "ja", said, Ticking()())]
    ),
    lambda store, said: store.people.named("T1", said),
    lambda store, said: store.sessions.resolve("T1", said),
    lambda store, said: store.sessions.suggest("T1", said),
    lambda store, said: store.sessions.known("T1").is_code(said),
    lambda store, said: store.search.find(ANN, said, Filter(types=(said,), roles=(said,))),
    lambda store, said: store.sessions.top(ANN, Filter(topics=(said,), by=(said,))),
]


@pytest.mark.parametrize("say", SAYING)
def test_no_text_is_more_than_a_database_takes(
    store: Store, say: Callable[[Store, str], object]
) -> None:
    number_of(log(store, ANN, "NET100", 4))
    for said in (DIRTY, *ODD):
        say(store, said)
    for own in store.takeaways.mine(ANN, limit=100).items:
        assert "\0" not in own.takeaway.impressions
        assert store.sessions.get("T1", own.session.number) == own.session


def test_a_dirty_text_that_is_saved_again_changes_nothing(store: Store) -> None:
    entry = Entry(code="NET402", impressions=DIRTY, facts=(DIRTY,), questions=(Question(DIRTY),))
    store.takeaways.add(ANN, [entry])
    assert store.takeaways.add(ANN, [entry]).change is None
    store.takeaways.undo(ANN)
    assert store.takeaways.mine(ANN).items == ()


def test_an_event_of_an_odd_name_is_not_found(store: Store) -> None:
    for said in (DIRTY, *ODD):
        with pytest.raises(NotFound):
            store.events.get("T1", said)

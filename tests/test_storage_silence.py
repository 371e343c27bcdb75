"""A database that says nothing at all: given up in time, by one while the others don't wait."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import monotonic

import pytest
from sqlalchemy import Connection, exc, text

from storage import Store, Unavailable, open_store
from storage.database import Database
from storage.engine import open_engine
from storage.gate import SLOW, Gate, is_silence
from storage.waiting import take_time
from tests.keeping import ANN, BEN, Ticking, log
from tests.networks import Network, through_network
from tests.outages import locked

SLACK_WAITS = 3.0  # seconds
AT_ONCE = 0.3  # seconds

Far = tuple[Store, Network]


@pytest.fixture
def far(database_url: str) -> Iterator[Far]:
    """A store whose database is behind a network."""
    with (
        through_network(database_url) as (url, network),
        closing(open_store(url, Ticking())) as store,
    ):
        yield store, network


def seconds_refused(store: Store) -> float:
    begun = monotonic()
    with pytest.raises(Unavailable):
        store.ping()
    return monotonic() - begun


@pytest.mark.engines("postgresql")
def test_a_silent_server_is_given_up_in_time_and_used_again_after(far: Far) -> None:
    store, network = far
    log(store, ANN, "NET402", 5)
    with network.swallowing():
        begun = monotonic()
        with pytest.raises(Unavailable):
            log(store, BEN, "NET402", 3)
        assert monotonic() - begun < SLACK_WAITS
        # Nobody is asking at the moment, so this one does, and is let in by nobody.
        assert seconds_refused(store) < SLACK_WAITS
    assert log(store, BEN, "NET402", 3).entries[0].session.rating.count == 2


@pytest.mark.engines("postgresql")
def test_while_one_asks_a_silent_server_the_others_are_refused_at_once(far: Far) -> None:
    store, network = far
    store.ping()
    with network.swallowing(), ThreadPoolExecutor(8) as threads:
        seconds_refused(store)
        waited = sorted(threads.map(lambda _: seconds_refused(store), range(8)))
    assert waited[-2] < AT_ONCE
    assert waited[-1] < SLACK_WAITS
    store.ping()


@pytest.mark.engines("postgresql")
def test_all_who_are_asking_when_it_falls_silent_are_answered_in_time(far: Far) -> None:
    store, network = far
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda _: store.ping(), range(64)))
        with network.swallowing():
            waited = list(threads.map(lambda _: seconds_refused(store), range(16)))
    assert max(waited) < SLACK_WAITS
    store.ping()


@pytest.mark.engines("postgresql")
def test_work_of_minutes_may_take_longer_than_an_answer(far: Far) -> None:
    store, _ = far

    def slowly(db: Connection) -> int:
        take_time(db)
        db.execute(text("SELECT pg_sleep(2.2)"))
        return 1

    assert store._database.write(slowly) == 1
    # The next work on the same connection is held to the limit again.
    with pytest.raises(Unavailable):
        store._database.write(lambda db: db.execute(text("SELECT pg_sleep(2.2)")))


@pytest.mark.engines("sqlite")
def test_while_one_waits_for_a_locked_file_the_others_are_refused_at_once(
    store: Store, database_url: str
) -> None:
    def seconds_unsaved(at: int) -> float:
        begun = monotonic()
        with pytest.raises(Unavailable):
            log(store, ANN, f"NET{100 + at}", 5)
        return monotonic() - begun

    with locked(database_url), ThreadPoolExecutor(8) as threads:
        seconds_unsaved(0)
        waited = sorted(threads.map(seconds_unsaved, range(8)))
        assert waited[-2] < AT_ONCE
        assert waited[-1] < SLACK_WAITS
        store.ping()
    assert log(store, ANN, "NET100", 5).change == 1


class Gone(Exception):
    """What a driver raises without an answer."""


def silence() -> exc.OperationalError:
    return exc.OperationalError("SELECT 1", None, Gone())


class Watched:
    """A gate with a clock that stands still while nobody moves it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.gate = Gate(lambda: self.now)

    def fails(self, error: Exception, after: float) -> type[Exception]:
        with pytest.raises(Exception) as caught, self.gate.passing():  # noqa: PT012
            self.now += after
            raise error
        return caught.type

    def is_shut(self) -> bool:
        """Whether somebody inside keeps another out; who was inside has an answer and opens it."""
        with self.gate.passing():
            try:
                with self.gate.passing():
                    return False
            except Unavailable:
                return True


def test_a_gate_shuts_after_a_long_silence_and_opens_with_an_answer() -> None:
    watched = Watched()
    assert not watched.is_shut()
    assert watched.fails(silence(), 2 * SLOW) is Unavailable
    assert watched.is_shut()
    assert not watched.is_shut()


def test_a_gate_stays_open_where_the_refusal_came_at_once() -> None:
    watched = Watched()
    assert watched.fails(silence(), SLOW / 2) is exc.OperationalError
    assert not watched.is_shut()


def of_file(name: str) -> exc.OperationalError:
    """What SQLite's driver raises; of a file that is gone we raise it ourselves, without a name."""
    failed = sqlite3.OperationalError(name)
    if name:
        failed.sqlite_errorname = name
    return exc.OperationalError("SELECT 1", None, failed)


def test_a_file_that_is_locked_is_silent_and_one_that_is_gone_is_not() -> None:
    assert is_silence(of_file("SQLITE_BUSY"))
    assert not is_silence(of_file("SQLITE_CANTOPEN"))
    assert not is_silence(of_file(""))


@pytest.mark.parametrize("error", [ValueError(), exc.IntegrityError("INSERT", None, Gone())])
def test_a_gate_opens_where_the_database_said_no(error: Exception) -> None:
    watched = Watched()
    watched.fails(silence(), 2 * SLOW)
    assert watched.fails(error, 2 * SLOW) is type(error)
    assert not watched.is_shut()


@pytest.mark.parametrize("error", [exc.TimeoutError(), Unavailable()])
def test_a_gate_stays_as_it_is_where_nobody_was_asked(error: Exception) -> None:
    watched = Watched()
    watched.fails(silence(), 2 * SLOW)
    assert watched.fails(error, 2 * SLOW) is type(error)
    assert watched.is_shut()


@pytest.mark.engines("postgresql")
def test_limits_in_the_url_are_kept(database_url: str) -> None:
    url = f"{database_url}?tcp_user_timeout=4000"
    with closing(Database(open_engine(url))) as database:
        stated = database.read(
            lambda db: db.connection.dbapi_connection.info.get_parameters()  # type: ignore[union-attr]
        )
    assert stated["tcp_user_timeout"] == "4000"
    assert stated["keepalives_idle"] == "5"

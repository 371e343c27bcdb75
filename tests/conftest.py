"""What every test may ask for: a database of either engine, and the real input files."""

import contextlib
import os
import re
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import hypothesis
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

import storage
from tests import bounds, loggers, postgres
from tests.keeping import Ticking, opened

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

ENGINES = ("sqlite", "postgresql")
ROOT = Path(__file__).resolve().parent.parent
SETTINGS = re.compile(
    "SLACK_.*|LOG_.*|DATABASE_URL|TOKEN_ENCRYPTION_KEYS|SESSION_COMMAND|DEFAULT_TIMEZONE|PORT|HOST"
)

# The same examples every time: a failure of one run is a failure of the next.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)


def pytest_configure() -> None:
    """Keep the settings of whoever runs the suite out of it."""
    hypothesis.settings.load_profile("same")
    for name in filter(SETTINGS.fullmatch, list(os.environ)):
        del os.environ[name]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses a database on each engine, or on those that its mark names."""
    if "engine_name" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("engines")
        metafunc.parametrize("engine_name", mark.args if mark else ENGINES)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hold a test to having run where REQUIRE_ALL is set, as `.ci/run` does."""
    return _held((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Hold a whole file to the same."""
    return _held((yield))


def _held(report: Report) -> Report:
    """Turn a skip into a failure, unless it was for want of the real input files."""
    if not os.environ.get("REQUIRE_ALL") or not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "shared/data" not in reason:
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL is set, and this was not run: {reason}"
    return report


@pytest.fixture(autouse=True)
def _loggers() -> Iterator[None]:
    """Leave no test's log, which ends with it, to the others."""
    with loggers.lent():
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real articles, catalogues and reports beside the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is not here")
    return folder


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgres.Server]:
    """A PostgreSQL for the whole run, or a skip that says why there is none."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.running())
        except postgres.Unavailable as missing:
            pytest.skip(str(missing))
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgres.Server) -> Iterator[str]:
    """The name of a database with the current schema, to be copied."""
    url = postgresql_server.create()
    storage.migrate(url)
    yield make_url(url).database or ""
    postgresql_server.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the current schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "takeaways.db"
    storage.migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh database with the current schema, of each engine in turn."""
    if engine_name == "sqlite":
        file = tmp_path / "takeaways.db"
        _copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = server.create(request.getfixturevalue("postgresql_template"))
        yield url
        server.drop(url)


@pytest.fixture
def empty_database_url(
    engine_name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The URL of a database without any table, of each engine in turn."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'takeaways.db'}"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = server.create()
        yield url
        server.drop(url)


@pytest.fixture(scope="session")
def statements() -> Iterator[bounds.Seen]:
    """What the storage has asked of any database, taken apart."""
    seen = bounds.Seen()
    event.listen(Engine, "before_cursor_execute", seen.look)
    yield seen
    event.remove(Engine, "before_cursor_execute", seen.look)


@pytest.fixture(autouse=True)
def within_a_workspace(statements: bounds.Seen) -> Iterator[None]:
    """Hold every statement that a test makes the storage run to one workspace."""
    yield
    beyond, statements.beyond = statements.beyond, []
    assert beyond == []


@pytest.fixture
def clock() -> Ticking:
    """A clock of the storage's tests that moves on whenever it is looked at."""
    return Ticking()


@pytest.fixture
def store(database_url: str, clock: Ticking) -> Iterator[storage.Store]:
    """A store of nothing yet, on that clock."""
    with opened(database_url, clock) as started:
        yield started


def _copy(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own means, what stands in its write-ahead log included."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)

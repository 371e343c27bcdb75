"""An upgrade loses nothing, from any earlier schema, on both engines, while people write."""

import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from bot.manifest import manifest
from bot.playground import LocalSlack
from storage import Filter, Who, migrate, open_store, schema_state
from storage.migration import revisions
from storage.table_parts import metadata
from tests import full_house, old_writer
from tests.full_house import ELSEWHERE, EVENING, Rows
from tests.logged import ANN, TEAM
from tests.shells import ROOT, Shell, reached, stopped

*EARLIER, HEAD = revisions()
COMPUTED = {"role_ratings"}  # tables that a migration fills from what was there
FIRST_AND_LAST = [EARLIER[0], EARLIER[-1]]
TRAFFIC = 20  # takeaways before the migration, and as many while and after it


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of today's schema with rows in every table, of two workspaces."""
    url = f"sqlite:///{tmp_path_factory.mktemp('full') / 'takeaways.db'}"
    migrate(url)
    full_house.fill(url)
    return url


@pytest.fixture(scope="module")
def rows(full: str) -> dict[str, Rows]:
    """All its rows, by table."""
    return full_house.rows_of(full)


@pytest.fixture(params=EARLIER)
def revision(request: pytest.FixtureRequest) -> str:
    """Each earlier revision in turn."""
    return str(request.param)


@pytest.fixture
def old(revision: str, empty_database_url: str, rows: Mapping[str, Rows]) -> str:
    """A database of that revision, with all of the rows that it can hold."""
    migrate(empty_database_url, to=revision)
    full_house.bring(rows, empty_database_url)
    assert schema_state(empty_database_url).revision == revision
    return empty_database_url


def test_there_is_something_to_lose(rows: Mapping[str, Rows]) -> None:
    assert [name for name, each in rows.items() if len({row["team_id"] for row in each}) < 2] == []


def test_every_row_comes_through_and_is_found(
    old: str, full: str, rows: Mapping[str, Rows]
) -> None:
    columns = full_house.columns_of(old)
    before = full_house.rows_of(old, columns)
    migrate(old)
    assert full_house.rows_of(old, columns) == before
    # What a migration computes is what the program would have kept itself.
    after = full_house.rows_of(old)
    known = COMPUTED.union(columns)
    assert {name: after[name] for name in known} == {name: rows[name] for name in known}
    # And what it did not know of is empty.
    assert [name for name in after if name not in known and after[name]] == []
    _is_sound(old)
    assert full_house.exported(old) == full_house.exported(full)
    with closing(open_store(old, lambda: EVENING)) as store:
        for team_id in (TEAM, ELSEWHERE):
            who = Who(team_id, ANN.user_id)
            found = store.search.find(who, "過負荷", Filter(event="all")).items
            assert [hit.session.code for hit in found] == ["NET402"]
            assert [each.code for each in store.sessions.top(who, Filter()).items] == [
                "NET402", "CMP301",
            ]  # fmt: skip
        assert store.takeaways.rate(ANN, 2, 5).entries[0].session.rating.count == 2


def _is_sound(url: str) -> None:
    with full_house.engine_of(url) as engine:
        assert set(metadata.tables) <= set(inspect(engine).get_table_names())
        with engine.connect() as db:
            if engine.dialect.name == "sqlite":
                assert db.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                assert db.execute(text("PRAGMA foreign_key_check")).first() is None


class Old:
    """A process of the old version, which writes when it is told to."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-m", "tests.old_writer", url]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        self._told = 0
        self.said: list[str] = []

    def begins(self, count: int) -> None:
        """Tell it to write so many, and do not wait for it."""
        assert self.process.stdin is not None
        self.process.stdin.write("next\n" * count)
        self.process.stdin.flush()
        self._told += count

    def ends(self) -> None:
        """Wait until all that it was told to write is kept or refused."""
        assert self.process.stdout is not None
        while len(self.said) < self._told:
            self.said.append(self.process.stdout.readline().strip())

    def kept(self) -> list[int]:
        """Number what was kept."""
        return [number for number, said in enumerate(self.said) if said == "kept"]


@contextmanager
def writing(url: str) -> Iterator[Old]:
    """Let a process of the old version run while the context lasts."""
    old = Old(url)
    with old.process:
        yield old


@pytest.mark.parametrize("revision", FIRST_AND_LAST)
def test_what_is_written_meanwhile_is_there_too(old: str, tmp_path: Path) -> None:
    with LocalSlack(manifest("/session", "https://bot.example.com")) as slack:
        shell = Shell(tmp_path, _settings(slack, old))
        with writing(old) as before:
            before.begins(TRAFFIC)
            before.ends()
            before.begins(10 * TRAFFIC)
            assert migrate(old).after == HEAD
            before.ends()
            # Replicas of the old version go on until they are stopped, one after the other.
            new = _answers(shell, slack)
            before.begins(TRAFFIC)
            before.ends()
        assert stopped(new, signal.SIGTERM)[0] == 0
        shell.leave()
    # A file may refuse a process that is older than it; a server has replicas, and does not.
    kept = before.kept()
    assert len(kept) >= (12 * TRAFFIC if old.startswith("postgresql") else TRAFFIC)
    _is_all_there(old, kept)


def _settings(slack: LocalSlack, url: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "PORT": "0",
    }


def _answers(shell: Shell, slack: LocalSlack) -> "subprocess.Popen[str]":
    """Start the new version beside the old one, and let somebody write in it."""
    process = shell.start("run")
    reached(slack, process)
    told = slack.member("ann").types("/session add NEW900 5 By the new version", "general")
    assert "NEW900" in told.shown
    return process


def _is_all_there(url: str, kept: list[int]) -> None:
    with closing(open_store(url, lambda: EVENING)) as store:
        for team_id in (TEAM, ELSEWHERE):
            there = {
                review.takeaway.impressions
                for review in store.takeaways.of_session(team_id, old_writer.SESSION)
            }
            mine = [number for number in kept if number % 2 == (team_id == ELSEWHERE)]
            assert {old_writer.words_of(number) for number in mine} <= there
            (hit,) = store.search.find(
                Who(team_id, ANN.user_id), old_writer.words_of(mine[-1]), Filter(event="all")
            ).items
            assert hit.session.number == old_writer.SESSION
        assert [each.code for each in store.sessions.suggest(TEAM, "NEW900", "all")] == ["NEW900"]


@pytest.mark.engines("sqlite")
def test_the_copy_leads_back(old: str, revision: str) -> None:
    columns = full_house.columns_of(old)
    before = full_house.rows_of(old, columns)
    done = migrate(old)
    assert done.copied_to is not None
    with closing(open_store(old, lambda: EVENING)) as store:
        store.takeaways.rate(ANN, 2, 1)
    file = Path(old.removeprefix("sqlite:///"))
    for rest in file.parent.glob(f"{file.name}-*"):
        rest.unlink()
    Path(done.copied_to).rename(file)
    assert schema_state(old).revision == revision
    assert full_house.rows_of(old, columns) == before
    # And forward again, another day.
    assert migrate(old).after == HEAD
    assert full_house.rows_of(old, columns) == before


@pytest.mark.parametrize("revision", FIRST_AND_LAST)
def test_two_that_migrate_at_once_both_find_it_done(old: str, tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"DATABASE_URL": old})
    started = [shell.start("migrate") for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
    shell.leave()
    assert schema_state(old).current

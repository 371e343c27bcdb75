"""The PostgreSQL that the tests run on."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from tests import postgres
from tests.conftest import ROOT


@pytest.mark.engines("postgresql")
def test_each_test_has_a_database_of_its_own(empty_database_url: str) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE mine (id int)")
        rows = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert rows.fetchone() == (1,)


def test_a_copy_has_what_its_template_had(postgresql_server: postgres.Server) -> None:
    template = postgresql_server.create()
    with psycopg.connect(template) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    copy = postgresql_server.create(template=template.rpartition("/")[2])
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    postgresql_server.drop(copy)
    postgresql_server.drop(template)


def test_a_connection_left_open_does_not_keep_its_database(
    postgresql_server: postgres.Server,
) -> None:
    url = postgresql_server.create()
    with closing(psycopg.connect(url)):
        postgresql_server.drop(url)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="another server was named")
@pytest.mark.usefixtures("postgresql_server")
def test_the_machines_own_server_is_private_and_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with postgres.running() as server:
        with server.connect() as connection:
            row = connection.execute("SHOW data_directory").fetchone()
            fsync = connection.execute("SHOW fsync").fetchone()
        assert row
        directory = Path(row[0]).parent
        status = directory.stat()
        assert stat.S_IMODE(status.st_mode) == stat.S_IRWXU
        assert status.st_uid != 0
        assert fsync == ("off",)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url.set(password="wrong").render_as_string(hide_password=False))
    assert not directory.exists()
    with pytest.raises(psycopg.OperationalError):
        server.connect()


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="another server was named")
@pytest.mark.usefixtures("postgresql_server")
def test_the_machines_own_server_ends_with_a_killed_run() -> None:
    program = (
        "from tests import postgres\n"
        "with postgres.running() as server:\n"
        "    print(server.url.render_as_string(hide_password=False), flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout
        with closing(psycopg.connect(run.stdout.readline().strip())) as connection:
            run.kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT pg_sleep(60)")


def test_a_server_that_does_not_answer_is_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    with pytest.raises(postgres.Unavailable, match="does not answer"), postgres.running():
        pass


def test_a_machine_without_postgresql_is_said_to_have_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    with pytest.raises(postgres.Unavailable, match="no initdb"):
        postgres.found_programs()


def test_a_server_that_cannot_start_tells_its_last_word(
    monkeypatch: pytest.MonkeyPatch, broken_programs: Path
) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setenv("PATH", f"{broken_programs}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(postgres.Unavailable, match="initdb failed: no room left"):
        postgres.running().__enter__()


def test_a_program_that_is_none_is_said_to_fail(
    monkeypatch: pytest.MonkeyPatch, broken_programs: Path
) -> None:
    (broken_programs / "initdb").write_text("no program")
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setenv("PATH", f"{broken_programs}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(postgres.Unavailable, match=r"initdb failed: .*format"):
        postgres.running().__enter__()


@pytest.fixture
def broken_programs() -> Iterator[Path]:
    """A folder of programs that only say why they fail, open to every user."""
    with TemporaryDirectory() as folder:
        directory = Path(folder)
        directory.chmod(0o755)
        for name in ("initdb", "postgres", "pg_ctl"):
            program = directory / name
            program.write_text("#!/bin/sh\necho 'no room left'\nexit 1\n")
            program.chmod(0o755)
        yield directory

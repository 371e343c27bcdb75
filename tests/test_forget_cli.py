"""`forget` on the command line: a person, or a whole workspace."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.__main__ import main
from storage import Entry, Question
from storage.pieces import pieces
from tests.keeping import ANN, BEN, STRANGER, log, opened
from tests.traces import traces

SECRET = "ひみつのことば"


@pytest.fixture(autouse=True)
def database(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)
    with opened(database_url) as store:
        for who in (ANN, BEN, STRANGER):
            log(store, who, "NET402", 4, impressions=f"{SECRET} {who.team_id} {who.user_id}")
        store.takeaways.add(ANN, [Entry(title=SECRET, questions=(Question(SECRET),))])


def test_a_person_goes_and_it_is_said_what_went(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forget", "--team", "T1", "--user", "UBEN"]) == 0
    told = capsys.readouterr().out
    assert "• 1 takeaway\n" in told
    assert traces(database_url, "UBEN", f"{SECRET} T1 UANN") == [f"{SECRET} T1 UANN"]
    assert main(["forget", "--team", "T1", "--user", "UBEN"]) == 0
    assert "Nothing was written here." in capsys.readouterr().out


def test_a_workspace_goes_whole(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--team", "T1"]) == 0
    assert "with 3 takeaways" in capsys.readouterr().out
    assert traces(database_url, "UBEN", f"{SECRET} T1", f"{SECRET} T2") == [f"{SECRET} T2"]


def test_a_workspace_has_to_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["forget", "--user", "UBEN"])
    assert end.value.code == 2
    assert "--team" in capsys.readouterr().err


@pytest.mark.engines("sqlite")
def test_what_an_older_version_left_in_the_file_goes_too(database_url: str) -> None:
    with closing(sqlite3.connect(make_url(database_url).database or "")) as db:
        db.create_function("search_pieces", 2, pieces)
        db.execute("PRAGMA secure_delete=OFF")
        db.execute("DELETE FROM takeaways WHERE user_id = 'UBEN'")
        db.commit()
    assert traces(database_url, f"{SECRET} T1 UBEN")
    main(["forget", "--team", "T1", "--user", "UBEN"])
    assert traces(database_url, f"{SECRET} T1 UBEN") == []


@pytest.mark.engines("sqlite")
def test_copies_beside_the_file_are_named(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Path(f"{make_url(database_url).database}.before-0002")
    copy.write_bytes(b"UBEN")
    main(["forget", "--team", "T1", "--user", "UBEN"])
    assert f"still holds it: {copy}" in capsys.readouterr().out


@pytest.mark.engines("sqlite")
def test_a_file_in_use_is_said(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(make_url(database_url).database or "")) as db:
        db.execute("BEGIN IMMEDIATE")
        assert main(["forget", "--team", "T1", "--user", "UBEN"]) == 1
        assert "Nothing was deleted" in capsys.readouterr().err


@pytest.mark.engines("sqlite")
def test_a_file_that_is_read_meanwhile_is_written_anew_later(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(make_url(database_url).database or "")) as db:
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM takeaways").fetchone()
        assert main(["forget", "--team", "T1", "--user", "UBEN"]) == 1
    said = capsys.readouterr()
    assert "1 takeaway" in said.out
    assert "run this again while the bot is stopped" in said.err

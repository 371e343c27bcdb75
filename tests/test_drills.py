"""Random days with faults: no digest is lost or doubled, whoever is killed and whatever fails."""

import pytest

from bot.digest import ticking
from storage.digest_runs import Runs
from tests.drills import processes
from tests.drills.chance import Drill, Wanted


@pytest.mark.engines("sqlite")
def test_one_process_on_sqlite_loses_and_doubles_nothing(database_url: str) -> None:
    figures = Drill(Wanted(database_url, digests=60, replicas=1)).run()
    assert (figures.lost, figures.doubled) == ([], [])
    assert figures.digests >= 60
    assert figures.attempts > figures.messages
    assert figures.faults["killed before"] > 0
    assert figures.faults["gone after"] > 0


@pytest.mark.engines("postgresql")
def test_three_replicas_on_postgresql_lose_and_double_nothing(database_url: str) -> None:
    figures = Drill(Wanted(database_url, digests=32, replicas=3)).run()
    assert (figures.lost, figures.doubled) == ([], [])
    assert figures.digests >= 32
    assert figures.attempts > figures.messages


@pytest.mark.engines("postgresql")
def test_three_processes_that_are_killed_lose_and_double_nothing(database_url: str) -> None:
    figures = processes.Drill(Wanted(database_url, digests=36, replicas=3), days=1).run()
    assert (figures.lost, figures.doubled) == ([], [])
    assert figures.digests >= 36
    assert figures.kills > 10


@pytest.mark.engines("sqlite")
def test_a_bot_that_posts_again_without_looking_is_seen(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ticking, "look_up", lambda press, _, claim: press.store.digests.runs.absent(claim)
    )
    assert Drill(Wanted(database_url, digests=24, replicas=1)).run().doubled != []


@pytest.mark.engines("sqlite")
def test_a_bot_that_takes_each_post_for_granted_is_seen(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Runs, "absent", lambda runs, claim: runs.sent(claim, "1.0"))
    assert Drill(Wanted(database_url, digests=24, replicas=1)).run().lost != []

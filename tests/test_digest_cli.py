"""`digest` from the command line: what is due is posted, what comes next is printed."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.manifest import manifest
from bot.playground import LocalSlack
from bot.running import now
from storage import open_store
from storage.digest_records import Plan
from storage.records import Entry, Who
from tests.bots import MovedClock

ANN = Who("T0LOCAL", "U0LOCAL")
NOW = datetime.now(UTC)
# A zone in which it is about noon: the day neither begins nor ends while the test runs.
NOON = f"Etc/GMT{NOW.hour - 12:+d}"


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(manifest("/session", "https://bot.example.com")) as running:
        yield running


@pytest.fixture(autouse=True)
def settings(slack: LocalSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'takeaways.db'}")


def set_up(folder: Path, *channels: str) -> None:
    """Set digests up an hour ago that were due five minutes ago."""
    at = (datetime(2026, 1, 1, 12, NOW.minute) - timedelta(minutes=5)).time()  # noqa: DTZ001
    clock = MovedClock(NOW - timedelta(hours=1))
    with closing(open_store(f"sqlite:///{folder / 'takeaways.db'}", clock.now)) as store:
        store.takeaways.add(ANN, [Entry(code="NET402", title="Locks & <keys>", stars=5)])
        for channel in channels:
            store.digests.set_up(ANN, Plan(channel, f"name-of-{channel}", at, NOON, "en"))


def test_what_is_due_is_posted_once(
    slack: LocalSlack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path, "C0CONF", "C0GENERAL")
    assert main(["digest", "--channel", "C0CONF"]) == 0
    assert capsys.readouterr().out == "#name-of-C0CONF (C0CONF): Posted.\n"
    assert slack.workspace.public("C0GENERAL") == []
    assert main(["digest"]) == 0
    assert "C0GENERAL" in capsys.readouterr().out
    assert main(["digest"]) == 0
    assert capsys.readouterr().out == "Nothing is due.\n"
    assert len(slack.workspace.public("C0CONF")) == 1


def test_beside_a_running_bot_it_is_said_who_makes_what_is_due(
    slack: LocalSlack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path, "C0CONF", "C0GENERAL")
    with closing(open_store(f"sqlite:///{tmp_path / 'takeaways.db'}", now)) as other:
        claim = other.digests.runs.claim()
        assert claim is not None
        other.digests.runs.retry(claim, "ratelimited", 300)
        assert main(["digest"]) == 0
    assert "Another process is making the digests" in capsys.readouterr().out
    assert slack.workspace.public("C0CONF") == slack.workspace.public("C0GENERAL") == []


def test_a_refusal_is_said_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(tmp_path, "C0OLD")
    assert main(["digest"]) == 1
    assert "archived" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("channel", "came_to"), [("C0CONF", "posted"), ("C0OLD", "failed (is_archived)")]
)
def test_the_log_says_once_with_the_runs_id_what_became_of_a_part(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    channel: str,
    came_to: str,
) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    set_up(tmp_path, channel)
    main(["digest"])
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    claimed, told = lines
    assert "is claimed" in claimed["message"]
    assert told["message"] == f"Digest, part 0: {came_to}."
    assert claimed["run"] == told["run"]


def test_a_dry_run_prints_the_next_digest_of_each_channel(
    slack: LocalSlack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(tmp_path, "C0CONF", "C0GENERAL")
    assert main(["digest", "--dry-run"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("NET402 Locks & <keys>") == 2
    assert "#name-of-C0CONF (C0CONF)" in printed
    assert slack.workspace.public("C0CONF") == []
    assert main(["digest", "--dry-run", "--team", "T9"]) == 0
    assert capsys.readouterr().out == "No channel has a digest.\n"


def test_another_workspace_s_token_posts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(tmp_path, "C0CONF")
    assert main(["digest", "--team", "T9"]) == 2
    assert "T0LOCAL" in capsys.readouterr().err
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    assert main(["digest"]) == 2
    assert "SLACK_BOT_TOKEN" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["digest"], ["export"], ["forget", "--team", "T0LOCAL"]])
def test_a_database_of_a_newer_version_is_named_with_what_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    set_up(tmp_path)
    with closing(sqlite3.connect(tmp_path / "takeaways.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    assert main(command) == 1
    assert "update the bot, then run `python -m bot migrate`" in capsys.readouterr().err

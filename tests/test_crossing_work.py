"""What the bot does by itself, and on the command line, stays in each company."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from storage import Edit, Entry, Who
from tests.companies import (
    FIRST,
    MARK,
    SECOND,
    Companies,
    Ids,
    companies,
    furnished,
    kept_of,
    rows_of,
    shown_in,
)

OURS = Who(SECOND, "U0LOCAL")
LINK = "https://video.example.com/ours"


@pytest.fixture
def bot(database_url: str) -> Iterator[Companies]:
    with companies(database_url) as started:
        started.expect_refusals("user_not_found")
        yield started


@pytest.fixture
def ids(bot: Companies) -> Ids:
    return furnished(bot)


def digest_of(bot: Companies, team_id: str) -> list[str]:
    """The texts of the digests in a company's channel, all of the same id."""
    return [each.text for each in bot.slack.workspaces[team_id].public("C0CONF")]


def set_up(bot: Companies) -> None:
    """Have a digest in the second company too, with something new for it."""
    ann = bot.of_second("ann")
    ann.types("/session add NEW201 | Bravo news ★5", channel="conference")
    ann.types("/session digest on 09:00 UTC", channel="conference")
    bot.workers.finish()


@pytest.mark.usefixtures("ids")
def test_digests_of_the_same_channel_hold_what_is_new_in_each_company(bot: Companies) -> None:
    set_up(bot)
    theirs = digest_of(bot, FIRST)
    assert MARK in theirs[0]
    bot.clock.forward(days=1)
    bot.tick()
    assert digest_of(bot, FIRST) == theirs
    ours = digest_of(bot, SECOND)
    assert len(ours) == 1
    assert "Bravo news" in ours[0]
    assert MARK not in ours[0]
    # A change of the same session, by the same person, in the same channel.
    renamed = Edit(Entry(title="Bravo renamed"), frozenset({"title"}))
    bot.store.takeaways.edit(OURS, 3, renamed)
    bot.clock.forward(minutes=10)
    bot.tick()
    assert digest_of(bot, FIRST) == theirs
    assert "Bravo renamed" in digest_of(bot, SECOND)[0]


@pytest.mark.usefixtures("ids")
def test_letters_go_to_who_waits_in_the_same_company(bot: Companies) -> None:
    bot.store.watching.queue(OURS, 2)
    bot.store.takeaways.edit(OURS, 2, Edit(Entry(recording_url=LINK), frozenset({"recording_url"})))
    first = rows_of(bot, FIRST)["watching"]
    bot.brings_letters()
    bot.clock.forward(days=1, hours=9)
    assert bot.brings_letters()
    assert LINK in str([each.message.blocks for each in bot.of_second("ann").reads()])
    assert LINK not in shown_in(bot, FIRST)
    assert MARK not in shown_in(bot, SECOND)
    assert rows_of(bot, FIRST)["watching"] == first


@pytest.mark.usefixtures("ids")
def test_who_takes_the_app_out_takes_it_out_of_one_company(bot: Companies) -> None:
    theirs = bot.first.bot_token
    first, second = rows_of(bot, FIRST), kept_of(bot, SECOND)
    bot.slack.uninstall(bot.second)
    bot.workers.finish()
    assert rows_of(bot, FIRST) == first
    assert kept_of(bot, SECOND) == second | {"installations": []}
    assert bot.first.bot_token == theirs
    assert MARK in bot.of_first("ann").types("/session show NET402", channel="general").shown


# The command line


@pytest.fixture
def shell(bot: Companies, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in which the command line has the bot's settings."""
    settings = bot.settings
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "DATABASE_URL": settings.database_url,
        "SLACK_API_URL": settings.api_url,
        "SLACK_SIGNING_SECRET": settings.signing_secret,
        "SLACK_CLIENT_ID": settings.client_id,
        "SLACK_CLIENT_SECRET": settings.client_secret,
        "TOKEN_ENCRYPTION_KEYS": settings.encryption_keys,
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def test_export_writes_one_company(ids: Ids, shell: Path) -> None:
    for kind in ("json", "md", "csv"):
        assert main(["export", "--team", SECOND, "--format", kind, "-o", "ours"]) == 0
        ours = (shell / "ours").read_text(encoding="utf-8")
        assert "Bravo overloads" in ours
        assert MARK not in ours
    assert main(["export", "--team", SECOND, "--event", ids.event])


def test_import_reads_into_one_company(bot: Companies, ids: Ids, shell: Path) -> None:
    """The first's own export, numbers and people and all, given to the second."""
    assert main(["export", "--team", FIRST, "--format", "json", "-o", "theirs.json"]) == 0
    first = rows_of(bot, FIRST)
    assert main(["import", "theirs.json", "--team", SECOND]) == 0
    assert rows_of(bot, FIRST) == first
    log = json.loads((shell / "theirs.json").read_text(encoding="utf-8"))
    assert {event["key"] for event in log["events"]} >= {ids.event}
    assert MARK in str(kept_of(bot, SECOND)["takeaways"])


@pytest.mark.usefixtures("ids", "shell")
def test_digests_are_made_and_shown_of_one_company(
    bot: Companies, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(bot)
    first, seen = rows_of(bot, FIRST), shown_in(bot, FIRST)
    assert main(["digest", "--team", SECOND, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Bravo news" in said
    assert MARK not in said
    assert main(["digest", "--team", SECOND]) == 0
    assert (rows_of(bot, FIRST), shown_in(bot, FIRST)) == (first, seen)


@pytest.mark.usefixtures("ids", "shell")
def test_forget_forgets_one_company(bot: Companies, capsys: pytest.CaptureFixture[str]) -> None:
    first = rows_of(bot, FIRST)
    assert main(["forget", "--team", SECOND, "--user", OURS.user_id]) == 0
    assert rows_of(bot, FIRST) == first
    assert main(["forget", "--team", SECOND]) == 0
    assert rows_of(bot, FIRST) == first
    assert not any(rows_of(bot, SECOND).values())
    assert MARK not in capsys.readouterr().out

"""`export`: the log as a file in one's own direct messages."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot import files
from storage import Filter, Level
from storage.records import Entry, Event
from tests.bots import Bot, running
from tests.logged import ANN, BEN, TEAM, logged, number, typed

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


def exported(bot: Bot, text: str, who: str = "ann") -> tuple[str, str]:
    """What an export says above its file, and the file's text."""
    typed(bot, text if text.startswith("出力") else f"export {text}", who)
    bot.workers.finish()
    above, below = bot.slack.member(who).reads()[-2:]
    [file] = below.message.files
    return above.shown, bot.slack.workspace.files[file["id"]].content.decode()


def codes(text: str) -> list[str]:
    log = json.loads(text)
    return [
        session["code"] or session["title"]
        for event in log["events"]
        for session in event["sessions"]
    ]


def chosen(bot: Bot, **wanted: Any) -> list[tuple[str, list[str]]]:
    """The codes that a filter chooses, each with whose takeaways."""
    log = bot.store.transfer.choose(ANN, Filter(**wanted))
    return [
        (session.details.code or session.details.title, [each.user for each in session.takeaways])
        for event in log.events
        for session in event.sessions
    ]


def test_the_command_says_that_a_file_comes_and_it_comes_to_the_dm(bot: Bot) -> None:
    said = typed(bot, "export csv recorded").shown
    assert said == "A CSV file comes to your direct messages with me: recorded."
    bot.workers.finish()
    above, below = bot.slack.member("ann").reads()[-2:]
    assert above.shown == "recorded, as CSV: 1 session, 2 takeaways."
    assert below.message.files[0]["name"] == "sessions.csv"


def test_markdown_is_in_the_readers_language(bot: Bot) -> None:
    _, english = exported(bot, "md")
    assert "### ★★★★★ NET402-R1 | Surviving overloads (recommended)" in english
    assert "- Topics: Networking" in english
    _, japanese = exported(bot, "出力 ｍｄ", "haru")
    assert "- トピック: Networking" in japanese


def test_a_table_has_a_row_for_each_takeaway(bot: Bot) -> None:
    said, text = exported(bot, "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert said == "all events, as CSV: 3 sessions, 4 takeaways."
    assert sorted((row["code"], row["user"]) for row in rows) == [
        ("", BEN.user_id),
        ("COP343", ANN.user_id),
        ("NET402", BEN.user_id),
        ("NET402", ANN.user_id),
    ]


@BOTH
def test_json_from_slack_is_that_of_the_command_line(bot: Bot) -> None:
    whole = files.written(bot.store.transfer.export(TEAM), "json", "en")
    assert exported(bot, "json")[1] == whole
    assert exported(bot, "json event:general")[1] == whole


@BOTH
def test_filters_choose_what_is_in_the_file(bot: Bot) -> None:
    ann, ben = ANN.user_id, BEN.user_id
    assert chosen(bot, types=("chalk",)) == [("COP343", [ann])]
    assert chosen(bot, topics=("networking",)) == [("NET402", [ann, ben])]
    assert chosen(bot, recommended=True) == [("NET402", [ann, ben])]
    assert chosen(bot, by=(ben,)) == [("NET402", [ben]), ("朝食の会", [ben])]
    assert chosen(bot, by=(ben,), recommended=True) == []
    assert chosen(bot, by=(ben,), stars=(Level(3, True),)) == [("朝食の会", [ben])]
    assert chosen(bot, roles=("sre",)) == [("NET402", [ann]), ("COP343", [ann])]
    assert chosen(bot, since=timedelta(minutes=30)) == [("NET402", [ben])]
    assert chosen(bot, levels=(Level(400),), stars=(Level(4, True),)) == []
    bot.store.watching.watched(ANN, number(bot, "NET402"))
    assert [code for code, _ in chosen(bot, unwatched=True)] == ["COP343", "朝食の会"]


@BOTH
def test_a_session_without_stars_is_left_out_by_none_but_stars(bot: Bot) -> None:
    bot.store.takeaways.add(ANN, [Entry(code="SEC101", facts=("one",))])
    assert "SEC101" in dict(chosen(bot))
    assert "SEC101" in dict(chosen(bot, by=(ANN.user_id,)))
    assert "SEC101" not in dict(chosen(bot, stars=(Level(1, True),)))


@BOTH
def test_without_an_event_all_of_them_come_and_with_one_it_alone(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "Summit"))
    bot.store.takeaways.add(ANN, [Entry(code="SUM100", title="Opening", stars=4)], event="summit")
    assert "SUM100" in codes(exported(bot, "json")[1])
    assert codes(exported(bot, "json event:summit")[1]) == ["SUM100"]
    assert "NET402" in codes(exported(bot, "json event:all recorded")[1])
    assert typed(bot, "export event:sumit").shown.startswith("There is no event “sumit”.")


def test_the_file_is_named_after_its_event(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit/2026", "Summit"))
    typed(bot, "export md event:Summit/2026")
    bot.workers.finish()
    [file] = bot.slack.member("ann").reads()[-1].message.files
    assert file["name"] == "summit-2026.md"


def test_the_watch_lists_of_others_stay_theirs_but_for_an_admin(bot: Bot) -> None:
    bot.store.watching.queue(ANN, number(bot, "NET402"))
    bot.store.watching.queue(BEN, number(bot, "COP343"))

    def watchers(who: str) -> list[str]:
        return [each["user"] for each in json.loads(exported(bot, "json", who)[1])["watching"]]

    assert watchers("ann") == [ANN.user_id]
    assert sorted(watchers("ada")) == sorted([ANN.user_id, BEN.user_id])


@pytest.mark.parametrize("text", ["pdf", "md csv", "md everything"])
def test_what_is_no_format_and_no_filter_is_refused_with_the_formats(bot: Bot, text: str) -> None:
    refused = typed(bot, f"export {text}")
    assert "takes one of md, csv and json" in refused.shown
    assert [button.value for button in refused.buttons] == [
        "export md",
        "export csv",
        "export json",
    ]


@pytest.mark.parametrize("kind", ["md", "csv", "json"])
def test_with_nothing_logged_the_file_is_valid_and_holds_none(database_url: str, kind: str) -> None:
    with running(database_url) as bot:
        said, text = exported(bot, kind)
        assert "0 sessions, 0 takeaways." in said
        match kind:
            case "json":
                assert codes(text) == []
            case "csv":
                assert list(csv.DictReader(io.StringIO(text))) == []
            case _:
                assert text == "# Session takeaways\n"

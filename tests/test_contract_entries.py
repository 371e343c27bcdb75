"""The contract's entry texts, each typed as a command and read back from the export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.formats import takeaways
from tests.bots import Bot, running

CASES = json.loads(Path(__file__).with_name("entry_examples.json").read_text(encoding="utf-8"))
OF_SESSION = ("code", "tags", "level", "topics", "type", "recording_url", "availability")
OF_TAKEAWAY = (
    "stars",
    "recommended",
    "facts",
    "impressions",
    "questions",
    "attended",
    "partial",
)


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[Bot]:
    with running(f"sqlite:///{tmp_path / 'bot.db'}") as started:
        yield started


def _sessions(bot: Bot) -> list[dict[str, Any]]:
    team_id = bot.slack.workspace.team_id
    document = json.loads(takeaways.write(bot.store.transfer.export(team_id)))
    return [session for event in document["events"] for session in event["sessions"]]


def _check(session: dict[str, Any], entry: dict[str, Any]) -> None:
    (takeaway,) = session["takeaways"]
    # A session that nobody named is titled by its code.
    assert session["title"] == (entry.get("title", session["title"]) or session["code"])
    for name in OF_SESSION:
        if name in entry:
            assert session[name] == entry[name]
    for name in OF_TAKEAWAY:
        if name in entry:
            assert takeaway[name] == entry[name]
    if "raw" in entry:
        assert takeaway["code"] == entry["raw"]


@pytest.mark.parametrize("case", CASES["headings"], ids=lambda case: case["add"])
def test_a_heading_is_saved_as_the_contract_reads_it(bot: Bot, case: dict[str, Any]) -> None:
    ann = bot.slack.member("ann")
    for title in case.get("known", ()):
        # Somebody else had named the session.
        code = case["add"].split()[0]
        bot.slack.member("ben").types(f"/session add {code} | {title} ★3")
    reply = ann.types(f"/session add {case['add']}")
    mine = [
        {**session, "takeaways": written}
        for session in _sessions(bot)
        if (written := [each for each in session["takeaways"] if each["user"] == ann.id])
    ]
    if case.get("refused"):
        assert mine == []
        assert case["add"] in reply.text
    else:
        assert len(mine) == 1
        _check(mine[0], case["entry"])


@pytest.mark.parametrize("case", CASES["bodies"], ids=lambda case: case["text"].split("\n")[1])
def test_a_body_is_saved_as_the_contract_reads_it(bot: Bot, case: dict[str, Any]) -> None:
    bot.slack.member("ann").types(f"/session add {case['text']}")
    (session,) = _sessions(bot)
    _check(session, case["entry"])


@pytest.mark.parametrize("case", CASES["several"], ids=lambda case: case["because"])
def test_several_entries_are_saved_at_once(bot: Bot, case: dict[str, Any]) -> None:
    bot.slack.member("ann").types(f"/session add {case['text']}")
    saved = {session["code"]: session for session in _sessions(bot)}
    assert len(saved) == len(case["entries"])
    for entry in case["entries"]:
        _check(saved[entry["code"]], entry)

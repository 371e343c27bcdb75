"""Files for a person's DM, and work that ends in one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot import listeners, router
from bot.call import Block, Call, File, Later, Message, Reply
from bot.views import blocks
from tests.bots import Bot, running
from tests.test_app import Question, Word, asked

pytestmark = pytest.mark.engines("sqlite")

SECRET = "what Ann wrote"
FILE = File(
    message=blocks.message([blocks.section("Your log, as of today")]),
    name="log.csv",
    content=b"code,stars\nNET402,5\n",
    title="Log",
    alt="星 " * 1000,
)
FIRST = blocks.message([blocks.section("It comes to your DM.")])


@pytest.fixture
def bot(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    def slow(call: Call) -> Reply:
        del call
        return Later(FIRST, lambda: FILE)

    taught = {"slow": Word("slow", slow), "file": Word("file", lambda _: FILE)}
    monkeypatch.setattr(router, "SUBCOMMANDS", {**router.SUBCOMMANDS, **taught})
    with running(database_url) as started:
        yield started


def dm(bot: Bot, who: str = "ann") -> list[Any]:
    """What stands in the bot's DM, once all work is done."""
    bot.workers.finish()
    return bot.slack.member(who).reads()


def files(bot: Bot) -> list[Block]:
    return [file for seen in dm(bot) for file in seen.message.files]


def test_a_file_comes_to_the_dm_below_its_message(bot: Bot) -> None:
    bot.slack.member("ann").types("/session slow", "general")
    assert [seen.shown for seen in dm(bot)][-2:] == ["Your log, as of today", ""]
    [file] = files(bot)
    assert (file["name"], file["title"]) == ("log.csv", "Log")
    assert bot.slack.workspace.files[file["id"]].content == FILE.content
    assert len(file["alt_txt"]) <= 1000
    assert [seen.shown for seen in bot.slack.member("ann").reads("general")] == [FIRST.text]


def test_a_file_needs_nothing_said_before_it(bot: Bot) -> None:
    bot.slack.member("ann").types("/session file", "general")
    assert len(files(bot)) == 1


def test_what_was_asked_in_the_dm_is_answered_there(bot: Bot) -> None:
    bot.slack.member("ann").says("slow")
    shown = [seen.shown for seen in dm(bot)]
    assert shown[-3:] == [FIRST.text, "Your log, as of today", ""]


@pytest.mark.parametrize("given", [FILE, Later(FIRST, lambda: FILE)])
def test_a_form_may_end_in_a_file(bot: Bot, given: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    form = Question(lambda _call, _view: given)
    monkeypatch.setattr(listeners, "FORMS", {form.CALLBACK_ID: form})
    taught = {**router.SUBCOMMANDS, "ask": Word("ask", lambda _: asked())}
    monkeypatch.setattr(router, "SUBCOMMANDS", taught)
    bot.slack.member("ann").types("/session ask", "general").form.submit(words="x")
    assert len(files(bot)) == 1
    said = [seen.shown for seen in bot.slack.member("ann").reads("general")]
    assert said == ([] if isinstance(given, File) else [FIRST.text])


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("missing_scope", "an admin has to install it anew"),
        ("storage_limit_reached", "an admin has to make room"),
        ("internal_error", "Slack said: internal_error. Try again"),
    ],
)
def test_a_file_that_slack_refuses_is_said_in_its_place(bot: Bot, error: str, told: str) -> None:
    bot.slack.fail_next("files.getUploadURLExternal", "error", error=error)
    bot.slack.member("ann").types("/session slow", "general")
    last = dm(bot)[-1]
    assert "“Log” did not arrive." in last.shown
    assert told in last.shown
    assert files(bot) == []


def test_a_dm_that_slack_does_not_take_is_said_where_it_was_asked(bot: Bot) -> None:
    bot.slack.fail_next("chat.postMessage", "error", error="messages_tab_disabled")
    bot.slack.member("ann").types("/session slow", "general")
    bot.workers.finish()
    assert "“Log” did not arrive." in bot.slack.member("ann").reads("general")[-1].shown


def test_work_that_fails_later_is_told_with_a_reference(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks() -> Message:
        raise RuntimeError(SECRET)

    taught = {**router.SUBCOMMANDS, "break": Word("break", lambda _: Later(FIRST, breaks))}
    monkeypatch.setattr(router, "SUBCOMMANDS", taught)
    bot.slack.member("ann").types("/session break", "general")
    bot.workers.finish()
    assert "reference: " in bot.slack.member("ann").reads("general")[-1].shown
    assert "Unforeseen, reference" in caplog.text


def test_a_form_whose_work_fails_later_is_told(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> Message:
        raise RuntimeError(SECRET)

    does: Callable[[Call, Block], Reply] = lambda _call, _view: Later(FIRST, breaks)  # noqa: E731
    form = Question(does)
    monkeypatch.setattr(listeners, "FORMS", {form.CALLBACK_ID: form})
    taught = {**router.SUBCOMMANDS, "ask": Word("ask", lambda _: asked())}
    monkeypatch.setattr(router, "SUBCOMMANDS", taught)
    bot.slack.member("ann").types("/session ask", "general").form.submit(words="x")
    bot.workers.finish()
    said = [seen.shown for seen in bot.slack.member("ann").reads("general")]
    assert said[0] == FIRST.text
    assert "reference: " in said[1]

"""A tap on a reply of a thread is answered in that thread; all else in the channel."""

from collections.abc import Iterator

import pytest

from bot import visit
from bot.playground import Seen
from storage import Entry, Who
from tests.bots import Bot, running

TEAM, CHANNEL = "T0LOCAL", "general"


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    """The morning after six sessions were logged: the digest is out, its rest in the thread."""
    with running(database_url) as started:
        entries = [Entry(code=f"NET40{at}", raw=f"NET40{at}", stars=4) for at in range(6)]
        started.store.takeaways.add(Who(TEAM, "U0LOCAL"), entries)
        started.slack.member("ada").types("/session digest on 08:30 London", CHANNEL)
        started.clock.forward(days=1)
        started.tick()
        yield started


def digest(bot: Bot, name: str = "ben") -> tuple[Seen, Seen]:
    """The digest and its first reply, as a member sees them."""
    first, reply = [each for each in bot.slack.member(name).reads(CHANNEL) if not each.is_private]
    return first, reply


def tapped(bot: Bot, on: Seen, label: str) -> Seen:
    answer = on.button(label).click()
    bot.workers.finish()
    return answer.message


def test_a_tap_in_the_thread_is_answered_there_for_one_person(bot: Bot) -> None:
    first, reply = digest(bot)
    details = tapped(bot, reply, "Details")
    assert details.is_private
    assert "NET40" in details.shown
    assert details.message.thread_ts == first.message.ts
    assert details.message not in [each.message for each in bot.slack.member("ann").reads(CHANNEL)]


def test_what_is_tapped_in_such_an_answer_stays_in_the_thread(bot: Bot) -> None:
    first, reply = digest(bot)
    asked = tapped(bot, reply, "Rate")
    assert tapped(bot, asked, "★5 excellent").message.thread_ts == first.message.ts
    edited = tapped(bot, reply, "Details").button("Edit mine").click()
    answer = edited.form.submit(impressions="Worth it.")
    bot.workers.finish()
    assert answer.message.message.thread_ts == first.message.ts
    assert "Worth it." in answer.shown


def test_a_tap_on_the_message_that_heads_a_thread_is_answered_in_the_channel(bot: Bot) -> None:
    first, _ = digest(bot)
    assert first.message.thread_ts == first.message.ts
    assert tapped(bot, first, "Details").message.thread_ts is None


def test_where_slack_does_not_take_it_the_answer_comes_to_the_channel(bot: Bot) -> None:
    _, reply = digest(bot)
    bot.expect_refusals("not_in_channel")
    bot.slack.fail_next("chat.postEphemeral", "error", error="not_in_channel")
    details = tapped(bot, reply, "Details")
    assert details.is_private
    assert details.message.thread_ts is None


def test_a_message_of_a_thread_that_is_kept_is_answered_there(bot: Bot) -> None:
    first, _ = digest(bot)
    ben = bot.slack.member("ben")
    message = ben.says("★★★ NET402 | One", CHANNEL, thread_ts=first.message.ts)
    saved = ben.uses_message_shortcut("save_as_takeaway", message).form.submit()
    bot.workers.finish()
    assert saved.message.message.thread_ts == first.message.ts


@pytest.mark.parametrize("thread", [None, 7, "1.2"])
def test_only_the_thread_of_a_reply_counts(thread: object) -> None:
    container = {"channel_id": "C1", "message_ts": "1.2", "thread_ts": thread}
    body = {"user": {"id": "U1"}, "container": container, "actions": [{}]}
    assert visit.of_button(body, "T1").thread is None

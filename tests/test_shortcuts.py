"""The two shortcuts: an empty form from anywhere, and a message that becomes a takeaway."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.call import Call, Reader
from bot.formats import article, takeaways
from bot.forms.takeaway.source import source_of
from bot.playground.delivery import ANSWER_WITHIN
from bot.playground.state import Message
from storage import Entry, Takeaway, Who
from tests.bots import Bot, running
from tests.nobody import SlackOfNobody
from tests.takeaway_forms import DETAILS, FIELDS, block_ids, chosen, opened, submitted
from tests.writing import CHANNEL, TEAM, kept, types, who


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def link(message: Message) -> str:
    """The address of a message, as Slack forms it."""
    digits = message.ts.replace(".", "")
    return f"https://local.slack.com/archives/{message.channel}/p{digits}"


def saved_from(bot: Bot, message: Message, name: str = "ann") -> Takeaway:
    """What is stored once a member has kept a message as it is."""
    submitted(bot.slack.member(name).uses_message_shortcut("save_as_takeaway", message).form)
    return kept(bot, name=name)


def test_the_global_shortcut_opens_an_empty_form_and_answers_by_dm(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    form = ann.uses_shortcut("log_session").form
    assert block_ids(form) == FIELDS
    form = chosen(form, "NET402 One")
    form.submit(stars="4")
    bot.workers.finish()
    assert "NET402 One" in ann.reads()[-1].shown


def test_a_message_becomes_the_forms_text(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    message = ann.says(
        "★★★★ NET402 | Surviving overloads (recommended)\nLevel 300\nGood & <fine>\n• a fact\n"
        "Q: Why?\nA: Because.",
        CHANNEL,
    )
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert block_ids(form) == FIELDS + DETAILS
    fields = form.fields
    assert (fields["stars"], fields["recommended"], fields["level"]) == ("4", ["yes"], "300")
    words = f"Good & <fine>\n\nFrom a message: {link(message)}"
    assert fields["impressions"] == words
    submitted(form)
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.recommended) == (4, True)
    assert (takeaway.impressions, takeaway.facts) == (words, ("a fact",))
    assert bot.store.sessions.get(TEAM, 1).title == "Surviving overloads"


def test_a_message_without_stars_or_code_opens_without_a_session(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    message = ann.says("What a talk, see you at 5\n• a fact", CHANNEL)
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert block_ids(form) == FIELDS
    assert form.fields["session"] is None
    words = f"What a talk, see you at 5\n\nFrom a message: {link(message)}"
    assert form.fields["impressions"] == words
    submitted(chosen(form, "NET402 One"))
    assert kept(bot).facts == ("a fact",)


def test_a_message_on_a_known_session_adds_to_it_and_says_which_title_was_not_taken(
    bot: Bot,
) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine")
    ann = bot.slack.member("ann")
    message = ann.says("★★ NET402-R2 | Another\nmore", CHANNEL)
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert (form.fields["session"], block_ids(form)) == ("1", FIELDS)
    answer = submitted(form)
    assert "yours was “Another”" in answer.shown
    words = f"fine\nmore\n\nFrom a message: {link(message)}"
    assert (kept(bot).stars, kept(bot).impressions) == (2, words)
    assert kept(bot).raw == "NET402-R2"


@pytest.mark.parametrize("letter", ["漢", "word ", "漢\n", "• 会議\n"])
def test_a_long_message_is_saved_whole(bot: Bot, letter: str) -> None:
    words = (letter * 30_000)[:30_000].strip()
    ann = bot.slack.member("ann")
    message = ann.says(f"★★★ NET402 | One\n{words}", CHANNEL)
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    submitted(form)
    stored = kept(bot)
    types(bot, f"add ★★★ NET403 | Two\n{words}")
    typed = kept(bot, 2)
    origin = f"From a message: {link(message)}"
    said = "\n\n".join(each for each in (typed.impressions, origin) if each)
    assert (stored.impressions, stored.facts) == (said, typed.facts)


def test_several_entries_of_a_message_are_all_there(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    message = ann.says("★★★ NET402 | One\nfine\n★★ NET403 | Two\nbad", CHANNEL)
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert "1 more entry" in form.shown
    words = "fine\n\n★★☆☆☆ NET403 | Two\nbad"
    assert form.fields["impressions"] == f"{words}\n\nFrom a message: {link(message)}"


def test_the_longest_names_in_japanese_fit(bot: Bot) -> None:
    title = "とても長い題名🎉" * 60
    topics = tuple(f"話題🎉{number}" * 10 for number in range(20))
    entry = Entry(code="NET402", raw="NET402", title=title, topics=topics, stars=4)
    long_type = replace(entry, type="種類" * 60)
    bot.store.takeaways.add(who(bot, "haru"), [long_type])
    form = opened(bot, "edit NET402", "haru")
    submitted(form, stars="2")
    assert bot.store.sessions.get(TEAM, 1).title == title
    assert kept(bot, name="haru").stars == 2


def test_what_somebody_else_wrote_is_kept_under_their_name(bot: Bot) -> None:
    message = bot.slack.member("ben").says(
        "★★★★ NET402 | One\nWorth the queue. Twice.\n• a fact", CHANNEL
    )
    takeaway = saved_from(bot, message)
    assert takeaway.impressions == (
        f"Ben wrote: Worth the queue. Twice.\n\nFrom a message by Ben: {link(message)}"
    )
    shown = types(bot, "show NET402").shown
    assert shown.index("Ann") < shown.index("Ben wrote: Worth the queue.")


def test_a_message_of_facts_alone_names_its_writer_below(bot: Bot) -> None:
    message = bot.slack.member("ben").says("★★★★ NET402 | One\n• a fact", CHANNEL)
    words = f"From a message by Ben: {link(message)}"
    assert saved_from(bot, message).impressions == words


def test_the_writer_is_named_in_the_language_of_who_keeps_it(bot: Bot) -> None:
    message = bot.slack.member("ben").says("★★★★ NET402 | One\n```\nls\n```", CHANNEL)
    assert saved_from(bot, message, "haru").impressions == (
        f"Benさんの発言:\n```\nls\n```\n\nBenさんのメッセージより: {link(message)}"
    )


def test_the_same_message_kept_twice_changes_nothing(bot: Bot) -> None:
    message = bot.slack.member("ben").says("★★★★ NET402 | One\nfine", CHANNEL)
    before = saved_from(bot, message)
    assert saved_from(bot, message) == before


def test_a_long_message_of_somebody_else_is_kept_whole_under_their_name(bot: Bot) -> None:
    words = "word " * 8_000
    message = bot.slack.member("ben").says(f"★★★ NET402 | One\n{words}", CHANNEL)
    assert saved_from(bot, message).impressions == (
        f"Ben wrote: {words.strip()}\n\nFrom a message by Ben: {link(message)}"
    )


def test_a_forwarded_message_is_of_who_wrote_it(bot: Bot) -> None:
    passed_on = {"author_id": bot.slack.member("haru").id, "text": "★★★ NET402 | One\n難しい"}
    message = bot.slack.member("ben").says("", CHANNEL, attachments=[passed_on])
    assert saved_from(bot, message).impressions.startswith("はる wrote: 難しい")


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ({"username": "Notes bot"}, "Notes bot"),
        ({"bot_profile": {"name": " Notes\nbot "}}, "Notes bot"),
        ({"bot_profile": "none"}, "Anonymous"),
        ({"user": "U0LOCAL"}, ""),
        ({"user": 7, "ts": 8}, "Anonymous"),
    ],
)
def test_an_app_without_a_user_has_the_name_that_it_chose(
    stated: dict[str, Any], author: str
) -> None:
    call = Call(Who(TEAM, "U0LOCAL"), Reader(), SlackOfNobody(), "", channel_id="C1")
    assert source_of({"ts": "1.000002"} | stated, "local", call).author == author


def test_where_the_bot_is_not_let_in_the_address_is_built(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    bot.slack.workspace.add_channel("G0SECRET", "secret", "private", {ann.id})
    message = ann.says("★★★ NET402 | One\nfine", "secret")
    bot.expect_refusals("channel_not_found")
    assert saved_from(bot, message).impressions == f"fine\n\nFrom a message: {link(message)}"


def test_a_reply_of_a_thread_is_led_to_with_its_thread(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    parent = ann.says("What did you see?", CHANNEL)
    message = ann.says("★★★ NET402 | One", CHANNEL, thread_ts=parent.ts)
    assert saved_from(bot, message).impressions == (
        f"From a message: {link(message)}?thread_ts={parent.ts}&cid={parent.channel}"
    )


def test_a_slack_that_is_slow_does_not_keep_the_form_from_opening(bot: Bot) -> None:
    ann, ben = bot.slack.member("ann"), bot.slack.member("ben")
    types(bot, "top")
    parent = ann.says("What did you see?", CHANNEL)
    words = f"★★★ NET402 | One\nfine with <@{bot.slack.member('ada').id}>"
    message = ben.says(words, CHANNEL, thread_ts=parent.ts)
    for method in ("users.info", "chat.getPermalink"):
        bot.slack.fail_next(method, "slow", 9, seconds=10)
    begun = time.monotonic()
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert time.monotonic() - begun < ANSWER_WITHIN
    said = form.fields["impressions"]
    assert said.startswith(f"{ben.id} wrote: fine with @{bot.slack.member('ada').id}")
    assert said.endswith(f"{link(message)}?thread_ts={parent.ts}&cid={parent.channel}")


def test_where_a_message_stands_survives_our_json_and_the_article(bot: Bot) -> None:
    message = bot.slack.member("ben").says("★★★★ NET402 | One\nfine", CHANNEL)
    before = saved_from(bot, message)
    exported = bot.store.transfer.export(TEAM)
    for written in (takeaways.write(exported), article.write(exported, "en")):
        assert link(message) in written
        assert "Ben wrote: fine" in written
    form = types(bot, "edit NET402").form
    assert form.fields["impressions"] == before.impressions

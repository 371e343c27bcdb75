"""The form of a takeaway: what it opens with, what it saves, and that nothing typed is lost."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.call import Block, Call, Reader
from bot.entry import canonical
from bot.forms import takeaway
from bot.locale import LANGUAGES
from bot.playground.fields import values_of
from bot.playground.limits import Problem, check_view
from bot.playground.person import Outcome
from bot.playground.seen import Form
from storage import Entry, Event, Question, Takeaway, Unavailable, Who, open_store
from tests.bots import START, Bot, running
from tests.nobody import SlackOfNobody

TEAM = "T0LOCAL"
CHANNEL = "general"
FIRST = ["session", "stars", "recommended", "impressions", "facts", "questions", "attended"]
FIELDS = [*FIRST, "partial"]
DETAILS = ["title", "type", "level", "topics", "availability", "recording_url"]


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def who(bot: Bot, name: str = "ann") -> Who:
    return Who(TEAM, bot.slack.member(name).id)


def types(bot: Bot, text: str, name: str = "ann") -> Outcome:
    return bot.slack.member(name).types(f"/session {text}", CHANNEL)


def opened(bot: Bot, text: str = "add", name: str = "ann") -> Form:
    return types(bot, text, name).form


def kept(bot: Bot, number: int = 1, name: str = "ann") -> Takeaway:
    takeaway = bot.store.takeaways.get(who(bot, name), number)
    assert takeaway is not None
    return takeaway


def chosen(form: Form, typed: str, at: int = 0) -> Form:
    """The form after a session was chosen among what is suggested."""
    form.choose("session", form.search("session", typed)[at])
    assert form.person.form is not None
    return form.person.form


def block_ids(form: Form) -> list[str]:
    return [block["block_id"] for block in form.blocks if block["type"] == "input"]


def elements(form: Form) -> dict[str, Any]:
    return {b["block_id"]: b["element"] for b in form.blocks if b["type"] == "input"}


def submitted(form: Form, **given: Any) -> Outcome:
    """What is said once the form was submitted and has closed."""
    answer = form.submit(**given)
    assert (form.errors, form.trouble, form.is_open) == ({}, None, False)
    return answer.waits()


# What it is made of


def test_the_empty_form_has_its_fields_in_order_and_each_block_is_its_action(bot: Bot) -> None:
    form = opened(bot)
    assert form.callback_id == "takeaway"
    assert block_ids(form) == FIELDS
    assert all(element["action_id"] == name for name, element in elements(form).items())
    stars = elements(form)["stars"]["options"]
    assert [option["value"] for option in stars] == ["5", "4", "3", "2", "1", "none"]
    assert stars[0]["text"]["text"] == "★★★★★ 5 – excellent"
    for name in ("recommended", "partial"):
        assert [option["value"] for option in elements(form)[name]["options"]] == ["yes"]


def test_a_new_session_has_fields_of_its_own_and_a_known_one_has_not(bot: Bot) -> None:
    types(bot, "add NET402 5 Surviving overloads", "ben")
    form = opened(bot).fill(impressions="typed before", stars="4")
    form = chosen(form, "Breakfast")
    assert block_ids(form) == FIELDS + DETAILS
    assert (form.fields["impressions"], form.fields["stars"]) == ("typed before", "4")
    form = chosen(form, "NET402", at=1)
    assert block_ids(form) == FIELDS
    assert form.fields["impressions"] == "typed before"
    submitted(form)
    assert (kept(bot).stars, kept(bot).impressions) == (4, "typed before")


def test_suggestions_begin_with_what_was_typed_as_a_new_session(bot: Bot) -> None:
    types(bot, "add NET402 5 Surviving overloads", "ben")
    form = opened(bot)
    assert [each["value"] for each in form.search("session", "surviving")] == ["new:surviving", "1"]
    assert [each["value"] for each in form.search("session", "")] == ["1"]
    assert form.search("session", "net402")[1]["text"]["text"] == "NET402 Surviving overloads"
    assert [each["value"] for each in form.search("session", "ない")] == ["new:ない"]


def test_suggestions_are_of_the_event_that_the_form_was_opened_for(bot: Bot) -> None:
    bot.store.events.create(who(bot), Event("first-2026", "First"))
    bot.store.events.create(who(bot), Event("second-2026", "Second"))
    types(bot, "add NET402 5 Here event:second-2026")
    form = opened(bot, "add event:second-2026")
    assert [each["value"] for each in form.search("session", "net402")] == ["new:net402", "1"]
    submitted(chosen(form, "OPN310 There"))
    assert bot.store.sessions.get(TEAM, 2).event == "second-2026"
    assert len(opened(bot).search("session", "net402")) == 1


# Adding


def test_a_new_session_is_saved_with_all_that_the_form_holds(bot: Bot) -> None:
    form = chosen(opened(bot), "NET402-R Surviving overloads")
    answer = submitted(
        form,
        stars="4",
        recommended=["yes"],
        impressions="Good.\n- a dash stays",
        facts="one\n  nested\n- two\n• Q: three",
        questions="Q: Why?\nA: Because.\nQ. And then?",
        attended="livestream",
        partial=["yes"],
        type="Workshop",
        level="300",
        topics="AI, Networking & Content Delivery",
        availability="recorded",
        recording_url="https://example.com/watch?v=1",
    )
    assert "NET402 Surviving overloads" in answer.shown
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.recommended, takeaway.raw) == (4, True, "NET402-R")
    assert takeaway.impressions == "Good.\n- a dash stays"
    assert takeaway.facts == ("one", "  nested", "two", "Q: three")
    assert takeaway.questions == (Question("Why?", "Because."), Question("And then?"))
    assert (takeaway.attended, takeaway.partial) == ("livestream", True)
    session = bot.store.sessions.get(TEAM, 1)
    assert (session.title, session.type, session.level) == ("Surviving overloads", "Workshop", 300)
    assert session.topics == ("AI", "Networking & Content Delivery")
    assert session.availability == "recorded"
    assert session.recording_url == "https://example.com/watch?v=1"


def test_the_heading_of_a_new_session_may_state_stars_and_the_mark(bot: Bot) -> None:
    submitted(chosen(opened(bot), "★★★ NET402 | Surviving (recommended)"))
    assert (kept(bot).stars, kept(bot).recommended) == (3, True)
    submitted(chosen(opened(bot), "★★★ Breakfast"), stars="5", title="Breakfast with Ann")
    assert kept(bot, 2).stars == 5
    assert bot.store.sessions.get(TEAM, 2).title == "Breakfast with Ann"


def test_a_long_title_is_kept_whole(bot: Bot) -> None:
    title = "長い題名と🎉 " * 30 + "終わり"
    form = opened(bot)
    option = form.search("session", f"NET402 {title}")[0]
    assert len(option["value"]) <= 75
    submitted(chosen(form, f"NET402 {title}"))
    assert bot.store.sessions.get(TEAM, 1).title == title


def test_a_long_title_that_is_no_longer_kept_is_asked_for_again(bot: Bot) -> None:
    bot.expect_refusals("expired_url")
    form = chosen(opened(bot), "長い題名" * 40)
    bot.clock.forward(hours=25)
    form.submit(stars="4", impressions="typed")
    assert "again" in form.errors["session"]
    submitted(chosen(form, "Breakfast"))
    assert kept(bot).impressions == "typed"


def test_an_empty_form_adds_to_what_is_stored(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One (recommended)\nfine\n• a fact")
    submitted(chosen(opened(bot), "NET402", at=1), impressions="and more", facts="a fact\nnew")
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.recommended) == (4, True)
    assert takeaway.impressions == "fine\nand more"
    assert takeaway.facts == ("a fact", "new")


def test_a_form_submitted_twice_saves_once(bot: Bot) -> None:
    form = chosen(opened(bot), "Breakfast").fill(stars="4", impressions="eggs", facts="hot")
    twice = dict(form.view.payload), dict(form.view.values)
    submitted(form)
    before = kept(bot)
    again = opened(bot)
    again.view.payload, again.view.values = twice
    answer = submitted(again)
    assert "Nothing new" in answer.shown
    assert kept(bot) == before
    assert bot.store.takeaways.mine(who(bot)).total in (1, None)


def test_a_form_submitted_twice_at_once_saves_once(bot: Bot) -> None:
    form = chosen(opened(bot), "Breakfast").fill(stars="4", impressions="eggs", facts="hot")
    sent = form.view.payload | {"state": {"values": values_of(form.blocks, form.view.values)}}
    call = Call(who(bot), Reader(), SlackOfNobody(), "add")
    with ThreadPoolExecutor(4) as threads:
        for _ in range(4):
            threads.submit(takeaway.submit, call, bot.store, sent)
    [own] = bot.store.takeaways.mine(who(bot)).items
    assert (own.takeaway.impressions, own.takeaway.facts) == ("eggs", ("hot",))
    types(bot, "undo")
    assert bot.store.takeaways.mine(who(bot)).items == ()


def test_no_session_no_heading_and_a_bad_link_keep_the_form_open(bot: Bot) -> None:
    form = opened(bot).fill(impressions="do not lose me")
    form.submit()
    assert "session" in form.errors
    form = chosen(form, "★★★★★★★ too many")
    form.submit()
    assert "no number of stars" in form.errors["session"]
    form = chosen(form, "Breakfast")
    form.submit(recording_url="javascript:alert(1)")
    assert "https://" in form.errors["recording_url"]
    form.submit(recording_url=None, questions="no letter before this")
    assert "Q:" in form.errors["questions"]
    assert form.fields["impressions"] == "do not lose me"
    submitted(form, questions=None)
    assert kept(bot).impressions == "do not lose me"


def test_a_form_that_can_not_be_saved_stays_open_with_all_that_was_typed(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = chosen(opened(bot), "Breakfast").fill(stars="4", impressions="do not lose me")

    def unavailable(*_: Any, **__: Any) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(bot.store.takeaways, "add", unavailable)
        form.submit()
    assert "Nothing was saved" in " ".join(form.errors.values())
    assert form.fields["impressions"] == "do not lose me"
    submitted(form)
    assert kept(bot).impressions == "do not lose me"


def test_a_form_opened_from_home_is_answered_there(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    ann.opens_home()
    bot.workers.finish()
    form = chosen(ann.home.button("Log a session").click().form, "NET402 One")
    form.submit(stars="4")
    bot.workers.finish()
    assert "Saved, as a new session: NET402 One" in ann.home.shown


# Editing


def test_the_edit_form_opens_with_what_is_stored(bot: Bot) -> None:
    types(
        bot,
        "add ★★★★ NET402 | One (recommended)\n• Level 300\n• Topics: a\\, b, c\nfine\n"
        "• - a dash\n  • nested\nQ: Why?\nA: Because.",
    )
    form = opened(bot, "edit NET402")
    assert block_ids(form) == FIELDS + DETAILS
    fields = form.fields
    assert (fields["session"], fields["stars"], fields["recommended"]) == ("1", "4", ["yes"])
    assert (fields["title"], fields["level"], fields["topics"]) == ("One", "300", "a\\, b, c")
    assert fields["impressions"] == "fine"
    assert fields["questions"] == "Q: Why?\nA: Because."
    before = kept(bot), bot.store.sessions.get(TEAM, 1)
    assert "Nothing new" in submitted(form).shown
    assert (kept(bot), bot.store.sessions.get(TEAM, 1)) == before


def test_the_edit_form_replaces_what_was_changed(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One (recommended)\nfine\n• one\n• two")
    answer = submitted(
        opened(bot, "edit NET402"),
        stars="none",
        recommended=None,
        impressions="other",
        facts="• two",
        title="One, corrected",
        level=None,
        type="Keynote",
    )
    assert "NET402 One, corrected" in answer.shown
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.recommended) == (None, False)
    assert (takeaway.impressions, takeaway.facts) == ("other", ("two",))
    session = bot.store.sessions.get(TEAM, 1)
    assert (session.title, session.type) == ("One, corrected", "Keynote")
    answer.button("Undo").click()
    assert (kept(bot).stars, kept(bot).impressions) == (4, "fine")


def test_a_field_left_as_it_opened_keeps_what_was_stored_since(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine\n• one")
    form = opened(bot, "edit NET402")
    types(bot, "add ★★ NET402 | One\nnewer\n• two\nQ: Q?\nA: A.")
    submitted(form, facts="• mine")
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.impressions) == (2, "fine\nnewer")
    assert takeaway.facts == ("mine",)
    assert takeaway.questions == (Question("Q?", "A."),)


def test_emoji_that_slack_gives_back_by_name_are_no_change(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\n🎉 fine ★★")
    form = opened(bot, "edit NET402")
    types(bot, "add NET402\nnewer")
    submitted(form, impressions=":tada: fine ★★", stars="5")
    assert (kept(bot).stars, kept(bot).impressions) == (5, "🎉 fine ★★\nnewer")
    for changed in (":tada: better ★★", "🚀 better ★★", "🚀🚀 better ★★", "🚀 better ★"):
        submitted(opened(bot, "edit NET402"), impressions=changed)
        assert kept(bot).impressions == changed


def test_without_a_rating_the_form_left_alone_keeps_one_given_since(bot: Bot) -> None:
    types(bot, "add NET402\nfine")
    form = opened(bot, "edit NET402")
    types(bot, "rate NET402 5")
    submitted(form, impressions="other")
    assert (kept(bot).stars, kept(bot).impressions) == (5, "other")


def test_edit_is_empty_where_i_wrote_nothing_and_then_saves_mine(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine", "ben")
    form = opened(bot, "edit NET402")
    assert (form.fields["impressions"], form.fields["title"]) == (None, "One")
    assert form.fields["stars"] is None
    form.submit(title="Renamed by a stranger")
    assert "Only someone who logged this session" in form.errors["title"]
    submitted(form, title="One", stars="2")
    assert kept(bot).stars == 2
    assert kept(bot, name="ben").stars == 4


def test_a_title_can_not_be_emptied_and_the_session_not_be_swapped(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\n\n★★ NET403 | Two")
    form = opened(bot, "edit NET402")
    form.submit(title=None)
    assert "needs a title" in form.errors["title"]
    form.submit(title="One", session=form.search("session", "NET403")[1])
    assert "edits your takeaway" in form.errors["session"]


def test_what_was_deleted_meanwhile_is_told(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One")
    form = opened(bot, "edit NET402")
    types(bot, "undo")
    form.submit(impressions="late")
    assert "no longer there" in form.errors["session"]


# Long and strange texts


def test_a_text_over_3000_characters_is_split_and_put_together_again(bot: Bot) -> None:
    lines = [f"{number} 会議で話されたこと🎉" for number in range(400)]
    bot.store.takeaways.add(
        who(bot), [Entry(title="Long", facts=tuple(lines), impressions="\n".join(lines), stars=4)]
    )
    form = opened(bot, "edit long")
    ids = block_ids(form)
    assert ids[ids.index("facts") : ids.index("facts") + 2] == ["facts", "facts_2"]
    assert "impressions_2" in ids
    before = kept(bot)
    assert "Nothing new" in submitted(form).shown
    assert kept(bot) == before
    form = opened(bot, "edit long")
    last = [each for each in block_ids(form) if each.startswith("facts")][-1]
    submitted(form, **{last: f"{form.fields[last]}\n• one more"})
    assert kept(bot).facts == (*before.facts, "one more")
    assert kept(bot).impressions == before.impressions


@pytest.mark.parametrize("text", ["漢" * 40_000, "word " * 8_000, "🎉\n" * 20_000])
def test_what_no_form_holds_is_left_as_it_is(bot: Bot, text: str) -> None:
    bot.store.takeaways.add(who(bot), [Entry(title="Long", impressions=text, stars=4)])
    before = kept(bot)
    form = opened(bot, "edit long")
    assert "It stays as it is" in form.shown or "impressions_2" in block_ids(form)
    submitted(form, stars="2")
    assert kept(bot).impressions == before.impressions
    assert kept(bot).stars == 2


@pytest.mark.parametrize(
    "facts",
    [
        ("- x", "\\- x", "\\\\- x", '"quoted"', "Q: not a question", "\\Q: no", "★★ NET402"),
        ("one", "  two", "    three", "  four", "five"),
        ("  begins nested",),
        ("```", "1. a", "> b", "# c", "Level 400", "Keynote"),
        ("a\u3000b", "\u3000", "A: answer", "Q&A"),
        ("x" * 3500,),
    ],
)
def test_facts_read_back_as_they_were_shown(bot: Bot, facts: tuple[str, ...]) -> None:
    bot.store.takeaways.add(who(bot), [Entry(title="Facts", facts=facts, stars=4)])
    before = kept(bot)
    form = opened(bot, "edit facts")
    assert "Nothing new" in submitted(form).shown
    form = opened(bot, "edit facts")
    if "facts" in block_ids(form):
        submitted(form, facts=f"{form.fields['facts']}\nlast")
        assert kept(bot).facts == (*before.facts, "last")
    else:
        submitted(form, stars="1")
        assert kept(bot).facts == before.facts


@pytest.mark.parametrize(
    "impressions",
    ["- a\n• b\n\nQ: c\nA: d", "```\n  code\n\n\n★★ NET402\n```", "\\- x", '"all quoted"', "★★★★"],
)
def test_impressions_are_shown_and_kept_as_they_are(bot: Bot, impressions: str) -> None:
    bot.store.takeaways.add(who(bot), [Entry(title="Words", impressions=impressions, stars=4)])
    form = opened(bot, "edit words")
    assert form.fields["impressions"] == impressions
    submitted(form, impressions=f"{impressions}\n\nlast")
    assert kept(bot).impressions == f"{impressions}\n\nlast"


def test_a_stored_link_that_no_field_holds_is_left_as_it_is(bot: Bot) -> None:
    url = "https://example.com/" + "x" * 3000
    bot.store.takeaways.add(who(bot), [Entry(title="Link", recording_url=url, stars=4)])
    form = opened(bot, "edit link")
    assert "recording_url" not in block_ids(form)
    submitted(form, stars="2", title="Linked")
    assert bot.store.sessions.get(TEAM, 1).recording_url == url


HOSTILE = [
    "<!channel> <@U0COLLEAGUE> <#C0GENERAL|general> *bold*",
    "\u202egnidaer thgir\u202c \u200f",
    "a\x00b\x07c\x1bd",
    "{session} {0} %s {}",
    "\ud800 lone",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_into_any_field_comes_alive(bot: Bot, words: str) -> None:
    bot.slack.hostile_marks = ("<!channel>", "<@U0COLLEAGUE>")
    form = chosen(opened(bot), f"NET402 {words}")
    text = dict.fromkeys(("impressions", "facts", "topics", "title"), words)
    answer = submitted(form, stars="4", questions=f"Q: {words}\nA: {words}", **text)
    assert "★★★★☆ 4 – good" in answer.shown
    form = opened(bot, "edit NET402")
    assert "Nothing new" in submitted(form).shown
    types(bot, "mine")
    types(bot, "show NET402")


# What comes back is looked up


def test_a_session_of_nowhere_is_refused(bot: Bot) -> None:
    form = opened(bot).fill(impressions="words")
    for value in ("99", "999999999999999999999", "#1", "-1", "x"):
        option = {"text": {"type": "plain_text", "text": "?"}, "value": value}
        form.submit(session=option)
        assert "session" in form.errors


def test_a_form_that_claims_someone_elses_session_changes_only_mine(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine", "ben")
    form = opened(bot, "edit NET402")
    submitted(form, impressions="mine")
    assert kept(bot, name="ben").impressions == "fine"
    assert kept(bot).impressions == "mine"


def test_metadata_that_is_not_ours_is_no_reason_to_fail(bot: Bot) -> None:
    form = chosen(opened(bot), "Breakfast")
    form.view.payload["private_metadata"] = "[1, 2"
    submitted(form, stars="4")
    form = opened(bot, "edit breakfast")
    carried = json.loads(form.view.payload["private_metadata"])
    form.view.payload["private_metadata"] = json.dumps(carried | {"session": "x", "opened": 3})
    form.submit(stars="1")
    assert form.is_open
    assert kept(bot).stars == 4


# Shortcuts


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
    assert fields["impressions"] == "Good & <fine>"
    submitted(form)
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.recommended) == (4, True)
    assert (takeaway.impressions, takeaway.facts) == ("Good & <fine>", ("a fact",))
    assert bot.store.sessions.get(TEAM, 1).title == "Surviving overloads"


def test_a_message_without_stars_or_code_opens_without_a_session(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    message = ann.says("What a talk, see you at 5\n• a fact", CHANNEL)
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert block_ids(form) == FIELDS
    assert form.fields["session"] is None
    assert form.fields["impressions"] == "What a talk, see you at 5"
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
    assert (kept(bot).stars, kept(bot).impressions) == (2, "fine\nmore")
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
    assert (stored.impressions, stored.facts) == (typed.impressions, typed.facts)


def test_several_entries_of_a_message_are_all_there(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    message = ann.says("★★★ NET402 | One\nfine\n★★ NET403 | Two\nbad", CHANNEL)
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert "1 more entry" in form.shown
    assert form.fields["impressions"] == "fine\n\n★★☆☆☆ NET403 | Two\nbad"


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


# Whatever is stored or written


def problems_of(view: Block) -> list[Problem]:
    """What Slack would refuse of a modal."""
    return check_view(view)


def as_sent(view: Block) -> Block:
    """The view as Slack sends it back when nobody touched a field."""
    return view | {"state": {"values": values_of(view["blocks"], {})}}


PIECES = [
    *("- ", "• ", "1. ", "\\", "Q: ", "A: ", "Q ", "★★★", "NET402", "(recommended)", "```", "#"),
    *(
        '"x"',
        "「x」",
        " ",
        "  ",
        "\t",
        "　",
        "\n",
        "word",
        "漢字",
        "🎉",
        "Level 400",
        "Keynote",
        "Q&A",
    ),
    *(":", ",", "{x}", "<!here>", "\u202e", "\x07", "長い" * 900, "x" * 3100),
]
LINE = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=4).map("".join)
TEXT = st.lists(LINE, max_size=6).map("\n".join)
ENTRIES = st.builds(
    Entry,
    title=LINE.map(lambda line: f"x {line}"),
    stars=st.none() | st.integers(1, 5),
    recommended=st.booleans(),
    type=st.sampled_from([None, "Keynote", "種類" * 60, "Dance"]),
    level=st.none() | st.integers(0, 9999),
    topics=st.lists(LINE, max_size=3).map(tuple),
    facts=st.lists(st.builds("{}{}".format, st.sampled_from(["", "  "]), LINE)).map(tuple),
    impressions=TEXT,
    questions=st.lists(st.builds(Question, LINE, LINE), max_size=3).map(tuple),
    attended=st.sampled_from([None, "overflow", "other"]),
    recording_url=st.sampled_from([None, "https://x.y", "https://x.y/" + "z" * 3000]),
)
WORKSPACES = count()  # Each example has one of its own.
MANY = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.mark.engines("sqlite")
@given(entry=ENTRIES, language=st.sampled_from(LANGUAGES))
@MANY
def test_an_edit_form_that_is_sent_as_it_opened_changes_nothing(
    database_url: str, entry: Entry, language: str
) -> None:
    with closing(open_store(database_url, lambda: START)) as store:
        call = Call(Who(f"T{next(WORKSPACES)}", "UANN"), Reader(language), SlackOfNobody(), "edit")
        written = canonical(entry)
        saved = store.takeaways.add(call.who, [written]).entries[0]
        view = takeaway.open_stored(call, store, saved.session).view
        assert problems_of(view) == []
        takeaway.submit(call, store, as_sent(view))
        assert store.takeaways.get(call.who, saved.session.number) == saved.takeaway
        assert store.sessions.get(call.who.team_id, saved.session.number) == saved.session


@pytest.mark.engines("sqlite")
@given(text=TEXT, language=st.sampled_from(LANGUAGES))
@MANY
def test_any_text_opens_the_form_and_is_saved_with_all_its_words(
    database_url: str, text: str, language: str
) -> None:
    with closing(open_store(database_url, lambda: START)) as store:
        call = Call(Who(f"T{next(WORKSPACES)}", "UANN"), Reader(language), SlackOfNobody(), "draft")
        view = takeaway.open_with_text(call, store, text).view
        assert problems_of(view) == []
        sent = as_sent(view)
        state = sent["state"]["values"]["session"]["session"]
        if not state["selected_option"]:
            state["selected_option"] = {"value": "new:Some session"}
        takeaway.submit(call, store, sent)
        [own] = store.takeaways.mine(call.who, limit=1).items
        there = json.dumps([asdict(own.takeaway), asdict(own.session)], default=str)
        for word in ("漢字", "word"):
            assert there.count(json.dumps(word)[1:-1]) >= bool(word in text)

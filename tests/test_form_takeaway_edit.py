"""The form that opens with what is stored: it replaces what was changed, and nothing else."""

from collections.abc import Iterator

import pytest

from storage import Question
from tests.bots import Bot, running
from tests.takeaway_forms import DETAILS, FIELDS, block_ids, opened, submitted
from tests.writing import TEAM, kept, types


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


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

"""The form of a takeaway: what it opens with, and what it adds."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.call import Call, Reader
from bot.forms import takeaway
from bot.playground.fields import values_of
from storage import Event, Question, Unavailable
from tests.bots import Bot, running
from tests.nobody import SlackOfNobody
from tests.takeaway_forms import DETAILS, FIELDS, block_ids, chosen, elements, opened, submitted
from tests.writing import TEAM, kept, types, who


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


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

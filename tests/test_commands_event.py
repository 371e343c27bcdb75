"""Events: listed, made in a form, switched for everybody."""

from collections.abc import Iterator

import pytest

from storage.records import Event
from tests.bots import Bot
from tests.logged import ANN, logged, typed

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


@BOTH
def test_a_first_event_is_made_in_a_form_and_takes_over_what_was_logged(bot: Bot) -> None:
    form = typed(bot, "event new").form
    assert form.fields["timezone"] == "America/Los_Angeles"
    said = form.submit(
        name="AWS re:Invent 2023",
        key="ReInvent 2023",
        timezone="las vegas",
        starts_on="2023-11-26",
        ends_on="2023-11-25",
    )
    assert "timezone" in form.errors
    form.submit(timezone="los angeles")
    assert form.errors == {"ends_on": "The last day is before the first."}
    said = form.submit(ends_on="2023-12-01").waits()
    assert "AWS re:Invent 2023 is there, with the key reinvent-2023." in said.shown
    assert "It is the current event" in said.shown
    taken = said.button("Take them over").click()
    assert "3 sessions moved to AWS re:Invent 2023." in taken.shown
    assert "NET402" in typed(bot, "top event:reinvent-2023").shown


def test_the_list_of_events_offers_to_take_over_what_general_holds(bot: Bot) -> None:
    assert "event take" not in str(typed(bot, "event").blocks)
    bot.store.events.create(ANN, Event("summit", "Summit"))
    offer = typed(bot, "event").button("event take summit")
    assert offer.confirm is not None
    assert "3 sessions move to Summit" in str(offer.confirm)
    assert "3 sessions moved to Summit." in offer.click().shown
    assert "event take" not in str(typed(bot, "event").blocks)


@pytest.mark.parametrize(
    ("typed_in", "field"),
    [
        ({"key": "基調"}, "key"),
        ({"key": "all"}, "key"),
        ({"key": "General"}, "key"),
        ({"timezone": "EST"}, "timezone"),
    ],
)
def test_what_an_event_cannot_have_is_said_at_its_field(
    bot: Bot, typed_in: dict[str, str], field: str
) -> None:
    form = typed(bot, "event new").form
    form.submit(**({"name": "Summit", "key": "summit", "timezone": "Asia/Tokyo"} | typed_in))
    assert list(form.errors) == [field]
    assert form.is_open


def test_the_best_of_an_event_are_headed_by_its_name(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "Summit of the Valley"))
    typed(bot, "add NET500 Deep dive ★★★★")
    assert typed(bot, "top").blocks[0]["text"]["text"] == "Top sessions of Summit of the Valley"
    heading = typed(bot, "top event:general level:400+").blocks[0]["text"]["text"]
    assert heading == "Top sessions of General"
    assert typed(bot, "top event:all").blocks[0]["text"]["text"] == "Top sessions"


def test_a_key_that_is_there_keeps_the_form_open(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "Summit"))
    form = typed(bot, "event new").form
    form.submit(name="Another", key="summit", timezone="Asia/Tokyo")
    assert "Choose another key" in form.errors["key"]


def test_event_use_switches_everybody_and_undo_goes_back(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "Summit"))
    bot.store.events.create(ANN, Event("devday", "Dev Day"))
    said = typed(bot, "event use devday", "ben")
    assert "Dev Day is the current event for everybody now." in said.shown
    assert "Before it was Summit, set by Ann." in said.shown
    undone = said.button("Undo").click()
    assert "Summit is the current event" in undone.shown
    assert "set by Ben" in undone.shown
    listed = typed(bot, "event")
    assert "Summit – current" in listed.shown
    assert "Dev Day is the current event" in listed.button("Use").click().shown
    offered = typed(bot, "event use devdya")
    assert "There is no event “devdya”" in offered.text
    assert "Dev Day is" in offered.button("devday").click().shown
    assert "event new makes one" in typed(bot, "event frobnicate").text


def test_words_may_be_parted_as_a_japanese_keyboard_does(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "Summit"))
    said = typed(bot, "イベント　ｕｓｅ　ｇｅｎｅｒａｌ")
    assert "General is the current event for everybody now." in said.shown

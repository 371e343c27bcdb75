"""An attendee's day on a phone: the menu, the form, one line, what is incomplete, DM and Home."""

import pytest

from tests.journeys.speech import Speech
from tests.journeys.window import PHONE, Window

pytestmark = pytest.mark.browser

CONFERENCE = "C0CONF"
MEMBERS = {"en": "U0LOCAL", "ja": "U0JAPAN"}
WRITTEN = """★★★★ DAT305 | Moving a million rows
• Compare before you turn it round
Worth the queue."""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_attendee_logs_a_day_on_a_phone(window: Window, language: str) -> None:
    say, me = Speech(language), MEMBERS[language]
    window.resize(*PHONE)
    _log_with_the_form(window, say, me)
    _log_and_take_back(window, say)
    _rate_by_tapping(window, say)
    _finish_what_is_incomplete(window, say)
    _write_many_lines_to_the_bot(window, say, me)
    _look_at_home(window, say, me)
    assert not window.all(".refusals"), window.text()
    assert window.faults() == []


def _shot(window: Window, say: Speech, name: str) -> None:
    """A picture of the screen, in which nothing stands out of the phone's width."""
    assert window.overflows() == []
    window.shot(f"50-attendee-{name}-{say.language}")


def _log_with_the_form(window: Window, say: Speech, me: str) -> None:
    window.look(me, CONFERENCE)
    window.types("/session")
    menu = window.message(say("What would you like to do?"))
    _shot(window, say, "menu")
    window.presses(say("Log a session"), menu)
    window.form(say("Log a session"))
    typed = "NET402 Surviving overloads"
    window.finds(say("Session"), typed, say("New: {typed}", typed="NET402"))
    window.field(say("Title"))
    window.chooses(say("Stars"), f"★★★★★ 5 – {say('excellent')}")
    window.ticks(say("I recommend it"))
    window.fills(say("Impressions"), "Start at minute 12. 図が分かりやすい。")
    window.fills(say("Facts"), "Shed load before the queue grows\n  Not after")
    window.fills(say("Questions and answers"), "Q: 優先度は?\nA: 画面の前の人が先。")
    _shot(window, say, "form")
    window.submits()
    window.closed()
    window.message(say("Saved, as a new session: {session}", session="NET402"))
    window.message("5.0")
    _shot(window, say, "saved")


def _log_and_take_back(window: Window, say: Speech) -> None:
    window.types(say.types("add", "OBS204 | Traces without tears 4"))
    saved = window.message("OBS204", "4.0")
    window.presses(say("Undo"), saved)
    window.message(say("Taken back."))
    window.types("/session OBS204 ★★★ Traces without tears")
    window.message("OBS204", "3.0")
    _shot(window, say, "taken-back")


def _rate_by_tapping(window: Window, say: Speech) -> None:
    window.types(say.types("rate", "OBS204"))
    window.message(say("How many stars for {session}?", session="OBS204 Traces without tears"))
    _shot(window, say, "stars")
    window.starting("★2", "article .button").click()
    window.message("OBS204", "2.0")


def _finish_what_is_incomplete(window: Window, say: Speech) -> None:
    window.types(say.types("mine", "incomplete"))
    lacking = window.message(say("My incomplete takeaways"), "OBS204")
    _shot(window, say, "incomplete")
    window.presses(say("Edit"), lacking)
    window.form(say("Edit my takeaway"))
    window.fills(say("Impressions"), "Slower than I hoped.")
    _shot(window, say, "edit")
    window.submits()
    window.closed()
    window.message(say("Saved: {session}", session="OBS204"))
    window.types(say.types("mine", "incomplete"))
    window.message(say("Nothing is incomplete: all of yours have stars and notes."))


def _write_many_lines_to_the_bot(window: Window, say: Speech, me: str) -> None:
    window.look(me, f"D{me[1:]}")
    window.types(WRITTEN)
    window.message("DAT305", "4.0", say("Add notes"))
    _shot(window, say, "dm")


def _look_at_home(window: Window, say: Speech, me: str) -> None:
    window.look(me, "home")
    window.waits(lambda: "DAT305" in window.one(".home-blocks").text)
    _shot(window, say, "home")
    window.presses(say("Log a session"), window.one(".home-blocks"))
    window.form(say("Log a session"))
    window.finds(say("Session"), "Breakfast", say("New: {typed}", typed="Breakfast"))
    window.field(say("Title"))
    window.chooses(say("Stars"), f"★★★☆☆ 3 – {say('okay')}")
    window.submits()
    window.closed()
    window.waits(lambda: say("Still incomplete") in window.one(".home-blocks").text)
    window.waits(lambda: "Breakfast" in window.one(".home-blocks").text)
    _shot(window, say, "home-after")

"""A colleague at home, who reads: the best, a search, what was not recorded, the watch list."""

import pytest
from selenium.webdriver.remote.webelement import WebElement

from tests.journeys.speech import Speech
from tests.journeys.window import Window

pytestmark = pytest.mark.browser

ANN, GENERAL, CONFERENCE = "U0LOCAL", "C0GENERAL", "C0CONF"
MEMBERS = {"en": "U0COLLEAGUE", "ja": "U0JAPAN"}
LINK = "https://example.com/lighthouse/key101"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_colleague_finds_what_is_worth_an_hour(window: Window, language: str) -> None:
    say, me = Speech(language), MEMBERS[language]
    window.look(ANN, GENERAL)
    window.presses("Load the demo conference")
    window.waits(lambda: window.all(".notice.status"))
    _read_the_digest(window, say, me)
    window.look(me, GENERAL)
    _turn_the_pages_of_the_best(window, say)
    _leave_out_what_was_not_recorded(window, say)
    _combine_filters(window, say)
    _search(window, say)
    _read_what_nobody_recorded(window, say)
    _queue_and_watch(window, say)
    _ask_who_says_so(window, say)
    _look_at_the_figures(window, say, me)
    _look_at_home(window, say)
    assert not window.all(".refusals"), window.text()
    assert window.faults() == []


def _shot(window: Window, say: Speech, name: str) -> None:
    window.shot(f"60-reader-{name}-{say.language}")


def _names(window: Window, message: WebElement) -> list[str]:
    """What a screen reader says of a message's buttons."""
    buttons = window.all(".button", message)
    return [each.get_attribute("aria-label") or each.text for each in buttons]


def _read_the_digest(window: Window, say: Speech, me: str) -> None:
    """The channel's digest is in English; what is tapped is answered in one's own language."""
    window.look(me, CONFERENCE)
    window.clicks(".clock .wide-button")
    digest = ("Session digest, ", "KEY101", "Recording", "DAT305", "not recorded")
    window.message(*digest)
    window.one("main .replies")  # The message stays as it is once its thread is there.
    _shot(window, say, "digest")
    window.presses("Watch later", window.message(*digest))
    window.message(say("On your watch list: {session}", session="DAT305"))
    window.presses("Details", window.message(*digest))
    window.message(say("not recorded"), "The comparison found three bugs")
    _shot(window, say, "digest-tapped")


def _turn_the_pages_of_the_best(window: Window, say: Speech) -> None:
    heading = say("Top sessions of {event}", event="Lighthouse Days")
    window.types(say.types("top", "3"))
    best = window.message(heading, "KEY101", "OBS204")
    assert say("Details of {session}", session="KEY101 The quiet on-call rota") in _names(
        window, best
    )
    _shot(window, say, "top")
    window.presses(say("Next"), best)
    window.presses(say("Back"), window.message(heading, "4.", "NET402"))
    window.message(heading, "1.", "KEY101")


def _leave_out_what_was_not_recorded(window: Window, say: Speech) -> None:
    window.types(say.types("top"))
    window.presses(say("Recorded only"), window.message("DAT305", "CHK115"))
    recorded = window.message(say("recorded"), "KEY101", without="DAT305")
    assert window.one(f"a[href='{LINK}']", recorded).text == say("Recording")
    _shot(window, say, "recorded")


def _combine_filters(window: Window, say: Speech) -> None:
    window.types(say.types("top", "level:200+ topic:obs by:@ben stars:4+"))
    chosen = window.message(say("level {level} and above", level=200), "OBS204")
    assert "KEY101" not in chosen.text
    window.types(say.types("top", "levle:300"))
    refused = window.message("levle:", "level")
    assert "event" in refused.text
    _shot(window, say, "filters")


def _search(window: Window, say: Speech) -> None:
    window.types(say.types("search", "ふか"))
    window.message(say("Nothing has all these words. Try fewer, or the beginning of one of them."))
    window.types(say.types("search", "負荷"))
    found = window.message("NET402", "キューが伸びる前に負荷を捨てる")
    assert "負荷" in [each.text for each in window.all("strong", found)]
    window.types(say.types("search", "ｱﾗｰﾄ"))
    window.message("KEY101", "無視されたアラート")
    window.types(say.types("search", "MIGRATION"))
    window.message("DAT305", "migration")
    _shot(window, say, "search")


def _read_what_nobody_recorded(window: Window, say: Speech) -> None:
    window.types(say.types("show", "dat305"))
    card = window.message(say("not recorded"), "The comparison found three bugs", "両方に書き")
    assert "SRE, Lantern" in card.text
    assert say("excellent") in card.text
    _shot(window, say, "show")


def _queue_and_watch(window: Window, say: Speech) -> None:
    window.types(say.types("show", "KEY101"))
    window.presses(say("Watch later"), window.message("KEY101", say("Watch later")))
    window.message(say("On your watch list: {session}", session="KEY101"))
    window.types(say.types("later", "OBS204"))
    window.types(say.types("later"))
    listed = window.message(say("{count} to watch", count=3), "KEY101", "OBS204", "DAT305")
    _shot(window, say, "watch-list")
    window.presses(say("Watched"), listed)
    window.message(say("Watched: {session}", session=""), "★5")
    _shot(window, say, "watched")
    window.starting("★4", "article .button").click()
    window.waits(lambda: f"4 – {say('good')}" in window.text())


def _ask_who_says_so(window: Window, say: Speech) -> None:
    window.types(say.types("profile", "@Ann"))
    window.message("on-call that sleeps", "Lantern")
    window.types(say.types("top", "role:sre"))
    window.message(say("role {value}", value="sre"), "KEY101")
    _shot(window, say, "profile")


def _look_at_the_figures(window: Window, say: Speech, me: str) -> None:
    window.types(say.types("stats"))
    window.message(say("Most active topics"), "█")
    _shot(window, say, "figures")
    window.goes_to(f"D{me[1:]}")
    picture = window.one("figure.file img")
    assert "Lighthouse Days" in (picture.get_attribute("alt") or "")
    window.waits(lambda: window.runs("return arguments[0].naturalWidth", picture) == 1200)
    _shot(window, say, "picture")


def _look_at_home(window: Window, say: Speech) -> None:
    window.goes_to("home")
    home = window.one(".home-blocks")
    window.waits(lambda: say("My watch list") in home.text and "#" in home.text)
    _shot(window, say, "home")

"""What the bot says by itself, in the browser: a recording one waits for, an evening's nudge."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.speech import Speech
from tests.journeys.window import Window

pytestmark = pytest.mark.browser

BEN, GENERAL = "U0COLLEAGUE", "C0GENERAL"
MEMBERS = {"en": "U0LOCAL", "ja": "U0JAPAN"}
LINK = "https://example.com/traces"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_recordings_and_what_is_incomplete_are_told_once(window: Window, language: str) -> None:
    say, me = Speech(language), MEMBERS[language]
    _have_a_day_of_an_event(window, say, me)
    _wait_for_a_recording(window, say, me)
    window.look(me, f"D{me[1:]}")
    _be_told_of_the_recording(window, say)
    _be_reminded_in_the_evening(window, say)
    assert not window.all(".refusals"), window.text()
    assert window.faults() == []


def _shot(window: Window, say: Speech, name: str) -> None:
    window.shot(f"80-by-itself-{name}-{say.language}")


def _have_a_day_of_an_event(window: Window, say: Speech, me: str) -> None:
    """Log something incomplete on a day of an event, whatever day that is where one looks."""
    window.look(me, GENERAL)
    window.types(say.types("event", "new"))
    window.form(say("New event"))
    window.fills(say("Name"), "Lighthouse Days")
    window.fills(say("Key"), "lighthouse-2026")
    today = datetime.now(UTC)
    window.picks(say("First day"), f"{today - timedelta(days=1):%Y-%m-%d}")
    window.picks(say("Last day"), f"{today + timedelta(days=3):%Y-%m-%d}")
    window.submits()
    window.closed()
    window.types(say.types("add", "NET402 4"))
    window.message("NET402", "4.0")


def _wait_for_a_recording(window: Window, say: Speech, me: str) -> None:
    window.look(BEN, GENERAL)
    window.types("/session ★★★★★ OBS204 | Traces without tears")
    window.message("OBS204", "5.0")
    window.look(me, GENERAL)
    window.types(say.types("later", "OBS204"))
    window.message(say("On your watch list: {session}", session="OBS204"))
    window.look(BEN, GENERAL)
    window.types(f"/session OBS204 ★★★★★\nRecording: {LINK}")
    window.message("Saved: OBS204")


def _be_told_of_the_recording(window: Window, say: Speech) -> None:
    words = say.many(
        "A session on your watch list has a recording now.",
        "{count} sessions on your watch list have a recording now.",
        1,
    )
    _hours_until(window, words)
    told = window.message(words, "OBS204")
    assert window.one(f"a[href='{LINK}']", told).text == say("Recording")
    _shot(window, say, "recording")


def _be_reminded_in_the_evening(window: Window, say: Speech) -> None:
    label = say("No more reminders of this event")
    _hours_until(window, label)
    nudge = window.message("NET402", say("no facts or impressions yet"), label)
    _shot(window, say, "nudge")
    window.presses(say("Remind me tomorrow"), nudge)
    window.message(
        say("I remind you tomorrow evening of what {event} still lacks then.",
            event="Lighthouse Days")
    )  # fmt: skip
    window.presses(label, window.message(label))
    window.message(say("No more reminders of {event}.", event="Lighthouse Days"))
    for words in ("OBS204", label):
        assert len([each for each in window.all("article.message") if words in each.text]) == 1


def _hours_until(window: Window, words: str) -> None:
    """Put the clock forward, an hour at a time and at most two days, until something is said."""
    for _ in range(48):
        # Whoever brings letters has this long for it before an evening may be over.
        with suppress(AssertionError):
            window.waits(lambda: words in window.text(), patience=0.5)
            return
        hour = window.all(".clock-steps button")[1]
        hour.click()
        window.waits(hour.is_enabled)
    raise AssertionError(f"nobody said {words!r} within two days:\n{window.text()}")

"""Who says so, in the browser: a profile, what a log amounts to, and being forgotten."""

import pytest

from tests.journeys.window import Window

pytestmark = pytest.mark.browser

ANN, GENERAL = "U0LOCAL", "C0GENERAL"


def test_a_person_is_known_counted_and_forgotten(window: Window) -> None:
    window.look(ANN, GENERAL)
    window.presses("Load the demo conference")
    window.waits(lambda: window.all(".notice.status"))
    _write_a_profile(window)
    _look_at_the_figures(window)
    _be_forgotten(window)
    assert not window.all(".refusals"), window.text()
    assert window.faults() == []


def _write_a_profile(window: Window) -> None:
    window.types("/session profile")
    window.form("My profile")
    window.fills("Role", "Platform engineer")
    window.fills("Company", "Example Tents")
    window.fills("About", "- looks after 40 clusters")
    window.shot("30-profile-form")
    window.submits()
    window.closed()
    window.message("Platform engineer, Example Tents")
    window.types("/session profile @Ann")
    window.message("looks after 40 clusters")
    window.shot("31-profile")


def _look_at_the_figures(window: Window) -> None:
    window.types("/session stats event:all")
    window.message("Most active topics")
    window.shot("32-stats-bars")
    dm = window.runs(
        "return [...document.querySelectorAll('.places button')]"
        ".map((each) => each.dataset.place).find((place) => place.startsWith('D'))"
    )
    window.goes_to(dm)
    window.waits(lambda: window.all("figure.file img"))
    window.waits(
        lambda: window.runs("return document.querySelector('figure.file img').naturalWidth") == 1200
    )
    window.shot("33-stats-picture")
    window.prefers(prefers_color_scheme="dark")
    window.shot("34-stats-picture-dark")
    window.prefers(prefers_color_scheme="light")


def _be_forgotten(window: Window) -> None:
    window.goes_to(GENERAL)
    window.types("/session forget-me")
    window.message("for good")
    window.shot("35-forget-me")
    window.presses("Delete all that is mine")
    window.presses("Delete everything")
    window.message("Deleted for good")
    window.shot("36-forgotten")

"""An admin: everyone's file, events, somebody else's digest, somebody else's entry, the export."""

import json
from pathlib import Path

import pytest

from tests.journeys.speech import Speech
from tests.journeys.window import Window

pytestmark = pytest.mark.browser

ADA, BEN, GENERAL = "U0ADMIN", "U0COLLEAGUE", "C0GENERAL"
ADAS_DM = "D0ADMIN"


def takeaway(user: str, stars: int, words: str) -> dict[str, object]:
    return {"user": user, "stars": stars, "impressions": words}


LOG = {
    "format": "session-takeaways/1",
    "events": [
        {
            "key": "summit-2026",
            "name": "Summit 2026",
            "timezone": "Asia/Tokyo",
            "sessions": [
                {
                    "code": "OPN310",
                    "title": "Paging without pain",
                    "takeaways": [
                        takeaway("U0LOCAL", 5, "Mostly about sleep."),
                        takeaway(BEN, 3, "Too long."),
                    ],
                },
                {"title": "dinner", "takeaways": [takeaway(BEN, 4, "Fish.")]},
            ],
        }
    ],
}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "everyone.json"
    path.write_text(json.dumps(LOG), encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_admin_brings_a_log_in_and_keeps_it_in_order(
    window: Window, log: Path, language: str
) -> None:
    say = Speech(language)
    window.look(ADA, GENERAL)
    _choose_the_language(window, say)
    _bring_everyones_file(window, say, log)
    _make_an_event_and_go_back(window, say)
    _change_somebody_elses_digest(window, say)
    _delete_what_somebody_else_wrote(window, say)
    _take_everything_out(window, say)
    assert not window.all(".refusals"), window.text()
    assert window.faults() == []


def _shot(window: Window, say: Speech, name: str) -> None:
    window.shot(f"70-admin-{name}-{say.language}")


def _choose_the_language(window: Window, say: Speech) -> None:
    """Ada's Slack is in English; the bot speaks to her as she chooses."""
    window.types("/session profile")
    window.form("My profile")
    window.fills("Role", "Platform lead")
    own_name = {"en": "English", "ja": "日本語"}[say.language]
    window.chooses("My language", own_name)
    window.submits()
    window.closed()
    said = say("Your profile is saved. Beside your takeaways stands: {line}", line="Platform lead")
    window.message(said)
    window.types("/session")
    window.message(say("What would you like to do?"))
    _shot(window, say, "menu")


def _bring_everyones_file(window: Window, say: Speech, log: Path) -> None:
    window.types(say.types("import"))
    window.form(say("Import a file"))
    window.one("dialog[open] input[type=file]").send_keys(str(log))
    window.waits(lambda: log.name in window.text())
    window.ticks(say("Only tell me what would come of it"))
    _shot(window, say, "import-form")
    window.submits()
    window.closed()
    tried = say("Would import {name} into {events}.", name=log.name, events="summit-2026")
    counted = say("Takeaways: {new} new, {changed} changed, {unchanged} unchanged",
                  new=3, changed=0, unchanged=0)  # fmt: skip
    window.message(tried, counted, say("Nothing was saved: this was a dry run."))
    _shot(window, say, "tried")
    window.presses(say("Import it"))
    window.message(say("Imported {name} into {events}.", name=log.name, events="summit-2026"))
    window.types(say.types("show", "OPN310"))
    window.message("Mostly about sleep.", "Too long.", "Ben", "Ann")
    _shot(window, say, "imported")


def _make_an_event_and_go_back(window: Window, say: Speech) -> None:
    window.types(say.types("event", "new"))
    window.form(say("New event"))
    window.fills(say("Name"), "Harbour Week")
    window.fills(say("Key"), "harbour-2026")
    window.fills(say("Time zone"), "tokyo")
    window.picks(say("First day"), "2026-12-01")
    _shot(window, say, "event-form")
    window.submits()
    window.closed()
    made = say("{event} is there, with the key {key}.", event="Harbour Week", key="harbour-2026")
    window.presses(say("Make it the current one"), window.message(made))
    used = window.message(
        say("{event} is the current event for everybody now.", event="Harbour Week")
    )
    window.presses(say("Undo"), used)
    window.message(say("{event} is the current event for everybody now.", event="Summit 2026"))
    window.types(say.types("event"))
    window.message(say("Events"), "summit-2026", "harbour-2026", say("current"))
    _shot(window, say, "events")


def _change_somebody_elses_digest(window: Window, say: Speech) -> None:
    window.look(BEN, GENERAL)
    window.types("/session digest on 18:30 London")
    window.message("The digest of #general is set up.", "18:30")
    window.look(ADA, GENERAL)
    window.types(say.types("digest", "on 08:00 tokyo lang:ja"))
    window.message(say("The digest of {channel} is changed.", channel="#general"), "08:00")
    window.types(say.types("digest", "preview"))
    window.message(say("So the next digest of {channel} looks now.", channel="#general"), "OPN310")
    _shot(window, say, "digest-preview")
    window.types(say.types("digest", "status"))
    window.message(say("Digests"), "#general", "Asia/Tokyo", say("Last: none yet"))
    _shot(window, say, "digest-status")
    window.types(say.types("digest", "now"))
    window.message(say("The digest of {channel} comes in a moment.", channel="#general"))
    digest = window.message("セッションダイジェスト", "OPN310")
    assert digest.find_elements("css selector", ".button")
    _shot(window, say, "digest-now")


def _delete_what_somebody_else_wrote(window: Window, say: Speech) -> None:
    window.types(say.types("delete", "OPN310 by:@ben"))
    asked = window.message(
        say("Delete the takeaway of {name} on {session}?", name="Ben",
            session="OPN310 Paging without pain")
    )  # fmt: skip
    _shot(window, say, "delete")
    window.presses(say("Delete"), asked)
    window.message(
        say("Deleted the takeaway of {name} on {session}.", name="Ben",
            session="OPN310 Paging without pain")
    )  # fmt: skip
    window.types(say.types("show", "OPN310"))
    assert "Too long." not in window.message("Mostly about sleep.", "5.0").text


def _take_everything_out(window: Window, say: Speech) -> None:
    window.types(say.types("export", "json event:all"))
    window.waits(lambda: "JSON" in window.text())
    window.goes_to(ADAS_DM)
    window.waits(lambda: ".json" in window.text())
    _shot(window, say, "exported")

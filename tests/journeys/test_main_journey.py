"""The main job in the browser, with the bot that `demo` runs: from the first entry to a digest."""

import pytest

from tests.journeys.window import DESKTOP, PHONE, Window

pytestmark = pytest.mark.browser

ANN, HARU = "U0LOCAL", "U0JAPAN"
GENERAL, CONFERENCE = "C0GENERAL", "C0CONF"
REPORT = """★★★★ DAT305 | Moving a million rows
• Compare before you turn it round
Worth the queue."""


def test_a_team_logs_reads_and_gets_its_digest(window: Window) -> None:
    _log_with_the_form(window)
    _log_and_rate_with_one_line(window)
    _read_the_best_and_share(window)
    _edit_and_delete(window)
    _save_a_message(window)
    _search_in_japanese(window)
    _look_at_home(window)
    _set_up_the_digest_and_read_it(window)
    _load_the_conference_and_read_on_in_the_thread(window)
    _everything_on_a_phone(window)
    assert not window.all(".refusals"), window.text()
    assert window.faults() == []


def _log_with_the_form(window: Window) -> None:
    window.look(ANN, CONFERENCE)
    assert "Nothing here yet" in window.text()
    window.shot("01-start")
    composer = window.types("/ses", send=False)
    window.waits(lambda: window.all(".suggestions [aria-selected=true]"))
    composer.send_keys("\n")
    assert composer.get_attribute("value") == "/session "
    window.shot("02-completion")
    composer.send_keys("ad\n\n")
    window.form("Log a session")
    window.finds("Session", "NET402 Surviving overloads", "New: NET402")
    window.field("Title")
    window.chooses("Stars", "★★★★★ 5 – excellent")
    window.ticks("I recommend it")
    window.fills("Impressions", "Start at minute 12.")
    window.fills("Facts", "Shed load before the queue grows\n  Not after")
    window.fills("Questions", "Q: Does it work across regions?\nA: It does.")
    window.shot("03-form")
    window.submits()
    window.closed()
    window.message("NET402", "5.0 (1 rating)")
    window.shot("04-saved")


def _log_and_rate_with_one_line(window: Window) -> None:
    window.types("/session add OBS204 | Traces without tears 4")
    window.message("OBS204", "4.0 (1 rating)")
    window.types("/session KEY101 ★★★★★ The quiet on-call rota (recommended)")
    window.message("KEY101", "5.0 (1 rating)")
    window.types("/session rate OBS204 3 Slower than I hoped")
    window.message("OBS204", "3.0 (1 rating)")
    window.types("/session add NET402 6")
    window.message("6")
    window.shot("05-refused")


def _read_the_best_and_share(window: Window) -> None:
    window.types("/session top")
    best = window.message("Top sessions", "NET402", "KEY101", "OBS204")
    window.shot("06-top")
    window.presses("Share", best)
    window.waits(lambda: window.all("article.message:not(.ephemeral)"))
    window.becomes("Ben Brook")
    window.goes_to(CONFERENCE)
    window.message("NET402", "KEY101")
    window.types("/session show NET402")
    window.message("Surviving overloads", "Shed load before the queue grows", "Start at minute 12.")
    window.shot("07-show")


def _edit_and_delete(window: Window) -> None:
    window.becomes("Ann Archer")
    window.types("/session edit NET402")
    window.form("Edit my takeaway")
    assert window.field("Impressions").get_attribute("value") == "Start at minute 12."
    window.fills("Impressions", "Start at minute 14.")
    window.fills("Level", "many")
    window.submits()
    window.waits(lambda: window.all("dialog .wrong .error"))
    assert window.field("Impressions").get_attribute("value") == "Start at minute 14."
    window.shot("08-error-in-the-form")
    window.fills("Level", "400")
    window.submits()
    window.closed()
    window.types("/session show NET402")
    window.message("Start at minute 14.")
    window.types("/session delete OBS204")
    asked = window.message("OBS204", "Delete")
    window.shot("09-delete")
    window.presses("Delete", asked)
    window.message("Deleted your takeaway on OBS204")
    window.types("/session show OBS204")
    window.message("Nobody has written anything on it yet")


def _save_a_message(window: Window) -> None:
    window.becomes("Ben Brook")
    window.types(REPORT)
    said = window.message("Moving a million rows", "Worth the queue.")
    window.chooses_from(window.one("[aria-label='More actions']", said), "Save as takeaway")
    window.form("Log a session")
    facts = window.field("Facts").get_attribute("value") or ""
    assert "Compare before you turn it round" in facts
    window.shot("10-message-shortcut")
    assert "From a message: https://" in (window.field("Impressions").get_attribute("value") or "")
    window.submits()
    window.closed()
    window.message("DAT305", "4.0 (1 rating)")
    window.becomes("Ann Archer")
    said = window.message("Moving a million rows", "Worth the queue.")
    window.chooses_from(window.one("[aria-label='More actions']", said), "Save as takeaway")
    window.form("Log a session")
    words = window.field("Impressions").get_attribute("value") or ""
    assert words.startswith("Ben wrote: Worth the queue.")
    assert "From a message by Ben: https://" in words
    window.shot("10-message-of-somebody-else")
    window.presses("Cancel", window.form("Log a session"))
    window.closed()


def _search_in_japanese(window: Window) -> None:
    window.becomes("春野 はる")
    window.types("/session 追加 CHK115 | 小さなチームの障害対応 星4\n・振り返りは30分")
    window.message("CHK115", "4.0")
    window.types("/session 検索 障害")
    window.message("小さなチームの障害対応", "CHK115")
    window.shot("11-japanese")


def _look_at_home(window: Window) -> None:
    window.becomes("Ann Archer")
    window.goes_to("home")
    window.waits(lambda: "NET402" in window.one(".home-blocks").text)
    window.shot("12-home")
    window.presses("Log a session", window.one(".home-blocks"))
    window.form("Log a session")
    window.finds("Session", "WRK220 Build a queue", "New: WRK220")
    window.field("Title")
    window.chooses("Stars", "★★★☆☆ 3 – okay")
    window.submits()
    window.closed()
    window.waits(lambda: "WRK220" in window.one(".home-blocks").text)


def _set_up_the_digest_and_read_it(window: Window) -> None:
    window.becomes("Ada Admin")
    window.goes_to(GENERAL)
    window.types("/session digest on 08:30 Los_Angeles")
    window.message("08:30")
    window.shot("13-digest-set-up")
    window.presses("Go to the next digest", window.one(".sidebar"))
    window.message("NET402", "KEY101", "CHK115", "DAT305", "WRK220")
    window.shot("14-digest")
    window.becomes("Ben Brook")
    digest = window.message("NET402", "KEY101", "CHK115")
    window.presses("Details", digest)
    window.message("The quiet on-call rota", "Ann", "Add my takeaway", "Only visible to you")
    window.shot("15-details")
    window.presses("Rate", digest)
    five = window.starting("★5", "article.ephemeral .button")
    window.shot("16-rate")
    five.click()
    window.message("5.0 (2 ratings)", "Only visible to you")
    window.shot("17-rated")


def _load_the_conference_and_read_on_in_the_thread(window: Window) -> None:
    window.presses("Load the demo conference")
    window.waits(lambda: window.all(".notice.status"))
    window.shot("18-loaded")
    window.becomes("春野 はる")
    window.goes_to(CONFERENCE)
    window.presses("次のダイジェストへ進む")
    window.clicks("main .replies")
    window.one(".thread article + article")
    window.presses("Details", window.one(".thread article + article"))
    window.waits(lambda: window.all(".thread article.ephemeral"))
    window.shot("19-thread")
    window.presses("スレッドを閉じる")


def _everything_on_a_phone(window: Window) -> None:
    window.resize(*PHONE)
    for name, place in (("digest", GENERAL), ("channel", CONFERENCE), ("home", "home")):
        window.look(ANN, place)
        window.waits(lambda: "NET402" in window.text())
        assert window.overflows() == []
        window.shot(f"20-phone-{name}")
    window.presses("Open the menu")
    window.waits(lambda: window.one(".sidebar").location["x"] == 0)
    assert window.overflows() == []
    window.shot("21-phone-menu")
    window.goes_to(CONFERENCE)
    window.types("/session edit NET402")
    window.form("Edit my takeaway")
    assert window.overflows() == []
    window.shot("22-phone-form")
    window.prefers(prefers_color_scheme="dark")
    window.shot("23-phone-dark-form")
    window.presses("Cancel", window.form("Edit my takeaway"))
    window.closed()
    window.shot("24-phone-dark")
    window.resize(*DESKTOP)
    window.look(HARU, "home")
    window.waits(lambda: "CHK115" in window.text())
    window.shot("25-dark-home")

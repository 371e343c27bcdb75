"""The page of the local workspace, with an app that shows every block and element."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.playground import LocalSlack, to_wsgi
from bot.web.server import Web
from tests import sites
from tests.journeys.gallery import BLOCKS, INPUTS, MANIFEST, Gallery
from tests.journeys.window import ON_TOP, PHONE, Window

pytestmark = pytest.mark.browser

GENERAL = "C0GENERAL"
# A picture of one pixel.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "78da6364f8cf500f0003030101f6a0a2bd0000000049454e44ae426082"
)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(MANIFEST) as slack:
        yield slack


@pytest.fixture
def app(slack: LocalSlack) -> Gallery:
    app = Gallery(slack)
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    return app


@pytest.fixture
def window(
    chromium: Chrome, slack: LocalSlack, app: Gallery, screenshots: Path
) -> Iterator[Window]:
    window = Window(chromium, slack.base_url, screenshots)
    window.look("U0LOCAL", GENERAL)
    assert app.acted == []
    yield window
    # The page is left before its workspace is stopped, else it would wait for an answer.
    chromium.get("about:blank")


def shown(element: WebElement, css: str) -> list[str]:
    return [each.text for each in element.find_elements(By.CSS_SELECTOR, css)]


def open_form(window: Window) -> WebElement:
    window.types("/gallery form")
    return window.form("Everything")


def test_every_block_is_shown_as_slack_does(window: Window) -> None:
    window.types("/gallery blocks")
    message = window.message("All of it")
    assert shown(message, "h3") == ["All of it"]
    assert shown(message, "strong:not(.head strong)") == ["bold", "strong"]
    assert shown(message, "em") == ["italic", "slanted"]
    assert shown(message, "del") == ["gone", "struck"]
    assert shown(message, "code") == ["code", "mono"]
    assert shown(message, "pre") == ["fenced  text", "pre  formatted"]
    assert shown(message, "blockquote") == ["a quote", "quoted\nover two lines"]
    assert shown(message, ".mention") == ["@Ben", "#general", "@Ann"]
    assert shown(message, ".fields .words") == ["left", "right"]
    assert shown(message, "li") == ["outer", "inner", "first"]
    assert shown(message, "ul[data-indent='1'] li") == ["inner"]
    assert shown(message, "ol li") == ["first"]
    assert "<b>no tag</b>" in message.text
    assert "🎉" in message.text
    window.shot("gallery-message")
    assert window.faults() == []


def test_links_lead_only_to_the_web_and_text_never_becomes_a_tag(window: Window) -> None:
    window.types("/gallery blocks")
    message = window.message("All of it")
    links = message.find_elements(By.CSS_SELECTOR, "a")
    assert [each.get_attribute("href") for each in links] == [
        "https://example.com/a?b=1",
        "https://example.com/r",
    ]
    assert "bad link" in message.text
    assert "<script>document.title=1</script>" in message.text
    assert message.find_elements(By.CSS_SELECTOR, "img, script") == []


def test_elements_of_a_message_tell_the_app(window: Window, app: Gallery) -> None:
    window.types("/gallery blocks")
    message = window.message("All of it")
    window.presses("Go", message)
    window.waits(lambda: app.acted)
    select = message.find_element(By.CSS_SELECTOR, "select")
    select.send_keys("Gre")
    window.waits(lambda: app.acted[-1]["action_id"] == "colour")
    assert app.acted[-1]["selected_option"]["value"] == "g"
    window.chooses_from(window.one(".accessory button", message), "Drop")
    window.waits(lambda: app.acted[-1]["action_id"] == "menu")
    assert app.acted[-1]["selected_option"]["value"] == "drop"


def test_a_button_asks_first_where_it_must(window: Window, app: Gallery) -> None:
    window.types("/gallery blocks")
    message = window.message("All of it")
    window.presses("Drop", message)
    window.waits(lambda: "It goes." in window.one("dialog.confirm").text)
    window.shot("gallery-confirm")
    window.presses("No", window.one("dialog.confirm"))
    window.closed()
    assert app.acted == []
    window.presses("Drop", message)
    window.presses("Yes", window.one("dialog.confirm"))
    window.waits(lambda: app.acted)
    assert app.acted[0]["action_id"] == "drop"


def test_a_form_is_filled_with_every_kind_of_field(
    window: Window, app: Gallery, tmp_path: Path
) -> None:
    open_form(window)
    (tmp_path / "報告.txt").write_text("words")
    window.fills("Text", "a ⭐ word")
    window.fills("Lines", "one\ntwo")
    window.fills("Number", "7")
    window.fills("Mail", "ann@example.com")
    window.fills("Address", "https://example.com/x")
    window.chooses("One", "Green")
    window.finds("Several", "bl", "Blue")
    window.finds("Several", "re", "Red")
    window.finds("Found", "net", "Found net 2")
    window.finds("Finds", "a", "Found a 1")
    window.finds("Person", "be", "Ben")
    window.finds("Rooms", "conf", "#conference")
    for label, block in (("Red", "boxes"), ("Blue", "boxes"), ("Green", "radio")):
        boxes = window.all(f"{ON_TOP} [data-block-id={block}] .choices label")
        next(each for each in boxes if each.text == label).click()
    window.picks("Date", "2026-03-02")
    window.picks("Time", "09:30")
    window.picks("Moment", "2026-03-02T09:30")
    window.field("Files").send_keys(str(tmp_path / "報告.txt"))
    window.waits(lambda: window.all(f"{ON_TOP} .chosen-files li"))
    window.shot("gallery-form")
    window.submits()
    window.closed()
    sent = app.sent
    assert (sent["text"]["value"], sent["lines"]["value"]) == ("a ⭐ word", "one\ntwo")
    assert (sent["number"]["value"], sent["mail"]["value"]) == ("7", "ann@example.com")
    assert sent["address"]["value"] == "https://example.com/x"
    assert sent["one"]["selected_option"]["value"] == "g"
    assert [o["value"] for o in sent["several"]["selected_options"]] == ["b", "r"]
    assert sent["found"]["selected_option"]["value"] == "net-2"
    assert [o["value"] for o in sent["finds"]["selected_options"]] == ["a-1"]
    assert [o["value"] for o in sent["boxes"]["selected_options"]] == ["r", "b"]
    assert sent["radio"]["selected_option"]["value"] == "g"
    assert (sent["date"]["selected_date"], sent["time"]["selected_time"]) == ("2026-03-02", "09:30")
    there = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert sent["moment"]["selected_date_time"] == int(there.timestamp())
    assert sent["person"]["selected_user"] == "U0COLLEAGUE"
    assert sent["rooms"]["selected_channels"] == ["C0CONF"]
    assert [each["name"] for each in sent["files"]["files"]] == ["報告.txt"]


def test_every_field_of_a_form_has_its_label_for_a_name(window: Window) -> None:
    dialog = open_form(window)
    assert dialog.accessible_name == "Everything"
    for block in INPUTS:
        field = window.field(block["label"]["text"])
        assert field.accessible_name.startswith(block["label"]["text"])


def test_errors_stand_under_their_fields_and_nothing_typed_is_lost(window: Window) -> None:
    open_form(window)
    window.fills("Lines", "kept")
    window.submits()
    error = window.one(f"{ON_TOP} .wrong .error")
    assert error.text == "Please complete this required field."
    window.fills("Text", "bad")
    window.submits()
    window.waits(lambda: window.one(f"{ON_TOP} .wrong .error").text == "Say it nicely.")
    assert window.field("Lines").get_attribute("value") == "kept"
    window.fills("Text", "crash")
    window.submits()
    window.waits(lambda: "some trouble connecting" in window.one(f"{ON_TOP} .trouble").text)
    assert window.field("Text").get_attribute("value") == "crash"
    window.shot("gallery-trouble")


def test_what_is_typed_survives_when_the_app_changes_the_form(window: Window) -> None:
    dialog = open_form(window)
    window.fills("Text", "half a sent")
    window.chooses("One", "Blue")
    field = window.field("Lines")
    field.send_keys("in the middle")
    window.runs("arguments[0].setSelectionRange(2, 2)", field)
    window.runs("document.querySelector(\"[data-action-id='grow']\").click()")
    window.waits(lambda: "It has grown." in dialog.text)
    assert window.field("Text").get_attribute("value") == "half a sent"
    assert window.field("One").get_attribute("value") == "b"
    active = window.driver.switch_to.active_element
    assert (active, active.get_attribute("selectionStart")) == (field, "2")


def test_modals_stand_on_each_other_and_escape_closes_the_top_one(window: Window) -> None:
    open_form(window)
    window.fills("Text", "below")
    window.presses("Push", window.one(ON_TOP))
    window.form("On top")
    ActionChains(window.driver).send_keys(Keys.ESCAPE).perform()
    window.form("Everything")
    assert window.field("Text").get_attribute("value") == "below"
    ActionChains(window.driver).send_keys(Keys.ESCAPE).perform()
    window.closed()


def test_the_focus_stays_in_a_modal(window: Window) -> None:
    dialog = open_form(window)
    for _ in range(len(INPUTS) + 20):
        ActionChains(window.driver).send_keys(Keys.TAB).perform()
        # Between the last and the first element a browser shows its own bar, the page's body.
        assert window.runs(
            "const at = document.activeElement;"
            "return at === document.body || arguments[0].contains(at)",
            dialog,
        )


def test_a_command_and_its_words_are_completed(window: Window) -> None:
    composer = window.types("/ga", send=False)
    window.waits(lambda: shown(window.one(".suggestions"), "li"))
    composer.send_keys(Keys.ENTER)
    assert composer.get_attribute("value") == "/gallery "
    assert [text.split("\n")[0] for text in shown(window.one(".suggestions"), "li")] == [
        "/gallery form",
        "/gallery blocks",
        "/gallery long",
    ]
    composer.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.TAB)
    assert composer.get_attribute("value") == "/gallery blocks "
    composer.clear()
    composer.send_keys("/gallery @be", Keys.TAB)
    assert composer.get_attribute("value") == "/gallery @ben "
    composer.send_keys(Keys.ENTER)
    window.message("You typed: @Ben")


def test_shift_enter_begins_a_line(window: Window, slack: LocalSlack) -> None:
    window.types("one\ntwo")
    window.message("one\ntwo")
    assert slack.workspace.public(GENERAL)[-1].text == "one\ntwo"


def test_enter_that_ends_a_composition_sends_nothing(window: Window, slack: LocalSlack) -> None:
    composer = window.one(".composer textarea")
    composer.click()
    compose = {"text": "障害", "selectionStart": 2, "selectionEnd": 2}
    window.driver.execute_cdp_cmd("Input.imeSetComposition", compose)
    window.runs(
        """arguments[0].dispatchEvent(new KeyboardEvent("keydown",
             {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))""",
        composer,
    )
    window.driver.execute_cdp_cmd("Input.insertText", {"text": "障害"})
    assert composer.get_attribute("value") == "障害"
    assert slack.workspace.public(GENERAL) == []
    composer.send_keys(Keys.ENTER)
    window.message("障害")


def test_what_could_not_be_sent_stays_in_the_composer(window: Window, slack: LocalSlack) -> None:
    slack.stop()
    composer = window.types("precious words", send=False)
    composer.send_keys(Keys.ENTER)
    error = window.one(".composer .error")
    assert error.text.startswith("The workspace does not answer.")
    assert composer.get_attribute("value") == "precious words"
    window.one(".offline")


def test_a_draft_waits_for_each_channel_and_each_member(window: Window) -> None:
    window.types("for general", send=False)
    window.goes_to("C0CONF")
    assert window.one(".composer textarea").get_attribute("value") == ""
    window.goes_to(GENERAL)
    assert window.one(".composer textarea").get_attribute("value") == "for general"
    window.becomes("Ben Brook")
    assert window.one(".composer textarea").get_attribute("value") == ""


def test_private_answers_are_marked_and_can_be_dismissed(window: Window) -> None:
    window.types("/gallery hello")
    answer = window.message("You typed: hello")
    assert "Only visible to you" in answer.text
    window.presses("Dismiss message", answer)
    window.waits(lambda: "You typed" not in window.text())


def test_replies_stand_in_a_thread_beside_the_channel(window: Window) -> None:
    window.types("a question")
    window.chooses_reply(window.message("a question"))
    composer = window.one(".thread .composer textarea")
    composer.send_keys("an answer", Keys.ENTER)
    window.waits(lambda: "an answer" in window.one(".thread .messages").text)
    window.waits(lambda: "1 reply" in window.one("main .messages").text)
    assert "an answer" not in window.one("main .messages").text
    window.shot("gallery-thread")
    window.presses("Close the thread")
    window.waits(lambda: not window.all(".thread"))


def test_an_answer_in_the_channel_is_announced_on_a_thread_that_covers_it(
    window: Window, app: Gallery
) -> None:
    window.resize(*PHONE)
    above = str(app.client.chat_postMessage(channel=GENERAL, text="above")["ts"])
    app.client.chat_postMessage(channel=GENERAL, text="below", blocks=BLOCKS, thread_ts=above)
    window.clicks("main .replies")
    window.presses("Go", window.one(".thread"))
    window.presses("An answer came in #general")
    window.message("Gone.", "Only visible to you")
    assert not window.all(".thread")


def test_edits_and_deletions_are_seen_as_they_happen(window: Window, app: Gallery) -> None:
    ts = app.client.chat_postMessage(channel=GENERAL, text="first words")["ts"]
    window.message("first words")
    app.client.chat_update(channel=GENERAL, ts=str(ts), text="second words")
    window.message("second words", "(edited)")
    app.client.chat_delete(channel=GENERAL, ts=str(ts))
    window.waits(lambda: "second words" not in window.text())


def test_files_are_offered_and_pictures_shown(window: Window, app: Gallery) -> None:
    app.client.files_upload_v2(
        channel=GENERAL, content=PICTURE, filename="chart.png", alt_txt="A chart"
    )
    message = window.message("chart.png")
    picture = window.one("figure img", message)
    assert picture.get_attribute("alt") == "A chart"
    window.waits(lambda: window.runs("return arguments[0].naturalWidth", picture) == 1)
    link = window.one("figure a[download]", message)
    assert (link.accessible_name, link.get_attribute("download")) == (
        "Download chart.png",
        "chart.png",
    )


def test_what_slack_refuses_is_listed_with_its_place(window: Window) -> None:
    assert not window.all(".refusals")
    window.types("/gallery long")
    window.message("/gallery failed with the error “dispatch_failed”")
    window.one(".refusals summary").click()
    assert "/blocks/0/text/text" in window.one(".refusals").text
    window.shot("gallery-refusals")


def test_shortcuts_are_in_menus(window: Window, app: Gallery) -> None:
    window.chooses_from(window.one(".view:not([hidden]) .shortcuts"), "Open a form")
    window.form("Everything")
    ActionChains(window.driver).send_keys(Keys.ESCAPE).perform()
    window.closed()
    window.types("count me")
    message = window.message("count me")
    window.chooses_from(window.one("[aria-label='More actions']", message), "Count")
    window.message("8 letters")
    assert app.counted == ["count me"]


def test_home_is_a_place_of_its_own(window: Window) -> None:
    window.goes_to("home")
    window.waits(lambda: "At home" in window.one(".home-blocks").text)
    window.presses("Messages", window.one(".view:not([hidden]) .tabs"))
    window.waits(lambda: window.all(".places button[data-place='D0LOCAL'][aria-current]"))


def test_another_member_sees_what_is_new_in_another_language(
    window: Window, slack: LocalSlack
) -> None:
    window.types("news for all")
    window.message("news for all")
    window.goes_to("C0CONF")
    window.becomes("春野 はる")
    assert window.one(".places button[data-place='C0GENERAL'] .count").text.startswith("1")
    assert "チャンネル" in window.one(".sidebar").text
    assert window.runs("return document.documentElement.lang") == "ja-JP"
    window.goes_to(GENERAL)
    window.message("news for all")
    window.waits(lambda: not window.all(".places .count"))
    assert [c.name for c in slack.workspace.channels.values() if c.kind == "private"] == ["leads"]
    assert "leads" not in window.one(".sidebar").text


def test_channels_are_joined_and_the_app_is_added(window: Window, slack: LocalSlack) -> None:
    window.goes_to("C0RANDOM")
    window.presses("Add gallery to this channel")
    window.waits(lambda: "U0BOT" in slack.workspace.channels["C0RANDOM"].members)
    window.waits(lambda: "Add gallery" not in window.text())
    window.goes_to("C0OLD")
    window.waits(lambda: "This channel is archived." in window.text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_s_width_is_enough(window: Window, scheme: str) -> None:
    window.prefers(prefers_color_scheme=scheme)
    window.resize(*PHONE)
    window.types("/gallery blocks")
    window.message("All of it")
    assert window.overflows() == []
    window.shot(f"gallery-phone-message-{scheme}")
    open_form(window)
    assert window.overflows() == []
    window.shot(f"gallery-phone-form-{scheme}")


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of an empty page of another origin, on this machine as well."""
    with sites.served(Web({"/": sites.page("")}, lambda: True)) as address:
        yield f"{address}/"


@pytest.mark.parametrize(("mode", "outcome"), [("cors", "TypeError"), ("no-cors", "opaque")])
def test_a_page_of_another_origin_can_neither_read_nor_post(
    window: Window, slack: LocalSlack, elsewhere: str, mode: str, outcome: str
) -> None:
    window.driver.get(elsewhere)
    told = window.driver.execute_async_script(
        """const [url, body, mode, done] = arguments;
           const headers = mode === "cors" ? {"Content-Type": "application/json"} : {};
           fetch(url, {method: "POST", body, mode, headers})
             .then((answer) => done(answer.type), (error) => done(error.name))""",
        f"{slack.base_url}/_playground/say",
        '{"as": "U0LOCAL", "channel": "C0GENERAL", "text": "from elsewhere"}',
        mode,
    )
    assert told == outcome
    assert slack.workspace.public(GENERAL) == []

"""The browser's window on the local workspace: what a person does there, and what they see."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from selenium.common.exceptions import (
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

Found = TypeVar("Found")

PATIENCE = 15  # seconds until something that must come is missed
PASSING = (
    IndexError,
    NoSuchElementException,
    StaleElementReferenceException,
    ElementNotInteractableException,
)
DESKTOP = (1280, 860)
PHONE = (375, 780)
ON_TOP = "dialog[open]:not(.below)"
VIEW = ".view:not([hidden])"


class Window:
    """One window; `screenshots` is the folder that `shot` writes to."""

    def __init__(self, driver: Chrome, address: str, screenshots: Path) -> None:
        self.driver = driver
        self.address = address
        self.screenshots = screenshots
        self.resize(*DESKTOP)
        self.prefers(prefers_color_scheme="light")
        self.faults()  # what came before is not this window's

    def look(self, member: str, place: str) -> None:
        """Open the page as a member, at a channel's id or at `home`."""
        self.driver.get(f"{self.address}/?as={member}&in={place}")
        self.waits(lambda: self.all("#page main"))

    def resize(self, width: int, height: int) -> None:
        """Give the page another size, a phone's for one."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def prefers(self, **features: str) -> None:
        """Set media features such as `prefers_color_scheme`; nothing on the page moves."""
        features = {"prefers_reduced_motion": "reduce"} | features
        given = [{"name": k.replace("_", "-"), "value": v} for k, v in features.items()]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": given})

    def shot(self, name: str) -> None:
        """Keep a picture of the page as it is."""
        self.waits(lambda: not self.all("[aria-busy='true']"))
        self.driver.save_screenshot(str(self.screenshots / f"{name}.png"))

    # Finding

    def waits(self, condition: Callable[[], Found], patience: float = PATIENCE) -> Found:
        """Give what the condition gives as soon as that is true."""
        waiting = WebDriverWait(self.driver, patience, 0.05, ignored_exceptions=PASSING)
        try:
            return waiting.until(lambda _: condition())
        except TimeoutException:
            self.driver.save_screenshot(str(self.screenshots / "missed.png"))
            raise AssertionError(
                f"missed after {patience} s on this page:\n{self.text()}"
            ) from None

    def all(self, css: str, within: WebElement | None = None) -> list[WebElement]:
        """The elements that a selector names and that are shown."""
        found = (within or self.driver).find_elements(By.CSS_SELECTOR, css)
        return [each for each in found if each.is_displayed()]

    def one(self, css: str, within: WebElement | None = None) -> WebElement:
        """The first such element, once it is there."""
        return self.waits(lambda: self.all(css, within))[0]

    def starting(self, words: str, css: str) -> WebElement:
        """The last of the named elements whose text starts so, once there is one."""
        return self.waits(lambda: [e for e in self.all(css) if e.text.startswith(words)][-1:])[0]

    def message(self, *words: str, without: str | None = None) -> WebElement:
        """The newest message that has all these words, once it is there without the other."""

        def newest() -> list[WebElement]:
            found = self._messages(words)[-1:]
            return [each for each in found if without is None or without not in each.text]

        return self.waits(newest)[0]

    def form(self, title: str) -> WebElement:
        """The form on top, once it is the one with this title."""
        return self.waits(
            lambda: [d for d in self.all(ON_TOP) if d.find_element(By.TAG_NAME, "h2").text == title]
        )[0]

    def field(self, label: str) -> WebElement:
        """The field with this label in the form on top."""
        return self.waits(lambda: self._fields(label))[0]

    def text(self) -> str:
        """All words that are shown."""
        return self.driver.find_element(By.TAG_NAME, "body").text

    def runs(self, script: str, *given: Any) -> Any:
        """Ask the page's own script."""
        return self.driver.execute_script(script, *given)

    def _messages(self, words: tuple[str, ...]) -> list[WebElement]:
        shown = self.all("article.message")
        return [each for each in shown if all(word in each.text for word in words)]

    def _fields(self, label: str) -> list[WebElement]:
        dialog = self.all(ON_TOP)[-1]
        labels = [each for each in self.all("label[for]", dialog) if each.text.startswith(label)]
        return [dialog.find_element(By.ID, each.get_attribute("for") or "") for each in labels]

    # Doing

    def types(self, text: str, send: bool = True) -> WebElement:
        """Type into the composer, and send it; lines are parted by Shift+Enter."""
        composer = self.one(f"{VIEW} .composer textarea")
        for at, line in enumerate(text.split("\n")):
            if at:
                composer.send_keys(Keys.SHIFT, Keys.ENTER, Keys.NULL)
            composer.send_keys(line)
        if send:
            composer.send_keys(Keys.ESCAPE, Keys.ENTER)
            self.waits(lambda: composer.get_attribute("value") == "")
        return composer

    def presses(self, label: str, within: WebElement | None = None) -> None:
        """Press the button with this label, once there is one."""

        def press() -> bool:
            buttons = self.all("button, a.button", within)
            named = [b for b in buttons if label in (b.text, b.get_attribute("aria-label"))]
            if named:
                self.runs("arguments[0].scrollIntoView({block: 'center'})", named[0])
                named[0].click()
            return bool(named)

        self.waits(press)

    def clicks(self, css: str) -> None:
        """Click on the first element that a selector names, once it is there and stays."""

        def click() -> bool:
            self.all(css)[0].click()
            return True

        self.waits(click)

    def fills(self, label: str, text: str) -> None:
        """Type into the form's field with this label, in place of what it holds."""
        field = self.field(label)
        field.clear()
        for at, line in enumerate(text.split("\n")):
            field.send_keys(*([Keys.ENTER] if at else []), line)

    def chooses(self, label: str, option: str) -> None:
        """Choose in the form's list with this label."""
        Select(self.field(label)).select_by_visible_text(option)

    def picks(self, label: str, value: str) -> None:
        """Pick a date or a time, written as the browser keeps it."""
        picked = (
            "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))"
        )
        self.runs(picked, self.field(label), value)

    def finds(self, label: str, typed: str, option: str) -> None:
        """Type into a field that searches, and choose what begins with `option`."""
        self.field(label).send_keys(typed)
        offered = self.waits(
            lambda: [o for o in self.all(f"{ON_TOP} [role=option]") if o.text.startswith(option)]
        )
        offered[0].click()

    def ticks(self, text: str) -> None:
        """Tick the box with this text."""
        boxes = self.all(f"{ON_TOP} .choices label")
        next(each for each in boxes if each.text == text).click()

    def submits(self) -> None:
        """Press the form's own button."""
        self.one(f"{ON_TOP} button[type=submit]").click()

    def chooses_from(self, opener: WebElement, item: str) -> None:
        """Open a menu and choose an item in it."""
        ActionChains(self.driver).move_to_element(opener).click(opener).perform()
        items = self.waits(lambda: self.all("[role=menu] button"))
        next(each for each in items if re.match(re.escape(item), each.text)).click()

    def chooses_reply(self, message: WebElement) -> None:
        """Open the thread of a message."""
        ActionChains(self.driver).move_to_element(message).perform()
        self.one("[aria-label='Reply in thread']", message).click()

    def becomes(self, name: str) -> None:
        """Be another member from now on."""
        self.chooses_from(self.one(".member"), name)
        self.waits(lambda: name in self.one(".member").text)

    def goes_to(self, place: str) -> None:
        """Open a channel by its id, or `home`."""
        entry = f".places button[data-place='{place}']"
        self.clicks(entry)
        self.waits(lambda: self.runs(f"return document.querySelector(`{entry}[aria-current]`)"))

    def closed(self) -> None:
        """Wait until no form is open any more."""
        self.waits(lambda: not self.all("dialog[open]"))

    def faults(self) -> list[str]:
        """What the browser complained of since it was asked last."""
        log: list[dict[str, str]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def overflows(self) -> list[str]:
        """What stands out of the page's width, as a person would have to scroll sideways."""
        return list(
            self.runs(
                """return [...document.querySelectorAll("body *")].filter((each) => {
                     const style = getComputedStyle(each);
                     const box = each.getBoundingClientRect();
                     return box.width && style.visibility === "visible"
                       && !each.closest(".visually-hidden, .table, .skip")
                       && (box.right > innerWidth + 1 || box.left < -1);
                   }).map((each) => `${each.tagName}.${each.className}`)"""
            )
        )

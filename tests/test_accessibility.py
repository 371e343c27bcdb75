"""What a screen reader says: each button by a name of its own, stars as a number and a word."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from bot.mentions import unescaped
from bot.playground.seen import Shown
from storage import Entry
from storage.records import Filter
from tests.bots import Bot
from tests.logged import ANN, BEN, logged, typed

STARS = re.compile(r"[★☆]{5}(?! \d(\.\d)? ?[–(]| \d\b)")
COMMANDS = (
    "",
    "help",
    "top",
    "top 2",
    "search loud",
    "show NET402",
    "show COP343",
    "mine",
    "mine incomplete",
    "later",
    "watched NET402",
    "rate COP343",
    "add NET402 4 Loud",
    "add ABC123 4 Loud",
    "event",
    "profile @ann",
    "stats",
    "digest on 09:00 tokyo",
    "digest",
    "digest preview",
    "delete NET402",
)


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        for title in ("Breakfast", "Dinner"):
            started.store.takeaways.add(ANN, [Entry(title=title)])
        for number in (1, 2, 3):
            started.store.watching.queue(ANN, number)
        started.store.watching.watched(ANN, 3)
        assert started.store.sessions.top(BEN, Filter()).items
        yield started


def names_of(shown: Shown) -> dict[str, set[str]]:
    """What the buttons of a screen do, by the name that is read out."""
    found: dict[str, set[str]] = defaultdict(set)
    for button in shown.buttons:
        found[button.element.get("accessibility_label") or button.label].add(button.value)
    return found


def screens(bot: Bot, name: str) -> Iterator[tuple[str, Shown]]:
    person = bot.slack.member(name)
    for text in COMMANDS:
        yield text, typed(bot, text, name).message
        assert person.form is None
    home = person.opens_home()
    bot.workers.finish()
    yield "Home", home


@pytest.mark.parametrize("name", ["ann", "haru"])
def test_every_button_of_a_screen_has_a_name_of_its_own(bot: Bot, name: str) -> None:
    alike = {
        (text, said): values
        for text, shown in screens(bot, name)
        for said, values in names_of(shown).items()
        if len(values) > 1
    }
    assert alike == {}


@pytest.mark.parametrize("name", ["ann", "haru"])
def test_stars_are_a_number_too(bot: Bot, name: str) -> None:
    for text, shown in screens(bot, name):
        assert STARS.search(shown.shown) is None, text


def test_the_text_that_is_read_out_has_all_that_is_shown(bot: Bot) -> None:
    for text in COMMANDS:
        message = typed(bot, text).message
        spoken = " ".join(unescaped(message.text).split())
        lines = [line.strip(" •◦█░") for line in message.shown.split("\n")]
        buttons = {button.label for button in message.buttons}
        missing = [
            line
            for line in lines
            if line and line not in buttons and " ".join(line.split()) not in spoken
        ]
        assert missing == [], text

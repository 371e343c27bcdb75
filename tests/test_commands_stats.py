"""What people are told of a log: bars of text at once, then the picture."""

import io
import struct
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from bot.call import Reader
from bot.playground.limits import check_message
from bot.views import figures, picture
from bot.views.sessions import Listing
from storage import Entry
from storage.statistics import Figures, Share
from tests.bots import Bot
from tests.logged import BEN, logged, typed

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot without its extra."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)


def pictures(bot: Bot) -> list[Any]:
    bot.workers.finish()
    return [file for seen in bot.slack.member("ann").reads() for file in seen.message.files]


def size(png: bytes) -> tuple[int, int]:
    """Width and height, read from the head of the file."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@BOTH
def test_the_figures_come_at_once_in_bars_with_numbers_and_words(bot: Bot) -> None:
    said = typed(bot, "統計")
    for words in (
        "Statistics of General",
        "3 sessions · 4 takeaways · by 2 people · 1 question · ★★★★☆ 3.5 (4 ratings)",
        "██████████  1 · ★★★★★ 5 – excellent",
        "░░░░░░░░░░  0 · ★☆☆☆☆ 1 – poor",
        "██████████  2 · Breakout Session",
        "█████░░░░░  1 · Chalk Talk",
        "██████████  2 · Networking & Content Delivery",
    ):
        assert words in said.shown
    assert "comes in your messages with me" in said.shown


def test_who_listens_hears_no_signs_of_bars(bot: Bot) -> None:
    heard = typed(bot, "stats").message.text
    assert "5 – excellent" in heard
    assert "█" not in heard
    assert "░" not in heard


def test_the_picture_comes_to_the_dm_with_the_same_in_words(bot: Bot) -> None:
    typed(bot, "stats type:breakout")
    [file] = pictures(bot)
    assert size(bot.slack.workspace.files[file["id"]].content) == (1200, 720)
    assert file["title"] == "Statistics of General"
    for words in ("Ratings: 5 excellent: 1, 4 good: 0", "2 weak: 1", "Breakout Session 2", "3.5"):
        assert words in file["alt_txt"]
    said = bot.slack.member("ann").reads()[-2].shown
    assert "type breakout" in said


def test_without_the_extra_the_bars_are_the_answer(bot: Bot, bare: None) -> None:
    del bare
    said = typed(bot, "stats")
    assert "4 takeaways" in said.shown
    assert "comes in your messages" not in said.shown
    assert pictures(bot) == []


def test_the_figures_are_of_what_the_filters_choose(bot: Bot, bare: None) -> None:
    del bare
    said = typed(bot, "stats by:@ben")
    assert "2 sessions · 2 takeaways · by 1 person" in said.shown
    assert "by Ben" in said.shown
    everywhere = said.button("All events").click()
    assert everywhere.shown.lower().count("all events") == 1
    assert "by Ben" not in everywhere.shown
    assert "Statistics of General" in everywhere.button("Current event").click().shown
    best = typed(bot, "stats by:@ben").button("Top sessions").click()
    assert "2.0 (1 rating)" in best.shown


def test_where_nothing_is_logged_there_is_nothing_to_draw(bot: Bot) -> None:
    assert "Nothing is logged that is like that" in typed(bot, "stats topic:quantum").shown
    assert "general" in typed(bot, "stats event:generol").text
    assert pictures(bot) == []


def test_a_takeaway_without_stars_is_counted_as_such(bot: Bot, bare: None) -> None:
    del bare
    bot.store.takeaways.add(BEN, [Entry(title="Lunch", impressions="Good.")])
    assert "1 · no rating" in typed(bot, "stats").shown


def test_a_bar_shows_what_little_there_is() -> None:
    assert figures.bar(1, 100_000).startswith("█░")
    assert figures.bar(0, 3).startswith("░")
    assert figures.bar(0, 0).strip() == "░" * 10
    assert figures.bar(3, 3).strip() == "█" * 10


LONG = "観測性とセキュリティ🚀" * 40
LONGEST = Figures(
    10**6,
    10**6,
    10**5,
    10**6,
    {**dict.fromkeys(range(1, 6), 10**6), None: 10**6},
    tuple(Share(f"{at}{LONG}", 10**6) for at in range(10)),
    tuple(Share(f"{at}{LONG}", 10**6) for at in range(10)),
)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_longest_figures_fit_and_can_be_drawn(language: str) -> None:
    reader = Reader(language)
    page = Listing(LONG, "stats", LONG, 1, 1)
    message = figures.shown(LONGEST, page, reader, pictured=True, buttons=())
    shown = {"text": message.text, "blocks": list(message.blocks)}
    assert check_message(shown) == []
    assert len(figures.alt(LONGEST, LONG[:150], reader)) <= 1000
    assert size(picture.drawn(LONGEST, LONG[:150], reader)) == (1200, 720)


@pytest.mark.parametrize(
    "name",
    [
        "$\\frac{1}{$",
        "a\nb\tc",
        "🚀",
        "",
        "\u200f\u202eabc",
        "ﾊﾝｶｸ한국어العربية",
        "^_{}\\",
        "\U0010ffff",
    ],
)
def test_whatever_people_call_a_topic_can_be_drawn(name: str) -> None:
    drawn = picture.drawn(
        Figures(1, 1, 1, 0, {3: 1}, (Share(name, 1),), (Share(name, 1),)), name, Reader()
    )
    assert size(drawn) == (1200, 720)


def test_a_log_without_topics_can_be_drawn() -> None:
    assert size(picture.drawn(Figures(1, 1, 1, 0, {None: 1}), "x", Reader())) == (1200, 720)


def test_the_picture_is_a_card_of_its_own_colour() -> None:
    """On a light page and on a dark one: no pixel of the ground shines through."""
    from PIL import Image

    drawn = Image.open(io.BytesIO(picture.drawn(LONGEST, "x", Reader()))).convert("RGBA")
    assert drawn.getchannel("A").getextrema() == (255, 255)
    assert drawn.getpixel((2, 2)) == (247, 247, 244, 255)


def test_an_idle_bot_has_not_loaded_what_draws() -> None:
    import subprocess

    code = (
        "import sys; import bot.app, bot.running;"
        "sys.exit(any(m.partition('.')[0] in ('matplotlib', 'numpy', 'PIL') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

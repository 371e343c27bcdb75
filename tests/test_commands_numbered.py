"""An entry that names its session by the number."""

from collections.abc import Iterator

import pytest

from storage import Event
from tests.bots import Bot, running
from tests.writing import TEAM, kept, types, who


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def titles(bot: Bot) -> dict[int, str]:
    """Every session by number."""
    found = bot.store.sessions.suggest(TEAM, "", "all")
    return {session.number: session.title for session in found}


@pytest.mark.parametrize(
    ("text", "stars", "words"),
    [
        ("#1 3", 3, ""),
        ("#1 ★★★ loved the demo", 3, "loved the demo"),
        ("#1 3 loved the demo", 3, "loved the demo"),
        ("★★★ #1", 3, ""),
        ("＃1 4/5 !\nfine\n• a fact", 4, "fine"),
        ("! 2 #1 (recommended)", 2, ""),
        ("#1\nfine", None, "fine"),
    ],
)
@pytest.mark.parametrize("heading", ["NET402 | Surviving overloads", "Breakfast"])
def test_an_entry_may_name_its_session_by_the_number(
    bot: Bot, heading: str, text: str, stars: int | None, words: str
) -> None:
    types(bot, f"add ★★★★ {heading}", "ben")
    bot.store.events.create(who(bot), Event("second-2026", "Second"))
    types(bot, f"add {text}")
    assert (kept(bot).stars, kept(bot).impressions) == (stars, words)
    assert len(bot.store.sessions.suggest(TEAM, "", "all")) == 1


def test_a_number_that_no_session_has_is_refused_with_what_was_typed(bot: Bot) -> None:
    refused = types(bot, "add #7 3")
    assert "#7" in refused.shown
    assert "Open it in the form" in [button.label for button in refused.buttons]
    types(bot, "add ★★★★ NET402 | One")
    refused = types(bot, "add #1 3\n★★★ NET403 | Two")
    assert "log it in a message of its own" in refused.shown
    assert titles(bot) == {1: "One"}


@pytest.mark.parametrize("text", ["#1 mistake in queueing 4", "★★★★ #1 mistake in queueing"])
def test_a_title_may_begin_with_a_number(bot: Bot, text: str) -> None:
    types(bot, "add ★★★★ NET402 | One")
    types(bot, f"add {text}")
    assert titles(bot) == {1: "One", 2: "#1 mistake in queueing"}

"""App Home: what one needs is there from the first visit on."""

from collections.abc import Iterator

import pytest

from bot.playground import Home
from bot.playground.limits import check_view
from storage import Who
from storage.records import Entry
from tests.bots import Bot, running

pytestmark = pytest.mark.engines("sqlite")

TEAM = "T0LOCAL"
ANN = Who(TEAM, "U0LOCAL")
BEN = Who(TEAM, "U0COLLEAGUE")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def opened(bot: Bot, name: str = "ann") -> Home:
    home = bot.slack.member(name).opens_home()
    bot.slack.workspace.wait_until(lambda: home.blocks, 5)
    return home


@pytest.mark.engines("sqlite", "postgresql")
def test_the_first_visit_says_what_to_do(bot: Bot) -> None:
    home = opened(bot)
    for words in (
        "Log what you sat in",
        "Nothing yet. Tap “Log a session”",
        "Nothing to watch.",
        "No session has stars yet.",
    ):
        assert words in home.shown
    assert home.button("Log a session").click().form.callback_id == "takeaway"


@pytest.mark.engines("sqlite", "postgresql")
def test_home_shows_mine_the_watch_list_and_the_best(bot: Bot) -> None:
    saved = bot.store.takeaways.add(
        ANN,
        [
            Entry(code="NET402", title="Surviving overloads", stars=5, impressions="Great."),
            Entry(code="SEC101", title="Without stars", facts=("one fact",)),
        ],
    )
    bot.store.takeaways.add(BEN, [Entry(code="COP343", title="Observe", stars=3)])
    bot.store.watching.queue(ANN, saved.entries[0].session.number)
    shown = opened(bot).shown
    incomplete, latest, watch, best = (
        shown.index(heading)
        for heading in (
            "Still incomplete",
            "My latest takeaways",
            "My watch list",
            "Top sessions\n1.",
        )
    )
    assert incomplete < shown.index("Without stars") < latest
    assert "no stars yet" in shown[incomplete:latest]
    assert "Surviving overloads" in shown[latest:watch]
    assert "Without stars" not in shown[latest:]
    assert "Surviving overloads" in shown[watch:best]
    assert "COP343" in shown[best:]
    assert "Log what you sat in" not in shown


def test_what_is_rated_from_home_stands_in_home(bot: Bot) -> None:
    saved = bot.store.takeaways.add(BEN, [Entry(code="COP343", title="Observe", stars=3)])
    bot.store.watching.queue(ANN, saved.entries[0].session.number)
    form = opened(bot).button("Watched").click().form
    assert "How many stars" in form.shown
    form.button("★5 excellent").click()
    bot.slack.workspace.wait_until(
        lambda: "4.0 (2 ratings)" in bot.slack.member("ann").home.shown, 5
    )
    shown = bot.slack.member("ann").home.shown
    assert "Nothing to watch." in shown
    assert "no facts or impressions yet" in shown


def test_home_is_a_view_of_slack_with_a_hundred_of_everything(bot: Bot) -> None:
    entries = [Entry(code=f"ABC{at}", title="題" * 500, stars=5) for at in range(100, 200)]
    entries += [Entry(code=f"ABD{at}", title="題" * 500, impressions="x") for at in range(100, 120)]
    for entry in bot.store.takeaways.add(ANN, entries).entries:
        bot.store.watching.queue(ANN, entry.session.number)
    home = opened(bot)
    assert check_view({"type": "home", "blocks": home.blocks}, "home") == []
    assert home.button("All incomplete").value == "mine incomplete"
    assert home.button("All to watch").value == "later"

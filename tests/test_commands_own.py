"""What people have of their own: takeaways and a watch list."""

from collections.abc import Iterator

import pytest

from storage.records import Entry, Event
from tests.bots import Bot
from tests.logged import ANN, BEN, logged, number, typed

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


@BOTH
def test_mine_lists_what_i_wrote_and_what_it_lacks(bot: Bot) -> None:
    bot.store.takeaways.add(ANN, [Entry(code="SEC101", facts=("only facts",))])
    bot.clock.forward(minutes=1)
    mine = typed(bot, "mine")
    assert "NET402" in mine.shown
    assert "朝食の会" not in mine.shown
    incomplete = mine.button("Incomplete only").click()
    assert "SEC101" in incomplete.shown
    assert "no stars yet" in incomplete.shown
    assert "NET402" not in incomplete.shown
    assert "Nothing is incomplete" in typed(bot, "mine incomplete", "ben").shown


def test_mine_deletes_after_a_question(bot: Bot) -> None:
    said = typed(bot, "mine")
    delete = next(each for each in said.buttons if each.value.startswith("delete"))
    assert delete.confirm is not None
    assert "Deleted your takeaway" in delete.click().shown
    assert "takes only the word" in typed(bot, "mine everything").text


# watch list


@BOTH
def test_later_queues_and_watched_asks_for_stars(bot: Bot) -> None:
    assert "watch list is empty" in typed(bot, "later").shown
    queued = typed(bot, "show NET402").button("Watch later").click()
    assert "On your watch list: NET402" in queued.shown
    assert "already" in typed(bot, "あとで net402").shown
    listed = typed(bot, "later")
    assert "NET402 Surviving overloads" in listed.shown
    asked = listed.button("Watched").click()
    assert "Watched: NET402" in asked.shown
    assert any(button.value == f"rate #{number(bot, 'NET402')} 4" for button in asked.buttons)
    assert "watched" in typed(bot, "later").shown


def test_the_watch_list_of_one_event(bot: Bot) -> None:
    typed(bot, "later net402")
    bot.store.events.create(ANN, Event("summit", "Summit"))
    assert "NET402" in typed(bot, "later").shown
    assert "NET402" in typed(bot, "later event:general").shown
    assert "watch list is empty" in typed(bot, "later event:summit").shown
    assert "There is no event" in typed(bot, "later event:sumit").text


def test_watched_rates_in_one_line(bot: Bot) -> None:
    said = typed(bot, "watched cop343 ★★", "ben").shown
    assert "You gave it ★★☆☆☆ 2" in said
    assert "3.0 (2 ratings)" in said
    mine = bot.store.takeaways.get(BEN, number(bot, "COP343"))
    assert mine is not None
    assert mine.stars == 2
    assert "1 to 5" in typed(bot, "watched cop343 6").text


@pytest.mark.parametrize("none", ["none", "なし"])
def test_watched_with_none_withdraws_the_stars_and_keeps_the_words(bot: Bot, none: str) -> None:
    assert "no rating" in typed(bot, f"watched cop343 {none}").shown
    mine = bot.store.takeaways.get(ANN, number(bot, "COP343"))
    assert mine is not None
    assert (mine.stars, mine.impressions) == (None, "Loud room.")
    assert "COP343" not in typed(bot, "top unwatched").shown
    typed(bot, "undo")
    assert "4.0 (1 rating)" in typed(bot, "show cop343").shown


def test_watched_with_none_is_watched_where_nothing_was_written(bot: Bot) -> None:
    assert "Watched: COP343" in typed(bot, "watched cop343 none", "ben").shown
    assert bot.store.takeaways.get(BEN, number(bot, "COP343")) is None


def test_unwatched_leaves_out_what_i_watched(bot: Bot) -> None:
    typed(bot, "watched net402")
    assert "NET402" not in typed(bot, "top unwatched").shown
    assert "NET402" in typed(bot, "top unwatched", "ben").shown

"""What people take back and delete by typing and tapping."""

from collections.abc import Iterator

import pytest

from tests.bots import Bot, running
from tests.writing import kept, titles, types, who


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


# undo


def test_undo_takes_the_last_change_back(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine")
    types(bot, "rate NET402 1")
    answer = types(bot, "undo")
    assert "as it was, ★★★★☆ 4 – good" in answer.shown
    assert kept(bot).stars == 4
    assert "nothing of yours to take back" in types(bot, "undo").shown


def test_a_button_takes_its_own_change_back(bot: Bot) -> None:
    first = types(bot, "add ★★★★ NET402 | One")
    undone = first.button("Undo").click()
    assert "No longer listed, since only that made it: NET402 One." in undone.shown
    assert titles(bot) == {}
    assert "taken back already" in types(bot, "undo 1").shown


def test_a_button_of_an_older_change_says_that_something_newer_was_saved(bot: Bot) -> None:
    button = types(bot, "add ★★★★ NET402 | One").button("Undo")
    types(bot, "rate NET402 1")
    answer = button.click()
    assert "Something newer was saved since" in answer.shown
    assert kept(bot).stars == 1
    answer.button("Undo the newest").click()
    assert kept(bot).stars == 4


@pytest.mark.parametrize(
    "typed", ["undo NET402", "undo -1", "undo 9999999999999999999999", "undo ４x"]
)
def test_undo_of_what_is_no_change_is_refused(bot: Bot, typed: str) -> None:
    types(bot, "add ★★★★ NET402 | One")
    assert types(bot, typed).message.is_private
    assert kept(bot).stars == 4


def test_nobody_takes_back_what_someone_else_saved(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One")
    assert "not yours" in types(bot, "undo 1", "ben").shown
    assert kept(bot).stars == 4


# delete


def test_a_deletion_is_confirmed_and_can_be_undone(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine")
    question = types(bot, "delete NET402")
    assert "Delete your takeaway on NET402 One?" in question.shown
    assert kept(bot).stars == 4
    gone = question.button("Delete").click()
    assert "Deleted your takeaway on NET402 One." in gone.shown
    assert titles(bot) == {}
    gone.button("Undo").click()
    assert (kept(bot).stars, kept(bot).impressions) == (4, "fine")


def test_a_title_that_ends_in_yes_is_not_deleted_unasked(bot: Bot) -> None:
    types(bot, "add ★★★★ Say yes\nfine")
    assert "Delete your takeaway on Say yes?" in types(bot, "delete say yes").shown
    assert kept(bot).stars == 4


def test_only_what_is_there_is_deleted(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One", "ben")
    assert "You have no takeaway on NET402 One." in types(bot, "delete NET402").shown
    assert "You have no takeaway on NET402 One." in types(bot, "delete #1 yes").shown
    assert "is not logged" in types(bot, "delete OPN310").shown
    assert kept(bot, name="ben").stars == 4


def test_only_admins_delete_what_someone_else_wrote(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One", "ben")
    ben = who(bot, "ben").user_id
    refused = types(bot, f"delete #1 yes by:<@{ben}>")
    assert "Only admins" in refused.shown
    assert kept(bot, name="ben").stars == 4
    question = types(bot, "delete NET402 by:@ben", "ada")
    assert "Delete the takeaway of Ben on NET402 One?" in question.shown
    gone = question.button("Delete").click()
    assert "Deleted the takeaway of Ben on NET402 One." in gone.shown
    assert titles(bot) == {}
    refused = types(bot, "undo", "ben")
    assert "Something newer was saved there since" in refused.shown
    assert [button.label for button in refused.buttons] == []

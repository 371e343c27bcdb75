"""What a member sees from the first visit on: Home, forms, buttons, a database that is away."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bots import Bot, running
from tests.outages import locked


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def open_home(bot: Bot) -> Any:
    home = bot.slack.member("ann").opens_home()
    bot.workers.finish()
    return home


def test_home_is_there_from_the_first_visit_on(bot: Bot) -> None:
    assert "Log a session" in [button.label for button in open_home(bot).buttons]


def test_home_shows_what_was_saved_in_a_form_that_it_opened(bot: Bot) -> None:
    home = open_home(bot)
    form = home.button("Log a session").click().form
    form.fill(session=form.search("session", "KEY101 The quiet rota")[0])
    form.submit(stars="5", impressions="Worth it")
    bot.workers.finish()
    assert bot.slack.member("ann").form is None
    assert "KEY101" in home.shown
    assert home.shown.index("Saved") < home.shown.index("Worth it")
    assert bot.slack.member("ann").reads() == []


def test_a_button_of_home_answers_in_a_modal_whose_buttons_go_on(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    ann.types("/session add KEY101 5 The quiet rota", "general")
    home = open_home(bot)
    [show] = [each for each in home.buttons if each.value.startswith("show #1")][:1]
    shown = show.click().form
    assert "KEY101" in shown.shown
    bot.workers.finish()
    edit = next(each for each in shown.buttons if each.value.startswith(("edit", "rate")))
    edit.click()
    assert ann.form is not None


def test_a_form_that_was_opened_by_a_command_answers_there(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    form = ann.types("/session add", "general").form
    form.fill(session=form.search("session", "KEY101 The quiet rota")[0])
    form.submit(stars="4", facts="• one\n• two")
    bot.workers.finish()
    assert "KEY101" in ann.reads("general")[-1].shown
    assert ann.reads("general")[-1].is_private


def test_a_message_becomes_the_forms_text(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    message = bot.slack.member("ben").says(
        "★★★★ NET402 Overloads\n• *shed* load & wait with <@U0JAPAN>", "general"
    )
    form = ann.uses_message_shortcut("save_as_takeaway", message).form
    assert form.fields["stars"] == "4"
    assert "shed load & wait with @はる" in form.fields["facts"]
    form.submit()
    bot.workers.finish()
    assert "NET402" in ann.reads("general")[-1].shown


@pytest.mark.parametrize("known", [True, False])
def test_a_locked_database_is_said_and_nothing_is_lost(bot: Bot, known: bool) -> None:
    ann = bot.slack.member("ann")
    # Of somebody whom the bot never met it has to ask Slack, and to write that down as well.
    first = ann if known else bot.slack.member("ben")
    first.types("/session add KEY101 5 Before", "general")
    with locked(bot.settings.database_url):
        said = ann.types("/session add KEY101 3 What I typed", "general")
        assert "The database does not answer" in said.shown
        assert "KEY101 3 What I typed" in said.shown
    assert "What I typed" not in ann.types("/session show KEY101", "general").shown
    assert bot.slack.refusals == []


def test_a_form_waits_for_a_locked_database_with_all_that_was_typed(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    form = ann.types("/session add", "general").form
    form.fill(session=form.search("session", "KEY101 The quiet rota")[0])
    with locked(bot.settings.database_url):
        form.submit(impressions="What I typed")
        assert form.is_open
        assert "The database does not answer" in " ".join(form.errors.values())
    form.submit()
    bot.workers.finish()
    assert "What I typed" in ann.reads("general")[-1].shown


def test_people_are_named_as_text_in_what_is_kept(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    said = ann.types("/session add KEY101 5\nwith @haru & https://a.example/x", "general")
    assert "with @はる & https://a.example/x" in said.shown
    assert "<@" not in said.text


def test_a_name_in_a_filter_is_that_person(bot: Bot) -> None:
    bot.slack.member("haru").types("/session add KEY101 5 Hers", "general")
    bot.slack.member("ben").types("/session add KEY102 5 His", "general")
    shown = bot.slack.member("ann").types("/session top by:@haru", "general").shown
    assert "KEY101" in shown
    assert "KEY102" not in shown


def test_an_entry_can_be_typed_to_the_bot_as_a_message(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    ann.types("⭐⭐⭐⭐ KEY101 The quiet rota\n• *one* & two")
    bot.workers.finish()
    assert "one & two" in ann.reads()[-1].shown

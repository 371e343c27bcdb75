"""A database that is locked or gone: said at every door in time, nothing half saved or lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from bot.playground import Outcome
from storage import engine
from tests.bots import Bot
from tests.logged import logged, typed
from tests.outages import gone, locked
from tests.refusing import log_of

TYPED = "NET402 ★ What I typed"
Outage = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def bot(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bot]:
    """The limits are those of the storage, only shorter; Slack's three seconds are held to."""
    monkeypatch.setattr(engine, "PATIENCE", 0.2)
    monkeypatch.setattr(engine, "POOL_PATIENCE", 0.2)
    with logged(database_url) as started:
        for who in ("ann", "ben", "ada"):
            typed(started, "top", who)
        yield started


@pytest.fixture(params=[locked, gone])
def outage(request: pytest.FixtureRequest) -> Outage:
    chosen: Outage = request.param
    return chosen


def said_so(outcome: Outcome) -> str:
    shown = outcome.shown
    assert "The database does not answer. Nothing was saved: try again soon." in shown
    return shown


def test_every_door_says_so_and_repeats_what_was_typed(
    bot: Bot, outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    ann = bot.slack.member("ann")
    message = ann.says(TYPED, "general")
    rate = typed(bot, "rate NET402").message
    before = log_of(bot)
    with outage(bot.settings.database_url):
        assert TYPED in said_so(typed(bot, f"add {TYPED}"))
        assert TYPED in said_so(typed(bot, TYPED))
        said_so(typed(bot, "rate NET402 1"))
        said_so(rate.button("rate #1 1").click())
        ann.types(TYPED)
        bot.workers.finish()
        assert TYPED in said_so(_last(bot))
        opened = ann.uses_message_shortcut("save_as_takeaway", message)
        bot.workers.finish()
        assert ann.form is not None or TYPED in said_so(opened)
    while ann.form is not None:
        ann.form.close()
    assert log_of(bot) == before
    assert typed(bot, "rate NET402 1").buttons
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


def _last(bot: Bot) -> Outcome:
    outcome = bot.slack.member("ann").acting()
    outcome._since = 0
    return outcome


def test_a_form_stays_open_with_all_that_was_typed(
    bot: Bot, outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    before = log_of(bot)
    adding = typed(bot, "add").form
    adding.choose("session", adding.search("session", "NEW404 Later")[0])
    editing = typed(bot, "edit NET402", "ben").form
    event = typed(bot, "event new", "ada").form
    with outage(bot.settings.database_url):
        adding.submit(stars="3", impressions="What I typed")
        editing.submit(impressions="What Ben typed")
        event.submit(name="Later", key="later", timezone="Tokyo")
        for form in (adding, editing, event):
            assert form.is_open
            [error] = form.errors.values()
            assert "The database does not answer" in error
        options = adding.search("session", "NET402")
        assert all(option["value"] == "1" or "NET402" in option["value"] for option in options)
    assert log_of(bot) == before
    adding.submit()
    editing.submit()
    event.submit()
    bot.workers.finish()
    assert [form.is_open for form in (adding, editing, event)] == [False] * 3
    shown = typed(bot, "show NET402 event:general").shown
    assert "What Ben typed" in shown
    assert "What I typed" in typed(bot, "show NEW404 event:general").shown
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


def test_home_says_so_where_it_can_not_be_read(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    with gone(bot.settings.database_url):
        home = bot.slack.member("ann").opens_home()
        bot.workers.finish()
        assert "The database does not answer" in home.shown
    bot.slack.member("ann").opens_home()
    bot.workers.finish()
    assert "NET402" in home.shown
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


@pytest.mark.parametrize("text", ["top", "show NET402", "mine", "search load", "later", "digest"])
def test_reading_says_so_too(bot: Bot, text: str) -> None:
    with gone(bot.settings.database_url):
        assert "The database does not answer" in typed(bot, text).shown
    assert "The database" not in typed(bot, text).shown

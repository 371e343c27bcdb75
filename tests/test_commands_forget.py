"""`forget-me` from Slack: asked first, all of it gone, and said what went."""

import logging
from collections.abc import Iterator
from datetime import time

import pytest

from storage import Entry, Filter, Profile, Question
from storage.digest_records import Plan
from tests.bots import Bot
from tests.logged import ANN, BEN, TEAM, logged, number, typed
from tests.traces import traces

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")
SECRET = "ひみつのことば"
ANNS = ("U0LOCAL", SECRET, "Best talk of the week", "Shed load early", "Does it work across")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


def test_it_is_asked_first_with_what_would_go(bot: Bot) -> None:
    typed(bot, "later 朝食")
    asked = typed(bot, "forget-me")
    for words in ("2 takeaways", "1 session on your watch list", "your profile", "no Undo"):
        assert words in asked.shown
    button = asked.button("Delete all that is mine")
    assert button.confirm
    button.click(agree=False)
    assert bot.store.takeaways.mine(ANN).total == 2
    gone = button.click()
    assert "2 takeaways" in gone.shown
    assert bot.store.takeaways.mine(ANN).total == 0
    assert "Best talk" not in typed(bot, "show NET402", "ben").shown


@BOTH
def test_neither_the_database_nor_the_log_holds_a_trace(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "bot"), caplog.at_level(logging.DEBUG, "storage"):
        asked = (Question(SECRET, SECRET),)
        bot.store.takeaways.add(ANN, [Entry(title=SECRET, facts=(SECRET,), questions=asked)])
        typed(bot, f"add ★★★★★★ {SECRET}")
        typed(bot, f"search {SECRET}")
        typed(bot, "profile").form.submit(role=SECRET, language="ja")
        typed(bot, "later NET402")
        typed(bot, "event use general")
        bot.slack.fail_next("chat.postMessage", "error", error="messages_tab_disabled")
        bot.slack.member("ann").says("top")
        bot.workers.finish()
        assert traces(bot.settings.database_url, *ANNS) == list(ANNS)
        typed(bot, "forget-me はい")
        bot.workers.finish()
    assert traces(bot.settings.database_url, *ANNS) == []
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    assert [each for each in ours for word in ANNS if word in each] == []


def test_a_digest_that_quoted_the_person_is_updated_however_old_it_is(bot: Bot) -> None:
    bot.store.digests.set_up(BEN, Plan("C0CONF", "conference", time(10), "UTC", "en"))
    bot.clock.forward(days=1)
    bot.tick()
    [posted] = bot.slack.workspace.public("C0CONF")
    assert "Best talk of the week" in str(posted.blocks)
    bot.clock.forward(days=20)
    typed(bot, "forget-me yes")
    bot.tick()
    [updated] = bot.slack.workspace.public("C0CONF")
    for words in ("Best talk", "Ann", "SRE"):
        assert words not in str(updated.blocks)
    assert "NET402" in str(updated.blocks)
    assert "Ben" in str(updated.blocks)


def test_the_digest_that_the_person_set_up_is_anybodys(bot: Bot) -> None:
    typed(bot, "digest on 09:00")
    assert "set this digest up" in typed(bot, "digest off", "ben").text
    gone = typed(bot, "forget-me yes")
    assert "1 digest that you set up goes on without your name" in gone.shown
    assert "10:00" in typed(bot, "digest on 10:00", "ben").shown
    (found,) = bot.store.digests.all(TEAM)
    assert found.set_up_by == BEN.user_id


def test_a_digest_of_their_words_alone_is_off(bot: Bot) -> None:
    by = Filter(by=(ANN.user_id,))
    bot.store.digests.set_up(BEN, Plan("C0CONF", "conference", time(10), "UTC", "en", filter=by))
    assert "1 digest that showed only what you wrote is off" in typed(bot, "forget-me yes").shown


def test_trouble_of_a_digest_of_nobody_is_told_to_nobody(bot: Bot) -> None:
    bot.store.digests.set_up(ANN, Plan("C0CONF", "conference", time(10), "UTC", "en"))
    typed(bot, "forget-me yes")
    bot.store.takeaways.add(BEN, [Entry(code="STG204", stars=4)])
    bot.clock.forward(days=1)
    bot.slack.fail_next("chat.postMessage", "error", error="is_archived")
    bot.tick()
    assert bot.store.digests.last_runs(TEAM, ["C0CONF"])["C0CONF"].state == "failed"


def test_other_words_do_not_delete(bot: Bot) -> None:
    assert "takes no words" in typed(bot, "forget-me NET402").text
    assert bot.store.takeaways.mine(ANN).total == 2


def test_someone_without_anything_is_told_so(bot: Bot) -> None:
    assert "Nothing was written here" in typed(bot, "forget-me yes", "ada").shown


def test_the_person_may_come_back(bot: Bot) -> None:
    typed(bot, "forget-me yes")
    assert "5" in typed(bot, "add NET402 5 back again").shown
    assert bot.store.takeaways.mine(ANN).total == 1
    assert bot.store.people.profile(ANN) is None
    bot.store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE"))
    assert number(bot, "NET402")


def test_what_others_kept_of_ones_messages_is_said_to_stay(bot: Bot) -> None:
    assert "what others kept of your messages" in typed(bot, "forget-me").shown

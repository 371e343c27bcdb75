"""What the bot tells people by itself: in the morning, in the evening, once, in their language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest

from bot.authorize import OneWorkspace, installation_of
from bot.letters import Postman
from bot.playground import Seen
from bot.playground.limits import check_message
from bot.running import composed, press_of
from storage import Edit, Entry, Event, Who
from storage.records import Profile
from tests.bots import Bot, running
from tests.logged import ANN, BEN, TEAM, typed

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")

LINK = "https://video.example.com/1"
HARU = Who(TEAM, "U0JAPAN")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        started.clock.moment = datetime(2026, 12, 1, 8, tzinfo=UTC)
        days = date(2026, 12, 1), date(2026, 12, 3)
        started.store.events.create(ANN, Event("summit", "Summit", "UTC", *days))
        yield started


def at(bot: Bot, day: int, hour: int, minute: int = 0) -> int:
    """Go to a moment of December 2026, in UTC, and bring what is due."""
    bot.workers.finish()
    bot.clock.moment = datetime(2026, 12, day, hour, minute, tzinfo=UTC)
    return bot.brings_letters()


def told(bot: Bot, who: str) -> list[Seen]:
    """The bot's letters in the DM, without its private answers to buttons."""
    return [seen for seen in bot.slack.member(who).reads() if not seen.is_private]


def waits(bot: Bot, who: str = "ben", code: str = "NET402", title: str = "Nets") -> int:
    """Let somebody queue a session, which then gets its link."""
    saved = bot.store.takeaways.add(ANN, [Entry(code=code, title=title, stars=4, facts=("x",))])
    number = saved.entries[0].session.number
    typed(bot, f"later #{number}", who)
    edit = Edit(Entry(recording_url=LINK), frozenset({"recording_url"}))
    bot.store.takeaways.edit(ANN, number, edit)
    bot.brings_letters()
    return number


@BOTH
def test_whoever_queued_a_session_is_told_of_its_recording_once(bot: Bot) -> None:
    number = waits(bot)
    assert told(bot, "ben") == []
    at(bot, 1, 9)
    [letter] = told(bot, "ben")
    assert letter.shown.startswith("A session on your watch list has a recording now.")
    assert "NET402 Nets" in letter.shown
    assert LINK in str(letter.blocks)
    asked = letter.button("Watched").click()
    assert "How many stars for NET402 Nets?" in asked.shown
    asked.button("★5 excellent").click()
    assert bot.store.sessions.get(TEAM, number).rating.count == 2
    for day in (1, 2):
        at(bot, day, 10)
    assert len(told(bot, "ben")) == 1


def test_all_recordings_of_a_day_come_in_one_message(bot: Bot) -> None:
    for code in range(100, 112):
        waits(bot, code=f"NET{code}")
    at(bot, 1, 9)
    [letter] = told(bot, "ben")
    assert letter.shown.startswith("12 sessions on your watch list have a recording now.")
    assert letter.button("My watch list").value == "later"


@BOTH
def test_in_the_evening_whoever_lacks_something_is_reminded_and_nobody_else(bot: Bot) -> None:
    bot.store.takeaways.add(ANN, [Entry(code="NET402", stars=5, facts=("one",))])
    typed(bot, "add NET402 5", "ben")
    typed(bot, "add SEC101 4", "ben")
    assert at(bot, 1, 20) == 1
    [letter] = told(bot, "ben")
    assert letter.shown.startswith("2 takeaways of Summit are still incomplete.")
    assert told(bot, "ann") == told(bot, "ada") == told(bot, "haru") == []
    form = letter.button("Edit").click().form
    assert form.callback_id == "takeaway"
    form.submit(impressions="It was loud.")
    at(bot, 1, 20, 30)
    assert len(told(bot, "ben")) == 1
    assert at(bot, 2, 20) == 1


def test_what_was_completed_meanwhile_is_not_asked_for(bot: Bot) -> None:
    typed(bot, "add NET402 5", "ben")
    bot.clock.moment = datetime(2026, 12, 1, 20, tzinfo=UTC)
    bot.store.letters.collect()
    typed(bot, "rate NET402 5 great", "ben")
    bot.brings_letters()
    assert told(bot, "ben") == []


def test_tomorrow_and_never_again_are_buttons(bot: Bot) -> None:
    typed(bot, "add NET402 5", "ben")
    at(bot, 3, 20)
    [letter] = told(bot, "ben")
    said = letter.button("Remind me tomorrow").click()
    assert said.shown == "I remind you tomorrow evening of what Summit still lacks then."
    at(bot, 4, 20)
    letter = told(bot, "ben")[-1]
    assert "still incomplete" in letter.shown
    ended = letter.button("No more reminders of this event").click()
    assert ended.shown.startswith("No more reminders of Summit.")
    ended.button("Remind me again").click()
    letter.button("No more reminders of this event").click()
    letter.button("Remind me tomorrow").click()
    assert at(bot, 5, 20) == 1


@BOTH
def test_who_wants_none_is_left_alone_on_the_next_evening(bot: Bot) -> None:
    typed(bot, "add NET402 5", "ben")
    at(bot, 1, 20)
    told(bot, "ben")[0].button("No more reminders of this event").click()
    count = len(told(bot, "ben"))
    at(bot, 2, 20)
    assert len(told(bot, "ben")) == count


def test_letters_are_in_the_language_of_whoever_reads_them(bot: Bot) -> None:
    typed(bot, "add NET402 5", "ben")
    bot.store.people.choose_language(BEN, "ja")
    at(bot, 1, 20)
    assert "とても良い" in told(bot, "ben")[0].text


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "http_500", "http_500_after"])
def test_what_may_have_been_sent_is_not_sent_again(bot: Bot, fault: Any) -> None:
    typed(bot, "add NET402 5", "ben")
    bot.slack.fail_next("chat.postMessage", fault)
    at(bot, 1, 20)
    after = len(told(bot, "ben"))
    assert after <= 1
    for minute in range(1, 40):
        at(bot, 1, 20, minute)
    assert len(told(bot, "ben")) == after


@BOTH
def test_what_was_not_sent_is_sent_later_that_evening(bot: Bot) -> None:
    waits(bot)
    bot.slack.fail_next("chat.postMessage", "ratelimited", retry_after=90)
    at(bot, 1, 9)
    assert told(bot, "ben") == []
    at(bot, 1, 9, 1)
    assert told(bot, "ben") == []
    at(bot, 1, 9, 2)
    assert len(told(bot, "ben")) == 1


def test_a_refusal_ends_it(bot: Bot) -> None:
    typed(bot, "add NET402 5", "ben")
    bot.slack.fail_next("chat.postMessage", "error", error="messages_tab_disabled")
    assert at(bot, 1, 20) == 1
    assert at(bot, 1, 20, 5) == 0


def test_a_process_that_is_killed_tells_nobody_twice(bot: Bot) -> None:
    class Killed(BaseException):
        pass

    typed(bot, "add NET402 5", "ben")
    press = press_of(bot.settings, bot.store, bot.access, bot.clock.now)

    class Dying:
        def tell(self, *_: Any) -> None:
            raise Killed

    dying = Postman(
        type(press)(bot.store, lambda _: Dying(), press.command),  # type: ignore[arg-type, return-value]
        bot.clock.now,
        lambda _: None,
    )
    bot.clock.moment = datetime(2026, 12, 1, 20, tzinfo=UTC)
    with pytest.raises(Killed):
        dying.run_due()
    assert bot.brings_letters() == 0


def test_one_letter_that_breaks_does_not_hold_up_the_others(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    typed(bot, "add NET402 5", "ben")
    typed(bot, "add NET402 5", "ann")
    mine, calls = bot.store.takeaways.mine, []

    def breaks(who: Who, **rest: Any) -> Any:
        calls.append(who)
        if len(calls) == 1:
            raise RuntimeError
        return mine(who, **rest)

    monkeypatch.setattr(bot.store.takeaways, "mine", breaks)
    assert at(bot, 1, 20) == 2
    assert len(told(bot, "ben")) + len([s for s in told(bot, "ann") if "incomplete" in s.text]) == 1
    assert "A letter of kind nudge stopped." in caplog.text


def test_the_running_bot_brings_letters_by_itself(bot: Bot) -> None:
    typed(bot, "add NET402 5", "ben")
    bot.clock.moment = datetime(2026, 12, 1, 20, tzinfo=UTC)
    settings = replace(bot.settings, port=0)
    workspace = OneWorkspace(installation_of(settings))
    with composed(settings, bot.store, workspace, bot.clock.now) as composition:
        serving = Thread(target=composition.server.run)
        serving.start()
        bot.slack.workspace.wait_until(lambda: told(bot, "ben"), 10)
        composition.server.stop()
        serving.join()
    assert "still incomplete" in told(bot, "ben")[0].shown


def test_a_letter_of_the_longest_texts_is_one_that_slack_takes(bot: Bot) -> None:
    for at_ in range(100, 120):
        waits(bot, code=f"NET{at_}", title="題🎉" * 250)
        bot.store.takeaways.add(BEN, [Entry(code=f"NET{at_}", stars=3)])
    bot.store.people.save_profile(BEN, Profile(BEN.user_id))
    at(bot, 1, 9)
    at(bot, 1, 20)
    for seen in told(bot, "ben"):
        sent = {"text": seen.text, "blocks": seen.blocks}
        assert check_message(sent) == []

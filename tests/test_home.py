"""App Home: what one needs is there from the first visit on."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest

from bot.playground import Home, web_api
from bot.playground.limits import check_view
from storage import Who
from storage.digest_records import Plan
from storage.records import Edit, Entry, Profile, Question
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
    shown = renewed(bot)
    assert "4.0 (2 ratings)" in shown
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


def renewed(bot: Bot, name: str = "ann") -> str:
    """What Home shows once all work is done."""
    bot.workers.finish()
    return bot.slack.member(name).home.shown


@pytest.mark.engines("sqlite", "postgresql")
def test_home_follows_what_is_done_anywhere(bot: Bot) -> None:
    opened(bot)
    ann = bot.slack.member("ann")
    ann.types("/session add NET402 5", "general")
    assert "NET402" in renewed(bot)
    assert "no facts or impressions yet" in renewed(bot)
    ann.types("rate NET402 5 It was great.")
    assert "no facts or impressions yet" not in renewed(bot)
    shown = ann.types("/session show NET402", "general").message
    shown.button("Watch later").click()
    assert "Nothing to watch." not in renewed(bot)
    shown.button("Edit mine").click().form.submit(stars="2")
    assert "2.0 (1 rating)" in renewed(bot)
    ann.types("/session delete NET402", "general").buttons[0].click()
    assert "Nothing yet." in renewed(bot)


def test_home_is_known_as_open_before_it_is_shown(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish, scope = web_api.METHODS["views.publish"]
    known: list[bool] = []

    def published(call: Any) -> Any:
        known.append(bot.store.homes.is_open(ANN))
        return publish(call)

    monkeypatch.setitem(web_api.METHODS, "views.publish", (published, scope))
    opened(bot)
    assert known == [True]


def test_home_follows_an_import_and_a_new_profile_and_language(bot: Bot) -> None:
    opened(bot)
    ann = bot.slack.member("ann")
    form = ann.types("/session import", "general").form
    file = ann.client.hand_over("report.md", "★★★★ NET402 | Nets\n\nGood.\n".encode())
    form.submit(file=[file.as_slack(bot.slack.base_url)])
    assert "NET402 Nets" in renewed(bot)
    bot.store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE", company="Example"))
    bot.store.people.choose_language(ANN, "ja")
    ann.types("/session rate NET402 3", "general")
    assert "SRE" in renewed(bot)
    assert "Log a session" not in renewed(bot)


def test_nobody_gets_a_home_that_they_have_not_opened(bot: Bot) -> None:
    bot.slack.member("ben").types("/session add NET402 5", "general")
    assert renewed(bot, "ben") == ""


def test_home_is_empty_once_its_reader_is_forgotten(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    ann.types("/session add NET402 5 My secret breakfast", "general")
    opened(bot)
    assert "breakfast" in renewed(bot)
    ann.types("/session forget-me", "general").buttons[0].click()
    assert "breakfast" not in renewed(bot)
    assert not bot.store.homes.is_open(ANN)


def test_home_shows_my_profile_and_opens_its_form(bot: Bot) -> None:
    bot.store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE", company="Example"))
    home = opened(bot)
    assert "My profile\nSRE, Example\n" in home.shown
    assert home.button("Edit my profile").click().form.callback_id == "profile"


@pytest.mark.engines("sqlite", "postgresql")
def test_home_shows_the_digests_of_the_channels_that_one_is_in(bot: Bot) -> None:
    def digest(channel: str, name: str, *, private: bool = False) -> None:
        plan = Plan(channel, name, time(9), "Asia/Tokyo", "en", private=private)
        bot.store.digests.set_up(BEN, plan)

    digest("C0CONF", "conference")
    digest("G0LEADS", "leads", private=True)
    bot.slack.workspace.channels["C0GENERAL"].members.discard(BEN.user_id)
    digest("C0GENERAL", "general")
    bot.slack.workspace.channels["G0LEADS"].members.add("U0BOT")
    ann, ben = opened(bot).shown, opened(bot, "ben").shown
    for channel in ("#conference: next Tue 3 Mar 09:00 (Asia/Tokyo)", "#leads: next", "#general:"):
        assert channel in ann
    assert "#conference" in ben
    assert "#leads" not in ben
    assert "#general" not in ben


def test_slacks_word_on_ones_channels_holds_for_some_minutes(bot: Bot) -> None:
    bot.store.digests.set_up(ANN, Plan("C0CONF", "conference", time(9), "UTC", "en"))
    assert "#conference" in opened(bot).shown
    ann = bot.slack.member("ann")
    bot.slack.workspace.channels["C0CONF"].members.discard(ann.id)
    ann.types("/session add NET402 5", "general")
    assert "#conference" in renewed(bot)
    bot.clock.forward(minutes=11)
    bot.slack.fail_next("users.conversations", "error", error="internal_error")
    ann.types("/session rate NET402 4", "general")
    assert "#conference" in renewed(bot)
    ann.types("/session rate NET402 3", "general")
    assert "#conference" not in renewed(bot)


def test_where_slack_does_not_answer_home_shows_the_digests_of_public_channels(bot: Bot) -> None:
    for channel, private in (("C0CONF", False), ("G0LEADS", True)):
        plan = Plan(channel, channel.lower(), time(9), "UTC", "en", private=private)
        bot.store.digests.set_up(ANN, plan)
    bot.slack.fail_next("users.conversations", "error", error="internal_error")
    shown = opened(bot).shown
    assert "#c0conf" in shown
    assert "#g0leads" not in shown


def test_home_of_the_longest_texts_with_thousands_of_entries_is_a_view_of_slack(bot: Bot) -> None:
    long = "題🎉" * 250
    types = ("長" * 200, "Keynote")
    entries = [
        Entry(
            code=f"A{'BCDEF'[at // 1000]}C{at % 1000 + 1000}",
            title=long,
            stars=5 if at % 2 else None,
            type=types[at % 2],
            impressions=long,
            questions=(Question(long, long),),
        )
        for at in range(2000)
    ]
    for start in range(0, 1500, 500):
        bot.store.takeaways.add(ANN, entries[start : start + 500])
    saved = bot.store.takeaways.add(ANN, entries[1500:])
    for entry in saved.entries[:50]:
        bot.store.watching.queue(ANN, entry.session.number)
    number = saved.entries[0].session.number
    link = Edit(
        Entry(recording_url="https://e.example/" + "x" * 2900), frozenset({"recording_url"})
    )
    bot.store.takeaways.edit(ANN, number, link)
    bot.store.people.save_profile(ANN, Profile(ANN.user_id, *[long] * 6))
    for at in range(12):
        plan = Plan(f"C{at}", "チャンネル" * 16, time(9), "America/Argentina/ComodRivadavia", "ja")
        bot.store.digests.set_up(ANN, plan)
    bot.slack.fail_next("users.conversations", "error", error="internal_error")
    home = opened(bot)
    assert check_view({"type": "home", "blocks": home.blocks}, "home") == []
    assert len(home.blocks) < 100

"""Digests in a Slack that fails in every way: posted once, never lost, never twice."""

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import Any

import pytest

from bot import digest, slack_posts
from bot.digest import Press
from bot.slack_posts import SlackPosts
from storage.records import Entry, Profile
from tests.offices import ANN, BEN, CHANNEL, DAY, LONG, NINE, Killed, Office, at, named, opened

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        yield found


def test_a_digest_is_posted_at_its_hour_and_not_again(office: Office) -> None:
    numbers = office.save(3)
    office.set_up()
    at(office, NINE - timedelta(seconds=1))
    office.tick()
    assert office.parents() == []
    at(office, NINE)
    office.tick()
    office.tick_through(hours=30)
    assert len(office.parents()) == 1
    assert sorted(office.shown()) == numbers
    assert office.slack.refusals == []


def test_the_best_five_stand_in_the_channel_and_the_others_in_its_thread(office: Office) -> None:
    office.store.people.save_profile(ANN, Profile("U0LOCAL", role="SRE", company="Example"))
    numbers = office.save(23, LONG)
    office.set_up()
    at(office, NINE)
    office.tick()
    parent = office.parents()[0]
    assert sum(block["type"] == "actions" for block in parent.blocks) == 5
    assert "18 more sessions in the thread" in parent.text
    assert "Ann (SRE, Example)" in parent.text
    assert "Everything about it was worth the hour, and then some more was said." in parent.text
    assert sorted(office.shown()) == numbers
    assert len(office.replies()) == 2
    assert {each.thread_ts for each in office.replies()} == {parent.ts}
    assert office.last().state == "posted"
    assert office.slack.refusals == []


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("drop_before", {}),
        ("drop_after", {}),
        ("drop_late", {}),
        ("http_500", {}),
        ("http_500_after", {}),
        ("ratelimited", {"retry_after": 37}),
        ("error", {"error": "service_unavailable"}),
        ("error", {"error": "internal_error"}),
        ("error", {"error": "fatal_error"}),
        ("error_after", {"error": "internal_error"}),
        ("error_after", {"error": "fatal_error"}),
    ],
)
def test_a_fault_neither_doubles_nor_loses(
    office: Office, kind: Any, details: dict[str, Any], part: int
) -> None:
    numbers = office.save(8)
    office.set_up()
    at(office, NINE)
    if part == 0:
        office.slack.fail_next("chat.postMessage", kind, **details)
        office.tick()
    else:
        office.fail_second_post(kind, details)
    assert office.last().state != "posted"
    office.clock.forward(seconds=60)
    office.slack.late_calls_land()
    office.tick_through(hours=1)
    assert (len(office.parents()), len(office.replies())) == (1, 1)
    assert sorted(office.shown()) == numbers
    assert (office.last().state, office.last().reason) == ("posted", "")


@pytest.mark.parametrize("moment", ["before sending", "before the call", "after the call"])
@pytest.mark.parametrize("part", [0, 1])
def test_a_process_that_is_killed_neither_doubles_nor_loses(
    office: Office, moment: str, part: int
) -> None:
    numbers = office.save(8)
    office.set_up()
    at(office, NINE)

    def die_later(seconds: float) -> None:
        office.clock.forward(seconds=seconds)
        office.posts.moment = moment

    office.posts.moment = moment if part == 0 else ""
    with pytest.raises(Killed):
        digest.run_due(Press(office.store, lambda _: office.posts), die_later)
    office.tick()
    assert office.last().state in ("claimed", "posting")
    office.tick_through(hours=1)
    assert (len(office.parents()), len(office.replies())) == (1, 1)
    assert sorted(office.shown()) == numbers


def test_a_timeout_is_looked_up_only_once_the_claim_has_run_out(office: Office) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "drop_late")
    office.tick()
    assert office.last().state == "unknown"
    assert office.store.digests.bring_forward("T0LOCAL", CHANNEL) == "open"
    office.clock.forward(seconds=118)
    office.tick()
    assert office.parents() == []
    office.slack.late_calls_land()
    office.clock.forward(seconds=2)
    office.tick()
    assert len(office.parents()) == 1
    assert office.last().state == "posted"


def test_the_pauses_slack_asks_for_are_kept(office: Office) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "ratelimited", retry_after=300)
    office.tick()
    office.clock.forward(seconds=298)
    office.tick()
    assert office.parents() == []
    office.clock.forward(seconds=2)
    office.tick()
    assert len(office.parents()) == 1


def test_a_walk_through_history_ends_at_its_last_page(office: Office) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "drop_after")
    office.tick()
    for _ in range(12):
        office.clock.forward(seconds=2)
        office.slack.member("ben").says("And another thing.", channel="conference")
    office.slack.page_limit = 5
    office.slack.fail_next("conversations.history", "ratelimited", retry_after=30)
    office.clock.forward(seconds=120)
    office.tick()
    assert office.last().state == "unknown"
    for _ in range(4):
        office.clock.forward(seconds=30)
        office.tick()
    assert office.last().state == "posted"
    assert len([m for m in office.parents() if m.blocks]) == 1


def test_a_walk_that_was_interrupted_goes_on_from_its_page(office: Office) -> None:
    """One page a minute is what Slack grants some apps: beginning anew would never end."""
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "drop_before")
    office.tick()
    for _ in range(12):
        office.clock.forward(seconds=2)
        office.slack.member("ben").says("And another thing.", channel="conference")
    office.slack.page_limit = 5
    office.posts.before_look = lambda: (
        office.slack.fail_next("conversations.history", "ratelimited", retry_after=60)
        if len(office.posts.looked) % 2
        else None
    )
    office.clock.forward(seconds=120)
    for _ in range(6):
        office.tick()
        office.clock.forward(seconds=60)
    assert len(set(office.posts.looked)) == 3
    assert len([m for m in office.parents() if m.blocks]) == 1
    assert office.last().state == "posted"


def test_what_nobody_can_look_up_is_skipped_told_and_comes_the_next_day(office: Office) -> None:
    numbers = office.save(2)
    office.set_up()
    at(office, NINE)
    scopes = office.slack.workspace.granted_scopes
    office.slack.workspace.granted_scopes = scopes - {"channels:history", "groups:history"}
    office.slack.fail_next("chat.postMessage", "drop_before")
    office.tick()
    office.tick_through(hours=2)
    assert (office.last().state, office.last().reason) == ("skipped", "unreadable")
    assert office.parents() == []
    assert len(office.told()) == 1
    assert "may or may not have arrived" in office.told()[0]
    at(office, NINE + DAY)
    office.tick()
    assert sorted(office.shown()) == numbers


def test_what_is_open_at_the_end_of_the_day_is_looked_up_before_the_next_run(
    office: Office,
) -> None:
    numbers = office.save(2)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "drop_after")
    office.tick()
    at(office, NINE + DAY)
    more = office.save(1)
    office.tick()
    assert len(office.parents()) == 2
    assert sorted(office.shown()) == numbers + more


def test_a_refusal_is_told_once_and_tried_again_the_next_day(office: Office) -> None:
    numbers = office.save(2)
    office.set_up()
    channel = office.slack.workspace.channels[CHANNEL]
    channel.is_archived = True
    at(office, NINE)
    office.tick_through(hours=3)
    attempts = [each for each in office.slack.refusals if each.error == "is_archived"]
    assert len(attempts) == 1
    assert (office.last().state, office.last().reason) == ("failed", "is_archived")
    assert len(office.told()) == 1
    assert "archived" in office.told()[0]
    at(office, NINE + DAY)
    office.tick()
    assert len(office.told()) == 1
    channel.is_archived = False
    at(office, NINE + 2 * DAY)
    office.tick()
    assert len(office.parents()) == 1
    assert sorted(office.shown()) == numbers


def test_another_channel_is_not_held_up(office: Office) -> None:
    office.save(1)
    office.set_up()
    office.set_up("C0GENERAL")
    office.slack.workspace.channels[CHANNEL].members.discard("U0BOT")
    at(office, NINE)
    office.tick()
    assert (office.last().state, office.last().reason) == ("failed", "not_in_channel")
    assert len(office.parents("C0GENERAL")) == 1


@pytest.mark.parametrize("token", ["xoxb-wrong", ""])
def test_a_token_that_is_gone_ends_the_run_until_the_next_day(office: Office, token: str) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    posts = SlackPosts(token, office.slack.api_url, named) if token else None
    digest.run_due(Press(office.store, lambda _: posts), _no_pause)
    assert office.last().state == "failed"
    assert office.last().reason in ("invalid_auth", "no_token")
    at(office, NINE + DAY)
    office.tick()
    assert len(office.parents()) == 1


def _no_pause(seconds: float) -> None:
    raise AssertionError(seconds)


@pytest.mark.parametrize("kind", ["", "drop_after", "drop_before"])
@pytest.mark.parametrize("replies", [0, 1])
def test_nothing_is_left_in_the_channel_where_the_parent_was_deleted(
    office: Office, kind: Any, replies: int
) -> None:
    office.save(8 if not replies else 20, LONG)
    office.set_up()
    at(office, NINE)
    left = [replies]

    def delete_parent(seconds: float) -> None:
        office.clock.forward(seconds=seconds)
        if left[0] == 0:
            office.slack.workspace.remove(office.parents()[0])
            if kind:
                office.slack.fail_next("chat.postMessage", kind)
        left[0] -= 1

    digest.run_due(Press(office.store, lambda _: office.posts), delete_parent)
    office.tick_through(hours=1)
    assert office.parents() == []
    assert (office.last().state, office.last().reason) == ("posted", "parent_deleted")
    assert office.store.digests.bring_forward("T0LOCAL", CHANNEL) == "out"


def test_a_slack_that_is_down_is_tried_until_the_day_is_over(office: Office) -> None:
    numbers = office.save(2)
    office.set_up()
    at(office, NINE)
    down = SlackPosts("xoxb-any", "http://127.0.0.1:9/api/", named)
    while office.clock.now() < NINE + timedelta(hours=16):
        digest.run_due(Press(office.store, lambda _: down), _no_pause)
        office.clock.forward(minutes=11)
    assert (office.last().state, office.last().reason) == ("failed", "unreachable")
    at(office, NINE + DAY)
    office.tick()
    assert sorted(office.shown()) == numbers


def test_a_thread_that_the_day_was_too_short_for_comes_with_the_next_digest(
    office: Office,
) -> None:
    numbers = office.save(8)
    office.set_up()
    at(office, NINE)
    office.fail_second_post("ratelimited", {"retry_after": 16 * 3600})
    office.tick_through(hours=17)
    assert (office.last().state, office.last().reason) == ("posted", "ratelimited")
    at(office, NINE + DAY)
    office.tick()
    assert (len(office.parents()), len(office.replies())) == (2, 0)
    assert sorted(office.shown()) == numbers


def test_a_thread_that_slack_refuses_is_told_and_comes_with_the_next_digest(
    office: Office,
) -> None:
    numbers = office.save(8)
    office.set_up()
    at(office, NINE)
    office.fail_second_post("error", {"error": "restricted_action"})
    assert (office.last().state, office.last().reason) == ("posted", "restricted_action")
    assert "not complete. The rules of this workspace" in office.told()[0]
    at(office, NINE + DAY)
    office.tick()
    assert sorted(office.shown()) == numbers


def test_the_client_s_own_timeout_is_an_open_outcome(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = office.save(2)
    office.set_up()
    at(office, NINE)
    monkeypatch.setattr(slack_posts, "TIMEOUT", 0.2)
    hasty = SlackPosts(office.slack.bot_token, office.slack.api_url, named)
    office.slack.fail_next("chat.postMessage", "slow", seconds=30.0)
    digest.run_due(Press(office.store, lambda _: hasty), _no_pause)
    assert (office.last().state, office.last().reason) == ("unknown", "no_answer")
    office.clock.forward(seconds=120)
    office.tick()
    assert office.last().state == "posted"
    assert sorted(office.shown()) == numbers


def test_two_hundred_sessions_are_all_posted(office: Office) -> None:
    numbers = office.save(200)
    office.set_up()
    at(office, NINE)
    office.tick()
    assert "200 sessions with new takeaways" in office.parents()[0].text
    assert "195 more sessions in the thread" in office.parents()[0].text
    assert sorted(office.shown()) == sorted(set(office.shown())) == numbers
    assert office.last().state == "posted"


def test_what_changes_before_an_attempt_is_what_is_posted(office: Office) -> None:
    first, second = office.save(2)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "ratelimited", retry_after=60)
    office.tick()
    office.store.takeaways.delete(ANN, first)
    office.store.takeaways.rate(ANN, second, 1, "On second thought it was thin.")
    office.clock.forward(seconds=60)
    office.tick()
    assert office.shown() == [second]
    assert "On second thought it was thin." in office.parents()[0].text


def test_nothing_new_posts_nothing(office: Office) -> None:
    office.set_up()
    at(office, NINE)
    office.tick()
    assert office.parents() == []
    assert (office.last().state, office.last().reason) == ("skipped", "nothing_new")


def test_a_stop_lets_a_thread_finish_and_begins_nothing(office: Office) -> None:
    office.save(8)
    office.set_up()
    at(office, NINE)
    press = Press(office.store, lambda _: office.posts)
    stopping: list[bool] = []

    def pause(seconds: float) -> None:
        office.clock.forward(seconds=seconds)
        office.set_up("C0GENERAL", time(9, 0, 1))
        stopping.append(True)

    digest.run_due(press, pause, lambda: bool(stopping))
    assert (len(office.parents()), len(office.replies())) == (1, 1)
    assert office.parents("C0GENERAL") == []


def test_a_message_that_slack_would_refuse_is_never_made(office: Office) -> None:
    hostile = "<!channel> & <@U0LOCAL> *bold* \u202e" + "😀漢字" * 400
    entries = [
        Entry(code=f"SEC{number}", title=hostile[:900], stars=5, type=hostile, impressions=hostile)
        for number in range(200, 240)
    ]
    office.store.people.save_profile(ANN, Profile("U0LOCAL", role=hostile))
    office.store.takeaways.add(ANN, entries)
    office.store.takeaways.add(BEN, entries)
    office.slack.hostile_marks = ("<!channel>", "<@U0LOCAL>")
    office.set_up()
    at(office, NINE)
    office.tick()
    assert office.last().state == "posted"
    assert len(office.shown()) == len(entries)
    assert office.slack.refusals == []


def test_a_preview_is_what_would_be_posted(office: Office) -> None:
    office.save(7)
    office.set_up()
    found: Callable[..., Any] = digest.preview
    subscription = office.store.digests.all("T0LOCAL")[0]
    reader = Press(office.store, lambda _: None).reader(subscription)
    previewed = found(office.store, subscription, reader, named)
    at(office, NINE)
    office.tick()
    posted = [*office.parents(), *office.replies()]
    assert [each.text for each in previewed] == [each.text for each in posted]

"""`/session digest` as people type and tap it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import digest
from bot.digest import Press
from bot.running import press_of
from bot.slack_posts import SlackPosts
from storage.records import Entry, Who
from tests.bots import Bot, running

pytestmark = pytest.mark.engines("sqlite")

GENERAL = "C0GENERAL"


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def types(bot: Bot, text: str, who: str = "ann", channel: str = "general") -> Any:
    return bot.slack.member(who).types(f"/session {text}", channel=channel)


def tick(bot: Bot) -> None:
    posts = SlackPosts(
        bot.slack.bot_token, bot.slack.api_url, lambda ids: dict.fromkeys(ids, "Ann")
    )
    digest.run_due(
        Press(bot.store, lambda _: posts), lambda seconds: bot.clock.forward(seconds=seconds)
    )


def posted(bot: Bot, channel: str = GENERAL) -> list[Any]:
    """The digests that stand in a channel."""
    return [each for each in bot.slack.workspace.public(channel) if each.metadata]


def next_run(bot: Bot, channel: str = GENERAL) -> datetime | None:
    found = bot.store.digests.get("T0LOCAL", channel)
    return found.next_run_at if found else None


def test_setting_a_digest_up_names_the_first_run(bot: Bot) -> None:
    said = types(bot, "digest on 10:00").shown
    assert "#general" in said
    assert "10:00 (America/Los_Angeles)" in said
    assert "Invite me" not in said
    assert next_run(bot) == bot.clock.now().replace(hour=18)  # 10 o'clock where Ann is
    assert "10:00" in types(bot, "digest").shown


def test_a_digest_is_set_up_with_wide_spaces_too(bot: Bot) -> None:
    assert "10:00 (Asia/Tokyo)" in types(bot, "ダイジェスト　ｏｎ　１０：００　tokyo").shown


def test_hour_zone_channel_language_and_filters_come_in_any_order(bot: Bot) -> None:
    said = types(
        bot, "digest on １８：３０ lang:ja <#C0CONF|conference> tokyo level:300+ by:me"
    ).shown
    assert "#conference" in said
    assert "18:30 (Asia/Tokyo)" in said
    found = bot.store.digests.get("T0LOCAL", "C0CONF")
    assert found is not None
    assert (found.plan.language, found.plan.filter.by) == ("ja", ("U0LOCAL",))
    assert "level 300 and above · by Ann" in said
    status = types(bot, "digest status", channel="conference")
    assert "level 300 and above" in status.shown
    assert "No digest is set up here" not in status.shown
    assert "No digest is set up here" in types(bot, "digest status").shown


def test_a_zone_may_have_a_space(bot: Bot) -> None:
    assert "(America/New_York)" in types(bot, "digest on 9:00 new york").shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("on", "At which hour?"),
        ("on soon", "no time of the day"),
        ("on 25:00", "no time of the day"),
        ("on 09:00 EST", "America/New_York"),
        ("on 09:00 nowhere-at-all", "time zone"),
        ("on 09:00 lang:fr", "lang:ja"),
        ("on 09:00 unwatched", "unwatched"),
        ("on 09:00 colour:red", "no filter “colour:”"),
        ("on 09:00 event:nothing", "nothing"),
        ("on 09:00 #somewhere", "Slack's list"),
        ("on 09:00 <#C0CONF|a> <#C0GENERAL|b>", "One channel at a time"),
        ("on 09:00 <#C0OLD|old>", "archived"),
        ("on 09:00 <#G0LEADS|leads>", "private"),
        ("dance", "dance"),
        ("off", "no digest"),
        ("now", "no digest"),
        ("preview", "no digest"),
        ("off at once", "Name a channel"),
    ],
)
def test_what_can_t_be_done_is_said_with_the_next_step(bot: Bot, typed: str, said: str) -> None:
    bot.expect_refusals("channel_not_found")  # Slack hides private channels.
    assert said in types(bot, f"digest {typed}").shown
    assert bot.store.digests.all("T0LOCAL") == ()


def test_where_the_bot_can_t_post_it_asks_to_be_invited(bot: Bot) -> None:
    bot.expect_refusals("channel_not_found")
    assert "Invite me" in types(bot, "digest on 10:00", channel="random").shown
    assert "Invite me" in types(bot, "digest on 10:00", channel="leads").shown
    assert bot.store.digests.get("T0LOCAL", "G0LEADS") is not None


def test_it_asks_for_no_invitation_where_it_may_post_to_all_public_channels(bot: Bot) -> None:
    bot.expect_refusals("channel_not_found")
    bot.slack.workspace.granted_scopes |= {"chat:write.public"}
    assert "Invite me" not in types(bot, "digest on 10:00", channel="random").shown
    assert "Invite me" in types(bot, "digest on 10:00", channel="leads").shown


def test_whoever_is_forgotten_while_a_digest_is_written_is_not_written_down_again(
    bot: Bot,
) -> None:
    haru = Who("T0LOCAL", "U0JAPAN")
    bot.store.takeaways.add(haru, [Entry(code="NET402", title="Nets", stars=4)])
    types(bot, "digest on 10:00")
    bot.clock.forward(hours=24)
    press = press_of(bot.settings, bot.store, bot.access, bot.clock.now)
    posting = press.workspaces("T0LOCAL")
    assert posting is not None
    bot.store.forgetting.forget(haru)
    assert posting.names(["U0JAPAN"]) == {"U0JAPAN": "はる"}
    assert bot.store.people.known("T0LOCAL", ["U0JAPAN"]) == {}


def make_private(bot: Bot, channel: str) -> None:
    bot.slack.workspace.channels[channel].kind = "private"


@pytest.mark.parametrize("knows", [True, False])
def test_a_channel_that_was_made_private_is_named_to_its_members_only(
    bot: Bot, knows: bool
) -> None:
    bot.expect_refusals("channel_not_found")
    channel = bot.slack.workspace.channels["C0CONF"]
    types(bot, "digest on 10:00", channel="conference")
    make_private(bot, "C0CONF")
    if not knows:
        channel.members.discard("U0BOT")
    assert "#conference" in types(bot, "digest", channel="conference").shown
    channel.members.discard("U0COLLEAGUE")
    assert "#conference" not in types(bot, "digest", who="ben").shown
    assert "no digest" in types(bot, "digest preview <#C0CONF|conference>", who="ben").shown


def test_a_channel_is_named_while_slack_does_not_answer(bot: Bot) -> None:
    types(bot, "digest on 10:00", channel="conference")
    bot.slack.fail_next("users.conversations", "http_500")
    assert "#conference" in types(bot, "digest", who="ben").shown


def test_only_who_set_it_up_and_admins_change_it(bot: Bot) -> None:
    types(bot, "digest on 10:00 tokyo")
    for typed in ("digest on 11:00", "digest off", "digest now"):
        assert "Ann set this digest up" in types(bot, typed, who="ben").shown
    types(bot, "add NET402 5")
    assert "NET402" in types(bot, "digest preview", who="ben").shown
    assert "is changed" in types(bot, "digest on 11:00 tokyo", who="ada").shown
    assert "is off" in types(bot, "digest off", who="ada").shown
    assert "is set up" in types(bot, "digest on 09:00", who="ben").shown


def test_a_private_channel_s_digest_is_not_shown_elsewhere(bot: Bot) -> None:
    bot.expect_refusals("channel_not_found")
    types(bot, "digest on 10:00", channel="leads")
    types(bot, "digest on 10:00", channel="conference")
    shown = types(bot, "digest status", who="ben").shown
    assert "#conference" in shown
    assert "leads" not in shown
    assert "no digest" in types(bot, "digest preview <#G0LEADS|leads>", who="ben").shown


def test_the_buttons_of_the_status_do_what_they_say(bot: Bot) -> None:
    assert "No digest is set up" in types(bot, "digest").shown
    types(bot, "digest").button("Every day at 09:00").click()
    types(bot, "add NET402 5")
    assert "NET402" in types(bot, "digest").button("Preview").click().shown
    assert "in a moment" in types(bot, "digest").button("Post it now").click().shown
    tick(bot)
    assert len(posted(bot)) == 1
    assert "Posted." in types(bot, "digest").shown
    off = types(bot, "digest").button("Turn it off").click()
    assert "is off" in off.shown
    off.button("Turn it on again").click()
    assert next_run(bot) is not None


def test_now_takes_the_day_s_place_and_says_so(bot: Bot) -> None:
    types(bot, "digest on 23:00 utc")
    assert "Nothing is new" in types(bot, "digest now").shown
    types(bot, "add NET402 5")
    types(bot, "digest now")
    tick(bot)
    assert "out already" in types(bot, "digest now").shown
    types(bot, "add AIM301 4")
    bot.clock.forward(hours=14)
    tick(bot)
    assert len(posted(bot)) == 1
    bot.clock.forward(hours=24)
    tick(bot)
    assert len(posted(bot)) == 2


def test_the_buttons_of_a_digest_answer_privately(bot: Bot) -> None:
    types(bot, "add NET402 5 Surviving overloads")
    types(bot, "digest on 10:00 utc")
    bot.clock.forward(hours=1)
    tick(bot)
    (message,) = posted(bot)
    for label, said in (
        ("Details", "NET402"),
        ("Watch later", "NET402"),
        ("Rate", "How many stars"),
    ):
        reader = bot.slack.member("ben")
        seen = next(each for each in reader.reads("general") if each.message.ts == message.ts)
        answer = seen.button(label).click()
        assert said in answer.shown
        assert answer.message.is_private
    assert len(posted(bot)) == 1


def test_the_status_tells_what_became_of_the_last_run(bot: Bot) -> None:
    types(bot, "digest on 10:00 utc", channel="random")
    types(bot, "add NET402 5")
    bot.clock.forward(hours=1)
    tick(bot)
    bot.expect_refusals("not_in_channel")
    shown = types(bot, "digest status", channel="random").shown
    assert "Not posted. I am not in the channel. Invite me." in shown
    assert "Next:" in shown


def test_the_status_of_a_run_that_waits_names_its_next_attempt(bot: Bot) -> None:
    types(bot, "digest on 10:00 utc")
    types(bot, "add NET402 5")
    bot.clock.forward(hours=1)
    bot.slack.fail_next("chat.postMessage", "ratelimited", retry_after=600)
    tick(bot)
    assert "I try again: Mon 2 Mar 10:10 (UTC)" in types(bot, "digest").shown
    assert "on its way already" in types(bot, "digest now").shown
    bot.clock.forward(minutes=10)
    bot.slack.fail_next("chat.postMessage", "drop_before")
    tick(bot)
    assert "no clear answer" in types(bot, "digest").shown
    assert "no clear answer" in types(bot, "digest now").shown


def test_a_japanese_digest_is_in_its_own_language(bot: Bot) -> None:
    types(bot, "digest on 10:00 utc lang:ja")
    types(bot, "add NET402 5 Overloads")
    bot.clock.forward(hours=1)
    tick(bot)
    reader = Press(bot.store, lambda _: None).reader(bot.store.digests.all("T0LOCAL")[0])
    assert reader.language == "ja"
    assert posted(bot)[0].text != ""
    assert "2026/03/02" in posted(bot)[0].text


def test_a_digest_is_set_up_in_the_reader_s_zone_and_shown_in_both(bot: Bot) -> None:
    types(bot, "digest on 09:00", who="haru")
    shown = types(bot, "digest", who="ben").shown
    assert "09:00 (Asia/Tokyo)" in shown
    assert "00:00 (Europe/London)" in shown
    assert bot.clock.now() + timedelta(days=1) > (next_run(bot) or bot.clock.now())


def test_a_digest_is_set_up_by_somebody_who_is_in_the_channel(bot: Bot) -> None:
    bot.slack.workspace.channels["C0CONF"].members.discard("U0LOCAL")
    said = types(bot, "digest on 10:00 <#C0CONF|conference>").shown
    assert "You are not in #conference. Join it" in said
    assert bot.store.digests.get("T0LOCAL", "C0CONF") is None


def left_in_a_private_channel(bot: Bot) -> Any:
    """Let somebody set a digest up in a private channel and leave; gives what an admin is told."""
    types(bot, "digest on 10:00 utc", channel="leads")
    types(bot, "add NET402 5", who="ben")
    bot.slack.workspace.members["U0LOCAL"].deleted = True
    bot.slack.workspace.channels["G0LEADS"].is_archived = True
    bot.clock.moment = next_run(bot, "G0LEADS") or bot.clock.now()
    bot.expect_refusals("is_archived", "channel_not_found")
    tick(bot)
    bot.slack.workspace.channels["G0LEADS"].is_archived = False
    bot.slack.workspace.channels["G0LEADS"].members.discard("U0ADMIN")
    return bot.slack.member("ada").reads()[-1]


@pytest.mark.parametrize(("label", "said"), [("Take it over", "changed"), ("Turn it off", "off")])
def test_an_admin_sees_to_the_digest_of_a_private_channel_without_learning_its_name(
    bot: Bot, label: str, said: str
) -> None:
    told = left_in_a_private_channel(bot)
    answer = told.button(label).click()
    shown = answer.shown
    assert said in shown
    # Outside of a private channel nobody may set a digest up there.
    assert "Turn it on again" not in [each.label for each in answer.buttons]
    assert "leads" not in told.shown + shown
    found = bot.store.digests.get("T0LOCAL", "G0LEADS")
    assert (found.set_up_by if found else "off") == {"changed": "U0ADMIN", "off": "off"}[said]


def test_a_private_channel_s_digest_is_turned_on_again_within_it(bot: Bot) -> None:
    bot.expect_refusals("channel_not_found")
    types(bot, "digest on 10:00", channel="leads")
    off = types(bot, "digest off", channel="leads")
    assert "is set up" in off.button("Turn it on again").click().shown


def test_nobody_else_sees_to_the_digest_of_a_private_channel(bot: Bot) -> None:
    left_in_a_private_channel(bot)
    assert "no digest" in types(bot, "digest off <#G0LEADS|x>", who="ben").shown
    assert "private channel" in types(bot, "digest on 11:00 <#G0LEADS|x>", who="ben").shown
    found = bot.store.digests.get("T0LOCAL", "G0LEADS")
    assert found is not None
    assert found.set_up_by == "U0LOCAL"


def test_an_admin_takes_a_digest_over_by_the_button_that_tells_of_it(bot: Bot) -> None:
    types(bot, "digest on 10:00 utc", who="ben")
    types(bot, "add NET402 5", who="ann")
    bot.slack.workspace.members["U0COLLEAGUE"].deleted = True
    bot.slack.workspace.channels[GENERAL].is_archived = True
    bot.clock.moment = next_run(bot) or bot.clock.now()
    bot.expect_refusals("is_archived")
    tick(bot)
    told = bot.slack.member("ada").reads()[-1]
    assert "has left this workspace" in told.shown
    bot.slack.workspace.channels[GENERAL].is_archived = False
    assert "is changed" in told.button("Take it over").click().shown
    found = bot.store.digests.get("T0LOCAL", GENERAL)
    assert found is not None
    assert found.set_up_by == "U0ADMIN"

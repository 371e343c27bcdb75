"""The digest of a channel: set up, read the next morning, rated from."""

from bot.playground import Seen
from storage import Who
from tests.bots import Bot
from tests.journeys.acts import number, tap, types, values

MORNING = "general"


def set_up_the_digest(bot: Bot) -> None:
    """The answer names the first run, and nothing is posted before it."""
    said = types(bot, "ada", "digest on 08:30 london #general", MORNING)
    assert "08:30" in said.shown
    preview = types(bot, "ben", "digest preview", MORNING)
    assert preview.message.is_private
    assert "KEY101" in preview.shown
    bot.tick()
    assert _digests(bot) == []


def read_the_digest(bot: Bot) -> None:
    """It comes the next morning, once, with the best session first."""
    bot.clock.moment = bot.clock.moment.replace(hour=8, minute=30)
    bot.clock.forward(days=1)
    bot.tick()
    bot.tick()
    digest, rest = _digests(bot)
    assert digest.shown.index("KEY101") < digest.shown.index("NET402")
    assert "Ann" in digest.shown
    assert sum(button.value.startswith("show #") for button in digest.buttons) == 5
    # The sixth, and nothing of what was deleted.
    assert rest.message.thread_ts == digest.message.ts
    assert sum(button.value.startswith("show #") for button in rest.buttons) == 1
    assert "DAT305" not in digest.shown + rest.shown
    ben = tap(bot, _digest_of(bot, "ben"), f"show #{number(bot, 'NET402')}")
    assert ben.message.is_private
    [read] = [each for each in values(ben) if each.startswith("read ")]
    assert "Shed load before the queue grows" in tap(bot, ben, read).shown
    later = tap(bot, _digest_of(bot, "haru"), f"later #{number(bot, 'NET402')}")
    assert later.message.is_private
    assert f"show #{number(bot, 'NET402')}" in values(types(bot, "haru", "あとで"))


def rate_from_the_digest(bot: Bot) -> None:
    """A rating is asked for privately, and brings the posted message up to date."""
    at = number(bot, "CHK115")
    asked = tap(bot, _digest_of(bot, "ben"), f"rate #{at}")
    assert asked.message.is_private
    assert "4.5 (2 ratings)" in tap(bot, asked, f"rate #{at} 5").shown
    in_the_thread = _digests(bot, "haru")[1]
    asked = tap(bot, in_the_thread, f"rate #{number(bot, 'OBS204')}")
    assert "★" in tap(bot, asked, f"rate #{number(bot, 'OBS204')} 5").shown
    bot.clock.forward(minutes=1)
    bot.tick()
    digest, rest = _digests(bot)
    assert "4.5 (2 ratings)" in digest.shown
    assert "3.5 (2 ratings)" in rest.shown
    seen = bot.store.takeaways.get(Who("T0LOCAL", "U0JAPAN"), number(bot, "OBS204"))
    assert seen is not None
    assert seen.stars == 5


def _digest_of(bot: Bot, who: str) -> Seen:
    """The digest as a member sees it."""
    return _digests(bot, who)[0]


def _digests(bot: Bot, who: str = "ben") -> list[Seen]:
    """What everybody sees there: the digest, then its thread."""
    return [each for each in bot.slack.member(who).reads(MORNING) if not each.is_private]

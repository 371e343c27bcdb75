"""What a member types in a channel, and what is kept of it."""

from bot.playground import Outcome
from storage import Takeaway, Who
from tests.bots import Bot

TEAM = "T0LOCAL"
CHANNEL = "general"


def who(bot: Bot, name: str = "ann") -> Who:
    """Somebody of the workspace."""
    return Who(TEAM, bot.slack.member(name).id)


def types(bot: Bot, text: str, name: str = "ann") -> Outcome:
    """Type a subcommand."""
    return bot.slack.member(name).types(f"/session {text}", CHANNEL)


def kept(bot: Bot, number: int = 1, name: str = "ann") -> Takeaway:
    """A takeaway, which has to be there."""
    takeaway = bot.store.takeaways.get(who(bot, name), number)
    assert takeaway is not None
    return takeaway


def titles(bot: Bot) -> dict[int, str]:
    """Every session of the current event that anybody wrote about, by number."""
    page = [bot.store.takeaways.mine(who(bot, each), limit=100) for each in ("ann", "ben")]
    return {own.session.number: own.session.title for each in page for own in each.items}


def values(answer: Outcome) -> list[str]:
    """What the buttons of an answer type."""
    return [button.value for button in answer.buttons]

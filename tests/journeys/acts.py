"""What the steps of a journey are made of: a member types or taps, and the answer has come."""

from bot.playground import Outcome, Seen
from tests.bots import Bot

PLACE = "conference"


def types(bot: Bot, who: str, text: str, channel: str = PLACE) -> Outcome:
    """Type a subcommand."""
    return bot.slack.member(who).types(f"/session {text}".strip(), channel)


def tap(bot: Bot, on: Outcome | Seen, value: str) -> Outcome:
    """Press the button with this value; its answer has come when this returns."""
    outcome = on.button(value).click()
    bot.workers.finish()
    return outcome


def values(outcome: Outcome) -> set[str]:
    """What the buttons of an answer type."""
    return {button.value for button in outcome.buttons}


def closed(bot: Bot, who: str) -> None:
    """Close every form that a member has open."""
    member = bot.slack.member(who)
    while member.form is not None:
        member.form.close()


def number(bot: Bot, reference: str) -> int:
    """The number of a session of the current event."""
    [found] = bot.store.sessions.resolve(bot.slack.workspace.team_id, reference).matches
    return found.number

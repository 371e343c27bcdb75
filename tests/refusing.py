"""What every refusal has to be: a sentence with a next step, and nothing saved."""

import json
import re
from typing import Any, Protocol

from bot.formats import takeaways
from bot.playground import Button, Outcome, Seen
from bot.playground.seen import Shown
from bot.workers import Workers
from tests.bots import Bot

APOLOGY = "Something went wrong on our side"
NEXT_STEP = re.compile(
    r"/session|such as|for example|did you mean|lang:en|at a time|alone|ask one|there are"
    r"|\b(name|write|choose|leave|again)\b",
    re.IGNORECASE,
)
# Words that would come alive where a text is not plain.
ALIVE = ("<!channel>", "<@U0COLLEAGUE>", "@here", "<https://evil.example.com|here>")


def log_of(bot: Bot, team_id: str = "T0LOCAL") -> Any:
    """Everything that a workspace has logged, as our JSON states it."""
    return json.loads(takeaways.write(bot.store.transfer.export(team_id)))


def refusal_of(said: Seen) -> str:
    """What an answer lacks of a refusal: private, a sentence, no apology, and a next step."""
    if not (said.is_private or said.message.channel.startswith("D")):
        return "everybody sees it"
    if not said.text.strip() or APOLOGY in said.text + said.shown:
        return f"no sentence: {said.shown}"
    if not said.buttons and not NEXT_STEP.search(said.shown):
        return f"no next step: {said.shown}"
    return ""


def answered(outcome: Outcome) -> bool:
    """Whether a person got an answer and no apology; what opened is closed again."""
    opened = outcome.person.form is not None
    while outcome.person.form is not None:
        outcome.person.form.close()
    messages = outcome.messages
    return (opened or bool(messages)) and not any(APOLOGY in each.text for each in messages)


class Working(Protocol):
    """A bot whose work can be waited for."""

    workers: Workers


def tap(bot: Working, on: Shown, value: str) -> Outcome:
    """Press a button that sends this value, whatever stands on it, and wait for the answer."""
    any_button = on.buttons[0]
    forged = any_button.element | {"value": value, "action_id": "command:0"}
    outcome = Button(on, any_button.block_id, forged).click()
    bot.workers.finish()
    return outcome

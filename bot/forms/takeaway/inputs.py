"""The inputs of the form; each block_id is also its action_id."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.call import Block, Reader
from bot.views import stars
from bot.views.blocks import LABEL, fit, length, plain
from bot.views.names import name
from storage.records import Session

NEW = "new:"  # begins the value of a session that is not known yet
KEPT = "…"  # follows it where the text was too long for a value and is in the drafts
_KEPT = re.compile(rf"{NEW}{KEPT}([\w-]{{12}})", re.ASCII)
NONE = "none"
YES = "yes"
OPTIONS = 100
OPTION_VALUE = 75
INPUT = 3000  # what a text input holds, in UTF-16 units


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select."""

    value: str
    text: str

    def option(self) -> Block:
        """The option as Slack takes it."""
        return {"text": plain(self.text, LABEL), "value": self.value}


def is_new(choice: Choice | None) -> bool:
    """Whether the choice makes a session."""
    return choice is not None and choice.value.startswith(NEW)


def session_choice(session: Session) -> Choice:
    """A known session as an option; its value is the number."""
    return Choice(str(session.number), name(session))


def session(chosen: Choice | None, reader: Reader) -> Block:
    """The select over the catalogue and what was logged; choosing updates the form."""
    element: Block = {
        "type": "external_select",
        "action_id": "session",
        "min_query_length": 0,
        "placeholder": plain(reader.say("Type a code or a title"), 150),
    }
    if chosen:
        element["initial_option"] = chosen.option()
    block = _input("session", reader.say("Session"), element, optional=False)
    return block | {"dispatch_action": True}


def rating(value: str, reader: Reader) -> Block:
    """Five to one, and none; each with its word."""
    choices = [Choice(str(each), stars.given(each, reader)) for each in range(stars.MOST, 0, -1)]
    choices.append(Choice(NONE, stars.word(None, reader)))
    return select("stars", reader.say("Stars"), choices, value)


def tick(block_id: str, label: str, text: str, *, on: bool) -> Block:
    """One box to tick."""
    option = Choice(YES, text).option()
    element: Block = {"type": "checkboxes", "action_id": block_id, "options": [option]}
    return _input(block_id, label, element | ({"initial_options": [option]} if on else {}))


def select(block_id: str, label: str, choices: Sequence[Choice], value: str) -> Block:
    """A list to choose from; a value that it lacks is not chosen."""
    options = [each.option() for each in choices[:OPTIONS]]
    element: Block = {"type": "static_select", "action_id": block_id, "options": options}
    for each in options:
        if each["value"] == value:
            element["initial_option"] = each
    return _input(block_id, label, element)


def text(block_id: str, label: str, value: str, hint: str = "", *, lines: bool = False) -> Block:
    """A text input with what it opens with."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": block_id,
        "multiline": lines,
        "max_length": INPUT,
    }
    if value:
        element["initial_value"] = value
    block = _input(block_id, label, element)
    return block | {"hint": plain(hint, 150)} if hint else block


def number(block_id: str, label: str, value: str) -> Block:
    """A whole number."""
    element: Block = {
        "type": "number_input",
        "action_id": block_id,
        "is_decimal_allowed": False,
        "min_value": "0",
        "max_value": "9999",
    }
    return _input(block_id, label, element | ({"initial_value": value} if value else {}))


def is_value(text: str) -> bool:
    """Whether an option can carry the text."""
    return bool(text.strip()) and length(text) <= OPTION_VALUE


def is_line(text: str) -> bool:
    """Whether an input of one line holds the text."""
    return holds(text) and len(text.splitlines()) <= 1


def holds(value: str) -> bool:
    """Whether a text input holds the text."""
    return length(value) <= INPUT


def parts(value: str) -> list[str]:
    """The text in as few pieces as inputs hold, parted at line ends where there are any.

    What stands between two pieces is one line end; a line longer than an input makes the text
    one that can't be parted, and there is no piece.
    """
    pieces: list[str] = []
    for line in value.split("\n"):
        if not holds(line):
            return []
        longer = f"{pieces[-1]}\n{line}" if pieces else line
        if pieces and holds(longer):
            pieces[-1] = longer
        else:
            pieces.append(line)
    return pieces


def new_choice(heading: str, reader: Reader, kept: str = "") -> Choice:
    """The option that makes a session of what was typed; `kept` says where a long one is."""
    value = f"{NEW}{kept}" if kept else NEW + fit(heading, OPTION_VALUE - len(NEW))
    return Choice(value, reader.say("New: {typed}", typed=heading))


def kept_in(value: str) -> str | None:
    """The draft that a new session's value names, None where it holds the text itself."""
    named = _KEPT.fullmatch(value)
    return named[1] if named else None


def _input(block_id: str, label: str, element: Block, *, optional: bool = True) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": element,
    }

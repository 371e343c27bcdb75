"""Steps with the form of a takeaway, for the tests of what it opens with and what it saves."""

from typing import Any

from bot.playground import Outcome
from bot.playground.seen import Form
from tests.bots import Bot
from tests.writing import types

FIRST = ["session", "stars", "recommended", "impressions", "facts", "questions", "attended"]
FIELDS = [*FIRST, "partial"]
DETAILS = ["title", "type", "level", "topics", "availability", "recording_url"]


def opened(bot: Bot, text: str = "add", name: str = "ann") -> Form:
    """The form that a subcommand opens."""
    return types(bot, text, name).form


def chosen(form: Form, typed: str, at: int = 0) -> Form:
    """The form after a session was chosen among what is suggested."""
    form.choose("session", form.search("session", typed)[at])
    assert form.person.form is not None
    return form.person.form


def block_ids(form: Form) -> list[str]:
    """The form's inputs, in order."""
    return [block["block_id"] for block in form.blocks if block["type"] == "input"]


def elements(form: Form) -> dict[str, Any]:
    """The element of each input, by block."""
    return {b["block_id"]: b["element"] for b in form.blocks if b["type"] == "input"}


def submitted(form: Form, **given: Any) -> Outcome:
    """What is said once the form was submitted and has closed."""
    answer = form.submit(**given)
    assert (form.errors, form.trouble, form.is_open) == ({}, None, False)
    return answer.waits()

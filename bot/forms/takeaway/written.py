"""The long texts and lists of the form: written so that what is shown reads back the same."""

import re
from collections.abc import Collection

from bot.call import UserError
from bot.entry.body import read_body
from bot.entry.known import Known
from bot.entry.lists import ALWAYS_KNOWN, read_list, write_list
from bot.entry.prefix import BULLET
from bot.entry.questions import read_asked
from bot.entry.text import cleaned, settled_prose
from bot.entry.writing import render
from storage import Entry, Question

_LINK = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)


def facts(lines: tuple[str, ...]) -> str:
    """Facts as a list with bullets."""
    return _body(Entry(title="x", facts=lines))


def read_facts(text: str, known: Known) -> tuple[str, ...]:
    """Read a fact from every line, with its bullet or without."""
    lines = [_as_bullet(line) for line in cleaned(text).split("\n") if line.strip()]
    return read_body(lines, known).facts


def questions(asked: tuple[Question, ...]) -> str:
    """Questions and answers, each begun by its letter."""
    return _body(Entry(title="x", questions=asked))


def read_questions(text: str, known: Known) -> tuple[Question, ...]:
    """Read lines of questions and answers.

    Raises:
        UserError: a line is neither and stands under neither.
    """
    body = read_body(cleaned(text).split("\n"), known)
    if body.facts or body.impressions:
        raise UserError(
            "Begin each question with Q: and its answer, on a line of its own, with A:",
            field="questions",
        )
    return body.questions


def read_impressions(text: str) -> str:
    """Settle the spaces of a text; nothing in it is read as anything else."""
    return settled_prose(cleaned(text).split("\n"))


def topics(named: tuple[str, ...], known: Collection[str] = ()) -> str:
    """Topics parted by commas; over several lines where one can't hold them."""
    return "\n".join(write_list(named, (*ALWAYS_KNOWN, *known)))


def read_topics(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """Part topics at their commas."""
    return read_list(text, (*ALWAYS_KNOWN, *known))


def is_link(text: str) -> bool:
    """Whether the text is an address that may become a link."""
    return _LINK.fullmatch(text) is not None


def _body(entry: Entry) -> str:
    """The entry's text without its heading."""
    return render(entry).partition("\n")[2].strip("\n")


def _as_bullet(line: str) -> str:
    """The line as a bullet, its text made plain where it would open a question."""
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    bullet = BULLET.match(text)
    content = text[bullet.end() :] if bullet else text
    plain = "\\" if read_asked(content) else ""
    return f"{indent}• {plain}{content}"

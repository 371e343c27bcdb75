"""An entry without a subcommand: a first word that is a code or stars."""

from typing import Literal

from bot.entry import base_code
from bot.entry.codes import read_code
from bot.entry.openings import opens_entry
from bot.entry.stars import explicit_stars
from bot.entry.text import narrow
from bot.filters import take_event
from storage import Store


def meant_by(text: str, team_id: str, store: Store) -> Literal["add", "show"] | None:
    """Tell what a text means that begins with no subcommand's name; None where it is no entry.

    With stars or more words it is `add`, a code alone is `show`. In small letters a code has to
    be known (`top10` is none).
    """
    event, entry = take_event(text)
    line = entry.strip().split("\n", 1)[0]
    known = store.sessions.known(team_id, event)
    code = read_code(line, known)
    if code and _is_written_small(line[: code.end]) and not known.is_code(base_code(code.raw)):
        return None
    if _begins_with_stars(line) or opens_entry(line, known):
        return "add"
    if code is None:
        return None
    return "add" if entry.strip()[code.end :].strip() else "show"


def _is_written_small(typed: str) -> bool:
    narrowed = narrow(typed)
    return narrowed != narrowed.upper()


def _begins_with_stars(line: str) -> bool:
    words = line.split()
    stars = explicit_stars(words) if words else None
    return stars is not None and not stars.before

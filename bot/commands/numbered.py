"""An entry whose heading names its session by the number: `#12 4`, `★★★★ #12`."""

import re

from bot.call import Call, UserError
from bot.commands.reference import one
from bot.entry import parse_entries
from bot.entry.stars import bare_stars, explicit_stars, is_mark
from storage import Saved, Store

_NUMBER = re.compile(r"[#＃]\d{1,18}")
STAND_IN = "ZZ00"  # a code in the number's place, so that the rest reads as behind a code


def number_of(text: str) -> str | None:
    """Find the number in place of a code: with stars, a mark or nothing beside it.

    With other words behind it, it begins a title: `#1 mistake in queueing`.
    """
    words = text.strip().partition("\n")[0].split()
    at, rated = 0, False
    while at < len(words) and (taken := _beside(words, at)):
        rated = rated or not is_mark(words[at])
        at += taken
    if at == len(words) or not _NUMBER.fullmatch(words[at]):
        return None
    after = words[at + 1 :]
    alone = all(map(is_mark, after))
    return words[at] if alone or (not rated and _beside(after, 0)) else None


def add(call: Call, store: Store, text: str, number: str, *, quick: bool) -> Saved:
    """Save the entry to the session of that number, whatever event it is in.

    Raises:
        EntryRefused: the text can't be read.
        UserError: no session has the number, or there are several entries.
    """
    try:
        session = one(call, store, number.replace("＃", "#"), "add {}")
    except UserError as refused:
        refused.typed = text
        raise
    known = store.sessions.known(call.who.team_id, session.event)
    entries = parse_entries(text.replace(number, session.code or STAND_IN, 1), known, quick=quick)
    if len(entries) > 1:
        raise UserError(
            "{number} names a session by its number: log it in a message of its own.",
            number=number,
            typed=text,
        )
    return store.takeaways.add(call.who, entries, quick=quick, number=session.number)


def _beside(words: list[str], at: int) -> int:
    """How many words at that place are stars or a mark, 0 for none."""
    if is_mark(words[at]):
        return 1
    return _stars(words, at)


def _stars(words: list[str], at: int) -> int:
    found = explicit_stars(words, at) or bare_stars(words[at])
    return found.words if found and not (found.before or found.after) else 0

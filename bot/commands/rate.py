"""`/session rate X STARS [WORDS]`: set my stars, whatever else I wrote stays."""

import re
from dataclasses import dataclass, replace

from bot.call import Call, Message, Reply, UserError
from bot.commands.reference import PLACE, find, is_every_event, one
from bot.commands.unreadable import require_event
from bot.entry.codes import base_code, read_code
from bot.entry.known import Known
from bot.entry.stars import bare_stars, explicit_stars
from bot.filters import take_event
from bot.views import takeaways
from bot.views.blocks import length
from bot.views.names import name
from storage import Entry, Saved, Session, Store
from storage.folding import fold

NAME = "rate"
ALIASES: tuple[str, ...] = ("評価",)
SUMMARY = "sets your stars, from 1 to 5, or withdraws them with none; words become a note"
SYNTAX = "{command} rate X STARS [WORDS] [event:KEY]"
EXAMPLE = "{command} rate NET402 5 Worth every minute"
HIDDEN = False

BUTTON_WORDS = 1800  # UTF-16 units of words that a button may carry, of its 2,000
LONGEST_TITLE = 60  # words
_NUMBER = re.compile(r"[#＃]\d{1,18}(?=\s|$)")
# Glued to a number a hyphen is its sign: -1 is no star.
_PARTING = re.compile(r"\A(?:[\s|:：｜]|[-–—‑－](?=\s))+")
_NONE = {"none", "なし"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: the session, its stars (None: not given, or withdrawn), words for a note."""

    reference: str
    raw: str | None = None
    stars: int | None = None
    withdraws: bool = False
    words: str = ""

    @property
    def is_rated(self) -> bool:
        """Whether stars were given or withdrawn."""
        return self.withdraws or self.stars is not None


def run(call: Call, store: Store) -> Reply:
    """Set the caller's stars and show the session's new mean."""
    event, text = take_event(call.text)
    if text.strip():
        require_event(call, store, event, text)
    try:
        asked = parse(text, store.sessions.known(call.who.team_id, event))
    except UserError as refused:
        refused.typed = call.text
        raise
    if not asked.is_rated:
        return _question(call, store, asked, event)
    if asked.raw and not asked.withdraws and not is_every_event(event):
        return takeaways.saved(_added(call, store, asked, event), call.reader)
    session = _session(call, store, asked, event)
    saved = store.takeaways.rate(call.who, session.number, asked.stars, asked.words)
    return takeaways.saved(saved, call.reader)


def parse(text: str, known: Known) -> Asked:
    """Part the session from its stars and the words.

    Raises:
        UserError: a number in the place of stars that is not 1 to 5.
    """
    named = _named(text, known)
    if named:
        reference, raw, rest = named
        return _rated(Asked(reference, raw), _PARTING.sub("", rest))
    words = text.split()
    first = _stars_at(words, 0) if words else None
    if first:
        rest = _after(text, first.taken)
        session = _named(rest, known) or (rest, None, "")
        return replace(first.asked, reference=session[0], raw=session[1], words=session[2].strip())
    return _parted(text, words)


@dataclass(frozen=True, slots=True)
class _Found:
    """Stars among the words: what they say, and how many words they take."""

    asked: Asked
    taken: int


def _named(text: str, known: Known) -> tuple[str, str | None, str] | None:
    """What a text begins with: a code, a number or a known title; its raw code; what follows."""
    stripped = text.strip()
    number = _NUMBER.match(stripped)
    if number:
        return number[0].replace("＃", "#"), None, stripped[number.end() :]
    code = read_code(stripped, known)
    if code:
        return base_code(code.raw), code.raw, stripped[code.end :]
    taken = _title_words(stripped.split(), known)
    if taken:
        return " ".join(stripped.split()[:taken]), None, _after(stripped, taken)
    return None


def _title_words(words: list[str], known: Known) -> int:
    """How many words at the beginning are a known title that has digits of its own."""
    if not any(_is_starlike(word) for word in words[:LONGEST_TITLE]):
        return 0
    titles = {fold(each) for each in known.titles(None)}
    for taken in range(min(len(words), LONGEST_TITLE), 0, -1):
        if fold(" ".join(words[:taken])) in titles:
            return taken
    return 0


def _rated(asked: Asked, rest: str) -> Asked:
    """Read the stars directly after the session, else at the end, and the words."""
    words = rest.split()
    first = _stars_at(words, 0) if words else None
    if first:
        return replace(
            first.asked,
            reference=asked.reference,
            raw=asked.raw,
            words=_after(rest, first.taken).strip(),
        )
    for at in range(max(1, len(words) - 2), len(words)):
        last = _stars_at(words, at, strict=False)
        if last and at + last.taken == len(words):
            noted = rest[: len(rest.rstrip()) - len(_after(rest, at).rstrip())].strip()
            return replace(last.asked, reference=asked.reference, raw=asked.raw, words=noted)
    return replace(asked, words=rest.strip())


def _parted(text: str, words: list[str]) -> Asked:
    """Take all before the stars as the session; signs count before bare numbers."""
    signs = [at for at in range(1, len(words)) if explicit_stars(words, at)]
    for at in signs or range(1, len(words)):
        found = _stars_at(words, at, strict=bool(signs) or at == len(words) - 1)
        if found:
            reference = " ".join(words[:at])
            noted = _after(text, at + found.taken).strip()
            return replace(found.asked, reference=reference, words=noted)
    return Asked(" ".join(words))


def _stars_at(words: list[str], at: int, *, strict: bool = True) -> _Found | None:
    """Read stars at a word; `strict` refuses a number that is none of 1 to 5."""
    if fold(words[at]) in _NONE:
        return _Found(Asked("", withdraws=True), 1)
    stars = explicit_stars(words, at) or bare_stars(words[at])
    if stars is None or stars.before or stars.after:
        return None
    if stars.value is not None:
        return _Found(Asked("", stars=stars.value), stars.words)
    if strict:
        raise UserError(
            "“{word}” is no number of stars: they go from 1 to 5, such as 4, 4/5 or ★★★★."
            " none withdraws yours.",
            word=words[at][:40],
        )
    return None


def _is_starlike(word: str) -> bool:
    return any(letter.isdecimal() for letter in word) or explicit_stars([word]) is not None


def _after(text: str, words: int) -> str:
    """What follows the first words, as it was written."""
    parts = text.split(maxsplit=words)
    return parts[words] if len(parts) > words else ""


def _added(call: Call, store: Store, asked: Asked, event: str | None) -> Saved:
    """Save under a code, which makes the session where nobody knows it."""
    entry = Entry(code=asked.reference, raw=asked.raw, stars=asked.stars, impressions=asked.words)
    return store.takeaways.add(call.who, [entry], event=event)


def _question(call: Call, store: Store, asked: Asked, event: str | None) -> Message:
    """Ask how many stars, with a button for each number; the words go with them."""
    if length(asked.words) > BUTTON_WORDS:
        raise UserError(
            "How many stars? Write them directly after the session, such as 4 or ★★★★.",
            typed=call.text,
        )
    if (
        asked.raw
        and not is_every_event(event)
        and not find(call, store, asked.reference, event).matches
    ):
        place = f"event:{event} {asked.raw}" if event else asked.raw
        return takeaways.question(asked.raw, f"rate {place} {PLACE}", asked.words, call.reader)
    session = _session(call, store, asked, event)
    own = store.takeaways.get(call.who, session.number)
    command = f"rate #{session.number} {PLACE}"
    return takeaways.question(name(session), command, asked.words, call.reader, own)


def _session(call: Call, store: Store, asked: Asked, event: str | None) -> Session:
    """Find the session; the buttons that offer others carry the words as far as they can."""
    stars = "none" if asked.withdraws else str(asked.stars or "")
    fits = length(asked.words) <= BUTTON_WORDS
    retry = f"rate {PLACE} {stars} {asked.words}".rstrip() if fits else f"rate {PLACE}"
    try:
        return one(call, store, asked.reference, retry, event)
    except UserError as refused:
        refused.buttons = refused.buttons if fits else ()
        if asked.words and not refused.buttons:
            refused.typed = call.text
        raise

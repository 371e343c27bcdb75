"""Where in a session or a takeaway words were found; pure."""

from collections.abc import Iterable, Sequence
from json import loads
from typing import Literal, NamedTuple

from storage.codes import base_key
from storage.folding import code_key, find, fold
from storage.records import Hit, Session

SHOWN = 200  # characters of a longer line
BEFORE = 60  # of them before the hit

Field = Literal["title", "code", "topics", "facts", "impressions", "questions"]
Line = tuple[Field, str, str]  # as it was written, and folded


class Written(NamedTuple):
    """The texts of a takeaway, of which most are never shown.

    `folded` is all of it as it is looked through. `facts` and `questions`, pairs of question and
    answer, are still the JSON that is kept.
    """

    session: int
    user: str
    folded: str
    facts: str
    impressions: str
    questions: str


def best_hit(session: Session, written: Sequence[Written], looked_for: Sequence[str]) -> Hit:
    """Show the words in the session where it holds all of them, else in the first takeaway."""
    own = _folded(_session_lines(session))
    missing = [word for word in looked_for if not _in_lines(word, own, session)]
    if missing:
        for takeaway in written:
            if not all(word in takeaway.folded for word in missing):
                continue
            lines = _folded(_takeaway_lines(takeaway))
            if all(_in_lines(word, lines) for word in missing):
                return _hit(session, lines, missing, takeaway.user)
    return _hit(session, own, looked_for, None)


def _folded(lines: Iterable[tuple[Field, str]]) -> list[Line]:
    return [(field, text, fold(text)) for field, text in lines]


def _session_lines(session: Session) -> Iterable[tuple[Field, str]]:
    yield "title", session.title
    if session.code:
        yield "code", session.code
    for topic in session.topics:
        yield "topics", topic


def _takeaway_lines(takeaway: Written) -> Iterable[tuple[Field, str]]:
    for fact in loads(takeaway.facts):
        yield "facts", fact.strip()
    for line in takeaway.impressions.split("\n"):
        yield "impressions", line
    for pair in loads(takeaway.questions):
        for text in pair:
            for line in text.split("\n"):
                yield "questions", line


def _in_lines(word: str, lines: Iterable[Line], session: Session | None = None) -> bool:
    if session and session.code and code_key(session.code) == base_key(word):
        return True
    return any(word in folded for _, _, folded in lines)


def _hit(
    session: Session, lines: Sequence[Line], looked_for: Sequence[str], user: str | None
) -> Hit:
    """Choose the line with most of the words."""
    counts = [sum(word in folded for word in looked_for) for _, _, folded in lines]
    best = counts.index(max(counts))
    field, text, _ = lines[best]
    at = next((at for word in looked_for if (at := find(text, word))), (0, 0))
    if at == (0, 0) and session.code and user is None and _names_code(session, looked_for):
        return Hit(session, "code", session.code, (0, len(session.code)), None)
    fragment, at = _cut(text, at)
    return Hit(session, field, fragment, at, user)


def _names_code(session: Session, looked_for: Sequence[str]) -> bool:
    key = code_key(session.code or "")
    return any(base_key(word) == key for word in looked_for)


def _cut(text: str, at: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """Shorten a long line around the hit, with an ellipsis where something is left out."""
    if len(text) <= SHOWN:
        return text, at
    start = max(0, min(at[0] - BEFORE, len(text) - SHOWN))
    end = min(len(text), max(start + SHOWN, at[1]))
    head, tail = ("…" if start else ""), ("…" if end < len(text) else "")
    moved = len(head) - start
    return f"{head}{text[start:end]}{tail}", (at[0] + moved, at[1] + moved)

"""Sessions by what people type: numbers, codes, words of titles."""

import re
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, or_, select

from storage.codes import base_key
from storage.columns import Condition
from storage.conditions import within
from storage.event_rows import require_event
from storage.folding import code_key, event_key, fold, is_japanese, title_key
from storage.records import Resolution, Session
from storage.rows import SESSION, SESSIONS, session_of
from storage.similar import nearest
from storage.tables import sessions
from storage.wording import LONGEST_PATTERN, begins_a_word, like, search_words

OFFERED = 11  # one more than fits as buttons, so that it shows when there are more
_NUMBER = re.compile(r"#\s?(\d{1,18})")


def resolve(db: Connection, team_id: str, typed: str, event: str | None) -> Resolution:
    """Find what a reference names: a number, else a code, else words of a title."""
    if (number := number_in(typed)) is not None:
        return Resolution(by_number(db, team_id, number))
    if not fold(typed):
        return Resolution(())
    matches = _by_code(db, team_id, event, typed) or _by_title(db, team_id, event, typed)
    if matches:
        return Resolution(matches)
    require_event(db, team_id, event)
    return Resolution((), nearest(db, team_id, typed, event))


def number_in(typed: str) -> int | None:
    """Read a reference such as `#12`; None where it names a session in another way."""
    found = _NUMBER.fullmatch(fold(typed))
    return int(found[1]) if found else None


def by_number(db: Connection, team_id: str, number: int) -> tuple[Session, ...]:
    """Give the session of that number."""
    rows = db.execute(_by_number(), {"team": team_id, "number": number})
    return tuple(map(session_of, rows))


@cache
def _by_number() -> Select[Any]:
    return (
        select(*SESSION)
        .select_from(SESSIONS)
        .where(sessions.c.team_id == bindparam("team"), sessions.c.number == bindparam("number"))
    )


def suggest(
    db: Connection, team_id: str, typed: str, event: str | None, limit: int
) -> tuple[Session, ...]:
    """Give sessions for what is typed so far: codes and titles that begin so come first."""
    key = code_key(typed[:LONGEST_PATTERN])
    title = title_key(typed[:LONGEST_PATTERN])
    conditions = within(team_id, event)
    conditions += [_named_by(word) for word in search_words([typed[:LONGEST_PATTERN]])]
    order = case(
        (sessions.c.code_key.startswith(key, autoescape=True), 0),
        (sessions.c.title_key.startswith(title, autoescape=True), 1),
        else_=2,
    )
    return _sessions(db, conditions, order, limit=limit)


def _named_by(word: str) -> Condition:
    return or_(like(sessions.c.title_key, word), like(sessions.c.code_key, code_key(word)))


def _by_code(db: Connection, team_id: str, event: str | None, typed: str) -> tuple[Session, ...]:
    key = code_key(typed)
    found = _called(db, (team_id, event), "code_key", [key, base_key(typed)])
    # A catalogue may hold a code that looks like a delivery of another.
    exact = tuple(each for each in found if each.code and code_key(each.code) == key)
    return exact or found


def _called(
    db: Connection, place: tuple[str, str | None], column: str, keys: list[str]
) -> tuple[Session, ...]:
    """Give the sessions with one of the keys in that column, the newest first."""
    team_id, event = place
    kind = event if event in (None, "all") else "named"
    asked = {"team": team_id, "event": event_key(event or ""), "keys": keys}
    found = map(session_of, db.execute(_with_key(kind, column), asked))
    return tuple(sorted(found, key=lambda session: -session.number)[:OFFERED])


@cache
def _with_key(kind: str | None, column: str) -> Select[Any]:
    # Without an order: SQLite would read the workspace in that order rather than use the index.
    named: Any = bindparam("event") if kind == "named" else kind
    return (
        select(*SESSION)
        .select_from(SESSIONS)
        .where(
            *within(bindparam("team"), named),
            sessions.c[column].in_(bindparam("keys", expanding=True)),
        )
    )


def _by_title(db: Connection, team_id: str, event: str | None, typed: str) -> tuple[Session, ...]:
    exact = _called(db, (team_id, event), "title_key", [title_key(typed)])
    if exact:
        return exact
    looked_for = search_words([typed])
    holding = _sessions(
        db,
        [*within(team_id, event), *(like(sessions.c.title_key, w) for w in looked_for)],
        limit=200,
    )
    return tuple(
        each for each in holding if all(_has_word(each.title, word) for word in looked_for)
    )[:OFFERED]


def _has_word(title: str, word: str) -> bool:
    return is_japanese(word) or begins_a_word(title, word) or not word.isalnum()


def _sessions(
    db: Connection, conditions: list[Condition], *order: Any, limit: int = OFFERED
) -> tuple[Session, ...]:
    rows = db.execute(
        select(*SESSION)
        .select_from(SESSIONS)
        .where(*conditions)
        .order_by(*order, sessions.c.number.desc())
        .limit(limit)
    )
    return tuple(map(session_of, rows))

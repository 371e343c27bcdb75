"""Known codes that look like one that nobody knows."""

from difflib import get_close_matches

from sqlalchemy import Connection, select

from storage.codes import base_key
from storage.event_rows import current_key
from storage.folding import event_key
from storage.records import Session
from storage.rows import SESSION, SESSIONS, session_of
from storage.tables import sessions

OFFERED = 3
LIKENESS = 0.6  # of difflib's ratio: one digit in six may differ, or two swapped


def nearest(db: Connection, team_id: str, typed: str, event: str | None) -> tuple[Session, ...]:
    """Give the sessions whose codes look like what was typed, the likest first."""
    typed_key = base_key(typed)
    within = (
        sessions.c.team_id == team_id,
        sessions.c.event == (event_key(event) if event else current_key(team_id)),
    )
    known = db.execute(
        select(sessions.c.code_key).where(
            *within, sessions.c.code_key.is_not(None), sessions.c.code_key != typed_key
        )
    ).scalars()
    likely = [key for key in known if _shares_a_part(key, typed_key)]
    keys = get_close_matches(typed_key, likely, OFFERED, LIKENESS)
    if not keys:
        return ()
    rows = db.execute(
        select(*SESSION, sessions.c.code_key)
        .select_from(SESSIONS)
        .where(*within, sessions.c.code_key.in_(keys))
    ).all()
    return tuple(session_of(row) for row in sorted(rows, key=lambda row: keys.index(row.code_key)))


def _shares_a_part(key: str, typed: str) -> bool:
    """Tell quickly what a slip of the finger can't have done: other letters and other digits."""
    return key[:2] == typed[:2] or key[-2:] == typed[-2:] or key[2:4] == typed[2:4]

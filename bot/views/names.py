"""How a session is named in a sentence, on a button and in a list."""

from storage.records import Session


def name(session: Session) -> str:
    """Code and title, or the one there is; a session that nobody named has its code for title."""
    if session.code is None or session.title == session.code:
        return session.title or f"#{session.number}"
    return f"{session.code} {session.title}".strip()

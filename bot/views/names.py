"""How a session is named in a sentence, on a button and in a list."""

from storage.records import Session


def name(session: Session) -> str:
    """Code and title, or the one there is; a session that nobody named has its code for title."""
    if session.code is None or session.title == session.code:
        return session.title or f"#{session.number}"
    return f"{session.code} {session.title}".strip()


def label(session: Session) -> str:
    """The name as the label of a button of `UserError`, which is a template."""
    return template(name(session))


def template(text: str) -> str:
    """Write a text as the template that says just it."""
    return text.replace("{", "{{").replace("}", "}}")

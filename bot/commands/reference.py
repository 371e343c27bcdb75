"""The session that a command names: a code, `#12` or words of a title."""

from bot.call import Button, Call, UserError
from bot.views.names import name
from storage import Store
from storage.finding import number_in
from storage.records import Resolution, Session

OFFERED = 10
PLACE = "{}"  # Where `retry` takes the session's number.


def one(call: Call, store: Store, reference: str, retry: str, event: str | None = None) -> Session:
    """Find the one session that is meant.

    `retry` is the command that a button shall give again, with `{}` where the session stands:
    `rate {} 5`; a button holds 2,000 characters of it.

    Raises:
        UserError: Several are meant, or none: with what could have been meant as buttons.
    """
    if not reference.strip():
        raise UserError(
            "Name a session: a code, a number such as #12, or words of its title. "
            "{command} top shows what is logged.",
            command=call.reader.command,
        )
    found = find(call, store, reference, event)
    if len(found.matches) == 1:
        return found.matches[0]
    if found.matches:
        raise UserError(
            "Several sessions match “{reference}”. Which one is it?",
            reference=_short(reference),
            buttons=choices(found.matches, retry),
        )
    raise not_logged(call, reference, choices(found.nearest, retry))


def find(call: Call, store: Store, reference: str, event: str | None = None) -> Resolution:
    """Look a reference up."""
    return store.sessions.resolve(call.who.team_id, reference.strip(), event)


def is_every_event(event: str | None) -> bool:
    """Whether `event:all` was typed, where one can look but not log."""
    return event == "all"


def choices(sessions: tuple[Session, ...], retry: str) -> tuple[Button, ...]:
    """A button for each session, with the rest of the command filled in."""
    commands = [(each, fill(retry, each.number)) for each in sessions[:OFFERED]]
    return tuple(Button(name(each), command) for each, command in commands)


def fill(retry: str, number: int) -> str:
    """Put the session's number into a command; what a person typed comes after it."""
    return retry.replace(PLACE, f"#{number}", 1)


def not_logged(call: Call, reference: str, buttons: tuple[Button, ...] = ()) -> UserError:
    """Say that nothing is known by that name, with the nearest there is."""
    if buttons:
        return UserError(
            "“{reference}” is not logged. Did you mean one of these?",
            reference=_short(reference),
            buttons=buttons,
        )
    if number_in(reference) is not None:
        return UserError(
            "“{reference}” is not logged: no session has that number, or no longer. "
            "{command} top shows what is logged.",
            reference=_short(reference),
            command=call.reader.command,
        )
    return UserError(
        "“{reference}” is not logged. To log it, type {command} add {reference} and your stars.",
        reference=_short(reference),
        command=call.reader.command,
    )


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 80 else shown[:79] + "…"

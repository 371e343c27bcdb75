"""A takeaway that is to go: the question before, and what is said after."""

from bot.call import Button, Confirm, Message, Reader
from bot.views.blocks import actions, fit, message, section
from bot.views.names import name
from bot.views.takeaways import named, written
from storage.records import Deleted, Own, Session


def asked(own: Own, reader: Reader, command: str, owner: str | None = None) -> Message:
    """Ask before a takeaway is deleted; `owner` is the name of someone else whose it is."""
    said = (
        reader.say("Delete your takeaway on {session}?", session=named(own.session))
        if owner is None
        else reader.say(
            "Delete the takeaway of {name} on {session}?", name=owner, session=named(own.session)
        )
    )
    delete = Button(reader.say("Delete"), command, style="danger")
    return message([section(said), *written(own.takeaway, reader), actions(delete)])


def button(session: Session, reader: Reader) -> Button:
    """A button that deletes the reader's takeaway once a dialog was answered."""
    confirm = Confirm(
        title=reader.say("Delete your takeaway?"),
        text=reader.say("Your takeaway on {session} goes.", session=fit(name(session), 200)),
        confirm=reader.say("Delete"),
        deny=reader.say("Keep"),
    )
    return Button(
        reader.say("Delete"),
        f"delete #{session.number} yes",
        style="danger",
        confirm=confirm,
        spoken=reader.say("Delete my takeaway on {session}", session=name(session)),
    )


def deleted(own: Deleted, reader: Reader, owner: str | None = None, *, replaces: bool) -> Message:
    """Say what went and, where it was the reader's own, how it comes back."""
    if owner is not None:
        said = reader.say(
            "Deleted the takeaway of {name} on {session}.", name=owner, session=named(own.session)
        )
        return message([section(said)], replaces=replaces)
    said = reader.say("Deleted your takeaway on {session}.", session=named(own.session))
    undo = Button(reader.say("Undo"), f"undo {own.change}")
    return message([section(said), actions(undo)], replaces=replaces)

"""What went wrong, as a sentence with the next step."""

import logging

from bot import trace
from bot.call import Button, Message, Reader, UserError
from bot.views import blocks
from storage.errors import AlreadyThere, NewerChange, NotAllowed, NotFound, Unavailable

log = logging.getLogger(__name__)

# What people can mend themselves; anything else is a failure of ours.
REFUSALS = (UserError, AlreadyThere, NewerChange, NotAllowed, NotFound)


def sentence(error: Exception, reader: Reader) -> str:
    """Say an error in the reader's words; one that nobody foresaw is logged with a reference."""
    trace.came_to("refused" if isinstance(error, REFUSALS) else "failed")
    match error:
        case UserError():
            return error.sentence(reader)
        case Unavailable():
            log.warning("The database does not answer.")
            return reader.say("The database does not answer. Nothing was saved: try again soon.")
        case AlreadyThere():
            return reader.say("“{name}” is there already.", name=error.name)
        case NewerChange():
            return reader.say("Something newer was saved there since, so this can't be taken back.")
        case NotAllowed():
            return reader.say("Only the person who wrote it, or an admin, can change this.")
        case NotFound():
            return _not_found(error, reader)
        case _:
            reference = trace.reference()
            log.error("Unforeseen, reference %s.", reference, exc_info=error)
            return reader.say(
                "Something went wrong on our side, sorry. Please tell who runs the bot this"
                " reference: {reference}",
                reference=reference,
            )


def told(said: str, typed: str, buttons: list[Button] | None = None) -> Message:
    """Say it, and repeat what was typed as far as there is room."""
    labels = sum(blocks.length(each.label) for each in buttons or ())
    room = blocks.MESSAGE_TEXT - blocks.length(said) - labels
    parts = [blocks.section(said)]
    if typed.strip():
        parts.append(blocks.quote(blocks.fit(typed, room)))
    if buttons:
        parts.append(blocks.actions(*buttons))
    return blocks.message(parts)


def _not_found(error: NotFound, reader: Reader) -> str:
    near = reader.listed(error.nearest)
    match error.kind:
        case "event":
            said = reader.say(
                "There is no event “{name}”. {command} event lists the events.",
                name=error.name,
                command=reader.command,
            )
        case "session":
            said = reader.say("There is no session “{name}”.", name=error.name)
        case "draft":
            return reader.say("That text is no longer kept. Please type it again.")
        case _:
            return reader.say("That is no longer there: it was changed or deleted since.")
    return said + " " + reader.say("Known: {names}", names=near) if near else said

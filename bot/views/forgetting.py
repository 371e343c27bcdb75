"""What is asked before a person is forgotten, and what is said once they are."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.call import Button, Confirm, Message, Reader
from bot.views import blocks
from storage.forgetting import Forgotten


@dataclass(frozen=True, slots=True)
class Mine:
    """What there is of a person."""

    takeaways: int
    profile: bool
    watched: int


def question(mine: Mine, command: str, reader: Reader) -> Message:
    """Name what would go, with a button that asks once more."""
    say = reader.say
    held = _things(mine.takeaways, mine.watched, reader, profile=mine.profile)
    lines = [
        say("This deletes all that is yours here, for good: there is no Undo."),
        *(f"• {each}" for each in held),
        "• " + say("your language, drafts, and the name that is remembered of you"),
    ]
    stays = say(
        "Digests that quote you are updated. What was shared in channels, what others kept of your"
        " messages, exported files and backups of the database stay: {command} can't reach them."
        " To keep a copy of what you wrote, export it first.",
        command=reader.command,
    )
    confirm = Confirm(
        title=say("Delete all that is yours?"),
        text=say("It can't be brought back."),
        confirm=say("Delete everything"),
        deny=say("Cancel"),
    )
    delete = Button(say("Delete all that is mine"), command, "danger", confirm)
    return blocks.message(
        [blocks.section("\n".join(lines)), blocks.context(stays), blocks.actions(delete)]
    )


def forgotten(gone: Forgotten, reader: Reader) -> Message:
    """Say what went, and what became of the digests."""
    return blocks.message([blocks.section("\n".join(lines(gone, reader)))], replaces=True)


def lines(gone: Forgotten, reader: Reader) -> list[str]:
    """The same, line by line."""
    many = reader.say_many
    went = _things(gone.takeaways, gone.watched, reader, profile=gone.profile)
    if gone.drafts:
        went.append(many("{count} draft", "{count} drafts", gone.drafts))
    if gone.sessions:
        went.append(
            many(
                "{count} session that only you wrote about, titled in your words",
                "{count} sessions that only you wrote about, titled in your words",
                gone.sessions,
            )
        )
    if went:
        above = reader.say("Deleted for good, with the name and the language:")
        return [above, *(f"• {each}" for each in went), *_digests(gone, reader)]
    nothing = reader.say("Nothing was written here. Name and language are forgotten.")
    return [nothing, *_digests(gone, reader)]


def _things(takeaways: int, watched: int, reader: Reader, *, profile: bool) -> list[str]:
    many = reader.say_many
    found = [
        (many("{count} takeaway", "{count} takeaways", takeaways), takeaways),
        (many("{count} session on your watch list", "{count} sessions on your watch list", watched),
         watched),
        (reader.say("your profile"), profile),
    ]  # fmt: skip
    return [said for said, there in found if there]


def _digests(gone: Forgotten, reader: Reader) -> Iterable[str]:
    many = reader.say_many
    if gone.messages:
        yield many(
            "{count} posted digest is updated now.",
            "{count} posted digests are updated now.",
            gone.messages,
        )
    if gone.handed_on:
        yield many(
            "{count} digest that you set up goes on without your name;"
            " whoever changes it next has it.",
            "{count} digests that you set up go on without your name;"
            " whoever changes one next has it.",
            gone.handed_on,
        )
    if gone.ended:
        yield many(
            "{count} digest that showed only what you wrote is off.",
            "{count} digests that showed only what you wrote are off.",
            gone.ended,
        )

"""`/session mine [incomplete]`: what I wrote, newest first, to edit or delete."""

from dataclasses import replace

from bot.call import Button, Call, Message, Reply, UserError
from bot.commands.asking import ALL_EVENTS, asked, only_event
from bot.locale import N_
from bot.views import blocks, own, sessions
from bot.views.sessions import Listing
from storage import Store
from storage.folding import fold

NAME = "mine"
ALIASES: tuple[str, ...] = ("自分",)
SUMMARY = N_("lists your takeaways, to edit or delete")
SYNTAX = "{command} mine [incomplete] [event:KEY]"
EXAMPLE = "{command} mine incomplete"
HIDDEN = False

INCOMPLETE = ("incomplete", "未完成")
SIZE = 10


def run(call: Call, store: Store) -> Reply:
    """List my takeaways, or those that still lack something."""
    wanted = asked(call, store)
    only_event(call, store, wanted)
    incomplete = _incomplete(call, wanted.filter.words)
    event = wanted.filter.event or ALL_EVENTS
    tail = f" event:{wanted.filter.event}" if wanted.filter.event else ""
    command = (f"{NAME} incomplete" if incomplete else NAME) + tail
    say = call.reader.say
    title = say("My incomplete takeaways") if incomplete else say("My takeaways")
    shown = Listing(title, command, "", wanted.page or 1, SIZE)
    found = store.takeaways.mine(
        call.who, incomplete=incomplete, event=event, offset=shown.offset, limit=SIZE
    )
    other = _other(call, incomplete=incomplete, tail=tail)
    if not found.items and shown.page > 1:
        return run(replace(call, text=f"{command.removeprefix(NAME)} page:1"), store)
    if not found.items:
        return replace(_nothing(call, shown, other, incomplete=incomplete), replaces=wanted.turned)
    return blocks.message(own.mine(found, shown, call.reader, other), replaces=wanted.turned)


def _incomplete(call: Call, words: tuple[str, ...]) -> bool:
    match [fold(word) for word in words]:
        case []:
            return False
        case [word] if word in INCOMPLETE:
            return True
        case _:
            raise UserError(
                "{command} mine takes only the word “incomplete”. "
                "To look for words, type {command} search {words} by:me.",
                command=call.reader.command,
                words=blocks.fit(" ".join(words), 60),
            )


def _other(call: Call, *, incomplete: bool, tail: str) -> Button:
    """The button for the other list: all of them, or the incomplete ones."""
    if incomplete:
        return Button(call.reader.say("All of mine"), f"{NAME}{tail} page:1")
    return Button(call.reader.say("Incomplete only"), f"{NAME} incomplete{tail} page:1")


def _nothing(call: Call, shown: Listing, other: Button, *, incomplete: bool) -> Message:
    reader = call.reader
    if incomplete:
        said = reader.say("Nothing is incomplete: all of yours have stars and notes.")
        return sessions.nothing(shown, said, [other])
    said = reader.say(
        "You have not logged anything yet. One line is enough: {command} add NET402 5 great",
        command=reader.command,
    )
    log = Button(reader.say("Log a session"), "add", style="primary")
    return sessions.nothing(shown, said, [log])

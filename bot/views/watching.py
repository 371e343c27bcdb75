"""The watch list, and what is said when something is put on it or taken off."""

from collections.abc import Sequence

from bot.call import Block, Button, Message, Reader
from bot.views import blocks, days
from bot.views.names import name
from bot.views.sessions import TITLE, Listing, details, known, row, turns
from bot.views.stars import given, rating
from bot.views.takeaways import question
from storage.records import SavedEntry, Session, Takeaway, Watch

SIZE = 8  # on a page of the list


def listed(watches: Sequence[Watch], command: str, page: int, reader: Reader) -> Message:
    """What is queued, then what was watched; `command` shows it, its pages count from 1."""
    ordered = sorted(watches, key=lambda each: each.watched_at is not None)
    page = min(page, max(1, (len(ordered) - 1) // SIZE + 1))
    listing = Listing(reader.say("My watch list"), command, "", page, SIZE)
    here = ordered[listing.offset : listing.offset + SIZE]
    turning = turns(listing, reader, more=len(ordered) > listing.offset + SIZE)
    queued = sum(each.watched_at is None for each in watches)
    count = reader.say("{count} to watch", count=queued)
    told = [block for each in here for block in one(each, reader)]
    return blocks.message(
        [blocks.header(listing.title), blocks.context(count), *told, *row(turning)]
    )


def empty(reader: Reader) -> Message:
    """Say how something comes onto the list."""
    said = reader.say(
        "Your watch list is empty. Tap “Watch later” at a session, or type {command} later NET402.",
        command=reader.command,
    )
    recorded = Button(reader.say("Top recordings"), "top recorded unwatched")
    return blocks.message(
        [blocks.header(reader.say("My watch list")), blocks.section(said), blocks.actions(recorded)]
    )


def one(watch: Watch, reader: Reader) -> list[Block]:
    """A session on the list with what can be done about it."""
    session = watch.session
    since = (
        reader.say("watched {day}", day=days.day(watch.watched_at, reader))
        if watch.watched_at
        else reader.say("queued {day}", day=days.day(watch.queued_at, reader))
    )
    about = blocks.paragraph(
        blocks.words(f"{rating(session.rating, reader)}  "),
        blocks.words(blocks.fit(name(session), TITLE), bold=True),
        blocks.words("\n"),
        *known(session, reader),
        blocks.words(f" · {since}"),
    )
    return [about, blocks.actions(*_buttons(watch, reader))]


def _buttons(watch: Watch, reader: Reader) -> list[Button]:
    """What can be done about it; what is read out names the session."""
    session, number = watch.session, watch.session.number
    called = name(session)
    if watch.watched_at:
        rate = reader.say("Rate {session}", session=called)
        again = reader.say("Watch {session} again", session=called)
        return [
            Button(reader.say("Rate"), f"rate #{number}", spoken=rate),
            details(session, reader),
            Button(reader.say("Watch again"), f"later #{number}", spoken=again),
        ]
    done = reader.say("I have watched {session}", session=called)
    watched = Button(reader.say("Watched"), f"watched #{number}", style="primary", spoken=done)
    return [watched, details(session, reader)]


def queued(session: Session, reader: Reader, *, new: bool) -> Message:
    """Say that a session is on the list."""
    named = blocks.fit(name(session), TITLE)
    said = (
        reader.say("On your watch list: {session}", session=named)
        if new
        else reader.say("It is on your watch list already: {session}", session=named)
    )
    buttons = [
        Button(reader.say("My watch list"), "later"),
        Button(reader.say("Watched"), f"watched #{session.number}"),
    ]
    return blocks.message(
        [blocks.section(said), blocks.paragraph(*known(session, reader)), *row(buttons)]
    )


def watched(session: Session, own: Takeaway | None, words: str, reader: Reader) -> Message:
    """Say that it counts as watched, and ask for stars; the words go with them."""
    named = blocks.fit(name(session), TITLE)
    said = reader.say("Watched: {session}", session=named)
    asking = question(named, f"rate #{session.number} {{}}", words, reader, own)
    back = Button(reader.say("Not watched yet"), f"later #{session.number}")
    return blocks.message([blocks.section(said), *asking.blocks, *row([back])])


def rated(entry: SavedEntry, change: int | None, reader: Reader) -> Message:
    """Say that it counts as watched with these stars."""
    session = entry.session
    lines = [
        reader.say("Watched: {session}", session=blocks.fit(name(session), TITLE)),
        reader.say("You gave it {stars}.", stars=given(entry.takeaway.stars, reader)),
        reader.say("Everyone: {rating}", rating=rating(session.rating, reader)),
    ]
    buttons = [Button(reader.say("Add notes"), f"edit #{session.number}", style="primary")]
    if change is not None:
        buttons.append(Button(reader.say("Undo"), f"undo {change}"))
    return blocks.message([blocks.section("\n".join(lines)), *row(buttons)])

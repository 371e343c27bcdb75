"""What is said after a takeaway was saved, moved or taken back."""

from collections.abc import Sequence

from bot.call import Block, Button, Message, Reader
from bot.views.blocks import (
    actions,
    bullets,
    context,
    divider,
    fit,
    length,
    message,
    paragraphs,
    quote,
    section,
)
from bot.views.names import name
from bot.views.sessions import later
from bot.views.stars import MOST, given, rating, word
from storage.records import Question, Saved, SavedEntry, Session, Takeaway, Undone

NAME = 300  # characters of a session's name in a sentence
SHORT = 100  # and in a list
WRITTEN = 2400  # UTF-16 units of a takeaway's texts that are shown again
LINE = 10  # of these that a line takes at least
NEAREST = 5  # known codes that are offered
LISTED = 25  # entries that are listed, one line each


def saved(
    result: Saved, reader: Reader, offers: Sequence[Button] = (), *, replaces: bool = False
) -> Message:
    """What was saved, with the session's mean and count, and a button to take it back.

    `offers` are what else the text could have been.
    """
    entries = result.entries
    blocks = _one(entries[0], reader) if len(entries) == 1 else _several(entries, reader)
    buttons = []
    if len(entries) == 1:
        notes = f"edit #{entries[0].session.number}"
        buttons.append(Button(reader.say("Add notes"), notes, style="primary"))
    if result.change is not None:
        buttons.append(Button(reader.say("Undo"), f"undo {result.change}"))
        buttons += [*offers, *_moves(result, reader)]
    if len(entries) == 1:
        buttons.append(later(entries[0].session, reader))
    return message([*blocks, *([actions(*buttons)] if buttons else [])], replaces=replaces)


def _moves(result: Saved, reader: Reader) -> list[Button]:
    """The nearest known codes, where one entry stands under a code that nobody knew."""
    if len(result.entries) > 1:
        return []
    near = result.entries[0].nearest[:NEAREST]
    return [_move(each, result.change or 0, reader) for each in near]


def _move(session: Session, change: int, reader: Reader) -> Button:
    spoken = reader.say("Move it to {session}", session=name(session))
    return Button(name(session), f"move {change} #{session.number}", spoken=spoken)


def question(
    session: str, command: str, words: str, reader: Reader, own: Takeaway | None = None
) -> Message:
    """Five buttons to rate a session, each with its number and word.

    `command` has `{}` where the stars go, before the words that were typed with it.
    """
    rates = [_rate(count, f"{command} {words}".rstrip(), reader) for count in range(MOST, 0, -1)]
    lines = [reader.say("How many stars for {session}?", session=fit(session, NAME))]
    if own and own.stars is not None:
        lines.append(reader.say("You gave it {stars}.", stars=given(own.stars, reader)))
        withdraw = command.replace("{}", "none", 1)
        rates.append(Button(reader.say("Withdraw my stars"), withdraw))
    return message([section("\n".join(lines)), actions(*rates)])


def _rate(count: int, command: str, reader: Reader) -> Button:
    said = word(count, reader)
    spoken = reader.say("{count} of 5 stars: {word}", count=count, word=said)
    return Button(f"★{count} {said}", command.replace("{}", str(count), 1), spoken=spoken)


def undone(result: Undone, reader: Reader, *, replaces: bool = False) -> Message:
    """What was taken back, and how each takeaway stands now."""
    lines = [_restored(each.session, each.takeaway, reader) for each in result.entries[:LISTED]]
    lines += _more(len(result.entries), reader)
    if result.sessions_removed:
        gone = result.sessions_removed[:LISTED]
        names = reader.listed(fit(name(each), SHORT) for each in gone)
        lines.append(reader.say("No longer listed, since only that made it: {names}.", names=names))
    return message([section(reader.say("Taken back.")), *paragraphs(lines)], replaces=replaces)


def written(takeaway: Takeaway, reader: Reader, room: int = WRITTEN) -> list[Block]:
    """What stands in a takeaway, as far as the room reaches, and how much more there is."""
    blocks: list[Block] = []
    left = room
    if takeaway.impressions:
        blocks.append(quote(fit(takeaway.impressions, left)))
        left -= length(takeaway.impressions)
    facts, left = _as_far_as(takeaway.facts, left)
    if facts:
        blocks.append(bullets(facts))
    asked, left = _as_far_as([_pair(each) for each in takeaway.questions], left)
    if asked:
        blocks.append(section("\n".join(asked)))
    if left < 0:
        blocks.append(context(reader.say("Not all of it is shown here; all of it is saved.")))
    return blocks


def _one(entry: SavedEntry, reader: Reader) -> list[Block]:
    lines = [_headline(entry, reader), _mine(entry.takeaway, reader)]
    lines.append(reader.say("Everyone: {rating}", rating=rating(entry.session.rating, reader)))
    if known := _details(entry.session, reader):
        lines.append(known)
    notes = _notes(entry, reader)
    blocks = [section("\n".join(lines)), *written(entry.takeaway, reader)]
    return [*blocks, context(*notes)] if notes else blocks


def _headline(entry: SavedEntry, reader: Reader) -> str:
    session = named(entry.session)
    if not entry.changed:
        return reader.say("Nothing new: all of it is saved already on {session}.", session=session)
    if entry.new_session:
        return reader.say("Saved, as a new session: {session}", session=session)
    return reader.say("Saved: {session}", session=session)


def _notes(entry: SavedEntry, reader: Reader) -> list[str]:
    notes = []
    if entry.refused_title:
        notes.append(
            reader.say(
                "It keeps the title “{title}”; yours was “{refused}”. “Add notes” can correct it.",
                title=fit(entry.session.title, NAME),
                refused=fit(entry.refused_title, NAME),
            )
        )
    if entry.noted:
        notes.append(
            reader.say("“{words}” became a line of impressions.", words=fit(entry.noted, NAME))
        )
    if entry.nearest:
        notes.append(reader.say("Nobody had logged that code. Does it belong to one of these?"))
    return notes


def _several(entries: Sequence[SavedEntry], reader: Reader) -> list[Block]:
    changed = sum(entry.changed for entry in entries)
    said = (
        reader.say_many("{count} entry saved.", "{count} entries saved.", changed)
        if changed
        else reader.say("Nothing new: all of it is saved already.")
    )
    lines = [_line(entry, reader) for entry in entries[:LISTED]]
    return [section(said), divider(), *paragraphs([*lines, *_more(len(entries), reader)])]


def _line(entry: SavedEntry, reader: Reader) -> str:
    parts = [fit(name(entry.session), SHORT), given(entry.takeaway.stars, reader)]
    if entry.takeaway.recommended:
        parts.append(reader.say("recommended"))
    parts.append(reader.say("everyone: {rating}", rating=rating(entry.session.rating, reader)))
    if entry.new_session:
        parts.append(reader.say("new session"))
    if not entry.changed:
        parts.append(reader.say("nothing new"))
    if entry.refused_title:
        parts.append(
            reader.say("the title “{title}” was not taken", title=fit(entry.refused_title, 60))
        )
    return " · ".join(parts)


def _mine(takeaway: Takeaway, reader: Reader) -> str:
    mark = [reader.say("recommended")] if takeaway.recommended else []
    return " · ".join([reader.say("You: {stars}", stars=given(takeaway.stars, reader)), *mark])


def _details(session: Session, reader: Reader) -> str:
    level = [] if session.level is None else [reader.say("Level {level}", level=session.level)]
    return " · ".join([*level, *([session.type] if session.type != "Other" else [])])


def _restored(session: Session, takeaway: Takeaway | None, reader: Reader) -> str:
    called = fit(name(session), SHORT)
    if takeaway is None:
        return reader.say("{session}: your takeaway is gone.", session=called)
    stars = given(takeaway.stars, reader)
    return reader.say("{session}: as it was, {stars}.", session=called, stars=stars)


def _more(count: int, reader: Reader) -> list[str]:
    left = count - LISTED
    return [reader.say_many("… and {count} more", "… and {count} more", left)] if left > 0 else []


def _as_far_as(lines: Sequence[str], room: int) -> tuple[list[str], int]:
    """Whole lines while there is room, the last of them cut; and what is left, below 0 then."""
    shown: list[str] = []
    for line in lines:
        if room <= 0:
            return shown, -1
        shown.append(fit(line, max(room, 2)))
        room -= length(line) + LINE
    return shown, room


def _pair(asked: Question) -> str:
    return f"Q: {asked.question}\nA: {asked.answer}" if asked.answer else f"Q: {asked.question}"


def named(session: Session) -> str:
    """The session's name, as far as a sentence holds it."""
    return fit(name(session), NAME)

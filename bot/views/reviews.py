"""Takeaways as others read them: whole, in one line, over several pages."""

from bot.call import Block, Button, Message, Reader
from bot.entry import base_code
from bot.views import blocks, days
from bot.views.names import name
from bot.views.room import pages, parts
from bot.views.sentences import first
from bot.views.sessions import Listing, row, turns
from bot.views.stars import given
from storage.records import Attended, Question, Review, Session, Takeaway

NAME = 80  # UTF-16 units of a person's name
PROFILE = 200
HEADING = 400
LINE = 370  # the most that a takeaway takes in one line, with its button


def whole(review: Review, writer: str, reader: Reader) -> list[Block]:
    """All of a takeaway, in blocks of which each is small beside a message."""
    takeaway = review.takeaway
    told = [blocks.paragraph(blocks.words(part)) for part in _parts(takeaway.impressions)]
    told += [blocks.bullets(lines) for lines in _bundles(takeaway.facts)]
    told += [block for each in takeaway.questions for block in _asked(each)]
    return [_head(review, writer, reader), *told]


def line(review: Review, writer: str, reader: Reader) -> Block:
    """Stars, writer and the first sentence, with a button to read the rest."""
    takeaway = review.takeaway
    said = first(takeaway.impressions) or first("\n".join(takeaway.facts))
    profile = f" – {blocks.fit(_line(review), 100)}" if _line(review) else ""
    lines = [f"{given(takeaway.stars, reader)}  {blocks.fit(writer, NAME)}{profile}"]
    text = "\n".join([*lines, blocks.fit(said, 140)] if said else lines)
    read = Button(
        reader.say("Read"),
        reading(takeaway),
        spoken=reader.say("Read the takeaway of {name}", name=writer),
    )
    return blocks.section(text, blocks.tap(read))


def reading(takeaway: Takeaway) -> str:
    """The command that shows a takeaway whole."""
    return f"read #{takeaway.session} by:<@{takeaway.user}>"


def read(session: Session, review: Review, writer: str, page: int, reader: Reader) -> Message:
    """One takeaway whole, on as many pages as it needs; `page` counts from 1."""
    found = pages(whole(review, writer, reader))
    page = min(page, len(found))
    listing = Listing(name(session), reading(review.takeaway), "", page, 1)
    buttons = turns(listing, reader, more=page < len(found))
    buttons.append(Button(reader.say("The session"), f"show #{session.number}"))
    heading = blocks.paragraph(blocks.words(blocks.fit(name(session), HEADING), bold=True))
    place = [blocks.context(f"{page} / {len(found)}")] if len(found) > 1 else []
    return blocks.message([heading, *found[page - 1], *place, *row(buttons)])


def attended(value: Attended, reader: Reader) -> str:
    """Where the writer saw the session."""
    match value:
        case "in_person":
            return reader.say("in person")
        case "overflow":
            return reader.say("overflow room")
        case "livestream":
            return reader.say("livestream")
        case "recording":
            return reader.say("from the recording")
        case "other":
            return reader.say("otherwise")


def _head(review: Review, writer: str, reader: Reader) -> Block:
    takeaway = review.takeaway
    stated = [given(takeaway.stars, reader)]
    stated += [reader.say("recommended")] if takeaway.recommended else []
    lines = [blocks.fit(_line(review), PROFILE), _circumstances(takeaway, reader)]
    return blocks.paragraph(
        blocks.words(blocks.fit(writer, NAME), bold=True),
        blocks.words(f"  {' · '.join(stated)}"),
        blocks.words("".join(f"\n{each}" for each in lines if each), italic=True),
    )


def _circumstances(takeaway: Takeaway, reader: Reader) -> str:
    said = [days.day(takeaway.created_at, reader)]
    said += [attended(takeaway.attended, reader)] if takeaway.attended else []
    said += [reader.say("saw only a part")] if takeaway.partial else []
    if takeaway.raw and takeaway.raw != base_code(takeaway.raw):
        said.append(blocks.fit(takeaway.raw, 40))  # Which delivery; the session's code is known.
    return " · ".join(said)


def _line(review: Review) -> str:
    return review.profile.line if review.profile else ""


def _parts(text: str) -> list[str]:
    return [part for part in parts(text) if part.strip()]


def _bundles(facts: tuple[str, ...]) -> list[list[str]]:
    """Facts in lists that are small beside a message; one that is long goes on in the next item."""
    bundles: list[list[str]] = []
    used = 0
    for fact in facts:
        dent = fact[: len(fact) - len(fact.lstrip(" "))]
        for part in _parts(fact.strip()):
            used += len(part)
            if not bundles or used > 2000:
                bundles.append([])
                used = len(part)
            bundles[-1].append(dent + part)
    return bundles


def _asked(asked: Question) -> list[Block]:
    question, answer = parts(f"Q {asked.question}"), parts(f"A {asked.answer}")
    told = [blocks.paragraph(blocks.words(part, bold=True)) for part in question if part.strip()]
    if asked.answer:
        told += [blocks.paragraph(blocks.words(part)) for part in answer if part.strip()]
    return told

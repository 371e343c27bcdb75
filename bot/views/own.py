"""The reader's own takeaways in a list, each to edit or delete."""

from dataclasses import replace

from bot.call import Block, Button, Reader
from bot.views import blocks, days, deleting
from bot.views.names import name
from bot.views.sentences import first
from bot.views.sessions import TITLE, Listing, details, row, turns
from bot.views.stars import given
from storage.records import Own, Page


def mine(found: Page[Own], listing: Listing, reader: Reader, others: Button) -> list[Block]:
    """A page of them, newest first; `others` shows a different choice of them."""
    told = [block for each in found.items for block in one(each, reader, _delete(each, reader))]
    buttons = [*turns(listing, reader, more=found.more), others]
    return [blocks.header(listing.title), *told, *row(buttons)]


def one(own: Own, reader: Reader, *more: Button) -> list[Block]:
    """One of them: what it holds, what it lacks, and its buttons."""
    session, number = own.session, own.session.number
    said = first(own.takeaway.impressions) or first("\n".join(own.takeaway.facts))
    lines = [*lacking(own, reader), blocks.fit(said, 140)]
    about = blocks.paragraph(
        blocks.words(f"{given(own.takeaway.stars, reader)}  "),
        blocks.words(blocks.fit(name(session), TITLE), bold=True),
        blocks.words(f"  #{number} · {days.day(own.takeaway.updated_at, reader)}"),
        blocks.words("".join(f"\n{each}" for each in lines if each)),
    )
    called = name(session)
    edit = Button(
        reader.say("Edit"),
        f"edit #{number}",
        spoken=reader.say("Edit my takeaway on {session}", session=called),
    )
    return [about, blocks.actions(edit, details(session, reader), *more)]


def lacking(own: Own, reader: Reader) -> list[str]:
    """What a takeaway still needs."""
    takeaway = own.takeaway
    missing = [reader.say("no stars yet")] if takeaway.stars is None else []
    if not (takeaway.facts or takeaway.impressions):
        missing.append(reader.say("no facts or impressions yet"))
    return [" · ".join(missing)] if missing else []


def _delete(own: Own, reader: Reader) -> Button:
    # A question comes before the deletion, so that the list needs no red in every row.
    return replace(deleting.button(own.session, reader), style=None)

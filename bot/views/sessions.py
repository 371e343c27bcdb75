"""Sessions in lists: the best rated, what a search found."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bot.call import Block, Button, Message, Reader
from bot.views import blocks
from bot.views.blocks import Piece
from bot.views.names import name
from bot.views.room import tappable
from bot.views.stars import rating
from storage.records import Availability, Hit, Page, Session

TITLE = 150  # UTF-16 units of a session's name in a list
TYPE = 60
ASKED = 300
LABEL = 24
EVENT = 40
FRAGMENT = 100  # of the text on each side of what was found
ADDRESS = 3000  # the longest link that Slack takes


@dataclass(frozen=True, slots=True)
class Listing:
    """What was asked for: `command` is it as typed again, `asked` in words, `page` from 1 on."""

    title: str
    command: str
    asked: str
    page: int
    size: int

    @property
    def offset(self) -> int:
        """How many stand on the pages before."""
        return (self.page - 1) * self.size

    def turned(self, page: int, extra: str = "") -> str:
        """The command for another page."""
        return " ".join(part for part in (self.command, extra, f"page:{page}") if part)


def top(
    found: Page[Session], listing: Listing, reader: Reader, *, events: bool = False
) -> list[Block]:
    """The best rated first, each with its buttons; `events` names the event of each."""
    shown = _heading(listing)
    for at, each in enumerate(found.items, start=found.offset + 1):
        shown.append(blocks.paragraph(*_rated(each, reader, at, events=events)))
        shown += row([detail(each, reader), later(each, reader)])
    return shown


def hits(found: Page[Hit], listing: Listing, reader: Reader, names: dict[str, str]) -> list[Block]:
    """Each place where the words were found, with the words in bold."""
    shown = _heading(listing)
    for session, here in groupby(found.items, lambda each: each.session):
        shown += [blocks.paragraph(*_hit(each, reader, names)) for each in here]
        shown += row([detail(session, reader), later(session, reader)])
    return [*shown, *row(turns(listing, reader, more=found.more))]


def nothing(listing: Listing, sentence: str, buttons: Iterable[Button] = ()) -> Message:
    """Say that nothing was found, and what to do next."""
    return blocks.message([*_heading(listing), blocks.section(sentence), *row(buttons)])


def turns(listing: Listing, reader: Reader, *, more: bool) -> list[Button]:
    """Back and Next, where there is somewhere to go."""
    back = [Button(reader.say("Back"), listing.turned(listing.page - 1))]
    ahead = [Button(reader.say("Next"), listing.turned(listing.page + 1))]
    return [*(back if listing.page > 1 else []), *(ahead if more else [])]


def detail(session: Session, reader: Reader) -> Button:
    """A button with the code of a session that shows it."""
    label = blocks.fit(session.code or f"#{session.number}", LABEL)
    spoken = reader.say("Details of {session}", session=name(session))
    return Button(label, f"show #{session.number}", spoken=spoken)


def details(session: Session, reader: Reader) -> Button:
    """A button that shows a session, where its code stands above."""
    spoken = reader.say("Details of {session}", session=name(session))
    return Button(reader.say("Details"), f"show #{session.number}", spoken=spoken)


def later(session: Session, reader: Reader) -> Button:
    """A button that puts a session on the watch list."""
    spoken = reader.say("Watch {session} later", session=name(session))
    return Button(reader.say("Watch later"), f"later #{session.number}", spoken=spoken)


def known(session: Session, reader: Reader, *, event: bool = False) -> list[Piece]:
    """Level, type, recording, event and number, in one line."""
    level = reader.say("Level {level}", level=session.level) if session.level is not None else ""
    first = [level, blocks.fit(session.type, TYPE)]
    last = [blocks.fit(session.event, EVENT) if event else "", f"#{session.number}"]
    before = " · ".join(part for part in first if part) + " · "
    after = "".join(f" · {part}" for part in last if part)
    return [blocks.words(before), recording(session, reader), blocks.words(after)]


def recording(session: Session, reader: Reader) -> Piece:
    """The recording's link, else whether there is one."""
    url = session.recording_url or ""
    if url.startswith(("https://", "http://")) and len(url) <= ADDRESS:
        return blocks.link(url, reader.say("Recording"))
    return blocks.words(availability(session.availability, reader))


def availability(value: Availability, reader: Reader) -> str:
    """Whether a session can be watched afterwards."""
    match value:
        case "recorded":
            return reader.say("recorded")
        case "live_only":
            return reader.say("live only")
        case "not_recorded":
            return reader.say("not recorded")
        case _:
            return reader.say("recording unknown")


def row(buttons: Iterable[Button]) -> list[Block]:
    """A row of buttons, none where there are none."""
    kept = tappable(buttons)
    return [blocks.actions(*kept)] if kept else []


def _heading(listing: Listing) -> list[Block]:
    said = [blocks.context(blocks.fit(listing.asked, ASKED))] if listing.asked else []
    return [blocks.header(listing.title), *said]


def _rated(session: Session, reader: Reader, rank: int, *, events: bool) -> list[Piece]:
    return [
        blocks.words(f"{rank}. {rating(session.rating, reader)}  "),
        blocks.words(blocks.fit(name(session), TITLE), bold=True),
        blocks.words("\n"),
        *known(session, reader, event=events),
    ]


def _hit(hit: Hit, reader: Reader, names: dict[str, str]) -> list[Piece]:
    session = hit.session
    where = _where(hit, reader)
    if hit.user is not None:
        writer = blocks.fit(names.get(hit.user, hit.user), 60)
        where = reader.say("{field}, by {name}", field=where, name=writer)
    return [
        blocks.words(blocks.fit(name(session), TITLE), bold=True),
        blocks.words(f"  {rating(session.rating, reader)} · #{session.number}\n{where}: "),
        *_found(hit),
    ]


def _where(hit: Hit, reader: Reader) -> str:
    match hit.field:
        case "title":
            return reader.say("Title")
        case "code":
            return reader.say("Code")
        case "topics":
            return reader.say("Topics")
        case "facts":
            return reader.say("Facts")
        case "impressions":
            return reader.say("Impressions")
        case "questions":
            return reader.say("Q&A")


def _found(hit: Hit) -> list[Piece]:
    """The fragment with what was found in bold, cut around it where it is long."""
    start, end = hit.at
    before, match, after = hit.fragment[:start], hit.fragment[start:end], hit.fragment[end:]
    if len(before) > FRAGMENT:
        before = "…" + before[-FRAGMENT:]
    return [
        blocks.words(before),
        blocks.words(blocks.fit(match, FRAGMENT), bold=True),
        blocks.words(blocks.fit(after, FRAGMENT)),
    ]

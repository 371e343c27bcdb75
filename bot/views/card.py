"""One session with what people took away from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.call import Block, Button, Message, Reader
from bot.views import blocks, days, reviews
from bot.views.blocks import Piece
from bot.views.names import name
from bot.views.room import BLOCKS, ROOM, size
from bot.views.sessions import recording, row
from bot.views.stars import rating, stars
from storage.records import Event, Review, Session

LISTED = 12  # takeaways on a page, whole or in a line
FIELD = 300  # of a list of topics or speakers
UNRECORDED = ("not_recorded", "live_only")  # the takeaways are the only record
DIFFER = 2  # stars between the lowest and the highest from which raters are said to differ


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown: all reviews of the session, newest first, and the page of them (from 1)."""

    session: Session
    event: Event
    reviews: Sequence[Review]
    names: Mapping[str, str]
    page: int = 1

    @property
    def listed(self) -> Sequence[Review]:
        """The reviews of this page."""
        return self.reviews[(self.page - 1) * LISTED : self.page * LISTED]

    @property
    def more(self) -> bool:
        """Whether there is a page after this one."""
        return len(self.reviews) > self.page * LISTED

    def writer(self, review: Review) -> str:
        """The name of who wrote a review."""
        return self.names.get(review.takeaway.user, review.takeaway.user)


def shown(card: Card, reader: Reader, mine: str) -> Message:
    """Details, mean and count, then the takeaways; `mine` is who reads."""
    above = [*_heading(card.session, reader), _details(card, reader), *_spread(card, reader)]
    told = _takeaways(card, reader, ROOM - size(above))
    return blocks.message([*above, *told, *row(_buttons(card, reader, mine))])


def shared(card: Card, reader: Reader, by: str) -> Message:
    """The same for all in the channel: the newest takeaway, and who shared it."""
    above = [*_heading(card.session, reader), _details(card, reader), *_spread(card, reader)]
    first = Card(card.session, card.event, card.reviews[:1], card.names)
    told = _takeaways(first, reader, ROOM - size(above))
    said = blocks.context(reader.say("Shared by {name}", name=blocks.fit(by, 80)))
    number = card.session.number
    buttons = [
        Button(reader.say("Details"), f"show #{number}"),
        Button(reader.say("Watch later"), f"later #{number}"),
        Button(reader.say("Rate"), f"rate #{number}"),
    ]
    return blocks.message([*above, *told, said, blocks.actions(*buttons)], public=True)


def _heading(session: Session, reader: Reader) -> list[Block]:
    said = [rating(session.rating, reader)]
    if session.rating.recommended:
        count = session.rating.recommended
        said.append(reader.say_many("recommended by {count}", "recommended by {count}", count))
    tags = "".join(f" [{tag}]" for tag in session.tags)
    title = blocks.words(blocks.fit(name(session), 1000), bold=True)
    after = blocks.words(blocks.fit(tags, 100) + f"\n{' · '.join(said)}")
    return [blocks.paragraph(title, after)]


def _details(card: Card, reader: Reader) -> Block:
    session = card.session
    pieces: list[Piece] = [blocks.words(f"#{session.number} · {blocks.fit(session.type, 80)}")]
    if session.level is not None:
        pieces.append(blocks.words(" · " + reader.say("Level {level}", level=session.level)))
    pieces += [blocks.words(" · "), recording(session, reader)]
    lines = [blocks.fit(card.event.name or card.event.key, 100)]
    if session.starts_at:
        lines[0] += " · " + days.at(session.starts_at, card.event.timezone, reader)
    if session.topics:
        topics = blocks.fit(reader.listed(session.topics), FIELD)
        lines.append(reader.say("Topics: {topics}", topics=topics))
    if session.speakers:
        speakers = blocks.fit(reader.listed(session.speakers), FIELD)
        lines.append(reader.say("Speakers: {speakers}", speakers=speakers))
    return blocks.paragraph(*pieces, blocks.words("".join(f"\n{each}" for each in lines)))


def _spread(card: Card, reader: Reader) -> list[Block]:
    """How many gave how many stars, where raters differ."""
    of = card.session.rating
    if of.lowest is None or of.highest is None or of.highest - of.lowest < DIFFER:
        return []
    counts = Counter(each.takeaway.stars for each in card.reviews)
    said = [f"{stars(each)} {counts[each]}" for each in range(5, 0, -1) if counts[each]]
    return [blocks.section(reader.say("Raters differ: {spread}", spread="  ".join(said)))]


def _takeaways(card: Card, reader: Reader, room: int) -> list[Block]:
    if not card.reviews:
        said = reader.say("Nobody has written anything on it yet. Be the first: tap Rate.")
        return [blocks.section(said)]
    told: list[Block] = []
    lines: list[Block] = []
    for at, review in enumerate(card.listed):
        writer = card.writer(review)
        after = len(card.listed) - at - 1
        if lines or not _read_whole(card, at):
            lines.append(reviews.line(review, writer, reader))
            continue
        found = [blocks.divider(), *reviews.whole(review, writer, reader)]
        if _fits([*told, *found], room, after):
            told += found
        elif at == 0:
            told += _beginning(review, found, reader, (room, after))
        else:
            lines.append(reviews.line(review, writer, reader))
    return [*told, *([blocks.divider()] if lines else []), *lines]


def _read_whole(card: Card, at: int) -> bool:
    """Whether a takeaway is wanted whole: the newest, and all where nothing was recorded."""
    missed = card.session.availability in UNRECORDED and not card.session.recording_url
    return card.page == 1 and (at == 0 or missed)


def _fits(told: Sequence[Block], room: int, after: int) -> bool:
    """Whether there is room for these blocks and then for `after` takeaways in a line each."""
    return len(told) < BLOCKS - 2 - after and size(told) <= room - after * reviews.LINE


def _beginning(
    review: Review, found: Sequence[Block], reader: Reader, space: tuple[int, int]
) -> list[Block]:
    """As much of a long takeaway as fits, block by block, and a button for all of it."""
    kept: list[Block] = []
    for block in found:
        if not _fits([*kept, block], space[0] - 200, space[1] + 1):
            break
        kept.append(block)
    button = Button(reader.say("Read all of it"), reviews.reading(review.takeaway))
    return [*kept, blocks.section(reader.say("It goes on."), blocks.tap(button))]


def _buttons(card: Card, reader: Reader, mine: str) -> list[Button]:
    number = card.session.number
    own = any(each.takeaway.user == mine for each in card.reviews)
    edit = reader.say("Edit mine") if own else reader.say("Add my takeaway")
    found = [
        Button(reader.say("Rate"), f"rate #{number}", style="primary"),
        Button(edit, f"edit #{number}"),
        Button(reader.say("Watch later"), f"later #{number}"),
        Button(reader.say("Share"), f"share #{number}"),
    ]
    if card.page > 1:
        back = f"show #{number} page:{card.page - 1}"
        found.append(Button(reader.say("Newer takeaways"), back))
    if card.more:
        ahead = f"show #{number} page:{card.page + 1}"
        found.append(Button(reader.say("More takeaways"), ahead))
    return found

"""What a log amounts to, in bars of text: each with its number and its words."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.call import Block, Button, Message, Reader
from bot.views import blocks, sessions
from bot.views.blocks import Piece
from bot.views.sessions import Listing
from bot.views.stars import MOST, given, rating, word
from storage.statistics import Figures, Share

WIDTH = 10  # signs of a bar
NAME = 60  # UTF-16 units of a type or a topic
SPOKEN = 900  # UTF-16 units of a picture told in words

Bar = Callable[[int, int], str]


def shown(
    figures: Figures, listing: Listing, reader: Reader, *, pictured: bool, buttons: Sequence[Button]
) -> Message:
    """All figures at once; `pictured` says that a picture follows in the DM."""
    seen = _told(figures, listing, reader, bar)
    coming = reader.say("The same as a picture comes in your messages with me.")
    last = [blocks.context(coming)] if pictured else []
    message = blocks.message([*seen, *last, *sessions.row(buttons)])
    # Who listens hears numbers and words, without the signs of the bars.
    heard = _told(figures, listing, reader, _unheard)
    return replace(message, text=blocks.spoken([*heard, *last]))


def bar(count: int, most: int) -> str:
    """A bar as long as the count is beside the most; one sign at least where there is any."""
    filled = max(1, (2 * WIDTH * count + most) // (2 * most)) if count else 0
    return "█" * filled + "░" * (WIDTH - filled) + "  "


def _unheard(count: int, most: int) -> str:
    del count, most
    return ""


def ratings(figures: Figures) -> list[tuple[int | None, int]]:
    """Each number of stars with its takeaways, five first; those without only where there are."""
    counts: list[tuple[int | None, int]] = [
        (each, figures.stars.get(each, 0)) for each in range(MOST, 0, -1)
    ]
    return counts + ([(None, figures.stars[None])] if figures.stars.get(None) else [])


def alt(figures: Figures, title: str, reader: Reader) -> str:
    """A picture of the figures, told in words."""
    totals = tuple(_totals(figures, reader))
    lines = [reader.say("{title}: {list}.", title=title, list=totals)]
    rated = tuple(f"{_short(each, reader)}: {count}" for each, count in ratings(figures))
    lines.append(reader.say("Ratings: {list}.", list=rated))
    for said, shares in (
        (reader.say("Types: {list}.", list=_list(figures.types)), figures.types),
        (reader.say("Topics: {list}.", list=_list(figures.topics)), figures.topics),
    ):
        lines += [said] if shares else []
    return blocks.fit(reader.together(lines), SPOKEN)


def _told(figures: Figures, listing: Listing, reader: Reader, draw: Bar) -> list[Block]:
    asked = [blocks.context(blocks.fit(listing.asked, sessions.ASKED))] if listing.asked else []
    rated = [(given(each, reader), count) for each, count in ratings(figures)]
    return [
        blocks.header(listing.title),
        *asked,
        blocks.section(" · ".join(_totals(figures, reader))),
        _chart(reader.say("Ratings"), rated, draw),
        *_shares(reader.say("Types"), figures.types, draw),
        *_shares(reader.say("Most active topics"), figures.topics, draw),
    ]


def _totals(figures: Figures, reader: Reader) -> list[str]:
    many = reader.say_many
    said = [
        many("{count} session", "{count} sessions", figures.sessions),
        many("{count} takeaway", "{count} takeaways", figures.takeaways),
        many("by {count} person", "by {count} people", figures.writers),
        many("{count} question", "{count} questions", figures.questions),
    ]
    return [*said, rating(figures.rating, reader)]


def _shares(title: str, shares: Sequence[Share], draw: Bar) -> list[Block]:
    rows = [(blocks.fit(each.name, NAME), each.takeaways) for each in shares]
    return [_chart(title, rows, draw)] if rows else []


def _chart(title: str, rows: Sequence[tuple[str, int]], draw: Bar) -> Block:
    most = max(count for _, count in rows)
    pieces: list[Piece] = [blocks.words(title, bold=True)]
    pieces += [blocks.words(f"\n{draw(count, most)}{count} · {label}") for label, count in rows]
    return blocks.paragraph(*pieces)


def _short(count: int | None, reader: Reader) -> str:
    return word(None, reader) if count is None else f"{count} {word(count, reader)}"


def _list(shares: Sequence[Share]) -> tuple[str, ...]:
    return tuple(f"{blocks.fit(each.name, 24)} {each.takeaways}" for each in shares)

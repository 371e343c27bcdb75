"""The digest: its message in the channel, its thread, and what a person sees of a preview."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.call import Block, Button, Message, Reader
from bot.views import days
from bot.views.blocks import (
    MESSAGE_BLOCKS,
    MESSAGE_TEXT,
    SPOKEN,
    actions,
    context,
    divider,
    fit,
    header,
    length,
    message,
    quote,
    section,
    spoken,
    words,
)
from bot.views.names import name
from bot.views.sentences import first
from bot.views.sessions import known
from bot.views.stars import rating
from storage.records import Review, Session

Names = Callable[[Collection[str]], Mapping[str, str]]

PARENT = 5  # sessions in the message itself; the others stand in its thread
TITLE = 250  # of these and the next, UTF-16 units
PERSON = 60
PROFILE = 90
RATERS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A session with what was written about it, the newest first."""

    session: Session
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A message of the digest and how many of the sessions it holds."""

    message: Message
    sessions: int


@dataclass(frozen=True, slots=True)
class _Words:
    """How sessions are written: for whom, with which names; `brief` leaves sentences out."""

    reader: Reader
    names: Mapping[str, str]
    brief: bool = False


def top(day: date, count: int, reader: Reader) -> list[Block]:
    """The head of the message: which day it is of, and how many sessions it brings."""
    said = reader.say_many(
        "{count} session with new takeaways", "{count} sessions with new takeaways", count
    )
    return [header(reader.say("Session digest, {day}", day=days.on(day, reader))), context(said)]


def parent(
    sessions: Sequence[Shown], further: int, day: date, reader: Reader, names: Mapping[str, str]
) -> Part:
    """The message itself: the best sessions, and how many more its thread is to hold.

    `further` counts the sessions of the digest that are not among `sessions`.
    """
    head = top(day, len(sessions) + further, reader)
    return _filled(head, sessions[:PARENT], len(sessions[PARENT:]) + further, _Words(reader, names))


def thread(sessions: Sequence[Shown], reader: Reader, names: Mapping[str, str]) -> Part:
    """A message of the thread: as many sessions as it holds."""
    return _filled([], sessions, 0, _Words(reader, names))


def parts(
    sessions: Sequence[Shown], day: date, reader: Reader, names: Mapping[str, str]
) -> list[Message]:
    """All messages of a digest, the parent first."""
    part = parent(sessions, 0, day, reader, names)
    messages = [part.message]
    at = part.sessions
    while at < len(sessions):
        part = thread(sessions[at:], reader, names)
        messages.append(part.message)
        at += part.sessions
    return messages


def renewed(
    head: list[Block] | None,
    sessions: Sequence[Shown],
    others: int,
    reader: Reader,
    names: Mapping[str, str],
) -> Message:
    """A message that is out, as it is now: the same sessions, the deleted ones left out.

    `head` is that of the parent, `others` how many sessions the other messages hold.
    """
    if not sessions:
        gone = section(reader.say("What stood here was deleted."))
        return message([*(head or []), gone, *_rest(others if head else 0, reader)], public=True)
    whole = _renewed(head or [], sessions, others, _Words(reader, names))
    if _fits(whole):
        return message(whole, public=True)
    # Longer than it was: the sentences go, the sessions stay.
    brief = _Words(reader, names, brief=True)
    return message(_renewed(head or [], sessions, others, brief), public=True)


def _renewed(
    head: list[Block], sessions: Sequence[Shown], others: int, words_: _Words
) -> list[Block]:
    blocks = list(head)
    for shown in sessions:
        blocks += _divided(blocks, _session(shown, words_))
    return [*blocks, *_rest(others if head else 0, words_.reader)]


def _filled(head: list[Block], sessions: Sequence[Shown], further: int, words_: _Words) -> Part:
    """Put sessions below one another while they fit; the first one always does."""
    blocks = list(head)
    count = 0
    for shown in sessions:
        more = _divided(blocks, _session(shown, words_))
        left = len(sessions) - count - 1 + further if head else 0
        if count and not _fits([*blocks, *more, *_rest(left, words_.reader)]):
            break
        blocks += more
        count += 1
    left = len(sessions) - count + further if head else 0
    return Part(message([*blocks, *_rest(left, words_.reader)], public=True), count)


def _divided(above: Sequence[Block], below: list[Block]) -> list[Block]:
    return [divider(), *below] if above else below


def _rest(left: int, reader: Reader) -> list[Block]:
    if not left:
        return []
    said = reader.say_many(
        "{count} more session in the thread", "{count} more sessions in the thread", left
    )
    return [context(said)]


def _fits(blocks: Sequence[Block]) -> bool:
    """Tell whether Slack takes the blocks, and their whole content as text beside them."""
    said = "\n".join(spoken([block]) for block in blocks)
    return len(blocks) <= MESSAGE_BLOCKS and length(said) <= min(SPOKEN, MESSAGE_TEXT)


def _session(shown: Shown, words_: _Words) -> list[Block]:
    session, reader = shown.session, words_.reader
    said = [
        words(f"{_rated(session, reader)}\n"),
        words(fit(name(session), TITLE), bold=True),
        words("\n"),
        *known(session, reader),
    ]
    quoted = [] if words_.brief else _quoted(shown)
    elements = [{"type": "rich_text_section", "elements": said}, *quoted]
    people = _people(shown, words_)
    below = [context(people)] if people else []
    return [{"type": "rich_text", "elements": elements}, *below, _buttons(session, reader)]


def _rated(session: Session, reader: Reader) -> str:
    said = rating(session.rating, reader)
    count = session.rating.recommended
    if not count:
        return said
    marks = reader.say_many("recommended by {count}", "recommended by {count}", count)
    return f"{said} · {marks}"


def _people(shown: Shown, words_: _Words) -> str:
    """Who rated it, else who wrote about it: three at the most, with their profile lines."""
    rated = [each for each in shown.reviews if each.takeaway.stars is not None] or shown.reviews
    said = [_person(each, words_.names) for each in rated[:RATERS]]
    more = len(rated) - RATERS
    if more > 0:
        said.append(words_.reader.say_many("and {count} more", "and {count} more", more))
    return " · ".join(said)


def _person(review: Review, names: Mapping[str, str]) -> str:
    user = review.takeaway.user
    called = fit(names.get(user) or user, PERSON)
    line = fit(review.profile.line, PROFILE) if review.profile else ""
    return f"{called} ({line})" if line else called


def _quoted(shown: Shown) -> list[Block]:
    written = [each.takeaway for each in shown.reviews if each.takeaway.impressions.strip()]
    chosen = next((each for each in written if each.recommended), written[0] if written else None)
    sentence = first(chosen.impressions) if chosen else ""
    elements: list[Block] = quote(sentence)["elements"] if sentence else []
    return elements


def _buttons(session: Session, reader: Reader) -> Block:
    called = session.code or session.title
    return actions(
        Button(
            reader.say("Details"),
            f"show #{session.number}",
            spoken=reader.say("Details of {session}", session=called),
        ),
        Button(
            reader.say("Watch later"),
            f"later #{session.number}",
            spoken=reader.say("Watch {session} later", session=called),
        ),
        Button(
            reader.say("Rate"),
            f"rate #{session.number}",
            spoken=reader.say("Rate {session}", session=called),
        ),
    )

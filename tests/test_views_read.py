"""What readers are shown stays within Slack's limits, whatever was written."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.call import Block, Button, Message, Reader
from bot.playground.limits import check_live_syntax, check_message, check_view, shown_texts
from bot.views import blocks, card, days, events, home, own, reviews, room, sessions, watching
from bot.views.card import Card
from bot.views.sessions import Listing
from storage.records import (
    Attended,
    Availability,
    Event,
    EventCount,
    Hit,
    Own,
    Page,
    Profile,
    Question,
    Rating,
    Review,
    SavedEntry,
    Session,
    Switch,
    Takeaway,
    Watch,
)

READERS = (Reader(), Reader("ja", "Asia/Tokyo"))
NOW = datetime(2023, 11, 28, 20, tzinfo=UTC)
SCRIPTS = {
    "japanese": "復旧の手順を、全員で確かめた。障害の話は尽きない",
    "emoji": "👩‍💻🎉🚀⭐️",
    "one word": "x",
    "live": "<!channel> <@U1> @here & *bold* <https://a.example|b> ",
}
LONG = pytest.mark.parametrize("script", SCRIPTS)
BOTH = pytest.mark.parametrize("reader", READERS, ids=["en", "ja"])


def long(script: str, length: int = 40_000) -> str:
    piece = SCRIPTS[script]
    return (piece * (length // len(piece) + 1))[:length].strip()


def session_of(text: str, number: int = 123_456, url: str | None = None) -> Session:
    return Session(
        event=text,
        number=number,
        code=text,
        title=text,
        type=text,
        level=400,
        topics=(text, text),
        tags=(text,),
        speakers=(text,) * 30,
        starts_at=NOW,
        availability="not_recorded",
        recording_url=url,
        rating=Rating(count=1000, total=3000, recommended=900, lowest=1, highest=5),
    )


def takeaway_of(text: str, user: str = "U1") -> Takeaway:
    return Takeaway(
        user=user,
        session=123_456,
        raw=text,
        stars=4,
        recommended=True,
        facts=(text, f"  {text}", "short"),
        impressions=text,
        questions=(Question(text, text), Question("why", "")),
        attended="overflow",
        partial=True,
        created_at=NOW,
        updated_at=NOW,
    )


def review_of(text: str, user: str = "U1") -> Review:
    return Review(takeaway_of(text, user), Profile(user, role=text, company=text))


def event_of(text: str) -> Event:
    return Event(text, text, "Asia/Tokyo", date(2023, 11, 26), date(2023, 12, 1))


def problems(message: Message) -> list[Any]:
    payload = {"text": message.text, "blocks": list(message.blocks)}
    return [*check_message(payload), *check_live_syntax(payload)]


def problems_of(built: list[Block]) -> list[Any]:
    return problems(blocks.message(built))


def listing_of(text: str) -> Listing:
    return Listing(text, "top 20", text, 2, 20)


@LONG
@BOTH
def test_twenty_of_the_longest_sessions_fit_one_message(reader: Reader, script: str) -> None:
    text = long(script)
    found = Page(tuple(session_of(text, 123_456 + at) for at in range(20)), 20, 99, more=True)
    turning = sessions.turns(listing_of(text), reader, more=True)
    built = sessions.top(found, listing_of(text), reader, events=True)
    assert problems_of([*built, *sessions.row(turning)]) == []


@LONG
@BOTH
def test_the_longest_hits_fit_one_message(reader: Reader, script: str) -> None:
    text = long(script)
    found = Page(
        tuple(Hit(session_of(text), "facts", text, (19_000, 21_000), "U1") for _ in range(5)),
        0,
        None,
        more=True,
    )
    assert problems_of(sessions.hits(found, listing_of(text), reader, {"U1": text})) == []


@LONG
@BOTH
@pytest.mark.parametrize("count", [0, 1, 2, 12, 13, 200])
def test_a_session_with_the_longest_takeaways_fits_one_message(
    reader: Reader, script: str, count: int
) -> None:
    text = long(script)
    written = [review_of(text, f"U{at}") for at in range(count)]
    names = {each.takeaway.user: text for each in written}
    first, second = (
        Card(session_of(text), event_of(text), written, names, page) for page in (1, 2)
    )
    assert problems(card.shown(first, reader, "U1")) == []
    assert problems(card.shown(second, reader, "U1")) == []
    assert problems(card.shared(first, reader, text)) == []


@LONG
@BOTH
def test_a_long_takeaway_is_read_over_pages_and_nothing_of_it_is_lost(
    reader: Reader, script: str
) -> None:
    text = long(script)
    session, review = session_of(text), review_of(text)
    told = ""
    for page in range(1, 100):
        message = reviews.read(session, review, text, page, reader)
        assert problems(message) == []
        told += "".join(shown_texts(list(message.blocks)))
        if "page:" + str(page + 1) not in str(message.blocks):
            break
    # Impressions, two facts, a question and its answer: five times the text.
    assert (
        squeezed(told).count(squeezed(SCRIPTS[script]))
        >= 5 * squeezed(text).count(squeezed(SCRIPTS[script])) - 5 * 40
    )  # A piece may break within the repeated words.
    assert "short" in told


@LONG
@BOTH
def test_the_longest_of_my_takeaways_fit_one_message(reader: Reader, script: str) -> None:
    text = long(script)
    found = Page(tuple(Own(session_of(text), takeaway_of(text)) for _ in range(10)), 0, 99, True)
    assert problems_of(own.mine(found, listing_of(text), reader, Button("All", "mine"))) == []


@LONG
@BOTH
def test_the_longest_watch_list_fits_one_message(reader: Reader, script: str) -> None:
    session = session_of(long(script), url=f"https://example.com/{'a' * 2900}")
    watches = [Watch(session, NOW, None if at % 2 else NOW) for at in range(50)]
    for page in (1, 2, 99):
        assert problems(watching.listed(watches, "later", page, reader)) == []
    assert problems(watching.empty(reader)) == []
    assert problems(watching.queued(session, reader, new=True)) == []
    assert problems(watching.watched(session, None, long(script, 1800), reader)) == []
    entry = SavedEntry(session, takeaway_of("x"), new_session=False, first_time=True, changed=True)
    assert problems(watching.rated(entry, 7, reader)) == []


@LONG
@BOTH
def test_the_longest_events_fit_one_message(reader: Reader, script: str) -> None:
    text = long(script)
    event = event_of(text)
    assert problems(events.listed([EventCount(event, 9, 9)] * 20, reader, [])) == []
    assert problems(events.switched(Switch(event, event_of("before"), "U1"), reader, text)) == []
    assert problems(events.created(event_of("key"), reader, 12)) == []
    assert problems(events.taken_over(event, 12, reader)) == []


@LONG
@BOTH
def test_the_fullest_home_is_a_view_that_slack_takes(reader: Reader, script: str) -> None:
    text = long(script)
    mine = Page(tuple(Own(session_of(text, at), takeaway_of(text)) for at in range(5)), 0, 9, True)
    latest = Page(
        tuple(Own(session_of(text, 9 + at), takeaway_of(text)) for at in range(5)), 0, 9, True
    )
    watches = [Watch(session_of(text), NOW, None)] * 9
    top = Page(tuple(session_of(text, at) for at in range(5)), 0, 9, True)
    view = home.build(home.Home(event_of(text), mine, latest, watches, top), reader)
    assert check_view(view, "home") == []
    assert check_live_syntax(view) == []


@BOTH
def test_the_first_home_says_what_to_do_next(reader: Reader) -> None:
    nothing: Page[Any] = Page((), 0, 0, more=False)
    view = home.build(home.Home(event_of("x"), nothing, nothing, [], nothing), reader)
    assert check_view(view, "home") == []
    assert "add" in commands(view)


TEXTS = st.lists(
    st.sampled_from(["x", " " * 1600, "\n", "\n\n", "字" * 1499, "👩‍💻" * 800, "。", "  a", "```"]),
    max_size=4,
).map("".join)


@given(TEXTS, st.lists(TEXTS.filter(str.strip), max_size=5), TEXTS.filter(str.strip), TEXTS)
def test_any_takeaway_is_read_on_pages_that_slack_takes(
    impressions: str, facts: list[str], question: str, answer: str
) -> None:
    written = takeaway_of("x")
    takeaway = replace(
        written,
        impressions=impressions,
        facts=tuple(facts),
        questions=(Question(question, answer),),
    )
    review = Review(takeaway, None)
    for page in (1, 2, 3, 4):
        message = reviews.read(session_of("x"), review, "Ann", page, READERS[0])
        assert problems(message) == []
    shown = Card(session_of("x"), event_of("x"), [review, review], {}, 1)
    assert problems(card.shown(shown, READERS[0], "U1")) == []


@BOTH
def test_every_way_of_attending_and_every_availability_has_a_word(reader: Reader) -> None:
    ways = {reviews.attended(each, reader) for each in get_args(Attended)}
    assert len(ways) == len(get_args(Attended))
    words = {sessions.availability(each, reader) for each in get_args(Availability)}
    assert len(words) == len(get_args(Availability))


@pytest.mark.parametrize("timezone", ["Asia/Tokyo", "", "../etc", "Mars/Olympus", "Europe"])
def test_a_zone_that_nobody_knows_is_utc(timezone: str) -> None:
    known = timezone == "Asia/Tokyo"
    assert days.day(NOW, Reader(timezone=timezone)) == ("29 Nov 2023" if known else "28 Nov 2023")
    at = days.at(NOW, timezone, READERS[1])
    assert at == ("11月29日(水) 05:00 (Asia/Tokyo)" if known else "11月28日(火) 20:00 (UTC)")


@given(st.text(max_size=400), st.integers(10, 50))
def test_parting_a_text_loses_nothing(text: str, limit: int) -> None:
    found = room.parts(text, limit)
    assert "".join(found) == text
    assert all(blocks.length(part) <= limit for part in found)


def commands(value: Any) -> set[str]:
    return set(_commands(value))


def _commands(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _commands(item)
    elif isinstance(value, dict):
        if value.get("type") == "button":
            yield value["value"]
        for item in value.values():
            yield from _commands(item)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)

"""What takes a text apart takes a time that grows with the text, and no faster.

A match holds the interpreter, and with it everybody's answers: half a megabyte that was written to
be slow would stand for minutes.
"""

from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from bot import mentions
from bot.call import UserError
from bot.entry import EntryRefused, from_slack, parse
from bot.filters import parse as parse_filters
from bot.filters import take_event, take_page

SIZE = 500_000  # characters
BEARABLE = 10  # seconds of a processor; what grows with the square takes minutes

PIECES = (
    "a:<@x|",
    "a:<@x| ",
    "by:<@U1|",
    "<http://a|b>",
    "<http://a|b> ",
    "<@U1|",
    'a:"',
    '"a ',
    "*a _a ~a ",
    "[NEW] ",
    "★ ",
    "\\★ ",
    "a, ",
    "page:",
    "event:",
)
READERS: dict[str, Callable[[str], object]] = {
    "filters": lambda text: parse_filters(text.replace("page:", "").replace("event:", "")),
    "page": take_page,
    "event": take_event,
    "command": mentions.in_command,
    "message": from_slack,
    "entry": lambda text: parse(f"NET402 5 Title\n{text}"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("piece", PIECES)
def test_a_long_text_is_read_in_a_bearable_time(reader: str, piece: str) -> None:
    text = piece * (SIZE // len(piece))
    begun = process_time()
    with suppress(UserError, EntryRefused):
        READERS[reader](text)
    assert process_time() - begun < BEARABLE


def test_more_filters_than_anybody_needs_are_refused() -> None:
    chosen = " ".join(f"topic:t{number}" for number in range(50))
    assert len(parse_filters(chosen)[0].topics) == 50
    with pytest.raises(UserError, match="too many"):
        parse_filters(f"{chosen} role:sre")


def test_a_link_behind_many_others_is_still_that_of_the_recording() -> None:
    links = "<https://a.example|a> " * 30
    assert from_slack(f"Recording: {links}").endswith("https://a.example ")
    assert mentions.in_command(f"x\nRecording: {links}").endswith("https://a.example ")
    assert from_slack(f"{links}<https://b.example|b>").endswith("b (https://b.example)")

"""Whatever is stored or written: the form opens, and gives back every word."""

import json
from contextlib import closing
from dataclasses import asdict
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.call import Block, Call, Reader
from bot.entry import canonical
from bot.forms import takeaway
from bot.locale import LANGUAGES
from bot.playground.fields import values_of
from bot.playground.limits import Problem, check_view
from storage import Entry, Question, Who, open_store
from tests.bots import START
from tests.nobody import SlackOfNobody


def problems_of(view: Block) -> list[Problem]:
    """What Slack would refuse of a modal."""
    return check_view(view)


def as_sent(view: Block) -> Block:
    """The view as Slack sends it back when nobody touched a field."""
    return view | {"state": {"values": values_of(view["blocks"], {})}}


PIECES = [
    *("- ", "• ", "1. ", "\\", "Q: ", "A: ", "Q ", "★★★", "NET402", "(recommended)", "```", "#"),
    *(
        '"x"',
        "「x」",
        " ",
        "  ",
        "\t",
        "　",
        "\n",
        "word",
        "漢字",
        "🎉",
        "Level 400",
        "Keynote",
        "Q&A",
    ),
    *(":", ",", "{x}", "<!here>", "\u202e", "\x07", "長い" * 900, "x" * 3100),
]
LINE = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=4).map("".join)
TEXT = st.lists(LINE, max_size=6).map("\n".join)
ENTRIES = st.builds(
    Entry,
    title=LINE.map(lambda line: f"x {line}"),
    stars=st.none() | st.integers(1, 5),
    recommended=st.booleans(),
    type=st.sampled_from([None, "Keynote", "種類" * 60, "Dance"]),
    level=st.none() | st.integers(0, 9999),
    topics=st.lists(LINE, max_size=3).map(tuple),
    facts=st.lists(st.builds("{}{}".format, st.sampled_from(["", "  "]), LINE)).map(tuple),
    impressions=TEXT,
    questions=st.lists(st.builds(Question, LINE, LINE), max_size=3).map(tuple),
    attended=st.sampled_from([None, "overflow", "other"]),
    recording_url=st.sampled_from([None, "https://x.y", "https://x.y/" + "z" * 3000]),
)
WORKSPACES = count()  # Each example has one of its own.
MANY = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.mark.engines("sqlite")
@given(entry=ENTRIES, language=st.sampled_from(LANGUAGES))
@MANY
def test_an_edit_form_that_is_sent_as_it_opened_changes_nothing(
    database_url: str, entry: Entry, language: str
) -> None:
    with closing(open_store(database_url, lambda: START)) as store:
        call = Call(Who(f"T{next(WORKSPACES)}", "UANN"), Reader(language), SlackOfNobody(), "edit")
        written = canonical(entry)
        saved = store.takeaways.add(call.who, [written]).entries[0]
        view = takeaway.open_stored(call, store, saved.session).view
        assert problems_of(view) == []
        takeaway.submit(call, store, as_sent(view))
        assert store.takeaways.get(call.who, saved.session.number) == saved.takeaway
        assert store.sessions.get(call.who.team_id, saved.session.number) == saved.session


@pytest.mark.engines("sqlite")
@given(text=TEXT, language=st.sampled_from(LANGUAGES))
@MANY
def test_any_text_opens_the_form_and_is_saved_with_all_its_words(
    database_url: str, text: str, language: str
) -> None:
    with closing(open_store(database_url, lambda: START)) as store:
        call = Call(Who(f"T{next(WORKSPACES)}", "UANN"), Reader(language), SlackOfNobody(), "draft")
        view = takeaway.open_with_text(call, store, text).view
        assert problems_of(view) == []
        sent = as_sent(view)
        state = sent["state"]["values"]["session"]["session"]
        if not state["selected_option"]:
            state["selected_option"] = {"value": "new:Some session"}
        takeaway.submit(call, store, sent)
        [own] = store.takeaways.mine(call.who, limit=1).items
        there = json.dumps([asdict(own.takeaway), asdict(own.session)], default=str)
        for word in ("漢字", "word"):
            assert there.count(json.dumps(word)[1:-1]) >= bool(word in text)

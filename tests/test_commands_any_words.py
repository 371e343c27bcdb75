"""Whatever is typed behind a reading command gets an answer with a next step."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bots import Bot, running
from tests.logged import logged, typed

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


@pytest.fixture
def new_bot(database_url: str) -> Iterator[Bot]:
    """Nobody has logged anything."""
    with running(database_url) as started:
        yield started


@pytest.mark.parametrize("text", ["top", "mine", "later", "search anything", "event"])
def test_where_nothing_is_logged_every_list_says_what_to_do_next(new_bot: Bot, text: str) -> None:
    said = typed(new_bot, text)
    assert said.buttons
    nexts = {"add", "top recorded unwatched", "search anything event:all", "event new"}
    assert nexts & {button.value for button in said.buttons}


@pytest.mark.parametrize(
    "text",
    [
        "top <!channel>",
        "top " + "語" * 20_000,
        "search " + "load " * 8_000,
        "search \u202eevil\u200f",
        'search "',
        "show " + "x" * 40_000,
        "show #99999999999999999999",
        "show #0",
        "mine page:0",
        "mine page:999999",
        "later page:77",
        "event page:99",
        "event use " + "k" * 5_000,
        "event use",
        "read #1 by:@nobody",
        "read #1 by:<@U0ADMIN>",
        "read NET402 page:99",
        "share",
        "share top topic:quantum",
        "watched",
        "top page:99999",
        "top 5 recorded recorded:no",
        "top type:{x} %s",
    ],
)
def test_bad_words_get_a_sentence(bot: Bot, text: str) -> None:
    said = typed(bot, text)
    assert said.text.strip()
    assert "went wrong" not in said.text


READING = ("top", "show", "search", "mine", "later", "watched", "event", "share", "read")
WORDS = st.sampled_from(
    [
        *("NET402", "#1", "#2", "朝食の会", "event:general", "event:all", "by:me", "by:<@U0ADMIN>"),
        *("level:300+", "type:chalk", "since:2d", "recorded", "unwatched", "incomplete", "page:2"),
        *("use", "new", "take", "general", "top", "3", "★★★", "none", '"', "{}", "{0}", "%s", "\\"),
    ]
)


@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.sampled_from(READING),
    st.lists(WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=5),
)
def test_no_words_at_all_end_in_an_exception(bot: Bot, name: str, words: list[str]) -> None:
    """The workspace of the fixture refuses what Slack refuses, and `running` holds that none is."""
    outcome = typed(bot, f"{name} {' '.join(words)}")
    assert outcome.person.form is not None or outcome.text.strip()
    assert all("went wrong" not in message.text for message in outcome.messages)
    while outcome.person.form is not None:
        outcome.person.form.close()

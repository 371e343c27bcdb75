"""Any words at all behind any command, at any door: an answer, no apology, nothing in the log."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import router
from tests.bots import Bot
from tests.logged import logged, typed
from tests.refusing import ALIVE, answered, log_of, tap

pytestmark = pytest.mark.engines("sqlite")

NAMES = tuple(router.SUBCOMMANDS)
ALIASES = tuple(alias for each in router.SUBCOMMANDS.values() for alias in each.ALIASES)
WORDS = st.sampled_from(
    [
        *("NET402", "COP343-R2", "#1", "#2", "＃３", "#99999999999999999999", "朝食の会", "net402"),
        *(
            "★★★",
            "4",
            "４",
            "4.5",
            "6",
            "5/5",
            "4 stars",
            "星4",
            "none",
            "(recommended)",
            "オススメ",
        ),
        *("event:general", "event:all", "event:", "by:me", "by:@ben", "by:<@U0ADMIN>", "role:sre"),
        *("level:300+", "type:chalk", 'topic:"a b', "since:2d", "recorded", "unwatched", "page:2"),
        *("use", "new", "take", "on", "off", "now", "preview", "09:00", "tokyo", "lang:ja", "yes"),
        *("Q: a?", "A: b", "• fact", "\n", "\n\n", "```", "|", "：", "\\", "{}", "%s", '"', "“"),
        *("1", "2", "general", "<#C0GENERAL|general>", "<#C0RANDOM>", "<https://a.example|b>"),
        *ALIVE,
    ]
)
ANY = st.text(st.characters(), max_size=8) | st.text(st.sampled_from("ｱ語が゛👩‍🦰\u202e\ud83d"))
LINES = st.lists(WORDS | ANY, max_size=6).map(" ".join)
COMMANDS = st.sampled_from([*NAMES, *ALIASES, "", "tpo"])
EXAMPLES = settings(
    max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


def errors_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]


@EXAMPLES
@given(COMMANDS, LINES, st.sampled_from(["ann", "haru"]))
def test_a_command_is_always_answered(
    bot: Bot, caplog: pytest.LogCaptureFixture, name: str, words: str, who: str
) -> None:
    """What the local Slack refuses, `running` reports at the end."""
    assert answered(typed(bot, f"{name} {words}", who))
    assert errors_in(caplog) == []


@EXAMPLES
@given(COMMANDS, LINES)
def test_a_button_is_always_answered(
    bot: Bot, caplog: pytest.LogCaptureFixture, name: str, words: str
) -> None:
    """A value may hold lone surrogates and controls, which a typed command can't bring."""
    said = tap(bot, typed(bot, "").message, f"{name} {words}")
    assert answered(said)
    assert errors_in(caplog) == []


@settings(EXAMPLES, max_examples=60)
@given(COMMANDS, LINES)
def test_a_message_to_the_bot_is_always_answered(
    bot: Bot, caplog: pytest.LogCaptureFixture, name: str, words: str
) -> None:
    ann = bot.slack.member("ann")
    before = len(ann.reads())
    ann.says(f"{name} {words}")
    bot.workers.finish()
    assert len(ann.reads()) > before + 1
    assert errors_in(caplog) == []


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        name: LINES | st.none()
        for name in ("impressions", "facts", "questions", "title", "topics", "recording_url")
    },
)


@settings(EXAMPLES, max_examples=60)
@given(FIELDS, LINES)
def test_a_form_is_saved_or_says_why_not(
    bot: Bot, caplog: pytest.LogCaptureFixture, fields: dict[str, Any], heading: str
) -> None:
    form = typed(bot, "add").form
    offered = form.search("session", heading[:100])
    assert isinstance(offered, list)
    form.choose("session", offered[0] if offered else None)
    before = log_of(bot)
    form.submit(**{name: text for name, text in fields.items() if name in form.fields})
    bot.workers.finish()
    if form.is_open:
        assert form.errors
        assert log_of(bot) == before
        form.close()
    assert errors_in(caplog) == []

"""Whatever people type by mistake: a sentence with the next step, nothing saved, nothing lost."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import router
from bot.playground import Form
from tests.bots import Bot
from tests.logged import logged, number, typed
from tests.refusing import ALIVE, answered, log_of, refusal_of, tap

pytestmark = pytest.mark.engines("sqlite")

CONTRACT = json.loads(Path(__file__).with_name("entry_examples.json").read_text(encoding="utf-8"))
ENTRIES = [
    *[f"add {each['add']}" for each in CONTRACT["headings"] if each.get("refused")],
    "add ★★★★",
    "add (recommended)",
    "add ★★ NET401 First\n★★★\n★★★★ NET403 Third",
    "rate NET402 7",
    "rate NET402 4.5",
    "rate 9 NET402",
]
UNKNOWN = [
    *["show NET403", "edit NET403", "delete NET403", "later NET403", "watched NET403"],
    *["rate #99 4", "rate Nothing known 4", "rate NET403 none", "show #99", "show nothing at all"],
    *["share nonsense", "read #99", "delete 朝食の会", "NET999", "event use nowhere"],
    *["add event:nowhere NET402 5", "top event:nowhere", "top by:@nobody"],
]
WORDS = [
    *["rate", "rate ★★★", "show", "edit", "delete", "watched", "share", "read"],
    *["search level:400"],
    *["undo 1 2 3", "undo x", "mine foo", "event use", "event use a b", "event take", "event now"],
    *["digest on", "digest off", "digest now", "digest nonsense", "digest on 25:00"],
    *["digest on 09:00 mars", "digest on 09:00 EST", "digest on 09:00 #nowhere"],
    *["digest on 09:00 lang:xx", "digest on 09:00 unwatched", "top 0", "top 21", "top colour:red"],
    *["top level:x", "top stars:9", "top since:soon", "top type:", "top recorded:yes"],
    *["move", "move 1", "move x y", "instead", "instead 1", "draft", "nonsense", "tpo", "top10"],
    *["delete NET402 by:@ben", "delete NET402 by:@ben by:@haru", "watched NET402 9"],
]


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        started.slack.hostile_marks = ALIVE
        yield started


@pytest.mark.parametrize("reference", ["#99", "＃99", "# 99"])
def test_a_number_that_no_session_has_is_not_offered_for_logging(bot: Bot, reference: str) -> None:
    said = typed(bot, f"show {reference}").shown
    assert "no session has that number" in said
    assert "session add" not in said


@pytest.mark.parametrize("texts", [ENTRIES, UNKNOWN, WORDS], ids=["entries", "unknown", "words"])
def test_a_refusal_is_a_sentence_with_a_next_step_and_nothing_is_saved(
    bot: Bot, texts: list[str]
) -> None:
    before = log_of(bot)
    for text in texts:
        said = typed(bot, text)
        assert refusal_of(said.message) == "", text
        assert said.person.form is None
    assert log_of(bot) == before


def test_what_was_refused_is_repeated_and_opens_in_the_form(bot: Bot) -> None:
    for text in ENTRIES:
        entry = text.partition(" ")[2]
        said = typed(bot, text)
        assert entry in said.shown
        form = said.button("Open it in the form").click().form
        held = form.shown + " ".join(str(each) for each in form.fields.values())
        for word in ("First", "Third"):
            assert (word in held) == (word in entry)
        form.close()


def test_words_behind_what_was_refused_are_in_the_form_too(bot: Bot) -> None:
    for text in ("rate NET402 4.5 I liked it", "rate Nothing known 4 I liked it"):
        said = typed(bot, text)
        assert text.removeprefix("rate ") in said.shown
        form = said.button("Open it in the form").click().form
        assert "I liked it" in form.shown + " ".join(str(each) for each in form.fields.values())
        form.close()


def test_an_unknown_code_makes_a_session_and_offers_the_nearest(bot: Bot) -> None:
    known = number(bot, "NET402")
    for text in ("add NET403 4 Late", "rate NET403 4", "NET403 ★★★★"):
        said = typed(bot, text, "haru")
        [move] = [each for each in said.buttons if each.value.startswith("move ")]
        assert move.value.endswith(f"#{known}")
        move.click()
        bot.workers.finish()
        assert typed(bot, "show NET403").buttons[0].value == f"show #{known}"
        assert "はる" in typed(bot, "show NET402").shown


@pytest.mark.parametrize(
    "words",
    [
        "語" * 40_000,
        "word " * 8_000,
        "\n".join(["• fact"] * 5_000),
        "★" * 40_000,
        "a\0b\x07c\x1b[31md\x7f",
        "\u202eevil\u202c \u200fright\u200e \u2066to\u2069 left",
        " ".join(ALIVE),
        "payload payload={} payload",
        "👩‍👩‍👧‍👦" * 3_000,
        "{} {0} {name} %s %(x)s \\",
        "'; DROP TABLE sessions; --",
    ],
    ids=lambda words: ascii(words[:16]),
)
def test_every_command_answers_any_words(
    bot: Bot, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name in router.SUBCOMMANDS:
        said = typed(bot, f"{name} {words}")
        assert answered(said), name
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


HOSTILE = f"\u202e{' '.join(ALIVE)} payload \x07 {{}} \\ 語👩‍👩‍👧‍👦\u2066"


def test_every_field_of_the_form_takes_any_words(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    form = typed(bot, "add").form
    options = form.search("session", f"NET700 {HOSTILE}")
    form.choose("session", options[0])
    said = form.submit(
        title=HOSTILE,
        impressions=f"{HOSTILE}\ud800\n" * 30,
        facts=f"{HOSTILE}\ud800\n" * 30,
        questions=f"Q: {HOSTILE}\nA: {HOSTILE}\ud800",
        topics=HOSTILE,
        stars="4",
    )
    bot.workers.finish()
    assert not form.is_open, form.errors
    assert "NET700" in said.shown
    for text in ("show NET700", "top", "mine", "search payload", "later NET700", "edit NET700"):
        typed(bot, text)
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("recording_url", HOSTILE),
        ("recording_url", "javascript:alert(1)"),
        ("recording_url", "https://a.example/<!channel>"),
        ("questions", "Neither a question nor an answer"),
        ("title", " \u3000 "),
    ],
)
def test_what_a_field_can_not_take_is_said_there_and_all_of_it_stays(
    bot: Bot, field: str, text: str
) -> None:
    before = log_of(bot)
    form: Form = typed(bot, "edit NET402").form
    form.submit(impressions="What I typed", **{field: text})
    assert form.is_open
    assert set(form.errors) == {field}
    assert form.fields["impressions"] == "What I typed"
    assert log_of(bot) == before


def test_the_form_of_an_event_takes_any_words(bot: Bot) -> None:
    form = typed(bot, "event new", "ada").form
    for key in (HOSTILE[:40], "語", "all", "general", " ", "a" * 40 + "!"[:0]):
        form.submit(name=HOSTILE[:100], key=key, timezone=HOSTILE[:60])
        assert form.is_open or key == "a" * 40
        assert set(form.errors) <= {"key", "timezone", "name"}
    assert set(form.errors) == {"timezone"}
    form.submit(timezone="Tokyo")
    bot.workers.finish()
    assert not form.is_open
    for text in ("event", "top", "event use general"):
        assert typed(bot, text).text.strip()


def test_a_person_of_many_words_is_named_as_text(bot: Bot) -> None:
    member = bot.slack.workspace.members["U0COLLEAGUE"]
    member.real_name = member.display_name = HOSTILE
    bot.clock.forward(days=2)
    typed(bot, "add NET800 5 A talk", "ben")
    for text in ("show NET800", "show NET402", "top by:@ben", "event use general"):
        assert typed(bot, text).text.strip()


def test_a_button_may_carry_any_words(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    top = typed(bot, "top").message
    for name in router.SUBCOMMANDS:
        for words in (HOSTILE, "\ud800\udc00\udfff\0", "9" * 2_000, "#" + "9" * 40):
            assert answered(tap(bot, top, f"{name} {words}")), name
    assert not [each for each in caplog.records if each.levelname == "ERROR"]

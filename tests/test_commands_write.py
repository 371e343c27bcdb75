"""What people log and move by typing and tapping."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import router
from bot.call import Call, Message, Reader, Reply
from bot.locale import LANGUAGES
from storage import Event, Question, Unavailable, Who, open_store
from tests.bots import START, Bot, running
from tests.nobody import SlackOfNobody
from tests.writing import TEAM, kept, titles, types, values, who


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


# add


def test_one_line_is_saved_at_once_and_answered_with_mean_and_count(bot: Bot) -> None:
    types(bot, "add NET402 4 Surviving overloads", "ben")
    answer = types(bot, "add NET402 5")
    assert answer.message.is_private
    assert "NET402 Surviving overloads" in answer.shown
    assert "★★★★★ 5 – excellent" in answer.shown
    assert "★★★★★ 4.5 (2 ratings)" in answer.shown
    assert "Level 400" in answer.shown
    assert kept(bot).stars == 5


def test_many_lines_state_everything(bot: Bot) -> None:
    entry = (
        "add ★★★★☆ NET402 | Surviving overloads (recommended)\n• Level 300\n• Type: Chalk Talk\n"
        "Good.\n• one\n  • two\nQ: Why?\nA: Because."
    )
    answer = types(bot, entry)
    assert "Level 300 · Chalk Talk" in answer.shown
    takeaway = kept(bot)
    assert (takeaway.stars, takeaway.recommended) == (4, True)
    assert takeaway.impressions == "Good."
    assert takeaway.facts == ("one", "  two")
    assert takeaway.questions == (Question("Why?", "Because."),)


def test_several_entries_are_a_line_each_with_one_undo(bot: Bot) -> None:
    answer = types(bot, "add ★★★★ NET402 | One\nfine\n★★ OPN310 | Two\n★★★ Breakfast")
    assert "3 entries saved." in answer.shown
    for line in ("NET402 One", "OPN310 Two", "Breakfast"):
        assert line in answer.shown
    assert values(answer) == ["undo 1"]
    answer.button("Undo").click()
    assert titles(bot) == {}


def test_saving_again_adds_and_says_where_nothing_was_new(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | One\nfine")
    types(bot, "add ★★ NET402 | One\nalso this")
    assert (kept(bot).stars, kept(bot).impressions) == (2, "fine\nalso this")
    answer = types(bot, "add ★★ NET402 | One\nfine")
    assert "Nothing new" in answer.shown
    assert values(answer) == ["edit #1", "later #1"]


def test_a_title_that_was_not_taken_is_said(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | Surviving overloads", "ben")
    answer = types(bot, "add ★★★★ NET402 | Another name\nfine")
    assert "It keeps the title “Surviving overloads”; yours was “Another name”." in answer.shown
    answer = types(bot, "add ★★★ OPN310 | New\n★★★ NET402 | Third name")
    assert "the title “Third name” was not taken" in answer.shown


def test_words_of_one_line_that_are_no_title_become_a_note_and_that_is_said(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | Surviving overloads", "ben")
    answer = types(bot, "add NET402 5 loved the demo")
    assert "“loved the demo” became a line of impressions." in answer.shown
    assert kept(bot).impressions == "loved the demo"


def test_an_entry_goes_to_the_event_that_it_names(bot: Bot) -> None:
    bot.store.events.create(who(bot), Event("first-2026", "First"))
    bot.store.events.create(who(bot), Event("second-2026", "Second"))
    types(bot, "add NET402 5 event:second-2026")
    assert bot.store.sessions.get(TEAM, 1).event == "second-2026"
    answer = types(bot, "add NET402 5 event:third-2026")
    assert "third-2026" in answer.shown
    assert len(titles(bot)) == 1


def test_one_looks_in_every_event_but_logs_in_one(bot: Bot) -> None:
    types(bot, "add NET402 5 One")
    bot.store.events.create(who(bot), Event("second-2026", "Second"))
    refused = types(bot, "add NET403 5 event:all")
    assert "event:all is no event to log in" in refused.shown
    assert refused.button("Open it in the form").click().form.fields["session"] == "new:NET403"
    types(bot, "rate NET402 2 event:all")
    assert kept(bot).stars == 2
    assert "is not logged" in types(bot, "rate NET403 2 event:all").shown
    assert "is not logged" in types(bot, "rate NET403 event:ALL").shown
    assert len(titles(bot)) == 1


def test_an_entry_needs_no_subcommand(bot: Bot) -> None:
    types(bot, "NET402 5 Surviving overloads")
    assert kept(bot).stars == 5
    assert "★★★☆☆" in types(bot, "★★★ NET402").shown


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("NET402 4.5", "“4.5” is no number of stars"),
        ("NET402 0", "“0” is no number of stars"),
        ("★★★★★★★ NET402 Seven", "is no number of stars"),
        ("★★★", "names no session"),
        ("!", "names no session"),
        ("★★ NET402 | One\n★★★", "Line 2 names no session"),
    ],
)
def test_a_refused_entry_comes_back_as_it_was_typed_and_in_the_form(
    bot: Bot, typed: str, reason: str
) -> None:
    answer = types(bot, f"add {typed}")
    assert reason in answer.shown
    assert typed in answer.shown
    assert titles(bot) == {}
    form = answer.button("Open it in the form").click().form
    shown = "\n".join(str(value) for value in form.fields.values())
    for word in typed.split():
        assert word in shown


def test_a_refused_entry_is_corrected_in_the_form(bot: Bot) -> None:
    types(bot, "add NET402 5 Surviving overloads", "ben")
    form = types(bot, "add 4.5 NET402 great").button("Open it in the form").click().form
    assert form.fields["session"] == "1"
    form.submit(stars="4", impressions="great")
    assert (kept(bot).stars, kept(bot).impressions) == (4, "great")


def test_a_refused_text_opens_only_for_the_one_who_typed_it(bot: Bot) -> None:
    draft = types(bot, "add NET402 4.5").button("Open it in the form").value
    assert "no longer kept" in types(bot, draft, "ben").shown
    bot.clock.forward(hours=25)
    assert "no longer kept" in types(bot, draft).shown


# What else it could have been


def test_a_digit_that_was_the_titles_goes_back_into_it(bot: Bot) -> None:
    answer = types(bot, "add OPN323 3 ways to page")
    assert kept(bot).stars == 3
    answer.button("That was the title").click()
    assert titles(bot) == {2: "3 ways to page"}
    assert kept(bot, 2).stars is None


def test_a_last_digit_that_was_the_titles_goes_back_into_it(bot: Bot) -> None:
    types(bot, "add Retries in Web 3").button("That was the title").click()
    assert list(titles(bot).values()) == ["Retries in Web 3"]


def test_a_code_that_was_the_titles_goes_back_into_it_with_the_stars(bot: Bot) -> None:
    types(bot, "add ★★★★ AES256 explained").button("That was the title").click()
    [(number, title)] = titles(bot).items()
    assert title == "AES256 explained"
    assert bot.store.sessions.get(TEAM, number).code is None
    assert kept(bot, number).stars == 4


def test_words_that_were_a_note_become_one(bot: Bot) -> None:
    types(bot, "add NET402 5 great demo\n").button("That was my note").click()
    [(number, title)] = titles(bot).items()
    assert title == "NET402"
    assert kept(bot, number).impressions == "great demo"
    assert kept(bot, number).stars == 5


def test_a_long_entry_is_offered_as_a_title_too(bot: Bot) -> None:
    notes = "\n".join(f"• fact {number} 会議のメモ" for number in range(300))
    answer = types(bot, f"add ★★★★ AES256 explained\n{notes}")
    answer.button("That was the title").click()
    [(number, title)] = titles(bot).items()
    assert title == "AES256 explained"
    assert len(kept(bot, number).facts) == 300


def test_what_a_known_session_states_is_not_asked_about(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | Surviving overloads", "ben")
    assert values(types(bot, "add NET402 5")) == ["edit #1", "undo 1", "later #1"]


def test_a_correction_that_comes_too_late_changes_nothing(bot: Bot) -> None:
    button = types(bot, "add OPN323 3 ways to page").button("That was the title")
    types(bot, "rate OPN323 5")
    late = button.click()
    assert "Something newer was saved since" in late.shown
    assert kept(bot).stars == 5


def test_a_correction_that_fails_leaves_what_was_saved(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = types(bot, "add OPN323 3 ways to page")

    def unavailable(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr("storage.takeaways.place_entries", unavailable)
        failed = answer.message.button("That was the title").click()
    assert "Nothing was saved" in failed.shown
    assert kept(bot).stars == 3
    types(bot, "undo 1")
    assert titles(bot) == {}


# An unknown code


def test_an_unknown_code_offers_the_nearest_and_moves_there(bot: Bot) -> None:
    types(bot, "add ★★★★ NET402 | Surviving overloads", "ben")
    answer = types(bot, "add NTE402 5")
    moved = answer.button("NET402 Surviving overloads").click()
    assert "Saved: NET402 Surviving overloads" in moved.shown
    assert titles(bot) == {1: "Surviving overloads"}
    assert kept(bot).stars == 5


@pytest.mark.parametrize("typed", ["move", "move x #1", "move 1 1", "move 99 #1", "move 1 #99"])
def test_a_move_that_makes_no_sense_changes_nothing(bot: Bot, typed: str) -> None:
    types(bot, "add NET402 5 Surviving overloads")
    before = kept(bot)
    assert types(bot, typed).message.is_private
    assert kept(bot) == before


def test_a_move_onto_itself_says_so(bot: Bot) -> None:
    types(bot, "add NET402 5 Surviving overloads")
    assert "It is there already." in types(bot, "move 1 #1").shown


# The longest that is legal


@pytest.mark.parametrize("name", ["ann", "haru"])
def test_many_long_entries_fit_into_one_answer(bot: Bot, name: str) -> None:
    long = "とても長い題名🎉" * 40
    entries = "\n".join(f"★★★★ NET{number} | {number} {long} (recommended)\n{long}"
                        for number in range(100, 160))  # fmt: skip
    saved = types(bot, f"add {entries}", name)
    assert saved.shown.count("★★★★☆ 4") == 50
    assert "NET124" in saved.shown
    undone = saved.button(saved.buttons[-1].label).click()
    assert "NET100" in undone.shown
    assert bot.store.takeaways.mine(who(bot, name)).items == ()


def test_one_long_entry_fits_into_its_answer(bot: Bot) -> None:
    long = "とても長い題名🎉" * 300
    types(bot, f"add ★★★★ NET402 | {long}\n• Type: Keynote\n{long}\n• {long}\nQ: {long}\nA: {long}")
    answer = types(bot, f"add ★★★★ NET402 | Other {long}\nmore")
    assert "Not all of it is shown here; all of it is saved." in answer.shown
    types(bot, "rate NET402")
    types(bot, "delete NET402").button("Delete").click()


# Bad input

HOSTILE = [
    "<!channel> <@U0COLLEAGUE> <#C0GENERAL|general> *bold* `x` ~s~",
    "\u202egnidaer thgir\u202c \u200f\u2066x\u2069",
    "a\x00b\x07c\x1bd",
    "{session} {0} {{x}} %s {}",
    "\ud800 lone",
    "🎉" * 300,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_typed_comes_alive_or_breaks_an_answer(bot: Bot, words: str) -> None:
    bot.slack.hostile_marks = ("<!channel>", "<@U0COLLEAGUE>")
    for text in (
        f"add NET402 5 {words}",
        f"add ★★★★ {words}",
        f"add ★★★★ NET403 | {words}\n{words}\n• {words}\nQ: {words}\nA: {words}",
        f"rate NET402 4 {words}",
        f"rate {words} 4",
        f"rate {words}",
        f"rate NET402 {words}",
        f"edit {words}",
        f"delete {words}",
        f"delete NET403 {words}",
        f"undo {words}",
        f"move {words}",
        f"instead 1 {words}",
        f"draft {words}",
        f"add ★★★★★★★ {words}",
    ):
        answer = types(bot, text)
        assert answer.messages or answer.person.form
        assert "reference" not in (answer.shown if answer.messages else "")
        if answer.person.form:
            answer.person.form.close()


@pytest.mark.parametrize("letter", ["a", "漢", "🎉", "a ", "漢\n", "• 🎉\n"])
def test_forty_thousand_characters_are_saved_or_refused_with_all_of_it(
    bot: Bot, letter: str
) -> None:
    words = (letter * 40_000)[:40_000]
    saved = types(bot, f"add ★★★★ NET402 | One\n{words}")
    assert "NET402 One" in saved.shown
    takeaway = kept(bot)
    assert len("".join(takeaway.facts) + takeaway.impressions) > 1
    refused = types(bot, f"add NET402 4.5\n{words}")
    form = refused.button("Open it in the form").click().form
    form.submit(stars="2")
    assert kept(bot).stars == 2
    types(bot, f"rate NET402 4 {words}")
    types(bot, f"rate {words}")
    named = types(bot, f"add ★★★★ {' '.join(words.split())}")
    assert "Saved" in named.shown
    named.button("Undo").click()
    assert types(bot, f"delete {words}").message.is_private
    assert types(bot, "delete NET402").button("Delete").click().message.is_private


WORDS = [
    *("NET402", "net402-R", "OPN310", "★★★★", "★", "4", "5", "0", "4.5", "8/10", "4 stars", "星4"),
    *("none", "|", ":", "(recommended)", "!", "#1", "#2", "#99", "1", "by:me", "by:<@UX>", "by:@x"),
    *("event:general", "event:x", "yes", "\n", "\n\n", "• fact", "  - nested", "Q: q", "A: a"),
    *(
        "Level 300",
        "Topics: a, b",
        "recording: https://x.y",
        "Type: Workshop",
        "\\5",
        "\\",
        "「q」",
    ),
    *("```", "[NEW LAUNCH]", "title words", "漢字", "🎉", "\u202e", "\x00", "{x}", "<!channel>"),
    *("　", "ｎｅｔ４０２", "-", "–", '"', "draft:abc", "foo:bar", "\ud800"),
]
COMMANDS = ["", "add ", "rate ", "undo ", "edit ", "delete ", "move ", "instead ", "draft "]
TYPED = st.tuples(
    st.sampled_from(COMMANDS),
    st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=9).map(" ".join),
).map("".join)


@pytest.mark.engines("sqlite")
@given(
    typed=st.lists(TYPED, min_size=1, max_size=4),
    by=st.sampled_from(["UANN", "UADMIN"]),
    language=st.sampled_from(LANGUAGES),
)
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_is_typed_or_tapped_is_answered_without_an_unforeseen_error(
    database_url: str, typed: list[str], by: str, language: str
) -> None:
    with closing(open_store(database_url, lambda: START)) as store:
        call = Call(Who(TEAM, by), Reader(language), SlackOfNobody(), "")
        for text in typed:
            reply = router.answer(text, call, store)
            for value in _tappable(reply):
                again = router.answer(value, call, store)
                assert "reference:" not in getattr(again, "text", "")
            assert "reference:" not in getattr(reply, "text", "")


def _tappable(reply: Reply) -> list[str]:
    """What the buttons of an answer would type."""
    if not isinstance(reply, Message):
        return []
    rows = [block for block in reply.blocks if block["type"] == "actions"]
    return [button["value"] for row in rows for button in row["elements"]]

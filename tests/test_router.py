"""The first word: what it leads to, and the answer where it leads nowhere."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import router
from bot.bare_entry import meant_by
from bot.call import Call, Message, Modal, Reader, Reply
from bot.views import failures
from storage import (
    AlreadyThere,
    NewerChange,
    NotAllowed,
    NotFound,
    Store,
    Unavailable,
    Who,
    open_store,
)
from tests.nobody import SlackOfNobody

WHO = Who("T1", "U1")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with closing(open_store(database_url, lambda: datetime(2026, 3, 2, tzinfo=UTC))) as opened:
        yield opened


def call(language: str = "en") -> Call:
    return Call(WHO, Reader(language), SlackOfNobody(), "", channel_id="C1")


def answer(store: Store, text: str, language: str = "en") -> str:
    reply = router.answer(text, call(language), store)
    return shown(reply)


def shown(reply: Reply) -> str:
    assert isinstance(reply, Message)
    return reply.text


def buttons(store: Store, text: str) -> list[str]:
    reply = router.answer(text, call(), store)
    assert isinstance(reply, Message)
    rows = [block["elements"] for block in reply.blocks if block["type"] == "actions"]
    return [button["value"] for row in rows for button in row]


def test_nothing_gives_the_menu_and_its_buttons_run(store: Store) -> None:
    assert "What would you like to do?" in answer(store, "")
    for command in buttons(store, "  "):
        assert "is not a command" not in str(router.answer(command, call(), store))


@pytest.mark.parametrize(
    "typed", ["top", "TOP", "Top", "ｔｏｐ", "トップ", "ﾄｯﾌﾟ", "とっぷ", "“top”", "top\u3000３"]
)
def test_a_first_word_is_read_folded(store: Store, typed: str) -> None:
    assert answer(store, typed) == answer(store, "top")


@pytest.mark.parametrize(
    "alias",
    [
        *("追加", "評価", "取消", "トップ", "詳細", "検索", "自分", "編集", "削除"),
        *("あとで", "視聴済み", "イベント", "ダイジェスト", "ヘルプ"),
    ],
)
def test_every_japanese_name_is_known(store: Store, alias: str) -> None:
    assert "is not a command" not in str(router.answer(alias, call(), store))


def test_something_unknown_is_named_with_the_nearest_command_and_an_example(store: Store) -> None:
    said = answer(store, "serch cold start")
    assert "“serch” is not a command. Did you mean “search”?" in said
    assert "/session search" in said
    assert "serch cold start" in said
    offered = buttons(store, "serch cold start")
    assert offered[:3] == ["search cold start", "help search", "help"]
    assert offered[3].startswith("draft ")


def test_braces_in_what_people_type_are_braces(store: Store) -> None:
    log(store, "KEY101 5 {braces} %s one", "KEY102 4 {braces} %s two")
    said = answer(store, "show {braces}")
    assert "Several sessions match “{braces}”" in said
    assert sorted(buttons(store, "show {braces}")) == ["show #1", "show #2"]
    assert "“{x}” is not a command" in answer(store, "{x} {y}")


def test_something_unlike_any_command_gets_an_example(store: Store) -> None:
    assert "“xyzzy” is not a command. For example: " in answer(store, "xyzzy")


def test_words_that_were_typed_come_alive_nowhere(store: Store) -> None:
    said = answer(store, "<!channel> @here")
    assert "<!" not in said
    assert "&lt;!channel&gt;" in said


def log(store: Store, *headings: str) -> None:
    for heading in headings:
        assert isinstance(router.answer(f"add {heading}", call(), store), Message)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NET402", "show"),
        ("ＮＥＴ４０２", "show"),
        ("NET402-R1", "show"),
        ("net402", "show"),
        ("NET402 5", "add"),
        ("NET402 Surviving overloads", "add"),
        ("NET402\nA note", "add"),
        ("NEW101 5", "add"),
        ("NEW101", "show"),
        ("★★★★ Breakfast", "add"),
        ("⭐⭐⭐⭐⭐ NET402", "add"),
        ("4/5 NET402", "add"),
        ("5 NET402", "add"),
        ("星4つ NET402", "add"),
        (":star::star::star: NET402", "add"),
        ("★6 NET402", "add"),
        ("top10", None),
        ("new101", None),
        ("new101 5 Words", None),
        ("utf-16", None),
        ("hello NET402", None),
        ("5 things", None),
    ],
)
def test_an_entry_needs_no_subcommand(store: Store, text: str, meant: str | None) -> None:
    log(store, "NET402 5 Surviving overloads")
    assert meant_by(text, WHO.team_id, store) == meant


def test_a_bare_entry_is_saved_and_a_bare_code_shown(store: Store) -> None:
    assert "NET402" in answer(store, "NET402 4 Surviving overloads")
    assert "Surviving overloads" in answer(store, "net402")


def test_a_refused_entry_comes_back_in_the_form(store: Store) -> None:
    typed = "★6 NET402 Surviving overloads\nFirst line\n• a fact"
    said = answer(store, f"add {typed}")
    assert "First line" in said
    [draft] = [each for each in buttons(store, f"add {typed}") if each.startswith("draft ")]
    opened = router.answer(draft, call(), store)
    assert isinstance(opened, Modal)
    assert "First line" in str(opened.view)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            NotFound("event", "x", ("a", "b")),
            "There is no event “x”. /session event lists the events. Known: a, b",
        ),
        (NotFound("session", 12), "There is no session “12”."),
        (NotFound("draft", "x"), "That text is no longer kept. Please type it again."),
        (NotFound("change", 1), "That is no longer there: it was changed or deleted since."),
        (NotAllowed(), "Only the person who wrote it, or an admin, can change this."),
        (AlreadyThere("event", "x"), "“x” is there already."),
        (NewerChange(), "Something newer was saved there since, so this can't be taken back."),
        (Unavailable(), "The database does not answer. Nothing was saved: try again soon."),
    ],
)
def test_every_refusal_of_the_storage_is_a_sentence(error: Exception, sentence: str) -> None:
    assert failures.sentence(error, Reader()) == sentence


def test_help_explains_every_command_that_people_type(store: Store) -> None:
    listed = answer(store, "help")
    for each in router.HELP.listed:
        assert f"/session {each.NAME}" in listed
        example = each.EXAMPLE.format(command="/session")
        assert example in answer(store, f"help {each.NAME}")
        done = router.answer(example.removeprefix("/session "), call(), store)
        assert "is not a command" not in str(done)


def test_help_says_what_it_does_not_know_and_lists_the_commands(store: Store) -> None:
    listed = answer(store, "help topp")
    assert "“topp” is not a command." in listed
    assert "/session top [N]" in listed
    assert "is not a command" not in answer(store, "help")


def test_help_shows_the_japanese_names_to_who_reads_japanese(store: Store) -> None:
    assert "トップ" in answer(store, "help top", "ja")
    assert "トップ" not in answer(store, "help top")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.sampled_from(sorted(router.SUBCOMMANDS)), st.text(max_size=8)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=120),
)
@pytest.mark.engines("sqlite")
def test_no_text_ends_in_an_unforeseen_error(store: Store, first: str, rest: str) -> None:
    reply = router.answer(f"{first} {rest}", call(), store)
    assert "on our side" not in str(reply)

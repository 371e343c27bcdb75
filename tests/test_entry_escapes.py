"""Escapes, and what is settled when an entry is saved."""

import time

import pytest

from bot.entry import (
    EntryRefused,
    canonical,
    parse,
    parse_entries,
    render,
)
from storage.records import Entry, Question

HEAD = "★★★ NET402 | Title\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (r"\5 NET402 x", "5 NET402 x"),
        (r"\NET402 x", "NET402 x"),
        (r"a \★★★ b", "a ★★★ b"),
        (r"\- x", "- x"),
        (r"\# x", "# x"),
        (r"\[NEW] x", "[NEW] x"),
        (r"x \!", "x !"),
        (r"\x(recommended)", "x(recommended)"),
        (r"\\5 x", r"\5 x"),
        (r"\x C:\temp", r"\x C:\temp"),
    ],
)
def test_an_escape_makes_a_word_of_the_heading_plain(text: str, title: str) -> None:
    entry = parse(text)
    assert (entry.title, entry.stars, entry.code, entry.tags) == (title, None, None, ())


@pytest.mark.parametrize(
    "line",
    [
        "★★ x", "4/5 NET402", "NET402 4", "(recommended)", "! x", "[NEW] x",
        "Level 300", "Role: x", "- x", "1. x", '"x"', "「x」", "Q: x", "A: x", "Q&A",
        "```", "Keynote", "Keynote [recorded]", "おわりに", "## x", "> x", "\\- x",
    ],
)  # fmt: skip
def test_an_escape_makes_a_line_plain(line: str) -> None:
    assert parse(f"{HEAD}\\{line}").impressions == line
    assert parse(f"{HEAD}Words.\n\\{line}").impressions == f"Words.\n{line}"
    assert parse(f"{HEAD}- \\{line}").facts == (line,)


def test_elsewhere_a_backslash_is_an_ordinary_character() -> None:
    for words in (r"\o/", r"C:\temp\ and \"x\"", r"\\server\share", "\\", r"a \- b"):
        assert parse(HEAD + words).impressions == words


def test_escapes_are_written_only_where_they_are_needed() -> None:
    entry = Entry(
        code="NET402",
        raw="NET402",
        title="3 ways ★★★",
        stars=4,
        facts=("Level 300", "Level 200", '"q"', "Q: x", r"\o/"),
        questions=(Question("a\nA: b", "c\nA: d\n- e"),),
    )
    assert render(entry).split("\n") == [
        "★★★★☆ NET402 | 3 ways ★★★",
        r"• \Level 300",
        "• Level 200",
        '• "q"',
        r"• \Q: x",
        r"• \o/",
        "",
        "Q: a",
        r"\A: b",
        "A: c",
        "A: d",
        r"\- e",
    ]


def test_an_entry_is_written_in_the_language_of_its_reader() -> None:
    entry = Entry(
        raw="NET402-R",
        title="T",
        tags=("NEW",),
        recommended=True,
        level=300,
        topics=("a, b",),
        attended="overflow",
        partial=True,
        availability="live_only",
        impressions="I.",
    )
    assert render(entry, "ja").split("\n") == [
        "NET402-R | [NEW] T (オススメ)",
        "• レベル300",
        r"• トピック: a\, b",
        "• 配信: ライブのみ",
        "• 視聴方法: サテライト (一部)",
        "",
        "I.",
    ]
    assert "Attended: overflow (partial)" in render(entry, "en")
    assert render(entry, "fr") == render(entry, "en")


def test_what_no_text_can_tell_apart_is_settled() -> None:
    settled = canonical(
        Entry(
            code="net-404",
            raw="NET404-r2",
            title="  a \t b\n",
            tags=("new launch", "x]", "1"),
            stars=7,
            level=-3,
            type="keynotes",
            topics=(" a  b ", ""),
            facts=("    a", "      b\nc", " \n", "d\x00\ud800"),
            impressions="\n a \n\n\n b\t\r\nc \n",
            questions=(Question("a\n\n b ", "\n"), Question(" ", "")),
            recording_url="javascript:alert(1)",
        )
    )
    assert settled == Entry(
        code="NET404",
        raw="NET404-R2",
        title="a b",
        tags=("NEW LAUNCH",),
        type="Keynote",
        topics=("a b",),
        facts=("a", "  b c", "d"),
        impressions="a \n\n b \nc",
        questions=(Question("a\n b"),),
    )


def test_a_code_of_another_session_is_left_out() -> None:
    assert canonical(Entry(code="NET402", raw="COP343-R")).raw == "NET402"
    assert canonical(Entry(raw="COP343-R")).code == "COP343"


def test_a_code_that_no_heading_shows_stands_in_the_details() -> None:
    entry = canonical(Entry(code="keynote_x", stars=3))
    assert render(entry) == "★★★☆☆ KEYNOTE_X\n• Code: KEYNOTE_X"
    assert parse(render(entry)) == entry


@pytest.mark.parametrize(
    "piece",
    [
        "★", "★ ", "8/10 ", "\\", "\\5 ", "[A] ", "[", "(recommended) ", "! ", "a ",
        "NET402-", "- ", "\n", "- a\n", "Q foo\n", "Q: foo\n", "A foo\n",
        "Q&A\nQ foo\n", "```\n", '"a', "Topics: a,", "a\\,", "\\- a\n", "# ", ">",
        "Level 300\n", "NET402 4 x\n", "4/5 NET402\n", "\u3000", "\t",
        "  - a\n    b\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", HEAD, "NET402 | ", f"{HEAD}Topics: "])
def test_forty_thousand_characters_take_linear_time(head: str, piece: str) -> None:
    text = (head + piece * 40_000)[:40_000]
    begun = time.process_time()
    try:
        entries = parse_entries(text)
    except EntryRefused:
        entries = ()
    for entry in entries[:1]:
        render(canonical(entry))
    # Half a second on a slow machine; what is not linear takes minutes.
    assert time.process_time() - begun < 5

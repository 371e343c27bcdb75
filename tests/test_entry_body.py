"""The body of an entry, sentence by sentence."""

import pytest

from bot.entry import (
    EntryRefused,
    parse,
    parse_entries,
)
from storage.records import Question
from tests.catalogued import KNOWN

HEAD = "★★★ NET402 | Title\n"


def facts(text: str) -> tuple[str, ...]:
    return parse(HEAD + text).facts


@pytest.mark.parametrize(
    "bullet", ["• ", "•", "・", "◦", "▪︎ ", "▪", "- ", "* ", "+ ", "1. ", "12. "]
)
def test_every_bullet_makes_a_fact(bullet: str) -> None:
    assert facts(f"{bullet}one") == ("one",)


@pytest.mark.parametrize("line", ["-one", "*one", "1.5 times", "1) one", "–one", "> one"])
def test_other_beginnings_are_no_bullets(line: str) -> None:
    assert parse(HEAD + line).impressions == line


@pytest.mark.parametrize("line", ['"a b"', "“a b”", "”a b”", "「a b」"])
def test_a_whole_line_in_one_pair_of_quotes_is_a_fact(line: str) -> None:
    assert facts(line) == (line,)
    assert facts(f"- x\n  {line}") == ("x", f"  {line}")


@pytest.mark.parametrize("line", ['"a" and "b"', '"a', '""', "「a」「b」", '"a" b', "'a'"])
def test_other_quotes_are_impressions(line: str) -> None:
    assert parse(HEAD + line).impressions == line


def test_facts_nest_by_their_indentation() -> None:
    assert facts("- a\n    - b\n        - c\n    - d\n- e") == ("a", "  b", "    c", "  d", "e")
    assert facts("\t- a\n\t\t- b\n\t- c") == ("a", "  b", "c")
    assert facts("・a\n\u3000・b") == ("a", "  b")
    assert facts("  - a\n- b\n  - c") == ("a", "b", "c")
    assert facts("- a\n\n  - b") == ("a", "  b")
    assert facts("- a\n  b\n    c") == ("a", "  b", "    c")
    assert facts("- a\nwords\n  - b") == ("a", "b")
    assert facts("- \n  - b") == ("b",)


def test_a_full_width_space_indents_only_a_bullet() -> None:
    entry = parse(HEAD + "- a\n\u3000段落")
    assert (entry.facts, entry.impressions) == (("a",), "段落")


def asked(text: str) -> list[tuple[str, str]]:
    return [(each.question, each.answer) for each in parse(HEAD + text).questions]


@pytest.mark.parametrize(
    "question", ["Q: ", "Q:", "Q. ", "Q1: ", "Ｑ：", "質問：", "- Q: ", "・Ｑ１："]
)
@pytest.mark.parametrize(
    "answer", ["A: ", "A:", "A. ", "A1: ", "Ａ：", "回答：", "• A: ", "A ", "\nA: "]
)
def test_pairs_are_read(question: str, answer: str) -> None:
    assert asked(f"{question}why?\n{answer}so") == [("why?", "so")]


@pytest.mark.parametrize("question", ["Q ", "Q3 ", "質問 ", "- Q "])
def test_a_space_alone_needs_an_answer_before_an_empty_line(question: str) -> None:
    assert asked(f"{question}why\nnot?\nA so") == [("why\nnot?", "so")]
    assert asked(f"{question}why?\n\nA so") == []


def test_lines_directly_under_go_on() -> None:
    assert asked("Q: a\nb\nA: c\nd\nA: e") == [("a\nb", "c\nd\nA: e")]
    entry = parse(HEAD + "Q: a\n\nwords\n- fact\nA plain one")
    assert entry.questions == (Question("a"),)
    assert (entry.impressions, entry.facts) == ("words\nA plain one", ("fact",))
    assert asked("Q: a\nQ: b\nA: c") == [("a", ""), ("b", "c")]
    assert asked("Q: a\n- fact\nA: c") == [("a", "c")]


@pytest.mark.parametrize(
    "line", ["Q.E.D.", "A. alone", "A: alone", "Quite so", "Q2.5 was", "QA: x", "Q&A"]
)
def test_what_only_looks_like_a_question_is_impressions(line: str) -> None:
    assert parse(HEAD + line).impressions == line


def test_the_title_of_questions_is_left_out() -> None:
    for title in ("Q&A", "Ｑ＆Ａ", "#### Q&A"):
        assert parse(f"{HEAD}{title}\n\nQ: a").impressions == ""
    assert parse(f"{HEAD}Q&A\nwords").impressions == "Q&A\nwords"


def test_impressions_are_the_rest() -> None:
    assert parse(HEAD + "\n\na\n \n\n- fact\n\nb  c\n\n").impressions == "a\n\nb  c"


def test_fences_keep_their_lines() -> None:
    fenced = "```yaml\n\n\n- a\n  \tb\n★★★ x\n```"
    entry = parse(f"{HEAD}{fenced}\n- fact")
    assert (entry.impressions, entry.facts) == (fenced, ("fact",))
    entry = parse(f"{HEAD}```\n- a")
    assert (entry.impressions, entry.facts) == ("```", ("a",))


@pytest.mark.parametrize(
    "line",
    [
        "★★ x", "⭐⭐x", "★4 x", "4★ x", "NET403 4/5 x", "NET403★★", "NET403 4",
        "4/5 NET403", "4 NET403 x", "4 stars NET403", "星4 net403", "★ NET403",
        "## ★★ x", "- ★★ x", "> 4/5 NET403",
    ],
)  # fmt: skip
def test_lines_that_open_the_next_entry(line: str) -> None:
    first, second = parse_entries(f"{HEAD}words\n{line}\nmore")
    assert first.impressions == "words"
    assert second.stars
    assert second.impressions == "more"


@pytest.mark.parametrize(
    "line",
    [
        "4/5 of the room left", "2 stars, she said", "4 of us", "NET403 was better",
        "NET403: x", "x ★★★", "★ x", "5 ways", "NET403, 5 of us", "NET403", "NET403 6 of us",
        "\\★★ x",
    ],
)  # fmt: skip
def test_prose_opens_no_entry(line: str) -> None:
    assert len(parse_entries(f"{HEAD}{line}")) == 1


def test_a_code_with_its_known_title_opens_no_entry() -> None:
    assert len(parse_entries(f"{HEAD}NET402 3 ways to page", KNOWN)) == 1
    assert len(parse_entries(f"{HEAD}NET402 3 words", KNOWN)) == 2


def test_what_would_be_refused_is_refused_with_its_line() -> None:
    for line in ("★★★★★★★ x", "8/10 NET403", "7 NET403 x", "NET403 8/10", "☆☆☆ x"):
        with pytest.raises(EntryRefused) as refused:
            parse_entries(f"\n{HEAD}words\n{line}")
        assert (refused.value.line, refused.value.reason) == (4, "stars_out_of_range")


def test_one_entry_is_not_several() -> None:
    with pytest.raises(EntryRefused) as refused:
        parse("★★ a\n★★ b")
    assert refused.value.reason == "several_entries"

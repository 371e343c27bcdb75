"""The heading of an entry, sentence by sentence."""

import pytest

from bot.entry import (
    NOTHING_KNOWN,
    EntryRefused,
    parse,
)
from bot.entry.known import Nothing
from tests.catalogued import KNOWN

HEAD = "★★★ NET402 | Title\n"


def quick(text: str, known: Nothing | None = None) -> tuple[int | None, str | None, str]:
    entry = parse(text, known or NOTHING_KNOWN, quick=True)
    return entry.stars, entry.raw, entry.title


@pytest.mark.parametrize(
    "text",
    [
        "★★★ NET402 Title (recommended)",
        "NET402 ★★★ (recommended) Title",
        "(recommended) NET402 Title ★★★",
        "NET402 (recommended) | Title ★★★",
        "NET402 | ★★★Title (recommended)",
        "### ★★★ NET402 | Title (recommended)",
        "> - ★★★ NET402: Title (recommended)",
        "##★★★ NET402 Title(recommended)",
        "1. ★★★ NET402 Title （オススメ）",
        "・★★★ NET402 Title （オススメ）",
    ],
)
def test_stars_and_mark_stand_anywhere_and_signs_before_a_heading_do_not_count(text: str) -> None:
    entry = parse(text)
    assert (entry.stars, entry.raw, entry.title) == (3, "NET402", "Title")
    assert entry.recommended


@pytest.mark.parametrize(
    "text",
    [
        "", "  \n\t", "★★★", "!", "4", "[NEW]", "- ", "(recommended) ★4",
    ],
)  # fmt: skip
def test_a_heading_that_names_no_session_is_refused(text: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        parse(text, quick=True)
    assert refused.value.reason == "no_session"


@pytest.mark.parametrize(
    "stars",
    [
        "★★★★☆", "★★★★", "⭐⭐⭐⭐", "⭐️⭐️⭐️⭐️",
        ":star::star::star::star:", "4/5", "４／５", "★4", "4★", "⭐️4", ":star:4",
        "4 stars", "4 Stars", "星4", "星4つ", "星４つ", "４", "4", "⭐ ⭐ ⭐ ⭐",
    ],
)  # fmt: skip
def test_every_form_of_stars_is_read(stars: str) -> None:
    assert quick(f"{stars} NET402 Title") == (4, "NET402", "Title")
    assert quick(f"NET402 {stars} Title") == (4, "NET402", "Title")
    assert quick(f"NET402 Title {stars}") == (4, "NET402", "Title")


def test_only_the_first_stars_count() -> None:
    assert quick("★★ Hotels 4/5 and ★★★ more") == (2, None, "Hotels 4/5 and ★★★ more")
    assert quick("4 NET402 Title 5") == (4, "NET402", "Title 5")
    assert quick("NET402 3 Title ★★★★") == (4, "NET402", "3 Title")


def test_a_bare_digit_is_stars_at_the_code_and_at_the_end_of_one_line() -> None:
    assert quick("5 ways to fail") == (None, None, "5 ways to fail")
    assert quick("NET402 | 3 ways") == (None, "NET402", "3 ways")
    assert quick("NET402 - 3 ways") == (None, "NET402", "3 ways")
    assert quick("NET402 Title 3 !") == (3, "NET402", "Title")
    assert quick("NET402 Title ! 3") == (3, "NET402", "Title")
    assert quick("NET402: 3") == (3, "NET402", "")
    assert parse("NET402 Part 2").title == "Part 2"
    assert parse("NET402 Part 2\nmore", quick=True).title == "Part 2"
    assert parse("NET402 2").stars == 2


@pytest.mark.parametrize("text", ["NET402 3 | Title", "NET402 3 - Title", "NET402 ３ ： Title"])
def test_a_sign_behind_stars_parts_the_code_from_the_title_too(text: str) -> None:
    assert quick(text) == (3, "NET402", "Title")


def test_a_title_keeps_its_own_numbers() -> None:
    assert quick("NET402 3 ways to page", KNOWN) == (None, "NET402", "3 ways to page")
    assert quick("net402 3 WAYS", KNOWN) == (None, "NET402", "3 WAYS")
    assert quick("NET402 3 ways to page 4", KNOWN) == (4, "NET402", "3 ways to page")
    assert quick("NET402 3 page", KNOWN) == (3, "NET402", "page")
    assert quick("NET402 Retries in web ３", KNOWN) == (None, "NET402", "Retries in web ３")
    assert quick("Retries in Web 3", KNOWN) == (None, None, "Retries in Web 3")
    assert quick("Retries 3", KNOWN) == (3, None, "Retries")
    assert quick("AB-01 3 ways to page", KNOWN) == (3, "AB-01", "ways to page")


@pytest.mark.parametrize(
    "text",
    [
        "NET402 4.5", "NET402 0", "NET402 6", "NET402 3.5/5", "NET402 8/10 foo",
        "NET402 ★6", "★6 NET402", "7 NET402 foo", "4.5 NET402", "0 ! NET402 foo",
        "8/10 NET402 ★★", "8/10 dinner", "★6 dinner", "☆☆☆☆☆ dinner",
        "☆☆☆☆☆ NET402", "NET402 ☆☆☆☆☆ foo", "NET402★★★★★★ foo",
        "★★★★★★NET402", "★ ★ ★ ★ ★ ★ dinner", "! ★★★★★★ NET402",
        "NET402 6 (recommended)", "10 stars NET402", "星6 NET402", "NET402 0/5",
        "(recommended) 8/10 NET402",
        "(recommended)★★★★★★ NET402",
    ],
)  # fmt: skip
def test_stars_that_are_not_1_to_5_are_refused(text: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        parse(text, quick=True)
    assert refused.value.reason == "stars_out_of_range"
    assert refused.value.word in text
    assert refused.value.text == text


@pytest.mark.parametrize(
    "title",
    [
        "Catch 22", "Why 8/10 fail", "Music ☆☆☆☆☆", "Stars ★★★★★★ above",
        "6 habits", "4.5 degrees", "24/7 support", "Version ★6 now", "4/5ths",
        "☆Special☆", "☆ Special ☆",
    ],
)  # fmt: skip
def test_such_numbers_elsewhere_are_title(title: str) -> None:
    assert quick(title) == (None, None, title)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Fire (オススメ)", "Fire"),
        ("Fire(Recommended) now", "Fire now"),
        ("おすすめ Fire", "Fire"),
        ("Fire オススメ", "Fire"),
        ("Fire ｵｽｽﾒ", "Fire"),
        ("RECOMMENDED Fire", "Fire"),
        ("Fire ！", "Fire"),
        ("Fire ! ★★", "Fire"),
    ],
)
def test_marks_are_read(text: str, title: str) -> None:
    entry = parse(text)
    assert (entry.recommended, entry.title) == (True, title)


def test_what_only_looks_like_a_mark_is_title() -> None:
    for title in ("Fire!", "The recommended way", "My ! fire", "オススメの火", "(not recommended)"):
        entry = parse(title)
        assert (entry.recommended, entry.title) == (False, title)


def test_a_known_title_keeps_its_last_word() -> None:
    assert parse("NET402 Ship it !", KNOWN).title == "Ship it !"
    assert parse("NET402 Best of (recommended)", KNOWN).title == "Best of (recommended)"
    assert parse("NET402 Ship it ! !", KNOWN).title == "Ship it !"
    assert parse("NET402 Ship it ! (recommended)", KNOWN).recommended
    assert parse("NET402 Ship !", KNOWN).title == "Ship"

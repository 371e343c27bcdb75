"""Codes and tags, sentence by sentence."""

import pytest

from bot.entry import (
    NOTHING_KNOWN,
    base_code,
    code_key,
    parse,
)
from bot.entry.known import Nothing
from tests.catalogued import KNOWN

HEAD = "★★★ NET402 | Title\n"


def quick(text: str, known: Nothing | None = None) -> tuple[int | None, str | None, str]:
    entry = parse(text, known or NOTHING_KNOWN, quick=True)
    return entry.stars, entry.raw, entry.title


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("KEY001", "KEY001"),
        ("AIM3312-S", "AIM3312-S"),
        ("COP343-R-SC4", "COP343-R-SC4"),
        ("NET-404", "NET-404"),
        ("net402-new-sc1", "NET402-NEW-SC1"),
        ("ｎｅｔ４０２-ｒ2", "NET402-R2"),
        ("DEV317–R1", "DEV317-R1"),
        ("ABC12-OF10-INT-KO-JA-EN-CMN-L3", "ABC12-OF10-INT-KO-JA-EN-CMN-L3"),
    ],
)
def test_codes_are_read_with_their_suffixes(text: str, raw: str) -> None:
    entry = parse(f"{text} | Title")
    assert (entry.raw, entry.title) == (raw, "Title")


@pytest.mark.parametrize(
    "title",
    ["CVE-2018-18292 explained", "A12 way", "ABCDEFG12 way", "NET4 way", "NET12345 way",
     "NET402x way", "NET402の話", "NET402's way", "NET 402 way", "the NET402 way"],
)  # fmt: skip
def test_what_only_looks_like_a_code_is_title(title: str) -> None:
    assert quick(title) == (None, None, title)


@pytest.mark.parametrize(
    "between",
    [
        " | ", "|", "｜", " : ", ":", "：", " - ", "-", " – ", "—", " ‑ ", " -- ",
        "  ", "\u3000",
    ],
)  # fmt: skip
def test_what_parts_the_code_from_the_title(between: str) -> None:
    assert quick(f"NET402{between}What's new") == (None, "NET402", "What's new")


def test_a_bracket_or_quote_directly_behind_a_code_begins_the_title() -> None:
    for title in ("【再】火", "「火」", "(fire)", "[fire]", '"fire"'):
        assert quick(f"NET402{title}") == (None, "NET402", title)


def test_suffixes_end_before_a_letter_or_digit() -> None:
    assert quick("NET402-S3 dive") == (None, "NET402", "S3 dive")
    assert quick("NET402-R123 dive") == (None, "NET402", "R123 dive")
    assert quick("NET402-NEWS dive") == (None, "NET402", "NEWS dive")


def test_base_codes() -> None:
    assert base_code("COP343-R-SC4") == "COP343"
    assert base_code("cop343") == "COP343"
    assert base_code("NET-404-R") == "NET-404"
    assert base_code("keynote-s") == "KEYNOTE-S"
    assert code_key("NET-404") == code_key("ｎｅｔ404")


def test_a_catalogue_tells_its_codes() -> None:
    assert quick("net402 foo", KNOWN) == (None, "NET402", "foo")
    assert quick("NET 402 foo", KNOWN) == (None, "NET402", "foo")
    assert quick("card10 foo", KNOWN) == (None, None, "card10 foo")
    assert quick("UTF-16 foo", KNOWN) == (None, None, "UTF-16 foo")
    assert quick("CARD10 foo", KNOWN) == (None, "CARD10", "foo")
    assert quick("card10 foo") == (None, "CARD10", "foo")
    assert quick("Keynote-1: foo", KNOWN) == (None, "KEYNOTE-1", "foo")
    assert quick("ABC12-talk: foo", KNOWN) == (None, "ABC12-TALK", "foo")
    assert quick("ABC12-talks foo", KNOWN) == (None, "ABC12", "talks foo")
    assert quick("2001-foo", KNOWN) == (None, "2001", "foo")
    assert quick("4 2001 foo", KNOWN) == (4, "2001", "foo")


def test_capitals_in_brackets_at_the_head_are_tags() -> None:
    entry = parse("NET402 | [NEW LAUNCH] [REPEAT][A1] Title [X]")
    assert (entry.tags, entry.title) == (("NEW LAUNCH", "REPEAT", "A1"), "Title [X]")
    assert parse("[ＮＥＷ] Party").tags == ("ＮＥＷ",)
    for title in ("[New] Party", "[2024] Party", "[配信] Party", "[] Party", "[A"):
        assert parse(title).title == title

"""The folding of text for matching, and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.codes import base_key, level_of
from storage.folding import code_key, event_key, find, fold, type_key, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("トップ", "ﾄｯﾌﾟ"),
        ("トップ", "とっぷ"),
        ("ＮＥＴ４０２", "net402"),
        ("Straße", "STRASSE"),
        ("a \u3000 b\n", "a b"),
        ("ヴ", "う\u3099"),
        ("①", "1"),
    ],
)
def test_what_differs_in_width_case_kana_and_spaces_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("か", "が"), ("は", "ハ゜"), ("a b", "ab")])
def test_what_is_read_differently_is_not_the_same(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text(min_size=1), st.text())
def test_what_stands_in_a_text_is_found_where_it_stands(before: str, word: str, after: str) -> None:
    text = before + word + after
    folded = fold(word)
    at = find(text, folded)
    if at is not None:
        assert 0 <= at[0] < at[1] <= len(text)
        assert folded in fold(text[at[0] : at[1]])


def test_the_place_of_a_hit_is_told_in_the_text_as_it_was_written() -> None:
    text = "１００％ ﾘﾄﾗｲ とガード"
    assert find(text, fold("リトライ")) == (5, 9)
    assert find(text, fold("ガード")) == (11, 14)
    assert find(text, fold("か")) is None
    assert find(text, "") is None


@pytest.mark.parametrize(
    ("code", "base"),
    [
        ("COP343", "cop343"),
        ("COP-343", "cop343"),
        ("COP343-R-SC4", "cop343"),
        ("AIM3312-S", "aim3312"),
        ("NET402-NEW-OF10", "net402"),
        ("ｎｅｔ４０２-ｒ2", "net402"),
        ("NET402–R", "net402"),
        ("AA-01", "aa01"),
        ("DAY1-KEYNOTE", "day1keynote"),
        ("COP343-X", "cop343x"),
    ],
)
def test_deliveries_share_the_base_code(code: str, base: str) -> None:
    assert base_key(code) == base


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("NET402", 400),
        ("AIM3312", 300),
        ("KEY001", None),
        ("NET602", None),
        ("AA-01", None),
        ("A100", None),
        (None, None),
    ],
)
def test_a_code_of_three_or_four_digits_tells_the_level(
    code: str | None, level: int | None
) -> None:
    assert level_of(code) == level


def test_types_are_the_same_in_singular_and_plural_with_any_apostrophe() -> None:
    assert type_key("Community Activities") == type_key("community activity")
    assert type_key("Builders’ Sessions") == type_key("Builders' Session")
    assert type_key("Chalk Talk") != type_key("Code Talk")


def test_words_begin_where_people_see_a_word_begin() -> None:
    assert " ai" in words("Data & AI/ML")
    assert " ai" not in words("Sustainability")
    assert words("C++, C#; 100%_x") == " c++ c# 100 x"


def test_keys_are_written_as_keys_are() -> None:
    assert event_key(" Re:Invent  ２０２３ ") == "re:invent-2023"
    assert len(code_key("X" * 5000)) == 200

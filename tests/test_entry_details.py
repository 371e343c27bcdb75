"""The details of an entry, sentence by sentence."""

import pytest

from bot.entry import (
    attended,
    availability,
    canonical,
    parse,
    render,
    type_name,
)
from storage.records import Entry
from tests.catalogued import KNOWN

HEAD = "★★★ NET402 | Title\n"


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("Level 300", {"level": 300}),
        ("レベル200", {"level": 200}),
        ("level：４００", {"level": 400}),
        ("Topic: One", {"topics": ("One",)}),
        ("トピック：一、二", {"topics": ("一", "二")}),
        (r"Topics: a\, b, c\\, \x", {"topics": ("a, b", "c\\", "\\x")}),
        ("Topics: security, Compliance, & Identity, b", {
            "topics": ("Security, Compliance, & Identity", "b")}),
        ("Type: chalk talks", {"type": "Chalk Talk"}),
        ("セッションタイプ：Builder’s Session", {"type": "Builders' Session"}),
        ("Speakers: Ann, Bo", {"speakers": ("Ann", "Bo")}),
        ("登壇者：安、坊", {"speakers": ("安", "坊")}),
        ("Code: keynote_x", {"raw": "KEYNOTE_X"}),
        ("コード：aa-1", {"raw": "AA-1"}),
        ("Attended: in person", {"attended": "in_person"}),
        ("attended: In-Person (partial)", {"attended": "in_person", "partial": True}),
        ("視聴方法：サテライト（一部）", {"attended": "overflow", "partial": True}),
        ("Attended: (partial)", {"attended": None, "partial": True}),
        ("視聴方法：ライブ配信", {"attended": "livestream"}),
        ("Recording: https://example.com/v", {"recording_url": "https://example.com/v"}),
        ("配信：配信無し", {"availability": "not_recorded"}),
        ("recording: Live Only", {"availability": "live_only"}),
        ("recording: 不明", {"availability": "unknown"}),
    ],
)  # fmt: skip
def test_details_are_read_bulleted_or_not(line: str, stated: dict[str, object]) -> None:
    for text in (line, f"• {line}", f"\n\n  - {line}"):
        entry = parse(f"{HEAD}{text}\nWords.")
        assert {name: getattr(entry, name) for name in stated} == stated
        assert (entry.impressions, entry.facts) == ("Words.", ())


@pytest.mark.parametrize(
    "line",
    [
        "Level high", "Level 300 or so", "Topics", "Topics:", "Topics: , ,",
        "Type: Nonsense", "Attended: maybe", "Recording: soon",
        "Recording: ftp://example.com", "Code: two words", "Speakers:",
        "Other: thing",
    ],
)  # fmt: skip
def test_a_line_without_a_valid_value_is_no_detail_and_ends_them(line: str) -> None:
    entry = parse(f"{HEAD}{line}\nLevel 300")
    assert (entry.level, entry.impressions) == (None, f"{line}\nLevel 300")


def test_details_stand_in_any_order_and_what_they_state_adds_up() -> None:
    entry = parse(
        f"{HEAD}Topics: a\nRecording: https://example.com\nLevel 200\n\nTopics: b\n配信: 配信あり"
    )
    assert (entry.level, entry.topics) == (200, ("a", "b"))
    assert (entry.recording_url, entry.availability) == ("https://example.com", "recorded")


def test_known_topics_and_types_are_read_whole() -> None:
    entry = parse(f"{HEAD}Topics: food, drink, Tents\nType: campfire rounds", KNOWN)
    assert (entry.topics, entry.type) == (("Food, Drink", "Tents"), "Campfire Round")
    assert parse(f"{HEAD}Type: Campfire Round").impressions == "Type: Campfire Round"


def test_topics_that_together_look_like_a_known_one_stand_in_their_own_lines() -> None:
    for topics in (("Security", "Compliance", "& Identity"), ("Food", "Drink", "a\\")):
        entry = Entry(title="T", topics=topics)
        assert parse(render(entry, known=KNOWN), KNOWN).topics == topics
    text = render(Entry(title="T", topics=("Food", "Drink")), known=KNOWN)
    assert text == "T\n• Topics: Food\n• Topics: Drink"


def test_known_topics_need_no_escape() -> None:
    text = render(Entry(title="T", topics=("Food, Drink", "food, drink")), known=KNOWN)
    assert text == "T\n• Topics: Food, Drink, food\\, drink"
    assert parse(text, KNOWN).topics == ("Food, Drink", "food, drink")


def test_words_are_read_in_both_languages() -> None:
    words = ("recorded", "配信あり", "LIVE_ONLY", "配信なし", "?")
    assert [availability(word) for word in words] == [
        "recorded", "recorded", "live_only", "not_recorded", None,
    ]  # fmt: skip
    assert [attended(word) for word in ("in person", "録画", "その他", "")] == [
        "in_person", "recording", "other", None,
    ]  # fmt: skip
    assert type_name("Community Activities") == "Community Activity"
    assert type_name("builder's  sessions") == "Builders' Session"
    assert type_name("Lightning") is None


@pytest.mark.parametrize(
    ("level", "kept"), [(None, None), (-1, None), (0, 0), (9999, 9999), (10_000, None)]
)
def test_a_level_that_no_text_could_state_is_none(level: int | None, kept: int | None) -> None:
    assert canonical(Entry(code="NET402", level=level)).level == kept

"""What a digest's message says of a session, and where its sentences end."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.call import Reader
from bot.playground.limits import check_message
from bot.views import digest, sentences
from bot.views.blocks import length
from bot.views.digest import Shown
from storage.records import Profile, Rating, Review, Session, Takeaway

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = date(2026, 11, 25)
READER = Reader()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Worth it. The rest was not.", "Worth it."),
        ("Worth it! And more.", "Worth it!"),
        ("Is it worth it?! Yes.", "Is it worth it?!"),
        ("No stop at all", "No stop at all"),
        ("Only the first line\nand not the second.", "Only the first line"),
        ("\n\n  After empty lines. Then.", "After empty lines."),
        ("Version 2.0 is out. Get it.", "Version 2.0 is out."),
        ("See example.com for more. Or not.", "See example.com for more."),
        ("Use a queue, e.g. SQS, for that. Always.", "Use a queue, e.g. SQS, for that."),
        ("Dr. Who spoke. Well.", "Dr. Who spoke."),
        ("He said “it works.” Then he left.", "He said “it works.”"),
        ("(A remark.) And text.", "(A remark.)"),
        ("Well... it depends. Really.", "Well..."),
        ("とても良かった。録画も見る。", "とても良かった。"),
        ("本当に?と思った!すごい。", "本当に?と思った!すごい。"),
        ("本当に？と思った。", "本当に？"),
        ("「すごい。」と言った。", "「すごい。」"),
        ("最高！！次も行く。", "最高！！"),
        ("```\ncode first\n```", "code first"),
        ("", ""),
        ("e.g.", "e.g."),
    ],
)
def test_a_sentence_ends_where_its_language_ends_it(text: str, first: str) -> None:
    assert sentences.first(text) == first


def test_a_sentence_without_an_end_is_cut() -> None:
    cut = sentences.first("word " * 500)
    assert length(cut) <= sentences.LONGEST
    assert cut.endswith("…")


def review(
    user: str, stars: int | None = 4, words: str = "", *, recommended: bool = False
) -> Review:
    takeaway = Takeaway(
        user=user,
        session=7,
        raw=None,
        stars=stars,
        recommended=recommended,
        facts=(),
        impressions=words,
        questions=(),
        attended=None,
        partial=False,
        created_at=NOW,
        updated_at=NOW,
    )
    return Review(takeaway, Profile(user, role=f"Role of {user}"))


def shown(*reviews: Review, **session: Any) -> Shown:
    given: dict[str, Any] = {"event": "e", "number": 7, "code": "NET402"}
    given |= {"title": "Surviving overloads"} | session
    rated = [each.takeaway.stars for each in reviews if each.takeaway.stars is not None]
    rating = Rating(len(rated), sum(rated), sum(each.takeaway.recommended for each in reviews))
    return Shown(Session(**given, rating=rating), reviews)


def text_of(*sessions: Shown, reader: Reader = READER) -> str:
    return digest.parent(sessions, 0, DAY, reader, {"UANN": "Ann"}).message.text


def test_a_session_is_shown_with_all_that_helps_to_choose() -> None:
    said = text_of(
        shown(
            review("UANN", 5, "Go. Really."),
            type="Breakout Session",
            level=400,
            recording_url="https://example.com/net402",
        )
    )
    assert "25 Nov 2026" in said
    assert "★★★★★ 5.0 (1 rating)" in said
    assert "NET402 Surviving overloads" in said
    assert "Level 400 · Breakout Session · Recording · #7" in said
    assert "Ann (Role of UANN)" in said
    assert "Go." in said
    assert "Really" not in said


@pytest.mark.parametrize(
    ("availability", "words"),
    [("recorded", "recorded"), ("live_only", "live only"), ("not_recorded", "not recorded")],
)
def test_without_a_link_it_says_whether_there_is_a_recording(availability: str, words: str) -> None:
    assert f"· {words} ·" in text_of(shown(review("UANN"), availability=availability))


def test_the_sentence_is_of_the_newest_who_recommends_it_else_of_the_newest() -> None:
    newest, older, oldest = (review(user, 4, f"By {user}.") for user in ("U1", "U2", "U3"))
    assert "By U1." in text_of(shown(newest, older, oldest))
    recommending = review("U2", 4, "By U2.", recommended=True)
    said = text_of(shown(newest, recommending, oldest))
    assert "By U2." in said
    assert "recommended by 1" in said
    silent = review("U2", 4, recommended=True)
    assert "By U1." in text_of(shown(newest, silent, oldest))


def test_three_raters_are_named_and_the_others_counted() -> None:
    said = text_of(shown(*(review(f"U{number}") for number in range(5)), review("U9", None)))
    assert "U0 (Role of U0) · U1 (Role of U1) · U2 (Role of U2) · and 2 more" in said
    assert "U9" not in said


def test_where_nobody_gave_stars_those_who_wrote_are_named() -> None:
    said = text_of(shown(review("UANN", None, "A note.")))
    assert "not rated yet" in said
    assert "Ann" in said


def test_the_buttons_make_sense_alone() -> None:
    message = digest.parent([shown(review("UANN"))], 0, DAY, READER, {}).message
    buttons = [each for block in message.blocks for each in block.get("elements", ())]
    found = {
        each["value"]: each["accessibility_label"] for each in buttons if each["type"] == "button"
    }
    assert found == {
        "show #7": "Details of NET402",
        "later #7": "Watch NET402 later",
        "rate #7": "Rate NET402",
    }


@pytest.mark.parametrize("count", [1, 5, 6, 50])
def test_one_session_and_fifty_fit_and_each_is_there_once(count: int) -> None:
    sessions = [
        shown(review("UANN", 4, "語" * 400 + "。"), number=number, title="題" * 300)
        for number in range(1, count + 1)
    ]
    messages = digest.parts(sessions, DAY, READER, {})
    found = [
        each["value"]
        for message in messages
        for block in message.blocks
        for each in block.get("elements", ())
        if each["type"] == "button" and each["value"].startswith("show")
    ]
    assert found == [f"show #{number}" for number in range(1, count + 1)]
    for message in messages:
        content = {"text": message.text, "blocks": list(message.blocks)}
        assert check_message(content, 4000) == []
        assert not message.text.endswith("…")

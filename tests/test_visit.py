"""What a payload tells of where the answer goes, and what it may not bring in."""

import pytest

from bot import visit
from bot.visit import cleaned, metadata_of


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plain", "plain"),
        ("a\ud800b", "a\ufffdb"),
        ("\udc00", "\ufffd"),
        ("🎉", "🎉"),
        ("\ud83c\udf89", "🎉"),
        ("a\x00b", "ab"),
        (
            {"k": ["a\ud800", {"x": "\x00"}, 3, None, True]},
            {"k": ["a\ufffd", {"x": ""}, 3, None, True]},
        ),
    ],
)
def test_characters_that_no_database_holds_are_taken_out(sent: object, kept: object) -> None:
    assert cleaned(sent) == kept


@pytest.mark.parametrize("stated", [None, "", "{", "[1]", "7", "null"])
def test_a_views_metadata_that_is_not_ours_counts_as_nothing(stated: str | None) -> None:
    assert metadata_of({"private_metadata": stated}) == {}
    assert metadata_of(None) == {}


def test_a_form_carries_where_it_was_opened() -> None:
    command = {"user_id": "U1", "channel_id": "C1", "response_url": "https://r", "trigger_id": "1"}
    assert visit.of_command(command, "T1").carried() == {
        "response_url": "https://r",
        "channel": "C1",
    }


def test_a_form_that_home_opened_remembers_home_through_a_modal() -> None:
    home = {"user": {"id": "U1"}, "view": {"type": "home"}, "actions": [{}]}
    carried = visit.of_button(home, "T1").carried()
    assert carried == {"from": "home"}
    modal = {"type": "modal", "private_metadata": '{"from": "home", "draft": "x"}'}
    tapped = visit.of_button({"user": {"id": "U1"}, "view": modal, "actions": [{}]}, "T1")
    assert tapped.from_home
    assert tapped.in_modal
    assert tapped.carried() == {"from": "home"}


@pytest.mark.parametrize(
    ("container", "private"),
    [
        ({"channel_id": "C1", "is_ephemeral": True}, True),
        ({"channel_id": "C1", "is_ephemeral": False}, False),
        ({"channel_id": "C1"}, False),
        ({"channel_id": "D1"}, True),
    ],
)
def test_whether_others_see_a_message(container: dict[str, object], private: bool) -> None:
    body = {"user": {"id": "U1"}, "container": container, "actions": [{}]}
    assert visit.of_button(body, "T1").private is private

"""The validator takes what Slack takes, and names the place of what Slack refuses."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.limits import (
    Problem,
    check_ack,
    check_live_syntax,
    check_message,
    check_response,
    check_view,
)
from tests.limit_cases import (
    BAD_MESSAGES,
    BAD_VIEWS,
    GOOD_MESSAGES,
    GOOD_VIEWS,
    Json,
    field,
    home,
    many,
    modal,
    mrkdwn,
    option,
    plain,
    rich,
    section,
    select,
)


def refused(problems: list[Problem]) -> list[str]:
    return [problem.pointer for problem in problems if problem.refused]


@pytest.mark.parametrize("name", GOOD_MESSAGES)
def test_a_sound_message_is_taken(name: str) -> None:
    assert check_message(GOOD_MESSAGES[name]) == []


@pytest.mark.parametrize("name", GOOD_VIEWS)
def test_a_sound_view_is_taken(name: str) -> None:
    assert check_view(GOOD_VIEWS[name]) == []


@pytest.mark.parametrize("name", BAD_MESSAGES)
def test_a_message_is_refused_at_the_place_that_is_wrong(name: str) -> None:
    payload, pointer = BAD_MESSAGES[name]
    assert refused(check_message(payload)) == [pointer]


@pytest.mark.parametrize("name", BAD_VIEWS)
def test_a_view_is_refused_at_the_place_that_is_wrong(name: str) -> None:
    payload, pointer = BAD_VIEWS[name]
    assert refused(check_view(payload)) == [pointer]


def test_an_update_holds_a_tenth_of_what_a_post_holds() -> None:
    assert check_message({"text": "x" * 4001}) == []
    assert refused(check_message({"text": "x" * 4001}, most_text=4000)) == ["/text"]


def test_a_message_without_words_for_a_screen_reader_is_reported() -> None:
    problems = check_message({"blocks": [section()]})
    assert [(p.error, p.refused) for p in problems] == [("missing_text", False)]


def test_an_option_value_between_the_two_documented_limits_is_reported() -> None:
    problems = check_view(modal(field(select(option(value="x" * 76)))))
    assert [(p.error, p.refused) for p in problems] == [("option_value_in_conflict", False)]


ACKS: list[tuple[str, Json | None, bool]] = [
    ("slash command", {}, True),
    ("slash command", {"text": "Saved.", "response_type": "ephemeral"}, True),
    ("slash command", {"response_type": "in_channel"}, True),
    ("slash command", {"text": "Saved.", "response_type": "everybody"}, False),
    ("slash command", {"response_action": "clear"}, False),
    ("slash command", {"text": ""}, False),
    ("slash command", None, False),
    ("view_submission", {}, True),
    ("view_submission", {"text": "Saved."}, False),
    ("view_submission", {"response_action": "clear"}, True),
    ("view_submission", {"response_action": "close"}, False),
    ("view_submission", {"response_action": "update", "view": modal(section())}, True),
    ("view_submission", {"response_action": "update"}, False),
    ("view_submission", {"response_action": "push", "view": home(section())}, False),
    ("view_submission", {"response_action": "errors", "errors": {"stars": "Too many."}}, True),
    ("view_submission", {"response_action": "errors", "errors": {"title": "Too long."}}, False),
    ("view_submission", {"response_action": "errors", "errors": {"stars": ""}}, False),
    ("view_submission", {"response_action": "errors", "errors": {}}, False),
    ("block_suggestion", {"options": many(100)}, True),
    ("block_suggestion", {"options": []}, True),
    ("block_suggestion", {"options": many(101)}, False),
    ("block_suggestion", {}, False),
    ("block_suggestion", {"option_groups": [{"label": plain("x"), "options": many(2)}]}, True),
    ("block_actions", {}, True),
    ("event", {}, True),
]


@pytest.mark.parametrize(("what", "body", "taken"), ACKS)
def test_an_acknowledgement_has_the_shape_of_what_it_acknowledges(
    what: str, body: Json | None, taken: bool
) -> None:
    problems = check_ack(what, body, inputs={"stars"})
    assert (refused(problems) == []) is taken


def test_words_in_the_answer_to_a_click_are_reported_since_nobody_sees_them() -> None:
    problems = check_ack("block_actions", {"text": "Saved."})
    assert [(p.error, p.refused) for p in problems] == [("ignored_body", False)]


def test_a_response_may_delete_without_a_word() -> None:
    assert check_response({"delete_original": True}) == []
    assert refused(check_response({"replace_original": True})) == ["/text"]


LIVE: list[tuple[Json, list[str]]] = [
    ({"text": "<!channel> look"}, ["/text"]),
    ({"text": "<@U0LOCAL> said"}, ["/text"]),
    ({"text": "&lt;!channel&gt; look"}, []),
    ({"text": "at <!date^1701162000^{time}|09:00 UTC>"}, []),
    ({"blocks": [section(text=mrkdwn("hello @here"))]}, ["/blocks/0/text/text"]),
    ({"blocks": [section(text=mrkdwn("hello @here") | {"verbatim": True})]}, []),
    ({"blocks": [section(text=mrkdwn("ann@here.example"))]}, []),
    ({"blocks": [section(text=plain("hello @here <!channel>"))]}, []),
    ({"blocks": [rich({"type": "text", "text": "<!channel> @here"})]}, []),
    ({"blocks": [{"type": "markdown", "text": "<!here>"}]}, ["/blocks/0/text"]),
    (
        {"blocks": [{"type": "context", "elements": [mrkdwn("<#C1>")]}]},
        ["/blocks/0/elements/0/text"],
    ),
    ({"blocks": [section(text=mrkdwn("*https://evil.example*"))]}, ["/blocks/0/text/text"]),
]


@pytest.mark.parametrize(("payload", "pointers"), LIVE)
def test_words_of_people_that_would_come_alive_are_reported(
    payload: Json, pointers: list[str]
) -> None:
    problems = check_live_syntax(payload, marks=["https://evil.example"])
    assert [problem.pointer for problem in problems] == pointers
    assert not any(problem.refused for problem in problems)


JUNK: list[Any] = [
    None,
    "",
    "x",
    0,
    -1,
    True,
    [],
    {},
    [None],
    {"type": "x"},
    {"type": []},
    "x" * 5000,
]


def spoiled(value: Any, place: int, junk: Any) -> tuple[Any, int]:
    """The value with its `place`th part, counted in depth, replaced; and the count so far."""
    if place == 0:
        return junk, -1
    place -= 1
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for key, part in parts:
            changed, place = spoiled(part, place, junk)
            if place < 0:
                copy = value.copy()
                copy[key] = changed
                return copy, place
    return value, place


@given(
    st.sampled_from([*GOOD_MESSAGES.values(), *GOOD_VIEWS.values()]),
    st.integers(0, 60),
    st.sampled_from(JUNK),
)
@settings(max_examples=1000)
def test_no_payload_is_too_broken_to_be_checked(payload: Json, place: int, junk: Any) -> None:
    broken, _ = spoiled(payload, place, junk)
    assert isinstance(check_view(broken), list)
    if isinstance(broken, dict):
        for problems in (
            check_message(broken),
            check_response(broken),
            check_live_syntax(broken),
            check_ack("slash command", broken),
            check_ack("view_submission", {"response_action": "update", "view": broken}),
            check_ack("block_suggestion", broken),
        ):
            assert all(isinstance(problem, Problem) for problem in problems)

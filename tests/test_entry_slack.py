"""Slack's text and blocks are read as what the writer saw."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entry import blocks_text, from_slack, message_text, parse


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("Tom &amp; Jerry &lt;3 &gt; &amp;lt;", "Tom & Jerry <3 > &lt;"),
        ("<https://example.com/a>", "https://example.com/a"),
        ("see <https://example.com|the page> now", "see the page (https://example.com) now"),
        ("<https://example.com/|example.com>", "https://example.com/"),
        ("<mailto:ann@example.com|ann@example.com>", "ann@example.com"),
        ("recording: <https://example.com/v|watch>", "recording: https://example.com/v"),
        ("• *配信*：<https://example.com/v|見る>", "• 配信：https://example.com/v"),
        ("<@U12> <@U12|ann> <#C1|general> <#C2|>", "@U12 @ann #general #C2"),
        ("<!channel> <!here|here> <!subteam^S1|@crew>", "@channel here @crew"),
        (":star::star: :tada:", "⭐⭐ :tada:"),
        ("*bold* _slanted_ ~gone~ *_both_*", "bold slanted gone both"),
        ("*★★★ NET402 | A whole line*", "★★★ NET402 | A whole line"),
        ("snake_case_name 2*3*4 a_b ** __", "snake_case_name 2*3*4 a_b ** __"),
        ("* one\n* two", "* one\n* two"),
        ("`*kept* :star:` *not*", "`*kept* :star:` not"),
        ("So: ```*kept*\n&lt;b&gt;``` then", "So: \n```\n*kept*\n<b>\n```\n then"),
        ("&gt; quoted", "> quoted"),
    ],
)
def test_a_message_is_decoded(sent: str, seen: str) -> None:
    assert from_slack(sent) == seen


def test_the_list_button_nests_facts() -> None:
    text = from_slack("★★★ NET402 | Lists\n• one\n    ◦ two\n        ▪︎ three\n• four")
    assert parse(text).facts == ("one", "  two", "    three", "four")


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "emoji", "name": "star"},
                {"type": "emoji", "name": "star2", "unicode": "2b50-fe0f"},
                {"type": "text", "text": " NET402 | Blocks "},
                {"type": "user", "user_id": "U1"},
                {"type": "text", "text": "\n"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Recording: "},
                        {"type": "link", "url": "https://example.com/v", "text": "watch"},
                    ],
                }
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "deep"}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said\nso"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
    ],
}


def test_blocks_alone_are_read_as_their_words() -> None:
    assert blocks_text([RICH]).split("\n") == [
        "⭐⭐\ufe0f NET402 | Blocks @U1",
        "• Recording: https://example.com/v",
        "    ◦ deep",
        "> said",
        "> so",
        "```",
        "x = 1",
        "```",
    ]
    entry = parse(blocks_text([RICH]))
    assert (entry.stars, entry.recording_url, entry.facts) == (
        2,
        "https://example.com/v",
        ("deep",),
    )


def test_an_ordered_list_counts_on() -> None:
    piece = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    listed = {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [piece, piece]}
    assert blocks_text([{"type": "rich_text", "elements": [listed]}]) == "3. x\n4. x"


def test_every_piece_of_a_line_is_named_as_text() -> None:
    pieces = [
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
        {"type": "date", "timestamp": 1, "fallback": "today"},
        {"type": "color", "value": "#fff"},
        {"type": "emoji", "name": "tada"},
    ]
    line = {"type": "rich_text_section", "elements": pieces}
    assert blocks_text([{"type": "rich_text", "elements": [line]}]) == "@S1#C1@heretoday#fff:tada:"


def test_sections_and_headers_are_read_as_their_words() -> None:
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": "*Kept*"}},
        {"type": "divider"},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*bold*"},
            "fields": [{"type": "mrkdwn", "text": "_one_"}, {"type": "plain_text", "text": "two"}],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "small"}, {"type": "image"}]},
    ]
    assert blocks_text(blocks) == "*Kept*\nbold\none\ntwo\nsmall"


def test_a_forwarded_message_is_read_with_what_it_forwards() -> None:
    assert message_text({"text": "", "attachments": [{"text": "★★ *NET402*"}]}) == "★★ NET402"
    forwarded = {"message_blocks": [{"message": {"blocks": [RICH]}}]}
    assert message_text({"attachments": [forwarded]}).startswith("⭐⭐")
    assert message_text({"text": "_own_", "blocks": [RICH]}) == "own"
    assert message_text({"text": "", "blocks": [RICH]}).startswith("⭐⭐")
    assert message_text({"text": None, "attachments": [None, {"fallback": 5}]}) == ""


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["rich_text", "text", "☆", "1-z"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "fields", "indent", "offset", "unicode", "url", "name"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(json, max_size=3))
def test_malformed_blocks_have_no_words_and_raise_nothing(blocks: list[object]) -> None:
    assert isinstance(blocks_text(blocks), str)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from("*_~`<>|@#!&;: ab\n"), max_size=30).map("".join))
def test_any_message_is_decoded(text: str) -> None:
    assert isinstance(from_slack(text), str)


@pytest.mark.parametrize("piece", ["*", "_ ", "*a ", "<a|", "`", "```", "<https://x|y> ", "&amp;"])
def test_long_messages_take_linear_time(piece: str) -> None:
    from_slack((piece * 40_000)[:40_000])

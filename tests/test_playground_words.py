"""What a person reads in blocks is said line by line."""

from bot.playground.words import words_in
from tests.limit_cases import actions, button, confirm, field, many, plain, section, select
from tests.limit_cases import rich as line


def test_lines_of_rich_text_stay_in_one_piece() -> None:
    parts = [
        {"type": "text", "text": "See "},
        {"type": "link", "url": "https://x.example", "text": "the talk"},
        {"type": "text", "text": " by "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "star"},
        {"type": "link", "url": "https://y.example"},
    ]
    assert words_in([line(*parts)]) == "See the talk by @U1 in #C1:star:https://y.example"


def test_what_opens_only_later_is_not_read() -> None:
    blocks = [
        section(text=plain("Saved.")),
        actions(button(confirm=confirm())),
        field(select(*many(3), placeholder=plain("Choose"))),
        {"type": "context", "elements": [plain("small"), plain("print")]},
        {"type": "divider"},
    ]
    assert words_in(blocks) == "Saved.\nGo\nStars\nsmall\nprint"

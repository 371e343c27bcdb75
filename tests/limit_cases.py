"""Payloads that Slack takes, and payloads that it refuses with the place that is wrong."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**rest: Any) -> Json:
    return {"type": "section", "text": plain("words")} | rest


def button(**rest: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": plain("Go")} | rest


def actions(*elements: Json, **rest: Any) -> Json:
    return {"type": "actions", "elements": list(elements)} | rest


def option(text: str = "Five", value: str = "5", **rest: Any) -> Json:
    return {"text": plain(text), "value": value} | rest


def select(*options: Json, **rest: Any) -> Json:
    return {"type": "static_select", "action_id": "stars", "options": list(options)} | rest


def field(element: Json, **rest: Any) -> Json:
    return {"type": "input", "label": plain("Stars"), "element": element} | rest


def text_input(**rest: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "words"} | rest


def message(*blocks: Any, **rest: Any) -> Json:
    return {"text": "All of it in words.", "blocks": list(blocks)} | rest


def modal(*blocks: Any, **rest: Any) -> Json:
    shown = {"type": "modal", "title": plain("Log a session"), "submit": plain("Save")}
    return shown | {"blocks": list(blocks)} | rest


def home(*blocks: Any, **rest: Any) -> Json:
    return {"type": "home", "blocks": list(blocks)} | rest


def rich(*parts: Json) -> Json:
    line = {"type": "rich_text_section", "elements": list(parts)}
    return {"type": "rich_text", "elements": [line]}


def many(count: int) -> list[Json]:
    return [option(str(number), str(number)) for number in range(count)]


def confirm(**rest: Any) -> Json:
    asked = {"title": plain("Sure?"), "text": mrkdwn("It goes."), "confirm": plain("Delete")}
    return asked | {"deny": plain("Keep")} | rest


LONG = "長い話" * 1000  # 3,000 characters, 9,000 bytes

GOOD_MESSAGES: dict[str, Json] = {
    "text alone": {"text": "Saved."},
    "an empty list of blocks": {"text": "Saved.", "blocks": []},
    "fifty blocks": message(*[section() for _ in range(50)]),
    "the longest section, in Japanese": message(section(text=plain(LONG))),
    "a section of fields": message({"type": "section", "fields": [mrkdwn("a")] * 10}),
    "the longest header": message({"type": "header", "text": plain("x" * 150)}),
    "every kind of line": message(
        {"type": "divider"},
        {"type": "context", "elements": [mrkdwn("small")] * 10},
        {"type": "markdown", "text": "# Title"},
        rich({"type": "text", "text": "@here", "style": {"bold": True}}),
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A chart"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 20] * 10},
    ),
    "twenty-five buttons": message(actions(*[button(action_id=str(n)) for n in range(25)])),
    "the longest button": message(actions(button(text=plain("x" * 75), value="x" * 2000))),
    "a button that asks": message(actions(button(style="danger", confirm=confirm()))),
    "an overflow menu": message(
        section(accessory={"type": "overflow", "action_id": "more", "options": many(5)})
    ),
    "an input in a message": message(field(text_input())),
    "metadata": message(metadata={"event_type": "digest", "event_payload": {"run": 1}}),
    "9,000 characters": message(*[section(text=plain("x" * 3000)) for _ in range(3)]),
}

GOOD_VIEWS: dict[str, Json] = {
    "a hundred blocks": modal(*[section() for _ in range(100)]),
    "a select with its own option chosen": modal(
        field(select(*many(3), initial_option=many(3)[1]))
    ),
    "a hundred options": modal(field(select(*many(100)))),
    "groups of options": modal(
        field(
            {
                "type": "static_select",
                "action_id": "type",
                "option_groups": [{"label": plain("Talks"), "options": many(100)}],
            }
        )
    ),
    "mrkdwn in checkboxes": modal(
        field(
            {
                "type": "checkboxes",
                "action_id": "c",
                "options": [{"text": mrkdwn("*yes*"), "value": "yes"}],
            }
        )
    ),
    "a suggestion from the first letter": modal(
        field({"type": "external_select", "action_id": "session", "min_query_length": 0})
    ),
    "the longest initial value": modal(field(text_input(initial_value=LONG, max_length=3000))),
    "dates and times": modal(
        field({"type": "datepicker", "action_id": "d", "initial_date": "2024-02-29"}),
        field({"type": "timepicker", "action_id": "t", "initial_time": "09:00"}),
        field({"type": "datetimepicker", "action_id": "dt", "initial_date_time": 1701162000}),
    ),
    "numbers, addresses and files": modal(
        field({"type": "number_input", "action_id": "n", "is_decimal_allowed": False}),
        field({"type": "url_text_input", "action_id": "u"}),
        field({"type": "file_input", "action_id": "f", "max_files": 10}),
    ),
    "a warning in a modal": modal(
        {"type": "alert", "text": plain("Take care."), "level": "warning"}
    ),
    "nothing to submit": {"type": "modal", "title": plain("Help"), "blocks": [section()]},
    "a Home with an input": home(field(text_input())),
    "the longest metadata": modal(section(), private_metadata="x" * 3000),
}

# What is wrong, and where Slack's answer would point.
BAD_MESSAGES: dict[str, tuple[Any, str]] = {
    "nothing to say": ({}, "/text"),
    "empty words": ({"text": ""}, "/text"),
    "words that are a number": ({"text": 5}, "/text"),
    "40,001 characters": ({"text": "x" * 40_001}, "/text"),
    "51 blocks": (message(*[section() for _ in range(51)]), "/blocks"),
    "blocks that are no list": (message() | {"blocks": "x"}, "/blocks"),
    "a block that is no object": (message("words"), "/blocks/0/type"),
    "an unknown block": (message({"type": "sektion"}), "/blocks/0/type"),
    "an unknown key": (message(section(colour="red")), "/blocks/0/colour"),
    "an alert in a message": (
        message({"type": "alert", "text": plain("x"), "level": "info"}),
        "/blocks/0/type",
    ),
    "a section without text": (message({"type": "section"}), "/blocks/0"),
    "an empty text": (message(section(text=plain(""))), "/blocks/0/text/text"),
    "a text that is a string": (message(section(text="words")), "/blocks/0/text"),
    "a text of no kind": (message(section(text={"text": "x"})), "/blocks/0/text/type"),
    "emoji in mrkdwn": (
        message(section(text=mrkdwn("x") | {"emoji": True})),
        "/blocks/0/text/emoji",
    ),
    "3,001 characters": (message(section(text=plain("x" * 3001))), "/blocks/0/text/text"),
    "eleven fields": (
        message({"type": "section", "fields": [plain("x")] * 11}),
        "/blocks/0/fields",
    ),
    "a field of 2,001": (
        message({"type": "section", "fields": [plain("x" * 2001)]}),
        "/blocks/0/fields/0/text",
    ),
    "a header of 151": (
        message({"type": "header", "text": plain("x" * 151)}),
        "/blocks/0/text/text",
    ),
    "a header in mrkdwn": (message({"type": "header", "text": mrkdwn("x")}), "/blocks/0/text/type"),
    "a context of eleven": (
        message({"type": "context", "elements": [plain("x")] * 11}),
        "/blocks/0/elements",
    ),
    "a button in a context": (
        message({"type": "context", "elements": [button()]}),
        "/blocks/0/elements/0/type",
    ),
    "no actions": (message(actions()), "/blocks/0/elements"),
    "26 actions": (
        message(actions(*[button(action_id=str(n)) for n in range(26)])),
        "/blocks/0/elements",
    ),
    "an input among actions": (message(actions(text_input())), "/blocks/0/elements/0/type"),
    "an unknown element": (message(actions({"type": "knob"})), "/blocks/0/elements/0/type"),
    "a button of 76": (
        message(actions(button(text=plain("x" * 76)))),
        "/blocks/0/elements/0/text/text",
    ),
    "a button in mrkdwn": (
        message(actions(button(text=mrkdwn("x")))),
        "/blocks/0/elements/0/text/type",
    ),
    "a button's value of 2,001": (
        message(actions(button(value="x" * 2001))),
        "/blocks/0/elements/0/value",
    ),
    "a button that leads nowhere": (
        message(actions(button(url="not an address"))),
        "/blocks/0/elements/0/url",
    ),
    "a button in blue": (message(actions(button(style="blue"))), "/blocks/0/elements/0/style"),
    "a dialog without a way back": (
        message(actions(button(confirm={k: v for k, v in confirm().items() if k != "deny"}))),
        "/blocks/0/elements/0/confirm/deny",
    ),
    "a dialog of 301": (
        message(actions(button(confirm=confirm(text=plain("x" * 301))))),
        "/blocks/0/elements/0/confirm/text/text",
    ),
    "six in an overflow": (
        message(section(accessory={"type": "overflow", "action_id": "m", "options": many(6)})),
        "/blocks/0/accessory/options",
    ),
    "the same block_id twice": (
        message(section(block_id="a"), section(block_id="a")),
        "/blocks/1/block_id",
    ),
    "the same action_id twice": (message(actions(button(), button())), "/blocks/0/elements"),
    "a block_id of 256": (message(section(block_id="x" * 256)), "/blocks/0/block_id"),
    "an image without words": (
        message({"type": "image", "image_url": "https://example.com/a.png"}),
        "/blocks/0/alt_text",
    ),
    "an image from nowhere": (message({"type": "image", "alt_text": "x"}), "/blocks/0"),
    "a broken list": (
        message(
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "elements": [{"type": "rich_text_section", "elements": []}],
                    }
                ],
            }
        ),
        "/blocks/0/elements/0/style",
    ),
    "an empty part": (
        message(rich({"type": "text", "text": ""})),
        "/blocks/0/elements/0/elements/0/text",
    ),
    "two tables": (message(*[{"type": "table", "rows": [[plain("x")]]}] * 2), "/blocks/1"),
    "101 rows": (message({"type": "table", "rows": [[plain("x")]] * 101}), "/blocks/0/rows"),
    "metadata without a type": (message(metadata={"event_payload": {}}), "/metadata"),
    "a text that is too long in an attachment": (
        {"text": "x", "attachments": [{"blocks": [section(text=plain("x" * 3001))]}]},
        "/attachments/0/blocks/0/text/text",
    ),
    "an unknown line of rich text": (
        message({"type": "rich_text", "elements": [{"type": "rich_text_poem"}]}),
        "/blocks/0/elements/0/type",
    ),
    "a list in a list": (
        message(
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "style": "bullet",
                        "elements": [{"type": "rich_text_list"}],
                    }
                ],
            }
        ),
        "/blocks/0/elements/0/elements/0/type",
    ),
    "an unknown part of a line": (
        message(rich({"type": "smell"})),
        "/blocks/0/elements/0/elements/0/type",
    ),
    "a date in words": (
        message(rich({"type": "date", "timestamp": "today"})),
        "/blocks/0/elements/0/elements/0/timestamp",
    ),
    "9,001 characters": (
        message(*[section(text=plain("x" * 3000)) for _ in range(3)], section(text=plain("x"))),
        "/blocks",
    ),
}

BAD_VIEWS: dict[str, tuple[Any, str]] = {
    "no view": (None, "/view"),
    "a view of no kind": ({"blocks": []}, "/view/type"),
    "no title": ({"type": "modal", "blocks": [section()]}, "/view/title"),
    "a title of 25": (modal(section(), title=plain("x" * 25)), "/view/title/text"),
    "a title in mrkdwn": (modal(section(), title=mrkdwn("x")), "/view/title/type"),
    "a close of 25": (modal(section(), close=plain("x" * 25)), "/view/close/text"),
    "no blocks": (modal(), "/view/blocks"),
    "101 blocks": (modal(*[section() for _ in range(101)]), "/view/blocks"),
    "an input without submit": (
        {"type": "modal", "title": plain("x"), "blocks": [field(text_input())]},
        "/view/submit",
    ),
    "metadata of 3,001": (modal(section(), private_metadata="x" * 3001), "/view/private_metadata"),
    "a callback_id of 256": (modal(section(), callback_id="x" * 256), "/view/callback_id"),
    "a key that views have not": (modal(section(), state={}), "/view/state"),
    "a Home with a title": (home(section(), title=plain("x")), "/view/title"),
    "a markdown block in a modal": (
        modal({"type": "markdown", "text": "x"}),
        "/view/blocks/0/type",
    ),
    "a warning of 201": (
        modal({"type": "alert", "text": plain("x" * 201)}),
        "/view/blocks/0/text/text",
    ),
    "an input without a label": (
        modal({"type": "input", "element": text_input()}),
        "/view/blocks/0/label",
    ),
    "a label in mrkdwn": (
        modal(field(text_input(), label=mrkdwn("x"))),
        "/view/blocks/0/label/type",
    ),
    "a button as an input": (modal(field(button())), "/view/blocks/0/element/type"),
    "101 options": (modal(field(select(*many(101)))), "/view/blocks/0/element/options"),
    "no options": (modal(field(select())), "/view/blocks/0/element/options"),
    "neither options nor groups": (
        modal(field({"type": "static_select", "action_id": "x"})),
        "/view/blocks/0/element",
    ),
    "an option of 76": (
        modal(field(select(option("x" * 76)))),
        "/view/blocks/0/element/options/0/text/text",
    ),
    "an option in mrkdwn": (
        modal(field(select({"text": mrkdwn("x"), "value": "x"}))),
        "/view/blocks/0/element/options/0/text/type",
    ),
    "an option without a value": (
        modal(field(select(option(value="")))),
        "/view/blocks/0/element/options/0/value",
    ),
    "an option's value of 151": (
        modal(field(select(option(value="x" * 151)))),
        "/view/blocks/0/element/options/0/value",
    ),
    "a choice that is no option": (
        modal(field(select(*many(3), initial_option=option("9", "9")))),
        "/view/blocks/0/element/initial_option",
    ),
    "a choice with other words": (
        modal(field(select(*many(3), initial_option=option("one", "1")))),
        "/view/blocks/0/element/initial_option",
    ),
    "eleven checkboxes": (
        modal(field({"type": "checkboxes", "action_id": "c", "options": many(11)})),
        "/view/blocks/0/element/options",
    ),
    "an initial value of 3,001": (
        modal(field(text_input(initial_value="x" * 3001))),
        "/view/blocks/0/element/initial_value",
    ),
    "an initial value over its own limit": (
        modal(field(text_input(initial_value="xx", max_length=1))),
        "/view/blocks/0/element/initial_value",
    ),
    "a max_length of 3,001": (
        modal(field(text_input(max_length=3001))),
        "/view/blocks/0/element/max_length",
    ),
    "a min_length over the max_length": (
        modal(field(text_input(min_length=5, max_length=4))),
        "/view/blocks/0/element/min_length",
    ),
    "a placeholder of 151": (
        modal(field(text_input(placeholder=plain("x" * 151)))),
        "/view/blocks/0/element/placeholder/text",
    ),
    "a day that no month has": (
        modal(field({"type": "datepicker", "action_id": "d", "initial_date": "2023-02-30"})),
        "/view/blocks/0/element/initial_date",
    ),
    "an hour that no day has": (
        modal(field({"type": "timepicker", "action_id": "t", "initial_time": "24:00"})),
        "/view/blocks/0/element/initial_time",
    ),
    "a number without decimals said": (
        modal(field({"type": "number_input", "action_id": "n"})),
        "/view/blocks/0/element/is_decimal_allowed",
    ),
    "a file that dispatches": (
        modal(field({"type": "file_input", "action_id": "f"}, dispatch_action=True)),
        "/view/blocks/0/dispatch_action",
    ),
    "an alert that shouts": (
        modal({"type": "alert", "text": plain("x"), "level": "loud"}),
        "/view/blocks/0/level",
    ),
    "an option that is a word": (
        modal(field(select("five"))),  # type: ignore[arg-type]
        "/view/blocks/0/element/options/0",
    ),
    "a dialog that is a word": (
        modal(field(select(*many(2), confirm="sure?"))),
        "/view/blocks/0/element/confirm",
    ),
    "a group that is a word": (
        modal(field({"type": "static_select", "action_id": "x", "option_groups": ["All"]})),
        "/view/blocks/0/element/option_groups/0",
    ),
    "no choice as a choice": (
        modal(
            field(
                {"type": "checkboxes", "action_id": "c", "options": many(2), "initial_options": []}
            )
        ),
        "/view/blocks/0/element/initial_options",
    ),
    "a suggestion that is chosen and too long": (
        modal(
            field(
                {
                    "type": "multi_external_select",
                    "action_id": "x",
                    "initial_options": [option(), option("x" * 76)],
                }
            )
        ),
        "/view/blocks/0/element/initial_options/1/text/text",
    ),
    "a number that is a number": (
        modal(
            field(
                {
                    "type": "number_input",
                    "action_id": "n",
                    "is_decimal_allowed": True,
                    "min_value": 1,
                }
            )
        ),
        "/view/blocks/0/element/min_value",
    ),
    "no kind of file": (
        modal(field({"type": "file_input", "action_id": "f", "filetypes": []})),
        "/view/blocks/0/element/filetypes",
    ),
    "eleven files": (
        modal(field({"type": "file_input", "action_id": "f", "max_files": 11})),
        "/view/blocks/0/element/max_files",
    ),
    "rich text with a dialog": (
        modal(field({"type": "rich_text_input", "action_id": "r", "confirm": confirm()})),
        "/view/blocks/0/element/confirm",
    ),
    "a multiline that is a word": (
        modal(field(text_input(multiline="yes"))),
        "/view/blocks/0/element/multiline",
    ),
    "two with the focus": (
        modal(*[field(text_input(focus_on_load=True, action_id=str(n))) for n in range(2)]),
        "/view/blocks/1",
    ),
    "over 250 KB": (
        modal(*[section(text=plain(LONG)) for _ in range(30)]),
        "/view",
    ),
}

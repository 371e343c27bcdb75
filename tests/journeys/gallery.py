"""A small app that shows every block and element, to see that the page can."""

from typing import Any

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from bot.playground import LocalSlack

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "Gallery"},
    "features": {
        "bot_user": {"display_name": "gallery"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {
                "command": "/gallery",
                "description": "Show what there is",
                "usage_hint": "form · blocks · long",
                "should_escape": True,
            }
        ],
        "shortcuts": [
            {"name": "Open a form", "type": "global", "callback_id": "open", "description": "One."},
            {"name": "Count", "type": "message", "callback_id": "count", "description": "Letters."},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "files:read", "files:write", "im:history"]}
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened"]},
        "interactivity": {"is_enabled": True},
    },
}
MARKUP = (
    "*bold* _italic_ ~gone~ `code` :tada: <https://example.com/a?b=1|a link> <@U0COLLEAGUE>"
    " <#C0GENERAL|general> &lt;b&gt;no tag&lt;/b&gt;\n&gt; a quote\n```\nfenced  text\n```"
)
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=1</script>'


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def line(*parts: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(parts)}


def items(indent: int, *texts: str, style: str = "bullet") -> Json:
    lines = [line(words(text)) for text in texts]
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": lines}


CHOICES = [option("Red", "r"), option("Green", "g"), option("Blue", "b")]
RICH: Json = {
    "type": "rich_text",
    "elements": [
        line(
            words("strong", bold=True),
            words("slanted", italic=True),
            words("struck", strike=True),
            words("mono", code=True),
            {"type": "link", "url": "https://example.com/r", "text": "rich link"},
            {"type": "link", "url": "javascript:alert(1)", "text": "bad link"},
            {"type": "emoji", "name": "rocket"},
            {"type": "user", "user_id": "U0LOCAL"},
        ),
        items(0, "outer"),
        items(1, "inner"),
        items(0, "first", style="ordered"),
        {"type": "rich_text_quote", "elements": [words("quoted\nover two lines")]},
        {"type": "rich_text_preformatted", "elements": [words("pre  formatted")]},
    ],
}
CONFIRM: Json = {
    "title": plain("Sure?"),
    "text": plain("It goes."),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
BLOCKS: list[Json] = [
    {"type": "header", "text": plain("All of it")},
    {"type": "section", "text": {"type": "mrkdwn", "text": MARKUP}},
    {"type": "section", "text": plain(HOSTILE)},
    {
        "type": "section",
        "fields": [plain("left"), plain("right")],
        "accessory": {
            "type": "overflow",
            "action_id": "menu",
            "options": [option("Keep", "keep"), option("Drop", "drop")],
        },
    },
    {"type": "context", "elements": [plain("small print")]},
    {"type": "divider"},
    RICH,
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "go", "text": plain("Go"), "style": "primary"},
            {
                "type": "button",
                "action_id": "drop",
                "text": plain("Drop"),
                "style": "danger",
                "confirm": CONFIRM,
            },
            {
                "type": "static_select",
                "action_id": "colour",
                "placeholder": plain("Colour"),
                "options": CHOICES,
            },
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-03-02"},
        ],
    },
]


def field(name: str, kind: str, **rest: Any) -> Json:
    element = {"type": kind, "action_id": name} | rest
    label = plain(name.capitalize())
    return {
        "type": "input",
        "block_id": name,
        "label": label,
        "optional": name != "text",
        "element": element,
    }


INPUTS: list[Json] = [
    field("text", "plain_text_input", max_length=40) | {"hint": plain("A few words.")},
    field("lines", "plain_text_input", multiline=True),
    field("number", "number_input", is_decimal_allowed=False, min_value="1", max_value="9"),
    field("mail", "email_text_input"),
    field("address", "url_text_input"),
    field("one", "static_select", options=CHOICES),
    field("several", "multi_static_select", options=CHOICES),
    field("found", "external_select", min_query_length=2),
    field("finds", "multi_external_select", min_query_length=0),
    field("boxes", "checkboxes", options=CHOICES),
    field("radio", "radio_buttons", options=CHOICES),
    field("date", "datepicker"),
    field("time", "timepicker"),
    field("moment", "datetimepicker"),
    field("person", "users_select"),
    field("rooms", "multi_channels_select"),
    field("files", "file_input", max_files=2),
]
MORE: Json = {
    "type": "actions",
    "block_id": "more",
    "elements": [
        {"type": "button", "action_id": "grow", "text": plain("Grow")},
        {"type": "button", "action_id": "push", "text": plain("Push")},
    ],
}


def form(*before: Json) -> Json:
    return {
        "type": "modal",
        "callback_id": "all",
        "title": plain("Everything"),
        "submit": plain("Send"),
        "blocks": [*before, MORE, *INPUTS],
    }


SMALL: Json = {
    "type": "modal",
    "title": plain("On top"),
    "blocks": [{"type": "section", "text": plain("Above.")}],
}


class Gallery:
    """Remembers what it was sent: `acted` the actions, `sent` the values of the last form."""

    def __init__(self, slack: LocalSlack) -> None:
        self.client = WebClient(
            token=slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=5
        )
        self.acted: list[Json] = []
        self.sent: Json = {}
        self.counted: list[str] = []
        self.bolt = App(
            client=self.client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            token_verification_enabled=False,
        )
        self.bolt.error(lambda error: BoltResponse(status=500, body=str(error)))
        self.bolt.command("/gallery")(self._command)
        for name in ("go", "drop", "colour", "day", "menu"):
            self.bolt.action(name)(self._act)
        self.bolt.action("grow")(self._grow)
        self.bolt.action("push")(self._push)
        for name in ("found", "finds"):
            self.bolt.options(name)(self._suggest)
        self.bolt.view("all")(self._submit)
        self.bolt.shortcut("open")(self._open)
        self.bolt.shortcut("count")(self._count)
        self.bolt.event("app_home_opened")(self._home)

    def _command(self, ack: Any, body: Json, client: WebClient) -> None:
        match body["text"].split():
            case ["form"]:
                client.views_open(trigger_id=body["trigger_id"], view=form())
                ack()
            case ["blocks"]:
                ack({"response_type": "in_channel", "text": "All of it", "blocks": BLOCKS})
            case ["long"]:
                ack({"response_type": "ephemeral", "text": "x", "blocks": [
                    {"type": "section", "text": plain("x" * 3001)}
                ]})  # fmt: skip
            case _:
                ack({"response_type": "ephemeral", "text": f"You typed: {body['text']}"})

    def _act(self, ack: Any, body: Json, respond: Any) -> None:
        self.acted += body["actions"]
        if body["actions"][0]["action_id"] == "go":
            respond(text="Gone.", replace_original=False)
        ack()

    def _grow(self, ack: Any, body: Json, client: WebClient) -> None:
        grown = form({"type": "section", "text": plain("It has grown.")})
        client.views_update(view_id=body["view"]["id"], view=grown)
        ack()

    def _push(self, ack: Any, body: Json, client: WebClient) -> None:
        client.views_push(trigger_id=body["trigger_id"], view=SMALL)
        ack()

    def _suggest(self, ack: Any, body: Json) -> None:
        typed = body["value"]
        ack(options=[option(f"Found {typed} {at}", f"{typed}-{at}") for at in (1, 2)])

    def _submit(self, ack: Any, body: Json) -> None:
        values = body["view"]["state"]["values"]
        match values["text"]["text"]["value"]:
            case "bad":
                ack(response_action="errors", errors={"text": "Say it nicely."})
            case "crash":
                raise ValueError("a form that breaks")
            case _:
                self.sent = {name: next(iter(each.values())) for name, each in values.items()}
                ack()

    def _open(self, ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form())
        ack()

    def _count(self, ack: Any, body: Json, respond: Any) -> None:
        self.counted.append(body["message"]["text"])
        respond(text=f"{len(body['message']['text'])} letters")
        ack()

    def _home(self, event: Json, client: WebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "header", "text": plain("At home")}]}
        client.views_publish(user_id=event["user"], view=view)

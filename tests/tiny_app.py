"""A small Bolt app that has nothing to do with ours, to show that the workspace runs any."""

from typing import Any

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from bot.playground import LocalSlack, Workspace

Json = dict[str, Any]

MANIFEST: Json = {
    "display_information": {"name": "Notes"},
    "features": {
        "bot_user": {"display_name": "notes"},
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "slash_commands": [
            {"command": "/note", "description": "Take a note", "should_escape": True},
            {"command": "/raw", "description": "Take it as typed"},
        ],
        "shortcuts": [
            {"name": "Take a note", "type": "global", "callback_id": "new", "description": "x"},
            {"name": "Note this", "type": "message", "callback_id": "this", "description": "x"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "files:read",
                "files:write",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention", "message.im"]},
        "interactivity": {"is_enabled": True},
    },
}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str, **rest: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": label} | rest


def note(text: str, *buttons: Json) -> Json:
    said = {"type": "section", "text": plain(text)}
    row = [{"type": "actions", "elements": list(buttons)}] if buttons else []
    return {"text": text, "blocks": [said, *row]}


KEEP = button("Keep", "keep")
DROP = button(
    "Drop",
    "drop",
    confirm={
        "title": plain("Sure?"),
        "text": plain("It goes."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    },
)

FORM: Json = {
    "type": "modal",
    "callback_id": "note",
    "title": plain("Note"),
    "submit": plain("Save"),
    "notify_on_close": True,
    "private_metadata": "kept",
    "blocks": [
        {
            "type": "input",
            "block_id": "words",
            "label": plain("Words"),
            "element": {"type": "plain_text_input", "action_id": "words", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "about",
            "label": plain("About"),
            "optional": True,
            "element": {"type": "external_select", "action_id": "about", "min_query_length": 1},
        },
        {
            "type": "input",
            "block_id": "stars",
            "label": plain("Stars"),
            "optional": True,
            "element": {
                "type": "static_select",
                "action_id": "stars",
                "options": [{"text": plain(f"{n} stars"), "value": str(n)} for n in (5, 4, 3)],
                "initial_option": {"text": plain("4 stars"), "value": "4"},
            },
        },
        {"type": "actions", "block_id": "more", "elements": [button("More", "more")]},
    ],
}
SMALL: Json = {
    "type": "modal",
    "title": plain("Small"),
    "blocks": [{"type": "section", "text": plain("Enough.")}],
}


class TinyApp:
    """Takes notes in one workspace; `heard` are the payloads it was sent, by what they are."""

    def __init__(self, slack: LocalSlack, workspace: Workspace | None = None) -> None:
        token = (workspace or slack.workspace).bot_token
        client = WebClient(token=token, base_url=slack.api_url, retry_handlers=[])
        self.heard: list[tuple[str, Json]] = []
        self.fails_events = False
        self.bolt = App(
            client=client,
            signing_secret=slack.signing_secret,
            process_before_response=True,
            token_verification_enabled=False,
            raise_error_for_unhandled_request=True,
        )
        self.client = client
        self.bolt.error(self._failed)
        for command in ("/note", "/raw"):
            self.bolt.command(command)(self._command)
        self.bolt.action("keep")(self._keep)
        self.bolt.action("drop")(self._drop)
        self.bolt.action("more")(self._more)
        self.bolt.action("at_home")(self._heard_action)
        self.bolt.options("about")(self._suggest)
        self.bolt.view("note")(self._submitted)
        self.bolt.view_closed("note")(self._closed)
        self.bolt.global_shortcut("new")(self._open)
        self.bolt.message_shortcut("this")(self._note_message)
        self.bolt.event("message")(self._message)
        self.bolt.event("app_mention")(self._message)
        self.bolt.event("app_home_opened")(self._home)

    def last(self, what: str) -> Json:
        """The last payload of a kind."""
        return next(payload for kind, payload in reversed(self.heard) if kind == what)

    def _failed(self, body: Json) -> BoltResponse | None:
        return BoltResponse(status=500) if self.fails_events or "command" in body else None

    def _command(self, ack: Any, body: Json, client: WebClient) -> None:
        self.heard.append(("command", body))
        match body["text"].partition(" ")[::2]:
            case ["", _]:
                client.views_open(trigger_id=body["trigger_id"], view=FORM)
                ack()
            case ["crash", _]:
                raise ValueError("a note that breaks")
            case ["nothing", _]:
                ack()
            case ["share", words]:
                ack({"response_type": "in_channel"} | note(words))
            case ["repeat", words]:
                ack(response_type="ephemeral", text=words * 2000)
            case ["long", _]:
                ack(note("x" * 3001, KEEP))
            case _:
                ack({"response_type": "ephemeral"} | note(body["text"], KEEP, DROP))

    def _keep(self, ack: Any, respond: Any, body: Json) -> None:
        self.heard.append(("action", body))
        respond(replace_original=True, **note("Kept.", DROP))
        ack()

    def _drop(self, ack: Any, respond: Any, body: Json) -> None:
        self.heard.append(("action", body))
        respond({"delete_original": True})
        ack()

    def _more(self, ack: Any, body: Json, client: WebClient) -> None:
        client.views_push(trigger_id=body["trigger_id"], view=FORM)
        ack()

    def _heard_action(self, ack: Any, body: Json) -> None:
        self.heard.append(("action", body))
        ack()

    def _suggest(self, ack: Any, body: Json) -> None:
        self.heard.append(("suggestion", body))
        words = f"New: {body['value']}"
        ack(options=[{"text": plain(words), "value": f"new:{body['value']}"}])

    def _submitted(self, ack: Any, body: Json) -> None:
        self.heard.append(("submission", body))
        match body["view"]["state"]["values"]["words"]["words"]["value"]:
            case "bad":
                ack(response_action="errors", errors={"words": "Say it nicely."})
            case "wrong":
                ack(response_action="errors", errors={"nowhere": "Say it nicely."})
            case "text":
                ack("Saved.")
            case "small":
                ack(response_action="update", view=SMALL)
            case "push":
                ack(response_action="push", view=SMALL)
            case "clear":
                ack(response_action="clear")
            case _:
                ack()

    def _closed(self, ack: Any, body: Json) -> None:
        self.heard.append(("closed", body))
        ack()

    def _open(self, ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    def _note_message(self, ack: Any, body: Json, respond: Any) -> None:
        self.heard.append(("message_action", body))
        respond(text=f"Noted: {body['message']['text']}")
        ack()

    def _message(self, body: Json, say: Any) -> None:
        self.heard.append(("event", body))
        if self.fails_events:
            raise ValueError("an event that breaks")
        say(text="I hear you.")

    def _home(self, event: Json, client: WebClient) -> None:
        self.heard.append(("home", event))
        blocks = [{"type": "actions", "elements": [button("Here", "at_home")]}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

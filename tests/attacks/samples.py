"""Payloads as Slack sends them, one of each kind; whatever a person wrote in them is the canary."""

from typing import Any

from tests.attacks.door import CANARY, STRANGE, TEAM, USER

Json = dict[str, Any]

ANN: Json = {"id": USER, "username": "ann", "name": "ann", "team_id": TEAM}
HERE: Json = {"id": TEAM, "domain": "local"}
TAPPED: Json = {
    "user": ANN,
    "team": HERE,
    "enterprise": None,
    "is_enterprise_install": False,
    "api_app_id": "A0LOCAL",
    "token": "old",
}
TITLE: Json = {"type": "plain_text", "text": "Log a session", "emoji": True}


def option(value: str) -> Json:
    """An option of a select."""
    return {"text": {"type": "plain_text", "text": value}, "value": value}


def view() -> Json:
    """The form of a takeaway, filled in."""
    filled: Json = {
        "session": {"type": "external_select", "selected_option": option(f"new:{CANARY}")},
        "stars": {"type": "static_select", "selected_option": option("4")},
        "recommended": {"type": "checkboxes", "selected_options": [option("yes")]},
        "impressions": {"type": "plain_text_input", "value": CANARY},
        "facts": {"type": "plain_text_input", "value": None},
        "attended": {"type": "static_select", "selected_option": None},
    }
    blocks = [
        {"type": "input", "block_id": name, "label": TITLE, "element": {"action_id": name}}
        for name in filled
    ]
    return {
        "id": "V1",
        "team_id": TEAM,
        "type": "modal",
        "callback_id": "takeaway",
        "private_metadata": "{}",
        "hash": "1.a",
        "title": TITLE,
        "blocks": blocks,
        "state": {"values": {name: {name: element} for name, element in filled.items()}},
        "previous_view_id": None,
        "root_view_id": "V1",
        "app_installed_team_id": TEAM,
    }


def button() -> Json:
    """A tap on a button of a message."""
    return TAPPED | {
        "type": "block_actions",
        "container": {
            "type": "message",
            "message_ts": "1.2",
            "channel_id": "C0GENERAL",
            "is_ephemeral": True,
        },
        "channel": {"id": "C0GENERAL", "name": "general"},
        "trigger_id": "1.2.button",
        "response_url": STRANGE,
        "message": {"type": "message", "text": CANARY, "ts": "1.2", "user": "U0BOT", "blocks": []},
        "state": {"values": {}},
        "actions": [
            {
                "action_id": "command:0",
                "block_id": "b",
                "type": "button",
                "text": TITLE,
                "value": f"search {CANARY}",
                "action_ts": "1.2",
            }
        ],
    }


def submission() -> Json:
    """A form that is sent off."""
    return TAPPED | {"type": "view_submission", "trigger_id": "1.2.form", "view": view()}


def closing() -> Json:
    """A form that is closed."""
    return TAPPED | {"type": "view_closed", "is_cleared": False, "view": view()}


def suggestion() -> Json:
    """A letter typed in a select."""
    return TAPPED | {
        "type": "block_suggestion",
        "action_id": "session",
        "block_id": "session",
        "value": CANARY,
        "container": {"type": "view", "view_id": "V1"},
        "view": view(),
    }


def shortcut() -> Json:
    """The global shortcut."""
    return TAPPED | {
        "type": "shortcut",
        "callback_id": "log_session",
        "trigger_id": "1.2.shortcut",
        "action_ts": "1.2",
    }


def message_shortcut() -> Json:
    """The shortcut in a message's menu."""
    return TAPPED | {
        "type": "message_action",
        "callback_id": "save_as_takeaway",
        "trigger_id": "1.2.message",
        "response_url": STRANGE,
        "channel": {"id": "C0GENERAL", "name": "general"},
        "message_ts": "1.2",
        "message": {
            "type": "message",
            "text": CANARY,
            "ts": "1.2",
            "user": USER,
            "blocks": [
                {
                    "type": "rich_text",
                    "block_id": "r",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "text", "text": CANARY}],
                        }
                    ],
                }
            ],
            "attachments": [{"id": 1, "fallback": CANARY, "text": CANARY, "author_id": USER}],
        },
    }


def delivered(event: Json) -> Json:
    """An event as it is delivered."""
    return {
        "type": "event_callback",
        "token": "old",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": "A0LOCAL",
        "event_id": "Ev0ATTACK",
        "event_time": 1,
        "event_context": "4-abc",
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": "U0BOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event": event,
    }


def direct_message() -> Json:
    """A message to the bot."""
    return delivered(
        {
            "type": "message",
            "channel": "D0LOCAL",
            "channel_type": "im",
            "user": USER,
            "team": TEAM,
            "text": f"search {CANARY}",
            "ts": "1.2",
            "event_ts": "1.2",
            "blocks": [],
        }
    )


def home() -> Json:
    """An opened Home."""
    return delivered(
        {
            "type": "app_home_opened",
            "user": USER,
            "channel": "D0LOCAL",
            "tab": "home",
            "event_ts": "1.2",
            "view": {"id": "V2", "type": "home", "private_metadata": "", "callback_id": ""},
        }
    )


INTERACTIONS = {
    "a button": button,
    "a form": submission,
    "a closed form": closing,
    "a letter in a select": suggestion,
    "a shortcut": shortcut,
    "a message's shortcut": message_shortcut,
}
EVENTS = {"a direct message": direct_message, "an opened Home": home}

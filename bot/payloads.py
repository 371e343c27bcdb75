"""What Slack sends over HTTP: a signed body read as a payload, or refused as none."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

# What a payload of each type can't lack: the key and the kind of its value.
SHAPES: Mapping[str, Mapping[str, type]] = {
    "block_actions": {"user": dict, "actions": list},
    "block_suggestion": {"user": dict},
    "view_submission": {"user": dict, "view": dict},
    "view_closed": {"user": dict, "view": dict},
    "shortcut": {"user": dict, "callback_id": str},
    "message_action": {"user": dict, "callback_id": str, "message": dict},
    "event_callback": {"event": dict},
    "url_verification": {"challenge": str},
}


class MalformedError(Exception):
    """What came is no payload of Slack's."""


def payload_of(text: str, content_type: str) -> dict[str, Any]:
    """Read a body: JSON, or a form that is a command or carries JSON.

    Raises:
        MalformedError: It is none of these, or lacks what its type can't lack.
    """
    try:
        if content_type.partition(";")[0].strip().lower() == "application/json":
            body = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True))
            is_payload = "payload" in form and "command" not in form
            body = json.loads(form["payload"]) if is_payload else form
    except (ValueError, RecursionError) as error:
        raise MalformedError from error
    if not isinstance(body, dict) or not _is_whole(body):
        raise MalformedError
    if body.get("type") == "view_submission":
        # Bolt takes the view's type for granted; whatever is submitted is a modal.
        body["view"].setdefault("type", "modal")
    return body


def _is_whole(body: Mapping[str, Any]) -> bool:
    if "command" in body:
        return all(isinstance(body.get(key), str) for key in ("command", "team_id", "user_id"))
    if "ssl_check" in body:
        return True
    if not isinstance(body.get("type"), str):
        return False
    shape = SHAPES.get(body["type"], {})
    if not all(isinstance(body.get(key), kind) for key, kind in shape.items()):
        return False
    if "user" in shape and not isinstance(body["user"].get("id"), str):
        return False
    match body["type"]:
        case "block_actions":
            first = body["actions"][0] if body["actions"] else None
            return (
                isinstance(first, dict)
                and isinstance(first.get("action_id"), str)
                and isinstance(first.get("value"), str | None)
                and _is_whole_state(body.get("state"))
            )
        case "view_submission":
            view = body["view"]
            return isinstance(view.get("callback_id"), str) and _is_whole_state(view.get("state"))
        case "event_callback":
            return _is_whole_event(body["event"])
        case _:
            return True


def _is_whole_event(event: Mapping[str, Any]) -> bool:
    by_person = event.get("type") == "app_home_opened" or (
        event.get("type") == "message"
        and event.get("subtype") in (None, "", "file_share")
        and not event.get("bot_id")
    )
    return isinstance(event.get("type"), str) and (
        not by_person or isinstance(event.get("user"), str)
    )


def _is_whole_state(state: object) -> bool:
    """Whether what was filled in is by block and action; what was not touched is null."""
    if not isinstance(state, dict | None):
        return False
    values = (state or {}).get("values")
    if values is None:
        return True
    if not isinstance(values, dict) or not all(isinstance(each, dict) for each in values.values()):
        return False
    return all(_is_whole_input(each) for block in values.values() for each in block.values())


def _is_whole_input(element: object) -> bool:
    if not isinstance(element, dict):
        return False
    chosen = element.get("selected_option")
    ticked = element.get("selected_options") or []
    options = ticked if isinstance(ticked, list) else [ticked]
    if chosen is not None:
        options = [*options, chosen]
    return isinstance(element.get("value"), str | None) and all(
        isinstance(option, dict) and isinstance(option.get("value"), str) for option in options
    )

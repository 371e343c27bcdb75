"""What Slack sends over HTTP: a signed body read as a payload, or refused as none."""

import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from bot.web.shapes import BY_PERSON, COMMAND, OTHER, SHAPES, fits

FIELDS = 100  # in a form; a command has some fifteen
DEPTH = 60  # lists and objects in one another; a message's rich text has about ten

# The workspace of a payload by how the body begins: JSON, JSON in a form, a form. What people wrote
# can't look like it there, since quotes are escaped in JSON, and "&" and "=" in a form.
_SPACE = r"(?:\+|%20)*"
_TEAM = {
    "{": re.compile(r'(?<!\\)"team(?:_id)?"\s*:\s*(?:\{\s*"id"\s*:\s*)?"(\w+)', re.ASCII),
    "payload=": re.compile(
        rf"%22team(?:_id)?%22{_SPACE}(?::|%3A){_SPACE}"
        rf"(?:(?:\{{|%7B){_SPACE}%22id%22{_SPACE}(?::|%3A){_SPACE})?%22(\w+)",
        re.ASCII,
    ),
    "": re.compile(r"(?:^|&)team_id=(\w+)", re.ASCII),
}


class MalformedError(Exception):
    """What came is no payload of Slack's."""


class ForeignTypeError(Exception):
    """It is of a content type in which Slack sends nothing."""


def payload_of(text: str, content_type: str) -> dict[str, Any]:
    """Read a body: JSON, or a form that is a command or carries JSON.

    Raises:
        MalformedError: It is none of these, or lacks what its type can't lack.
        ForeignTypeError: It says that it is something else.
    """
    try:
        match content_type.partition(";")[0].strip().lower():
            case "application/json":
                body = _json(text)
            case "application/x-www-form-urlencoded":
                body = _form(text)
            case _:
                raise ForeignTypeError
    except (ValueError, RecursionError) as error:
        raise MalformedError from error
    if not isinstance(body, dict) or _is_deep(body) or not _is_whole(body):
        raise MalformedError
    if body.get("type") == "view_submission":
        # Bolt takes the view's type for granted; whatever is submitted is a modal.
        body["view"].setdefault("type", "modal")
    return body


def team_of(text: str) -> str:
    """Name the workspace of a body that Slack signed, without reading it; "" where it has none."""
    written = next(pattern for begin, pattern in _TEAM.items() if text.startswith(begin))
    found = written.search(text)
    return found[1] if found else ""


def _json(text: str) -> object:
    return json.loads(text, parse_constant=_refuse)


def _form(text: str) -> object:
    fields = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS)
    form = dict(fields)
    if len(form) < len(fields):
        raise MalformedError  # Which of two is meant, others may see differently.
    return _json(form["payload"]) if "payload" in form and "command" not in form else form


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and Infinity, which are no JSON.


def _is_deep(body: object) -> bool:
    level = [body]
    for _ in range(DEPTH):
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below += each.values()
            elif isinstance(each, list):
                below += each
        if not below:
            return False
        level = below
    return True


def _is_whole(body: Mapping[str, Any]) -> bool:
    if "command" in body:
        return fits(body, COMMAND)
    if "ssl_check" in body:
        return True
    if not isinstance(body.get("type"), str):
        return False
    if not fits(body, SHAPES.get(body["type"], OTHER)):
        return False
    match body["type"]:
        case "block_actions":
            return bool(body["actions"])
        case "event_callback":
            return _is_whole_event(body["event"])
        case _:
            return True


def _is_whole_event(event: Mapping[str, Any]) -> bool:
    by_person = event["type"] == "app_home_opened" or (
        event["type"] == "message"
        and event.get("subtype") in (None, "", "file_share")
        and not event.get("bot_id")
    )
    return not by_person or fits(event, BY_PERSON)

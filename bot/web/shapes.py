"""What Slack's payloads look like, as far as anything here or in Bolt reads them.

A shape is a type, a pattern for a text, a range of numbers, `Either` of several, a list with the
shape of its items, `By` with the shape of a dict's values, or a dict with the shape of each key; a
key with "?" may be missing, null or "". What a shape does not name may be anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Shape = Any  # Shapes hold shapes.


@dataclass(frozen=True, slots=True)
class Either:
    """One shape or the other."""

    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class By:
    """A dict with any keys, and values of one shape."""

    shape: Shape


ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)
LINK = re.compile(r"[!-~]{1,1000}")  # Forms carry it to where they are submitted.
MOMENT = range(2**33)  # seconds since 1970, until the year 2242
IDENTIFIED = {"id": ID}
TEXT = {"type?": str, "text?": str}
OPTION = {"value": str, "text?": TEXT}
FILE = {"id?": str, "name?": str, "title?": str, "size?": int, "url_private?": str}
INPUT = {
    "type?": str,
    "value?": str,
    "selected_option?": OPTION,
    "selected_options?": [OPTION],
    "selected_date?": str,
    "files?": [FILE],
}
STATE = {"values?": By(By(INPUT))}
BLOCK = {"type?": str, "block_id?": str}
VIEW = {
    "type?": str,
    "id?": str,
    "callback_id?": str,
    "hash?": str,
    "private_metadata?": str,
    "previous_view_id?": str,
    "team_id?": ID,
    "app_installed_team_id?": ID,
    "title?": TEXT,
    "blocks?": [BLOCK],
    "state?": STATE,
}
MESSAGE = {
    "text?": str,
    "ts?": ID,
    "thread_ts?": ID,
    "user?": ID,
    "bot_id?": str,
    "blocks?": [BLOCK],
    "attachments?": [dict],
    "files?": [dict],
}

# What comes of somebody's tap, whatever they tapped.
TAP = {
    "user": {"id": ID, "team_id?": ID},
    "team?": {"id": ID, "enterprise_id?": ID, "domain?": ID},
    "enterprise?": IDENTIFIED,
    "channel?": IDENTIFIED,
    "container?": {
        "type?": str,
        "channel_id?": ID,
        "message_ts?": ID,
        "thread_ts?": ID,
        "is_ephemeral?": bool,
    },
    "trigger_id?": str,
    "response_url?": LINK,
    "response_urls?": [{"response_url?": LINK}],
    "view?": VIEW,
    "message?": MESSAGE,
    "state?": STATE,
}
ACTION = {
    "action_id": str,
    "block_id?": str,
    "type?": str,
    "value?": str,
    "selected_option?": OPTION,
}
INSTALLATION = {
    "team_id?": ID,
    "enterprise_id?": ID,
    "user_id?": ID,
    "is_enterprise_install?": bool,
}
EVENT = {
    "type": str,
    "subtype?": str,
    "channel_type?": str,
    "team?": Either((ID, IDENTIFIED)),
    "team_id?": ID,
    "enterprise?": Either((ID, IDENTIFIED)),
    "enterprise_id?": ID,
    "user?": Either((ID, IDENTIFIED)),
    "user_team?": ID,
    "channel?": Either((ID, IDENTIFIED)),
    "thread_ts?": ID,
    "tokens?": {"oauth?": [ID], "bot?": [ID]},
}
DELIVERED = {
    "team_id?": ID,
    "enterprise_id?": ID,
    "event_id?": str,
    "event_time?": MOMENT,
    "is_ext_shared_channel?": bool,
    "authorizations?": [INSTALLATION],
    "event": EVENT,
}

COMMAND = {
    "command": str,
    "team_id": ID,
    "user_id": ID,
    "channel_id?": ID,
    "trigger_id?": str,
    "response_url?": LINK,
    "text?": str,
}
SHAPES: Mapping[str, Shape] = {
    "block_actions": TAP | {"actions": [ACTION]},
    "block_suggestion": TAP | {"block_id?": str, "action_id?": str, "value?": str},
    "view_submission": TAP | {"view": VIEW | {"callback_id": str}},
    "view_closed": TAP | {"view": VIEW},
    "shortcut": TAP | {"callback_id": str},
    "message_action": TAP | {"callback_id": str, "message": MESSAGE},
    "event_callback": DELIVERED,
    "url_verification": {"challenge": str},
}
# Payloads of any other type, which Bolt reads before nobody answers them.
OTHER = {key: shape for key, shape in TAP.items() if key != "user"} | {
    "user?": Either((ID, IDENTIFIED)),
    "team?": Either((ID, IDENTIFIED)),
    "channel?": Either((ID, IDENTIFIED)),
    "actions?": [dict],
    "event?": EVENT,
    "authorizations?": [INSTALLATION],
}
# The events that somebody's doing set off.
BY_PERSON = EVENT | MESSAGE | {"user": ID, "channel?": ID}


def fits(value: object, shape: Shape) -> bool:
    """Tell whether a value is of a shape."""
    match shape:
        case type():
            # To Python True is a number too.
            return isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
        case range():
            return type(value) is int and value in shape
        case re.Pattern():
            return isinstance(value, str) and bool(shape.fullmatch(value))
        case Either(shapes):
            return any(fits(value, each) for each in shapes)
        case By(each):
            return isinstance(value, dict) and all(fits(item, each) for item in value.values())
        case [each]:
            return isinstance(value, list) and all(fits(item, each) for item in value)
        case _:
            return isinstance(value, dict) and all(
                _has(value, key, each) for key, each in shape.items()
            )


def _has(value: Mapping[str, Any], key: str, shape: Shape) -> bool:
    name = key.removesuffix("?")
    if name != key and value.get(name) in (None, ""):
        return True
    return name in value and fits(value[name], shape)

"""Payloads that Slack signed, and that are not what Slack sends: a wrong kind at every level."""

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from tests.attacks import samples
from tests.attacks.door import CANARY, Attack, Pieces, command, sent
from tests.attacks.samples import Json
from tests.wire import JSON

MALFORMED, DONE = (400,), (200,)
GONE = object()

# Where a value stands, what it is changed to (GONE takes it away).
TAPS: dict[str, tuple[object, ...]] = {
    "type": (None, 7, [], {}, GONE),
    "user": (None, "U0LOCAL", 7, [], {}, GONE),
    "user.id": (None, 7, {}, "", " ", "U0 LOCAL", "\ud800", "U\0", "U" * 101, GONE),
    "user.team_id": (7, [], "T\n"),
    "team": ("T0LOCAL", 7, [], {}, {"id": None}, {"id": ["T0LOCAL"]}),
    "team.domain": (7, [], "a b", "x" * 101),
    "enterprise": ("E1", 7, {"name": "x"}),
}
AS_MANY: dict[str, tuple[object, ...]] = {
    "view": (None, [], "V1", 7, GONE),
    "view.callback_id": (None, 7, {}, GONE),
    "view.private_metadata": (7, [], {}),
    "view.title": ("Log", 7, []),
    "view.blocks": ({}, "x", 7, [7], ["x"], [[]]),
    "view.blocks.0.type": (7, [], {}),
    "view.blocks.0.block_id": (7, []),
    "view.state": (7, [], "x"),
    "view.state.values": (7, [1], "x"),
    "view.state.values.stars": (7, ["x"], "x", None),
    "view.state.values.stars.stars": (7, ["x"], "4", None),
    "view.state.values.stars.stars.selected_option": ("4", 4, ["4"], {}, {"value": 4}),
    "view.state.values.recommended.recommended.selected_options": ("yes", 7, ["yes"], [{}]),
    "view.state.values.impressions.impressions.value": (7, ["x"], {}, True),
    "view.hash": (7, []),
    "view.id": (7, []),
    "view.previous_view_id": (7, {}),
    "view.app_installed_team_id": (7, [], " "),
}
WRONG: dict[str, dict[str, tuple[object, ...]]] = {
    "a button": TAPS
    | {
        "actions": (None, {}, "x", 7, [], [7], ["x"], [None], [[]], GONE),
        "actions.0.action_id": (None, 7, {}, GONE),
        "actions.0.value": (7, [], {"text": "top"}, True),
        "actions.0.block_id": (7, []),
        "actions.0.type": (7, []),
        "actions.0.selected_option": ("x", 7, [], {}, {"value": 7}),
        "channel": ("C0GENERAL", 7, [], {}, {"id": 7}),
        "container": ("x", 7, [1], {"channel_id": 7}, {"is_ephemeral": "yes"}),
        "trigger_id": (7, [], {}),
        "response_url": (7, [], {}, "no link", "https://a.example/" + "x" * 1_000),
        "container.message_ts": (1.2, [], "1 2", "1" * 101),
        "message": ("x", 7, [1], {"text": 7}, {"blocks": {}}, {"blocks": [7]}, {"ts": 1.2}),
        "state": ("x", 7, [1], {"values": [1]}, {"values": {"a": 1}}),
    },
    "a form": TAPS | AS_MANY,
    "a closed form": {"view": AS_MANY["view"]},
    "a letter in a select": TAPS
    | {"value": (7, [], {}), "block_id": (7, {}), "action_id": (7, []), "view": (7, "x", [1])},
    "a shortcut": TAPS | {"callback_id": (None, 7, {}, GONE), "trigger_id": (7, [])},
    "a message's shortcut": TAPS
    | {
        "message": (None, "x", 7, [], GONE),
        "message.text": (7, [], {}),
        "message.blocks": ("x", 7, {"a": 1}, [7], [None]),
        "message.attachments": ("x", 7, {"a": 1}, [7]),
        "message.user": (7, [], " "),
    },
    "a direct message": {
        "event": (None, "x", 7, [], {}, GONE),
        "event.type": (None, 7, [], {}, GONE),
        "event.user": (None, 7, [], {}, {"id": "U0LOCAL"}, "", "U\0", "\ud800", GONE),
        "event.text": (7, [], {}),
        "event.channel": (7, [], {"id": 7}, "D 0"),
        "event.channel_type": (7, []),
        "event.subtype": (7, [], {}),
        "event.blocks": ("x", 7, [7], {"a": 1}),
        "event.files": ("x", 7, [7]),
        "event.team": (7, [], {}),
        "event.thread_ts": (7, [], {}),
        "event.tokens": (7, "x", ["U0BOT"], {"bot": "U0BOT"}, {"bot": [7]}, {"oauth": {"a": 1}}),
        "event_time": ("1", -1, 10**15, 1.5, True, [], {}),
        "team_id": (7, [], {}, "T 0"),
        "event_id": (7, [], {}),
        "authorizations": (
            "x",
            7,
            {"a": 1},
            [7],
            ["x"],
            [{"team_id": 7}],
            [{"is_enterprise_install": 1}],
        ),
        "is_ext_shared_channel": ("yes", 7, []),
    },
    "an opened Home": {"event.user": (None, 7, {}, GONE), "event.channel": (7, [])},
}

# In a form all is text, so there is little that can be wrong.
COMMANDS: dict[str, dict[str, str | None]] = {
    "no workspace": {"team_id": None},
    "an empty workspace": {"team_id": ""},
    "a workspace of spaces": {"team_id": "T 0"},
    "a workspace with NUL": {"team_id": "T0LOCAL\0"},
    "a workspace in a path": {"team_id": "../T0LOCAL"},
    "a workspace of 101 letters": {"team_id": "T" * 101},
    "nobody": {"user_id": None},
    "an empty person": {"user_id": ""},
    "a person that is a query": {"user_id": "' OR 1=1 --"},
    "a person in full width": {"user_id": "Ｕ０"},
    "a person that is a mention": {"user_id": "<@U0LOCAL>"},
    "a channel that is a mention": {"channel_id": "<#C0GENERAL>"},
    "a channel with a line break": {"channel_id": "C0\nGENERAL"},
}

# Well-formed, signed, and nonsense: Slack wants to hear that it came; nothing comes of it.
NONSENSE: dict[str, Json] = {
    "a type that nobody knows": {"type": "new_in_2030"},
    "an old dialog": samples.TAPPED | {"type": "dialog_submission", "callback_id": "x"},
    "an old button": samples.TAPPED
    | {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "x"}]},
    "a form that nobody has": samples.TAPPED
    | {"type": "view_submission", "view": {"callback_id": "no such form"}},
    "a form without anything in it": samples.TAPPED
    | {"type": "view_submission", "view": {"callback_id": "takeaway"}},
    "a shortcut that nobody has": samples.TAPPED | {"type": "shortcut", "callback_id": "x"},
    "a button that nobody has": samples.button() | {"actions": [{"action_id": "launch:missiles"}]},
    "a button of nothing": samples.button() | {"actions": [{"action_id": "command:0"}]},
    "a closed form that nobody has": samples.TAPPED | {"type": "view_closed", "view": {}},
    "a select that nobody has": samples.TAPPED
    | {"type": "block_suggestion", "action_id": "x", "value": CANARY},
    "somebody of another workspace": samples.submission()
    | {"user": {"id": "U0OTHER", "team_id": "T0OTHER"}},
    "another workspace": samples.submission()
    | {"team": {"id": "T0OTHER"}, "view": samples.view() | {"app_installed_team_id": None}},
}
METADATA = (
    "[]",
    "7",
    "null",
    "{",
    '"x"',
    "[" * 2_000,
    '{"session": "x", "event": 7}',
    '{"response_url": 7}',
    '{"channel": ["C0GENERAL"]}',
    '{"thread": {"ts": 1}}',
    '{"from": 7, "opened": 7, "left": 7, "draft": 7, "source": 7}',
)
NEWS: dict[str, Json] = {
    "an event that nobody asked for": {"type": "channel_deleted", "channel": "C0GENERAL"},
    "an event about itself": {"type": "event_callback", "event": {"type": "message"}},
    "a bot's message": {"type": "message", "bot_id": "B1", "text": CANARY, "channel_type": "im"},
    "a changed message": {"type": "message", "subtype": "message_changed", "channel_type": "im"},
    "too many events": {"type": "app_rate_limited"},
    "a user as an object": {"type": "user_change", "user": {"id": "U0LOCAL"}},
}


def attacks() -> Iterator[Attack]:
    """Everything about signed payloads."""
    for kind, places in WRONG.items():
        sample = (samples.INTERACTIONS | samples.EVENTS)[kind]
        for place, values in places.items():
            for value in values:
                said = "gone" if value is GONE else ascii(value)[:30]
                yield _sent(f"{kind}: {place} {said}", _changed(sample(), place, value), MALFORMED)
    for name, fields in COMMANDS.items():
        yield Attack(f"a command of {name}", _command(fields), MALFORMED)
    for name, payload in NONSENSE.items():
        yield _sent(name, payload, DONE)
    for metadata in METADATA:
        changed = _changed(samples.submission(), "view.private_metadata", metadata)
        changed = _changed(changed, "view.state.values.session", GONE)
        yield _sent(f"a form that carries {metadata[:30]}", changed, DONE)
    for name, event in NEWS.items():
        yield _sent(name, samples.delivered(event), DONE)


def _changed(payload: Json, place: str, value: object) -> Json:
    changed = copy.deepcopy(payload)
    *way, last = place.split(".")
    at: Any = changed
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    if value is GONE:
        at.pop(last, None)
    else:
        at[int(last) if last.isdigit() else last] = value
    return changed


def _sent(name: str, payload: Json, statuses: tuple[int, ...]) -> Attack:
    if "event" in payload or payload.get("type") == "event_callback":
        body = json.dumps(payload).encode()
        return Attack(name, sent(body, JSON), statuses)
    form = urlencode({"payload": json.dumps(payload)}).encode()
    return Attack(name, sent(form), statuses)


def _command(fields: dict[str, str | None]) -> Pieces:
    stated = {name: value for name, value in (command() | fields).items() if value is not None}
    return sent(urlencode(stated).encode())

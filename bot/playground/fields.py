"""What a person can put into an element, as the state that Slack sends of it."""

from __future__ import annotations

import re
from typing import Any

from bot.playground.state import Json
from bot.playground.workspace import Workspace, elements_of


class CannotDo(Exception):
    """Slack's client would not let a person do this; the words say why."""


TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
ONE_OPTION = ("static_select", "external_select", "radio_buttons")
MANY_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
# Elements that keep a state, with the key of what is chosen and the key of what is at first.
KEYS = {
    **dict.fromkeys(TEXTS, ("value", "initial_value")),
    **dict.fromkeys(ONE_OPTION, ("selected_option", "initial_option")),
    **dict.fromkeys(MANY_OPTIONS, ("selected_options", "initial_options")),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}


def find_element(
    blocks: list[Json], action_id: str, block_id: str | None = None
) -> tuple[Json, Json]:
    """The block and the element with these ids. Raises CannotDo."""
    for block in blocks:
        if block_id in (None, block.get("block_id")):
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return block, element
    raise CannotDo(f"there is no {action_id} in {block_id or 'these blocks'}")


def initial_state(element: Json) -> Json:
    """The state of an element that nobody has touched."""
    key, initial = KEYS[element["type"]]
    nothing: list[Any] | None = [] if key in ("selected_options", "files") else None
    return {"type": element["type"], key: element.get(initial, nothing)}


def values_of(
    blocks: list[Json], touched: dict[str, dict[str, Json]]
) -> dict[str, dict[str, Json]]:
    """`state.values`: each stateful element's state, touched or not."""
    values: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in KEYS:
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            state = touched.get(block_id, {}).get(action_id)
            fits = state is not None and state["type"] == element["type"]
            values.setdefault(block_id, {})[action_id] = (
                state if fits and state is not None else initial_state(element)
            )
    return values


def state_of(workspace: Workspace, element: Json, given: Any) -> Json:
    """The state after a person put `given` in.

    Texts are given as text; options by value, by label or as the option itself; people and
    channels by id or name; nothing as None. Raises CannotDo for what the client does not allow.
    """
    kind = element["type"]
    key = KEYS[kind][0]
    if given in (None, "", []):
        return {"type": kind, key: [] if key in ("selected_options", "files") else None}
    if kind in TEXTS:
        return {"type": kind, key: _typed(element, str(given))}
    if kind in ONE_OPTION:
        return {"type": kind, key: choose(element, given)}
    if kind in MANY_OPTIONS:
        several = given if isinstance(given, list) else [given]
        return {"type": kind, key: [choose(element, one) for one in several]}
    if kind.endswith(("users_select", "channels_select", "conversations_select")):
        return {"type": kind, key: _looked_up(workspace, kind, given)}
    return {"type": kind, key: given}


def choose(element: Json, given: Any) -> Json:
    """The option that is meant by a value, a label, or itself. Raises CannotDo."""
    if element["type"].endswith("external_select"):
        if not isinstance(given, dict):
            raise CannotDo("search first, then choose one of the options that come")
        return given
    options = all_options(element)
    for option in options:
        if given in (option, option.get("value"), option["text"]["text"]):
            return option
    raise CannotDo(f"{given!r} is not among {[option['text']['text'] for option in options]}")


def all_options(element: Json) -> list[Json]:
    """The options of an element, those in groups too."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return list(element.get("options", [])) + grouped


def complaints(blocks: list[Json], values: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What Slack's client says under fields before it sends a form: block_id → words."""
    said: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = state.get(KEYS[element["type"]][0])
        complaint = _complaint(element, value, bool(block.get("optional")))
        if complaint:
            said[block["block_id"]] = complaint
    return said


def _complaint(element: Json, value: Any, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    if element["type"] == "number_input":
        return _number_complaint(element, str(value))
    if element["type"] in TEXTS and len(str(value)) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if element["type"] == "url_text_input" and not re.match(r"https?://\S+$", str(value)):
        return "Please enter a valid URL."
    if element["type"] == "email_text_input" and "@" not in str(value):
        return "Please enter a valid email address."
    return None


def _number_complaint(element: Json, value: str) -> str | None:
    decimal = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(decimal, value):
        return "Please enter a number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def _typed(element: Json, text: str) -> str:
    limit = element.get("max_length", 3000)
    if len(text) > limit:
        raise CannotDo(f"the field holds {limit} characters, not {len(text)}")
    return text if element.get("multiline") else text.replace("\n", " ")


def _looked_up(workspace: Workspace, kind: str, given: Any) -> Any:
    several = given if isinstance(given, list) else [given]
    find = workspace.find_member if "users" in kind else workspace.find_channel
    found = [find(str(one)) for one in several]
    if None in found:
        raise CannotDo(f"{given} is not in this workspace")
    ids = [one.id for one in found if one is not None]
    return ids if kind.startswith("multi_") else ids[0]

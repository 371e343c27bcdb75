"""The limits of interactive elements and of the options and dialogs in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

from bot.playground.limits.findings import (
    Findings,
    Json,
    check_flag,
    check_integer,
    check_keys,
    check_list,
    check_plain,
    check_string,
    check_text,
    kind_of,
)

OPTION_VALUE = 75  # characters by Slack's types; its docs and its SDK say 150
COMMON = {"type", "action_id", "confirm", "focus_on_load"}
NUMBER = re.compile(r"-?\d+(\.\d+)?")


def check_option(found: Findings, at: str, option: Any, mrkdwn: bool = False) -> None:
    """An option of a select, or with `mrkdwn` of checkboxes and radio buttons."""
    if not isinstance(option, dict):
        found.add(at, "must be an option object")
        return
    check_keys(found, at, option, {"text", "value", "description", "url"})
    check = check_text if mrkdwn else _required_plain
    check(found, f"{at}/text", option.get("text"), 75)
    value = option.get("value")
    check_string(found, f"{at}/value", value, 150, required=True)
    if isinstance(value, str) and OPTION_VALUE < len(value) <= 150:
        found.report(f"{at}/value", f"over {OPTION_VALUE} characters", "option_value_in_conflict")
    if "description" in option:
        check(found, f"{at}/description", option["description"], 75)
    check_string(found, f"{at}/url", option.get("url"), 3000)


def check_confirm(found: Findings, at: str, confirm: Any) -> None:
    """A confirmation dialog."""
    if not isinstance(confirm, dict):
        found.add(at, "must be a confirmation dialog")
        return
    check_keys(found, at, confirm, {"title", "text", "confirm", "deny", "style"})
    check_plain(found, f"{at}/title", confirm.get("title"), 100, required=True)
    check_text(found, f"{at}/text", confirm.get("text"), 300)
    check_plain(found, f"{at}/confirm", confirm.get("confirm"), 30, required=True)
    check_plain(found, f"{at}/deny", confirm.get("deny"), 30, required=True)
    _style(found, at, confirm)


def check_element(found: Findings, at: str, element: Any, place: str) -> None:
    """An element in a `section`, `actions`, `input` or `context` block."""
    kind = kind_of(element)
    if kind not in ELEMENTS:
        found.add(f"{at}/type", f"unknown element type: {kind}")
        return
    places, check = ELEMENTS[kind]
    if place not in places.split():
        found.add(f"{at}/type", f"{kind} is not allowed in {place}")
    check_string(found, f"{at}/action_id", element.get("action_id"), 255)
    check_flag(found, f"{at}/focus_on_load", element.get("focus_on_load"))
    if "confirm" in element:
        check_confirm(found, f"{at}/confirm", element["confirm"])
    check(found, at, element)


def _required_plain(found: Findings, at: str, value: Any, limit: int) -> None:
    check_plain(found, at, value, limit, required=True)


def _style(found: Findings, at: str, value: Json) -> None:
    if value.get("style") not in (None, "primary", "danger"):
        found.add(f"{at}/style", "must be primary or danger")


def _button(found: Findings, at: str, button: Json) -> None:
    allowed = COMMON | {"text", "value", "url", "style", "accessibility_label"}
    check_keys(found, at, button, allowed - {"focus_on_load"})
    check_plain(found, f"{at}/text", button.get("text"), 75, required=True)
    check_string(found, f"{at}/value", button.get("value"), 2000)
    check_string(found, f"{at}/url", button.get("url"), 3000)
    check_string(found, f"{at}/accessibility_label", button.get("accessibility_label"), 75)
    _style(found, at, button)
    url = button.get("url")
    if isinstance(url, str) and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+$", url):
        found.add(f"{at}/url", "is not an address")


def _choices(found: Findings, at: str, element: Json) -> None:
    """Checkboxes and radio buttons."""
    many = element["type"] == "checkboxes"
    initial = "initial_options" if many else "initial_option"
    check_keys(found, at, element, COMMON | {"options", initial})
    for where, option in check_list(found, f"{at}/options", element.get("options"), 10):
        check_option(found, where, option, mrkdwn=True)
    _initial(found, f"{at}/{initial}", element.get(initial), element.get("options"))


def _static_select(found: Findings, at: str, element: Json) -> None:
    many = element["type"].startswith("multi_")
    initial = "initial_options" if many else "initial_option"
    _select_frame(found, at, element, {"options", "option_groups", initial})
    options = element.get("options")
    if ("options" in element) == ("option_groups" in element):
        found.add(at, "needs either options or option_groups")
    elif "options" in element:
        for where, option in check_list(found, f"{at}/options", options, 100):
            check_option(found, where, option)
    else:
        options = check_groups(found, f"{at}/option_groups", element["option_groups"])
    _initial(found, f"{at}/{initial}", element.get(initial), options)


def check_groups(found: Findings, at: str, groups: Any) -> list[Any]:
    """Option groups; gives all their options."""
    every: list[Any] = []
    for where, group in check_list(found, at, groups, 100):
        if not isinstance(group, dict):
            found.add(where, "must be an option group")
            continue
        check_keys(found, where, group, {"label", "options"})
        check_plain(found, f"{where}/label", group.get("label"), 75, required=True)
        for place, option in check_list(found, f"{where}/options", group.get("options"), 100):
            check_option(found, place, option)
            every.append(option)
    return every


def _external_select(found: Findings, at: str, element: Json) -> None:
    many = element["type"].startswith("multi_")
    initial = "initial_options" if many else "initial_option"
    _select_frame(found, at, element, {"min_query_length", initial})
    check_integer(found, f"{at}/min_query_length", element.get("min_query_length"), 0, 3000)
    given = element.get(initial)
    for index, option in enumerate(given if many and isinstance(given, list) else [given]):
        if option is not None:
            check_option(found, f"{at}/{initial}/{index}" if many else f"{at}/{initial}", option)


def _directory_select(found: Findings, at: str, element: Json) -> None:
    """Selects over the workspace's own people and channels."""
    noun = element["type"].removeprefix("multi_").removesuffix("s_select")
    many = element["type"].startswith("multi_")
    extra = {f"initial_{noun}s" if many else f"initial_{noun}", "response_url_enabled"}
    if noun == "conversation":
        extra |= {"default_to_current_conversation", "filter"}
    _select_frame(found, at, element, extra)


def _select_frame(found: Findings, at: str, element: Json, own: set[str]) -> None:
    many = element["type"].startswith("multi_")
    check_keys(
        found,
        at,
        element,
        COMMON | {"placeholder"} | own | ({"max_selected_items"} if many else set()),
    )
    check_plain(found, f"{at}/placeholder", element.get("placeholder"), 150)
    check_integer(found, f"{at}/max_selected_items", element.get("max_selected_items"), 1, 100)


def _initial(found: Findings, at: str, initial: Any, options: Any) -> None:
    """What is chosen from the start must be an option, letter for letter."""
    if initial is None:
        return
    chosen = initial if isinstance(initial, list) else [initial]
    if not chosen:
        found.add(at, "must not be empty")
    for option in chosen:
        if not isinstance(options, list) or option not in options:
            found.add(at, "is not among the options")


def _overflow(found: Findings, at: str, element: Json) -> None:
    check_keys(found, at, element, COMMON - {"focus_on_load"} | {"options"})
    for where, option in check_list(found, f"{at}/options", element.get("options"), 5):
        check_option(found, where, option)


def _picker(key: str, shape: str) -> Callable[[Findings, str, Json], None]:
    def check(found: Findings, at: str, element: Json) -> None:
        check_keys(found, at, element, COMMON | {"placeholder", key, "timezone"})
        check_plain(found, f"{at}/placeholder", element.get("placeholder"), 150)
        value = element.get(key)
        if value is not None and not (re.fullmatch(shape, str(value)) and _exists(str(value))):
            found.add(f"{at}/{key}", "has the wrong form")

    return check


def _exists(value: str) -> bool:
    """Whether a date, a time of day or a moment in seconds can be."""
    try:
        if "-" in value:
            date.fromisoformat(value)
        elif ":" in value:
            time.fromisoformat(value)
    except ValueError:
        return False
    return True


def _text_input(found: Findings, at: str, element: Json) -> None:
    own = {"initial_value", "placeholder", "dispatch_action_config"}
    plain = element["type"] == "plain_text_input"
    check_keys(
        found,
        at,
        element,
        COMMON - {"confirm"}
        | own
        | ({"multiline", "min_length", "max_length"} if plain else set()),
    )
    check_plain(found, f"{at}/placeholder", element.get("placeholder"), 150)
    check_flag(found, f"{at}/multiline", element.get("multiline"))
    least, most = element.get("min_length"), element.get("max_length")
    check_integer(found, f"{at}/min_length", least, 0, 3000)
    check_integer(found, f"{at}/max_length", most, 1, 3000)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        found.add(f"{at}/min_length", "is more than max_length")
    limit = most if isinstance(most, int) else 3000
    check_string(found, f"{at}/initial_value", element.get("initial_value"), limit)


def _number_input(found: Findings, at: str, element: Json) -> None:
    numbers = ("initial_value", "min_value", "max_value")
    check_keys(
        found,
        at,
        element,
        COMMON - {"confirm"}
        | {"is_decimal_allowed", "placeholder", "dispatch_action_config", *numbers},
    )
    if not isinstance(element.get("is_decimal_allowed"), bool):
        found.add(f"{at}/is_decimal_allowed", "must be true or false")
    check_plain(found, f"{at}/placeholder", element.get("placeholder"), 150)
    for key in numbers:
        value = element.get(key)
        if value is not None and not (isinstance(value, str) and NUMBER.fullmatch(value)):
            found.add(f"{at}/{key}", "must be a number in a string")


def _file_input(found: Findings, at: str, element: Json) -> None:
    check_keys(found, at, element, {"type", "action_id", "filetypes", "max_files"})
    check_integer(found, f"{at}/max_files", element.get("max_files"), 1, 10)
    if "filetypes" in element:
        check_list(found, f"{at}/filetypes", element["filetypes"], 100)


def _rich_text_input(found: Findings, at: str, element: Json) -> None:
    check_keys(
        found,
        at,
        element,
        COMMON - {"confirm"} | {"initial_value", "placeholder", "dispatch_action_config"},
    )
    check_plain(found, f"{at}/placeholder", element.get("placeholder"), 150)


def check_image(found: Findings, at: str, image: Json, own: frozenset[str] = frozenset()) -> None:
    """An image, as an element or as a block."""
    check_keys(found, at, image, {"type", "image_url", "slack_file", "alt_text"} | own)
    check_string(found, f"{at}/alt_text", image.get("alt_text"), 2000, required=True)
    if ("image_url" in image) == ("slack_file" in image):
        found.add(at, "needs either image_url or slack_file")
    check_string(found, f"{at}/image_url", image.get("image_url"), 3000)


SELECT = "section actions input"
ELEMENTS: dict[str, tuple[str, Callable[[Findings, str, Json], None]]] = {
    "button": ("section actions", _button),
    "checkboxes": (SELECT, _choices),
    "radio_buttons": (SELECT, _choices),
    "static_select": (SELECT, _static_select),
    "multi_static_select": (SELECT, _static_select),
    "external_select": (SELECT, _external_select),
    "multi_external_select": (SELECT, _external_select),
    "users_select": (SELECT, _directory_select),
    "multi_users_select": (SELECT, _directory_select),
    "conversations_select": (SELECT, _directory_select),
    "multi_conversations_select": (SELECT, _directory_select),
    "channels_select": (SELECT, _directory_select),
    "multi_channels_select": (SELECT, _directory_select),
    "overflow": ("section actions", _overflow),
    "datepicker": (SELECT, _picker("initial_date", r"\d{4}-\d\d-\d\d")),
    "timepicker": (SELECT, _picker("initial_time", r"\d\d:\d\d")),
    "datetimepicker": ("actions input", _picker("initial_date_time", r"\d{10}")),
    "plain_text_input": ("input", _text_input),
    "email_text_input": ("input", _text_input),
    "url_text_input": ("input", _text_input),
    "number_input": ("input", _number_input),
    "file_input": ("input", _file_input),
    "rich_text_input": ("input", _rich_text_input),
    "image": ("section context", check_image),
}

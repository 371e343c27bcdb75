"""The limits of what one writes, picks or hands over."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from bot.playground.limits.findings import (
    Findings,
    Json,
    check_flag,
    check_integer,
    check_keys,
    check_list,
    check_plain,
    check_string,
)
from bot.playground.limits.options import (
    COMMON,
)

NUMBER = re.compile(r"-?\d+(\.\d+)?")


def picker(key: str, shape: str) -> Callable[[Findings, str, Json], None]:
    """Make the check of a date, a time or both, whose first value is `key` in a shape."""

    def check(found: Findings, at: str, element: Json) -> None:
        check_keys(found, at, element, COMMON | {"placeholder", key, "timezone"})
        check_plain(found, f"{at}/placeholder", element.get("placeholder"), 150)
        value = element.get(key)
        if value is not None and not (re.fullmatch(shape, str(value)) and _exists(str(value))):
            found.add(f"{at}/{key}", "has the wrong form")

    return check


def check_text_input(found: Findings, at: str, element: Json) -> None:
    """A text, an address or a mailbox."""
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


def check_number_input(found: Findings, at: str, element: Json) -> None:
    """A number, which Slack takes as a string."""
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


def check_file_input(found: Findings, at: str, element: Json) -> None:
    """Files."""
    check_keys(found, at, element, {"type", "action_id", "filetypes", "max_files"})
    check_integer(found, f"{at}/max_files", element.get("max_files"), 1, 10)
    if "filetypes" in element:
        check_list(found, f"{at}/filetypes", element["filetypes"], 100)


def check_rich_text_input(found: Findings, at: str, element: Json) -> None:
    """A text with styles."""
    check_keys(
        found,
        at,
        element,
        COMMON - {"confirm"} | {"initial_value", "placeholder", "dispatch_action_config"},
    )
    check_plain(found, f"{at}/placeholder", element.get("placeholder"), 150)


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

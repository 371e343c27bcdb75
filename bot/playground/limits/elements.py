"""The limits of interactive elements: which there are, and where each may stand."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.playground.limits.findings import (
    Findings,
    Json,
    check_flag,
    check_keys,
    check_plain,
    check_string,
    kind_of,
)
from bot.playground.limits.inputs import (
    check_file_input,
    check_number_input,
    check_rich_text_input,
    check_text_input,
    picker,
)
from bot.playground.limits.options import (
    COMMON,
    check_confirm,
    check_style,
)
from bot.playground.limits.selects import (
    check_choices,
    check_directory_select,
    check_external_select,
    check_overflow,
    check_static_select,
)


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


def check_image(found: Findings, at: str, image: Json, own: frozenset[str] = frozenset()) -> None:
    """An image, as an element or as a block."""
    check_keys(found, at, image, {"type", "image_url", "slack_file", "alt_text"} | own)
    check_string(found, f"{at}/alt_text", image.get("alt_text"), 2000, required=True)
    if ("image_url" in image) == ("slack_file" in image):
        found.add(at, "needs either image_url or slack_file")
    check_string(found, f"{at}/image_url", image.get("image_url"), 3000)


def _button(found: Findings, at: str, button: Json) -> None:
    allowed = COMMON | {"text", "value", "url", "style", "accessibility_label"}
    check_keys(found, at, button, allowed - {"focus_on_load"})
    check_plain(found, f"{at}/text", button.get("text"), 75, required=True)
    check_string(found, f"{at}/value", button.get("value"), 2000)
    check_string(found, f"{at}/url", button.get("url"), 3000)
    check_string(found, f"{at}/accessibility_label", button.get("accessibility_label"), 75)
    check_style(found, at, button)
    url = button.get("url")
    if isinstance(url, str) and not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+$", url):
        found.add(f"{at}/url", "is not an address")


SELECT = "section actions input"
ELEMENTS: dict[str, tuple[str, Callable[[Findings, str, Json], None]]] = {
    "button": ("section actions", _button),
    "checkboxes": (SELECT, check_choices),
    "radio_buttons": (SELECT, check_choices),
    "static_select": (SELECT, check_static_select),
    "multi_static_select": (SELECT, check_static_select),
    "external_select": (SELECT, check_external_select),
    "multi_external_select": (SELECT, check_external_select),
    "users_select": (SELECT, check_directory_select),
    "multi_users_select": (SELECT, check_directory_select),
    "conversations_select": (SELECT, check_directory_select),
    "multi_conversations_select": (SELECT, check_directory_select),
    "channels_select": (SELECT, check_directory_select),
    "multi_channels_select": (SELECT, check_directory_select),
    "overflow": ("section actions", check_overflow),
    "datepicker": (SELECT, picker("initial_date", r"\d{4}-\d\d-\d\d")),
    "timepicker": (SELECT, picker("initial_time", r"\d\d:\d\d")),
    "datetimepicker": ("actions input", picker("initial_date_time", r"\d{10}")),
    "plain_text_input": ("input", check_text_input),
    "email_text_input": ("input", check_text_input),
    "url_text_input": ("input", check_text_input),
    "number_input": ("input", check_number_input),
    "file_input": ("input", check_file_input),
    "rich_text_input": ("input", check_rich_text_input),
    "image": ("section context", check_image),
}

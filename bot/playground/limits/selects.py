"""The limits of what one chooses from: selects, checkboxes, radio buttons, menus."""

from __future__ import annotations

from bot.playground.limits.findings import (
    Findings,
    Json,
    check_integer,
    check_keys,
    check_list,
    check_plain,
)
from bot.playground.limits.options import (
    COMMON,
    check_groups,
    check_initial,
    check_option,
)


def check_choices(found: Findings, at: str, element: Json) -> None:
    """Checkboxes and radio buttons."""
    many = element["type"] == "checkboxes"
    initial = "initial_options" if many else "initial_option"
    check_keys(found, at, element, COMMON | {"options", initial})
    for where, option in check_list(found, f"{at}/options", element.get("options"), 10):
        check_option(found, where, option, mrkdwn=True)
    check_initial(found, f"{at}/{initial}", element.get(initial), element.get("options"))


def check_static_select(found: Findings, at: str, element: Json) -> None:
    """A select whose options are all told."""
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
    check_initial(found, f"{at}/{initial}", element.get(initial), options)


def check_external_select(found: Findings, at: str, element: Json) -> None:
    """A select whose options the app is asked for."""
    many = element["type"].startswith("multi_")
    initial = "initial_options" if many else "initial_option"
    _select_frame(found, at, element, {"min_query_length", initial})
    check_integer(found, f"{at}/min_query_length", element.get("min_query_length"), 0, 3000)
    given = element.get(initial)
    for index, option in enumerate(given if many and isinstance(given, list) else [given]):
        if option is not None:
            check_option(found, f"{at}/{initial}/{index}" if many else f"{at}/{initial}", option)


def check_directory_select(found: Findings, at: str, element: Json) -> None:
    """Selects over the workspace's own people and channels."""
    noun = element["type"].removeprefix("multi_").removesuffix("s_select")
    many = element["type"].startswith("multi_")
    extra = {f"initial_{noun}s" if many else f"initial_{noun}", "response_url_enabled"}
    if noun == "conversation":
        extra |= {"default_to_current_conversation", "filter"}
    _select_frame(found, at, element, extra)


def check_overflow(found: Findings, at: str, element: Json) -> None:
    """A menu behind three dots."""
    check_keys(found, at, element, COMMON - {"focus_on_load"} | {"options"})
    for where, option in check_list(found, f"{at}/options", element.get("options"), 5):
        check_option(found, where, option)


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

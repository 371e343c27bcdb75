"""The limits of options and of the dialogs in elements, and what elements have in common."""

from __future__ import annotations

from typing import Any

from bot.playground.limits.findings import (
    Findings,
    Json,
    check_keys,
    check_list,
    check_plain,
    check_string,
    check_text,
)

OPTION_VALUE = 75  # characters by Slack's types; its docs and its SDK say 150
COMMON = {"type", "action_id", "confirm", "focus_on_load"}


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


def check_initial(found: Findings, at: str, initial: Any, options: Any) -> None:
    """What is chosen from the start must be an option, letter for letter."""
    if initial is None:
        return
    chosen = initial if isinstance(initial, list) else [initial]
    if not chosen:
        found.add(at, "must not be empty")
    for option in chosen:
        if not isinstance(options, list) or option not in options:
            found.add(at, "is not among the options")


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
    check_style(found, at, confirm)


def check_style(found: Findings, at: str, value: Json) -> None:
    """The colour of a button, or of a dialog's."""
    if value.get("style") not in (None, "primary", "danger"):
        found.add(f"{at}/style", "must be primary or danger")


def _required_plain(found: Findings, at: str, value: Any, limit: int) -> None:
    check_plain(found, at, value, limit, required=True)

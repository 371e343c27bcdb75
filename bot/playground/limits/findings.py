"""What a check finds, and the checks of strings and text objects that all others use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a payload; `refused` is False where Slack would let it pass."""

    pointer: str
    reason: str
    error: str = "invalid_blocks"
    refused: bool = True


@dataclass
class Findings:
    """Problems as they are found; `error` is the name Slack answers with, unless told otherwise."""

    error: str = "invalid_blocks"
    problems: list[Problem] = field(default_factory=list)

    def add(self, at: str, reason: str, error: str | None = None) -> None:
        """Something that Slack refuses."""
        self.problems.append(Problem(at, reason, error or self.error))

    def report(self, at: str, reason: str, error: str) -> None:
        """Something that Slack lets pass, or where sources differ, and that should not be."""
        self.problems.append(Problem(at, reason, error, refused=False))


def kind_of(value: Any) -> str:
    """The `type` of an object; "" for anything that has none."""
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def check_string(found: Findings, at: str, value: Any, limit: int, required: bool = False) -> None:
    """A string of 1 to `limit` characters, or nothing where it is not required."""
    if value is None:
        if required:
            found.add(at, "missing required field")
    elif not isinstance(value, str):
        found.add(at, "must be a string")
    elif not value:
        found.add(at, "must not be empty")
    elif len(value) > limit:
        found.add(at, f"must be at most {limit} characters, has {len(value)}")


def check_text(found: Findings, at: str, value: Any, limit: int = 3000) -> None:
    """A text object of either kind."""
    if not isinstance(value, dict):
        found.add(at, "must be a text object")
        return
    if value.get("type") not in ("plain_text", "mrkdwn"):
        found.add(f"{at}/type", "must be plain_text or mrkdwn")
        return
    allowed = {"type", "text", "emoji" if value.get("type") == "plain_text" else "verbatim"}
    check_keys(found, at, value, allowed)
    check_string(found, f"{at}/text", value.get("text"), limit, required=True)


def check_plain(found: Findings, at: str, value: Any, limit: int, required: bool = False) -> None:
    """A text object that must be plain_text."""
    if value is None:
        if required:
            found.add(at, "missing required field")
        return
    if isinstance(value, dict) and value.get("type") == "mrkdwn":
        found.add(f"{at}/type", "must be plain_text")
    check_text(found, at, value, limit)


def check_list(
    found: Findings, at: str, value: Any, most: int, least: int = 1
) -> list[tuple[str, Any]]:
    """A list of `least` to `most` items; gives each with its pointer."""
    if not isinstance(value, list):
        found.add(at, "must be a list")
        return []
    if len(value) < least:
        found.add(at, f"must have at least {least} items")
    if len(value) > most:
        found.add(at, f"must have at most {most} items, has {len(value)}")
    return [(f"{at}/{index}", item) for index, item in enumerate(value)]


def check_keys(found: Findings, at: str, value: Json, allowed: Collection[str]) -> None:
    """No keys but these, since Slack refuses what it does not know."""
    for key in value:
        if key not in allowed:
            found.add(f"{at}/{key}", "unsupported field")


def check_integer(found: Findings, at: str, value: Any, least: int, most: int) -> None:
    """A whole number in a range, or nothing."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        found.add(at, f"must be a whole number from {least} to {most}")


def check_flag(found: Findings, at: str, value: Any) -> None:
    """True, False or nothing."""
    if value is not None and not isinstance(value, bool):
        found.add(at, "must be true or false")

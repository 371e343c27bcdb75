"""Words of people that would come alive in Slack: mentions, broadcasts, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.playground.limits.findings import Findings, Json, Problem

# `<!date^…>` is the one such form that a bot writes itself.
SYNTAX = re.compile(r"<(?:!(?!date\^)|@|#)[^>]*>?")
BROADCAST = re.compile(r"(?<![\w@])@(?:here|channel|everyone)\b", re.IGNORECASE)


def check_live_syntax(payload: Json, marks: Iterable[str] = ()) -> list[Problem]:
    """Report live mentions, and any of the `marks` that a person typed, where text is mrkdwn.

    A `verbatim` text links no bare names, but still obeys `<…>`.
    """
    found = Findings("live_syntax")
    text = payload.get("text")
    if isinstance(text, str):
        for match in SYNTAX.finditer(text):
            found.report("/text", f"live syntax: {match.group()}", "live_syntax")
    for at, value in _mrkdwn(payload, ""):
        _check(found, at, value, marks)
    return found.problems


def _check(found: Findings, at: str, value: Json, marks: Iterable[str]) -> None:
    text = str(value.get("text", ""))
    live = [match.group() for match in SYNTAX.finditer(text)]
    if not value.get("verbatim"):
        live += [match.group() for match in BROADCAST.finditer(text)]
    live += [mark for mark in marks if mark in text]
    for words in live:
        found.report(f"{at}/text", f"live syntax: {words}", "live_syntax")


def _mrkdwn(value: Any, at: str) -> Iterator[tuple[str, Json]]:
    """The mrkdwn text objects and markdown blocks in a payload, with their pointers."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _mrkdwn(item, f"{at}/{index}")
    elif isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "markdown"):
            yield at, value
        for key, item in value.items():
            if isinstance(item, dict | list):
                yield from _mrkdwn(item, f"{at}/{key}")

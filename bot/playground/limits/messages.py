"""The limits of a message, wherever it is sent: posted, updated, acknowledged or responded."""

from __future__ import annotations

from typing import Any

from bot.playground.limits.blocks import check_blocks
from bot.playground.limits.findings import Findings, Json, Problem, check_list

POSTED_TEXT = 40_000  # characters; Slack cuts what is longer
UPDATED_TEXT = 4_000  # characters; chat.update refuses what is longer
EPHEMERAL_TEXT = 4_000  # bytes; chat.postEphemeral counts them in UTF-8


def check_message(message: Json, most_text: int = POSTED_TEXT) -> list[Problem]:
    """A message: `text`, `blocks`, `attachments` and `metadata`, each of which may be missing."""
    found = Findings()
    text, blocks = message.get("text"), message.get("blocks")
    if text is not None and not isinstance(text, str):
        found.add("/text", "must be a string", "invalid_arguments")
    if not text and not blocks and not message.get("attachments"):
        found.add("/text", "a message needs text, blocks or attachments", "no_text")
    elif blocks and not text:
        found.report("/text", "screen readers and notifications have only text", "missing_text")
    if isinstance(text, str) and len(text) > most_text:
        found.add("/text", f"must be at most {most_text} characters", "msg_too_long")
    if blocks is not None:
        check_blocks(found, "/blocks", blocks, "message")
    for at, attachment in _attachments(found, message):
        if "blocks" in attachment:
            check_blocks(found, f"{at}/blocks", attachment["blocks"], "message")
    _check_metadata(found, message.get("metadata"))
    return found.problems


def check_ephemeral(message: Json) -> list[Problem]:
    """A message for chat.postEphemeral, whose text is counted in bytes."""
    problems = check_message(message)
    text = message.get("text")
    if isinstance(text, str) and len(text.encode("utf-8", "replace")) > EPHEMERAL_TEXT:
        words = f"must be at most {EPHEMERAL_TEXT} bytes"
        problems.append(Problem("/text", words, "msg_too_long"))
    return problems


def _attachments(found: Findings, message: Json) -> list[tuple[str, Json]]:
    if message.get("attachments") is None:
        return []
    listed = check_list(found, "/attachments", message["attachments"], 100, 0)
    return [(at, item) for at, item in listed if isinstance(item, dict)]


def _check_metadata(found: Findings, metadata: Any) -> None:
    if metadata is None:
        return
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        found.add("/metadata", "needs event_type and event_payload", "invalid_metadata_format")

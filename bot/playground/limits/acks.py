"""The shape of an acknowledgement, which differs with what is acknowledged."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot.playground.limits.findings import Findings, Json, Problem, check_keys, check_list
from bot.playground.limits.messages import check_message
from bot.playground.limits.options import check_groups, check_option
from bot.playground.limits.surfaces import check_view

MESSAGE_KEYS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "metadata",
    "parse",
    "link_names",
}


def check_ack(what: str, body: Json | None, inputs: Collection[str] = ()) -> list[Problem]:
    """An acknowledgement's body; `{}` is an empty one.

    `what` is `slash command`, `event` or an interaction's type. `inputs` are the block_ids of the
    input blocks in the submitted view, which are the only keys that `errors` may have.
    """
    found = Findings("dispatch_failed")
    if body is None:
        found.add("", "is neither text nor a JSON object")
        return found.problems
    if what == "slash command":
        return _check_command(body)
    if what == "view_submission":
        return _check_submission(found, body, inputs)
    if what == "block_suggestion":
        return check_options(body)
    if body and what != "event":
        found.report("", f"the body of an answer to {what} has no effect", "ignored_body")
    return found.problems


def check_response(body: Json) -> list[Problem]:
    """What is posted to a response_url."""
    found = Findings("invalid_payload")
    check_keys(found, "", body, MESSAGE_KEYS)
    if body.get("response_type") not in (None, "ephemeral", "in_channel"):
        found.add("/response_type", "must be ephemeral or in_channel")
    if body.get("delete_original"):
        return found.problems
    return found.problems + check_message(body)


def _check_command(body: Json) -> list[Problem]:
    if not body or body == {"response_type": "in_channel"}:
        return []
    return check_response(body)


def _check_submission(found: Findings, body: Json, inputs: Collection[str]) -> list[Problem]:
    match body.get("response_action"):
        case None:
            if body:
                found.add("", "only an empty body or a response_action answers a submission")
        case "clear":
            check_keys(found, "", body, {"response_action"})
        case "update" | "push":
            check_keys(found, "", body, {"response_action", "view"})
            return found.problems + check_view(body.get("view"), "modal")
        case "errors":
            _check_errors(found, body.get("errors"), inputs)
        case other:
            found.add("/response_action", f"unknown response_action: {other}")
    return found.problems


def _check_errors(found: Findings, errors: Any, inputs: Collection[str]) -> None:
    if not isinstance(errors, dict) or not errors:
        found.add("/errors", "must name at least one block")
        return
    for block_id, words in errors.items():
        if block_id not in inputs:
            found.add(f"/errors/{block_id}", "is not an input block of the view")
        if not isinstance(words, str) or not words:
            found.add(f"/errors/{block_id}", "must be a sentence")


def check_options(body: Json) -> list[Problem]:
    """The answer to `block_suggestion`: up to 100 options, or groups of them."""
    found = Findings("dispatch_failed")
    check_keys(found, "", body, {"options", "option_groups"})
    if ("options" in body) == ("option_groups" in body):
        found.add("", "needs either options or option_groups")
    elif "options" in body:
        for at, option in check_list(found, "/options", body["options"], 100, 0):
            check_option(found, at, option)
    elif body["option_groups"]:
        check_groups(found, "/option_groups", body["option_groups"])
    return found.problems

"""The limits of a view: a modal or a Home."""

from __future__ import annotations

import json
from typing import Any

from bot.playground.limits.blocks import check_blocks
from bot.playground.limits.findings import (
    Findings,
    Json,
    Problem,
    check_flag,
    check_keys,
    check_plain,
    check_string,
)

VIEW_BYTES = 250 * 1024
COMMON = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
MODAL = {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"}


def check_view(view: Any, kind: str | None = None) -> list[Problem]:
    """A view as `views.open`, `push`, `update` and `publish` take it; `kind` is what it must be."""
    found = Findings("invalid_arguments")
    if not isinstance(view, dict):
        found.add("/view", "must be a view object")
        return found.problems
    surface = view.get("type")
    if surface not in ("modal", "home") or (kind and surface != kind):
        found.add("/view/type", f"must be {kind or 'modal or home'}")
        return found.problems
    check_keys(found, "/view", view, COMMON | (MODAL if surface == "modal" else set()))
    check_string(found, "/view/callback_id", view.get("callback_id") or None, 255)
    check_string(found, "/view/external_id", view.get("external_id") or None, 255)
    check_string(found, "/view/private_metadata", view.get("private_metadata") or None, 3000)
    check_blocks(found, "/view/blocks", view.get("blocks"), str(surface))
    if surface == "modal":
        _check_modal(found, view)
    if len(json.dumps(view, ensure_ascii=False).encode("utf-8", "replace")) > VIEW_BYTES:
        found.add("/view", "must be at most 250 KB", "view_too_large")
    return found.problems


def _check_modal(found: Findings, view: Json) -> None:
    check_plain(found, "/view/title", view.get("title"), 24, required=True)
    check_plain(found, "/view/submit", view.get("submit"), 24)
    check_plain(found, "/view/close", view.get("close"), 24)
    for flag in ("clear_on_close", "notify_on_close", "submit_disabled"):
        check_flag(found, f"/view/{flag}", view.get(flag))
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )
    if inputs and not view.get("submit"):
        found.add("/view/submit", "is required when there are input blocks")

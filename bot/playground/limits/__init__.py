"""The validator of every payload that leaves a bot.

Each check gives the list of what is wrong, with JSON pointers; an empty list is a payload that
Slack would take. Limits are those of docs.slack.dev (Block Kit reference, Modals, chat.* methods).
"""

from __future__ import annotations

from bot.playground.limits.acks import check_ack, check_options, check_response
from bot.playground.limits.blocks import check_blocks, shown_texts
from bot.playground.limits.findings import Problem
from bot.playground.limits.live import check_live_syntax
from bot.playground.limits.messages import check_message
from bot.playground.limits.surfaces import check_view

__all__ = [
    "Problem",
    "check_ack",
    "check_blocks",
    "check_live_syntax",
    "check_message",
    "check_options",
    "check_response",
    "check_view",
    "shown_texts",
]

"""Answers where no listener could give one: strangers, and what nobody foresaw."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.context.context import BoltContext
from slack_bolt.error import BoltUnhandledRequestError

from bot import trace
from bot.authorize import is_stranger
from bot.call import Block, Reader
from bot.delivery import respond, said
from bot.views import blocks, failures

UNSIGNED = ("url_verification", "ssl_check")  # Slack's own questions, of no workspace.


def strangers(team_id: str) -> Callable[..., BoltResponse | None]:
    """Make the middleware that turns people of other workspaces away."""

    def turn_away(
        body: dict[str, Any],
        context: BoltContext,
        next: Callable[[], None],  # noqa: A002
    ) -> BoltResponse | None:
        if body.get("type") in UNSIGNED or "ssl_check" in body:
            next()
            return None
        if context.team_id == team_id and not is_stranger(body, team_id):
            next()
            return None
        return telling(body, Reader().say("This bot answers the members of its workspace only."))

    return turn_away


def unforeseen(error: Exception, body: dict[str, Any]) -> BoltResponse:
    """Answer what went wrong outside of a command: 200 with a sentence, where one can be shown."""
    if isinstance(error, BoltUnhandledRequestError):
        return said()
    return telling(body, failures.sentence(error, Reader()))


def telling(body: Mapping[str, Any], text: str) -> BoltResponse:
    """Acknowledge a payload of any kind with a sentence, as Slack shows it there."""
    trace.came_to("refused")
    match body.get("type"):
        case "view_submission":
            return staying_open(body["view"], text)
        case "block_suggestion":
            return said({"options": []})
        case "block_actions" | "message_action" if body.get("response_url"):
            respond(body["response_url"], blocks.message([blocks.section(text)]), replace=False)
            return said()
        case None if "command" in body:
            return said({"response_type": "ephemeral", "text": blocks.escape(text)})
        case _:
            return said()


def staying_open(view: Block, text: str, field: str | None = None) -> BoltResponse:
    """Keep a form open with the sentence under the field at fault, else under the first."""
    shown = view.get("blocks") or []
    inputs = [block["block_id"] for block in shown if block.get("type") == "input"]
    if not inputs:
        told = view_of(view, text)
        return said({"response_action": "update", "view": told})
    at = field if field in inputs else inputs[0]
    return said({"response_action": "errors", "errors": {at: blocks.fit(text, blocks.TEXT)}})


def view_of(view: Block, text: str) -> Block:
    """A modal in place of the view that only says something."""
    title = view.get("title") or blocks.plain(Reader().say("Session takeaways"))
    return {"type": "modal", "title": title, "blocks": [blocks.section(text)]}

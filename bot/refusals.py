"""Answers where no listener could give one: strangers, and what nobody foresaw."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.context.context import BoltContext
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk import WebClient

from bot import trace
from bot.authorize import STRANGER, Access, is_stranger
from bot.call import Block, Reader, UserError
from bot.delivery import respond, said
from bot.locale import LANGUAGES, N_
from bot.views import blocks, failures

BUSY = N_("Too much is going on at once, and nothing was saved. Try again in a minute.")
UNSIGNED = ("url_verification", "ssl_check")  # Slack's own questions, of no workspace.
# Slack takes the tokens away before it tells of either, in any order.
FAREWELLS = ("app_uninstalled", "tokens_revoked")


def strangers(access: Access) -> Callable[..., BoltResponse | None]:
    """Make the middleware that turns people of other workspaces away, and says why."""

    def turn_away(
        body: dict[str, Any],
        context: BoltContext,
        client: WebClient,
        next: Callable[[], None],  # noqa: A002
    ) -> BoltResponse | None:
        why = "" if _is_slacks_own(body) else _why_not(body, context.team_id, access)
        if why:
            return telling(body, why, client.base_url)
        next()
        return None

    return turn_away


def _is_slacks_own(body: Mapping[str, Any]) -> bool:
    event = body.get("event")
    leaves = isinstance(event, dict) and event.get("type") in FAREWELLS
    return leaves or body.get("type") in UNSIGNED or "ssl_check" in body


def _why_not(body: Mapping[str, Any], team_id: str | None, access: Access) -> str:
    """Say why nobody is answered, in every language, since nobody's is known; "" where they are."""
    try:
        if team_id is None or access.of(team_id) is None:
            return _in_all_languages(UserError(access.absence()))
    except UserError as error:
        return _in_all_languages(error)
    return _in_all_languages(UserError(STRANGER)) if is_stranger(body, team_id) else ""


def _in_all_languages(error: UserError) -> str:
    return "\n".join(error.sentence(Reader(language)) for language in LANGUAGES)


def unforeseen(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
    """Answer what went wrong outside of a command: 200 with a sentence, where one can be shown."""
    if isinstance(error, BoltUnhandledRequestError):
        return said()
    return telling(body, failures.sentence(error, Reader()), client.base_url)


def busy(body: dict[str, Any], app: App) -> BoltResponse:
    """Turn away what came when too much else did: with a sentence, where one can be shown.

    Nobody has asked who is to read it, so it is in both languages. An event comes again by itself.
    """
    text = _in_all_languages(UserError(BUSY))
    match body.get("type"):
        case "block_actions" | "message_action" if body.get("response_url"):
            workers = app.listener_runner.listener_executor
            workers.submit(telling, body, text, app.client.base_url)
            return said()
        case "view_submission" | "view_closed" | "block_suggestion" | None:
            return telling(body, text, app.client.base_url)
        case _:
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE.value, body="")


def telling(body: Mapping[str, Any], text: str, api_url: str) -> BoltResponse:
    """Acknowledge a payload of any kind with a sentence, as Slack shows it there."""
    trace.came_to("refused")
    match body.get("type"):
        case "view_submission":
            return staying_open(body["view"], text)
        case "block_suggestion":
            return said({"options": []})
        case "block_actions" | "message_action" if body.get("response_url"):
            told = blocks.message([blocks.section(text)])
            respond(body["response_url"], told, api_url, replace=False)
            return said()
        case None if "command" in body:
            return said({"response_type": "ephemeral", "text": blocks.escape(text)})
        case _:
            return said()


def staying_open(view: Block, text: str, field: str | None = None) -> BoltResponse:
    """Keep a form open with the sentence under the field at fault, else under the first."""
    shown = view.get("blocks") or []
    inputs = [block.get("block_id") for block in shown if block.get("type") == "input"]
    if not inputs:
        told = view_of(view, text)
        return said({"response_action": "update", "view": told})
    at = field if field in inputs else inputs[0]
    return said({"response_action": "errors", "errors": {at: blocks.fit(text, blocks.TEXT)}})


def view_of(view: Block, text: str) -> Block:
    """A modal in place of the view that only says something."""
    title = view.get("title") or blocks.plain(Reader().say("Session takeaways"))
    return {"type": "modal", "title": title, "blocks": [blocks.section(text)]}

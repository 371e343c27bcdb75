"""Answers that become messages: acknowledged commands, and posts to a response_url."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.limits import check_live_syntax, check_response
from bot.playground.state import Json, Message, Refusal, ResponseUrl
from bot.playground.workspace import BOT_USER, SLACKBOT, Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

MOST_USES = 5
URL_LIVES = 30 * 60  # seconds


def post(slack: LocalSlack, url_id: str, body: Json | None) -> tuple[int, str]:
    """Take a post to a response_url; gives the HTTP status and Slack's word for the outcome."""
    found = _find(slack, url_id)
    if found is None:
        return 404, "expired_url"
    workspace, url = found
    error = _unusable(slack, url) or _problem(slack, workspace, body)
    if error is None and body is not None:
        url.uses += 1
        error = place(slack, workspace, url, body)
    if error:
        workspace.refuse(Refusal("response_url", error, "", f"the post was refused: {error}"))
        return 404, error
    return 200, "ok"


def place(slack: LocalSlack, workspace: Workspace, url: ResponseUrl, body: Json) -> str | None:
    """Put a checked answer where it belongs; gives Slack's error where there is no such place."""
    with workspace.lock:
        original = workspace.message(url.channel, url.message_ts) if url.message_ts else None
        if body.get("delete_original"):
            if original is not None:
                workspace.remove(original)
            return None
        if original is not None and _replaces(workspace, original, body):
            _replace(workspace, original, body)
            return None
        public = body.get("response_type") == "in_channel"
        if public and workspace.channels[url.channel].is_archived:
            return "channel_is_archived"
        message = _message(slack, workspace, url, body)
        message.only_for = None if public else url.member
        workspace.put(message)
    return None


def tell(workspace: Workspace, member: str, channel: str, words: str) -> Message:
    """Slack's own words to one member, as an ephemeral message of Slackbot."""
    message = Message(workspace.next_ts(), channel, SLACKBOT, words, only_for=member)
    return workspace.put(message)


def _find(slack: LocalSlack, url_id: str) -> tuple[Workspace, ResponseUrl] | None:
    for workspace in slack.workspaces.values():
        if url_id in workspace.response_urls:
            return workspace, workspace.response_urls[url_id]
    return None


def _unusable(slack: LocalSlack, url: ResponseUrl) -> str | None:
    if slack.clock() - url.made_at > URL_LIVES:
        return "expired_url"
    return "used_url" if url.uses >= MOST_USES else None


def _problem(slack: LocalSlack, workspace: Workspace, body: Json | None) -> str | None:
    if body is None:
        return "invalid_payload"
    problems = check_response(body) + check_live_syntax(body, slack.hostile_marks)
    slack.write_down(workspace, "response_url", problems)
    return next((problem.error for problem in problems if problem.refused), None)


def _replaces(workspace: Workspace, original: Message, body: Json) -> bool:
    """Whether an answer takes the place of the message that was clicked.

    Slack's pages differ on what holds where the answer does not say, and apps were surprised by
    a message that went (github.com/Netflix/dispatch/pull/2865): so it goes, and it is reported.
    """
    if original.user != BOT_USER:
        return False
    if "replace_original" in body:
        return body["replace_original"] is True
    words = "say replace_original, true or false"
    workspace.refuse(Refusal("response_url", "unsaid", "/replace_original", words, refused=False))
    return True


def _replace(workspace: Workspace, original: Message, body: Json) -> None:
    original.text = body.get("text") or ""
    original.blocks = body.get("blocks") or []
    original.attachments = body.get("attachments") or []
    original.trouble = None
    if original.only_for is None:
        original.edited_ts = workspace.next_ts()
    workspace.put(original)


def _message(slack: LocalSlack, workspace: Workspace, url: ResponseUrl, body: Json) -> Message:
    thread = body.get("thread_ts")
    parent = workspace.message(url.channel, thread) if thread else None
    return Message(
        ts=workspace.next_ts(),
        channel=url.channel,
        user=BOT_USER,
        bot_id=slack.app.bot_id,
        text=body.get("text") or "",
        blocks=body.get("blocks") or [],
        attachments=body.get("attachments") or [],
        metadata=body.get("metadata"),
        thread_ts=(parent.thread_ts or parent.ts) if parent else None,
    )

"""What Slack does with an app's acknowledgement, kind by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.delivery import Answer, Envelope
from bot.playground.limits import check_ack, check_live_syntax
from bot.playground.responses import place, tell
from bot.playground.state import Json, Message, Refusal, ResponseUrl, View
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

TROUBLE = "We had some trouble connecting. Try again?"
MOST_VIEWS = 3  # modals on top of each other
INPUT = "input"


def read(
    slack: LocalSlack,
    workspace: Workspace,
    envelope: Envelope,
    answer: Answer,
    inputs: frozenset[str] = frozenset(),
) -> tuple[Json, str | None]:
    """The acknowledgement's body, and Slack's error where it cannot be taken."""
    what = envelope.what
    if not answer.accepted:
        error = answer.failure or "dispatch_failed"
        reason = answer.failure or f"the app answered with status {answer.status}"
        workspace.refuse(Refusal(what, error, "", reason))
        return {}, error
    body = answer.content()
    problems = check_ack(what, body, set(inputs))
    problems += check_live_syntax(body or {}, slack.hostile_marks)
    slack.write_down(workspace, what, problems)
    refused = any(problem.refused for problem in problems)
    return body or {}, "dispatch_failed" if refused else None


def take_command(
    slack: LocalSlack,
    workspace: Workspace,
    url: ResponseUrl,
    typed: str,
    outcome: tuple[Json, str | None],
) -> None:
    """Show a command's answer, or that the command failed."""
    body, error = outcome
    if error:
        words = f"{typed.split(maxsplit=1)[0]} failed with the error “{error}”"
        tell(workspace, url.member, url.channel, words)
        return
    if body.get("response_type") == "in_channel":
        said = Message(workspace.next_ts(), url.channel, url.member, typed)
        workspace.put(said)
    if body.get("text") or body.get("blocks") or body.get("attachments"):
        place(slack, workspace, url, body)


def take_submission(workspace: Workspace, view: View, outcome: tuple[Json, str | None]) -> None:
    """Close, change or keep a submitted modal as the app says."""
    body, error = outcome
    with workspace.lock:
        stack = workspace.modals.get(view.member, [])
        if error or view not in stack:
            view.trouble = TROUBLE
        elif not body:
            stack.remove(view)
        else:
            _respond(workspace, stack, view, body)
        workspace.touch()


def _respond(workspace: Workspace, stack: list[View], view: View, body: Json) -> None:
    match body["response_action"]:
        case "errors":
            view.errors = dict(body["errors"])
        case "clear":
            stack.clear()
        case "update":
            workspace.change_view(view, body["view"])
        case "push" if len(stack) < MOST_VIEWS:
            stack.append(workspace.new_view(view.member, body["view"], previous=view))
        case "push":
            workspace.refuse(
                Refusal(
                    "view_submission",
                    "push_limit_reached",
                    "/response_action",
                    f"there are {MOST_VIEWS} modals already",
                )
            )
            view.trouble = TROUBLE


def input_ids(view: View) -> frozenset[str]:
    """The block_ids under which a view can show errors."""
    return frozenset(b["block_id"] for b in view.payload["blocks"] if b["type"] == INPUT)

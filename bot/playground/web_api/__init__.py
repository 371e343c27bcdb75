"""The Web API: which methods there are, which scope each needs, and how a call is answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.playground.faults import Fault
from bot.playground.state import Json, Refusal
from bot.playground.web_api import apps, chat, directory, files, views
from bot.playground.web_api.call import ApiCall, Method, SlackError

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

__all__ = ["METHODS", "ApiAnswer", "ApiCall", "SlackError", "answer", "answer_oauth", "with_faults"]

# Method → the scope it needs; where it depends on the channel's kind, the method asks itself.
METHODS: dict[str, tuple[Method, str]] = {
    "apps.uninstall": (apps.uninstall, ""),
    "auth.revoke": (apps.revoke, ""),
    "auth.test": (directory.auth_test, ""),
    "chat.delete": (chat.delete, "chat:write"),
    "chat.getPermalink": (chat.get_permalink, ""),
    "chat.postEphemeral": (chat.post_ephemeral, "chat:write"),
    "chat.postMessage": (chat.post_message, "chat:write"),
    "chat.update": (chat.update, "chat:write"),
    "conversations.history": (directory.conversations_history, ""),
    "conversations.info": (directory.conversations_info, ""),
    "conversations.join": (directory.conversations_join, "channels:join"),
    "conversations.list": (directory.conversations_list, ""),
    "conversations.members": (directory.conversations_members, ""),
    "conversations.open": (directory.conversations_open, "im:write"),
    "conversations.replies": (directory.conversations_replies, ""),
    "files.completeUploadExternal": (files.complete_upload, "files:write"),
    "files.getUploadURLExternal": (files.get_upload_url, "files:write"),
    "files.info": (files.info, "files:read"),
    "users.conversations": (directory.users_conversations, ""),
    "users.info": (directory.users_info, "users:read"),
    "users.list": (directory.users_list, "users:read"),
    "views.open": (views.open_view, ""),
    "views.publish": (views.publish, ""),
    "views.push": (views.push, ""),
    "views.update": (views.update, ""),
}


@dataclass(frozen=True)
class ApiAnswer:
    """What goes back over HTTP; `body` None means that the connection breaks."""

    body: Json | str | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0


def answer(call: ApiCall) -> ApiAnswer:
    """Carry a call out, with the fault that a test has ordered for it."""
    return with_faults(call.slack, call.method, lambda: _carried_out(call))


def answer_oauth(slack: LocalSlack, args: Json, authorization: str) -> ApiAnswer:
    """Answer oauth.v2.access, which has the app's id and secret where others have a token."""

    def carried_out() -> ApiAnswer:
        try:
            return ApiAnswer({"ok": True} | slack.oauth.access(args, authorization))
        except SlackError as error:
            return ApiAnswer({"ok": False, "error": error.error})

    return with_faults(slack, "oauth.v2.access", carried_out)


def with_faults(slack: LocalSlack, method: str, carry_out: Callable[[], ApiAnswer]) -> ApiAnswer:
    """Carry something out as the next fault in waiting for `method` allows."""
    fault = slack.faults.next_for(method)
    if fault is None:
        return carry_out()
    if fault.kind == "drop_late":
        slack.postpone(carry_out)
        return ApiAnswer(None)
    return _faulty(fault, carry_out() if fault.takes_effect else None)


def _faulty(fault: Fault, carried_out: ApiAnswer | None) -> ApiAnswer:
    match fault.kind:
        case "drop_before" | "drop_after":
            return ApiAnswer(None)
        case "http_500" | "http_500_after":
            return ApiAnswer({}, 500)
        case "ratelimited":
            return _rate_limited(fault.retry_after)
        case "slow" if carried_out is not None:
            return ApiAnswer(carried_out.body, after=fault.seconds)
        case _:
            return ApiAnswer({"ok": False, "error": fault.error})


def _rate_limited(retry_after: int) -> ApiAnswer:
    return ApiAnswer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(retry_after)})


def _carried_out(call: ApiCall) -> ApiAnswer:
    scopes = {"x-oauth-scopes": ",".join(sorted(call.workspace.granted_scopes))}
    try:
        method, scope = METHODS[call.method]
        call.need(scope)
        with call.workspace.lock:
            return ApiAnswer({"ok": True} | method(call), headers=scopes)
    except SlackError as error:
        return _refused(call, error, scopes)


def _refused(call: ApiCall, error: SlackError, scopes: dict[str, str]) -> ApiAnswer:
    if error.error == "ratelimited":
        return _rate_limited(error.beside["retry_after"])
    if not error.beside.get("errors"):  # those with JSON pointers are written down already
        needed = error.beside.get("needed", "")
        call.workspace.refuse(
            Refusal(call.method, error.error, "", f"{error.error} {needed}".strip())
        )
    return ApiAnswer({"ok": False, "error": error.error} | error.beside, headers=scopes)

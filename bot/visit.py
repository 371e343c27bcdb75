"""One payload from Slack: who comes, through which door, and where the answer can go."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.call import Block, Door
from storage.records import Who


@dataclass(frozen=True, slots=True)
class Visit:
    """What an answer needs to know of the payload that asked for it.

    `view` is the form or the Home that a button was on; `metadata` is what a form carries from
    where it was opened: `response_url`, `from`, `channel`, `thread` and the form's own keys.
    `private` tells that nobody else sees the message that a button was on; `thread` names the
    thread in which that message is a reply.
    """

    who: Who
    door: Door
    channel_id: str | None = None
    response_url: str | None = None
    trigger_id: str | None = None
    view: Block | None = None
    private: bool = False
    thread: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_modal(self) -> bool:
        """Whether a button inside a modal was tapped."""
        return self.door == "button" and self.view is not None

    @property
    def from_home(self) -> bool:
        """Whether it began at Home, also where a form or a message in a modal lies between."""
        return self.door == "home" or self.metadata.get("from") == "home"

    @property
    def in_thread(self) -> bool:
        """Whether the answer may stand in a thread, for one person alone."""
        return bool(self.thread and self.channel_id and not self.channel_id.startswith("D"))

    def carried(self) -> dict[str, Any]:
        """What a form that opens now has to know when it is submitted."""
        stated: dict[str, Any] = {
            name: self.metadata[name]
            for name in ("response_url", "from", "channel", "thread")
            if self.metadata.get(name)
        }
        if self.response_url:
            stated["response_url"] = self.response_url
        if self.door == "home":
            stated["from"] = "home"
        if self.channel_id:
            stated["channel"] = self.channel_id
        if self.thread:
            stated["thread"] = self.thread
        return stated


def of_command(body: Mapping[str, Any], team_id: str) -> Visit:
    """Read a slash command."""
    return Visit(
        Who(team_id, body["user_id"]),
        "slash",
        channel_id=body.get("channel_id"),
        response_url=body.get("response_url"),
        trigger_id=body.get("trigger_id"),
    )


def of_button(body: Mapping[str, Any], team_id: str) -> Visit:
    """Read a tap on a button in a message, a modal or Home."""
    view = body.get("view") or None
    at_home = view is not None and view.get("type") == "home"
    metadata = metadata_of(view)
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    return Visit(
        Who(team_id, body["user"]["id"]),
        "home" if at_home else "button",
        channel_id=channel or metadata.get("channel"),
        response_url=body.get("response_url"),
        trigger_id=body.get("trigger_id"),
        view=view,
        private=bool(container.get("is_ephemeral")) or str(channel).startswith("D"),
        thread=_thread_of(container.get("thread_ts"), container.get("message_ts")),
        metadata=metadata,
    )


def of_form(body: Mapping[str, Any], team_id: str) -> Visit:
    """Read what was typed in a form, while it is filled in or when it is submitted."""
    metadata = metadata_of(body.get("view"))
    return Visit(
        Who(team_id, body["user"]["id"]),
        "form",
        channel_id=metadata.get("channel"),
        response_url=metadata.get("response_url"),
        trigger_id=body.get("trigger_id"),
        view=body.get("view"),
        thread=metadata.get("thread"),
        metadata=metadata,
    )


def of_shortcut(body: Mapping[str, Any], team_id: str) -> Visit:
    """Read a global shortcut or one on a message."""
    message = body.get("message") or {}
    return Visit(
        Who(team_id, body["user"]["id"]),
        "shortcut",
        channel_id=(body.get("channel") or {}).get("id"),
        response_url=body.get("response_url"),
        trigger_id=body.get("trigger_id"),
        thread=_thread_of(message.get("thread_ts"), message.get("ts")),
    )


def of_event(event: Mapping[str, Any], team_id: str) -> Visit:
    """Read a message in the bot's own DM, or an opened Home."""
    return Visit(Who(team_id, event["user"]), "dm", channel_id=event.get("channel"))


def _thread_of(thread: object, message: object) -> str | None:
    """The thread of a reply; the message that heads one is answered in the channel."""
    return thread if isinstance(thread, str) and thread != message else None


def metadata_of(view: Mapping[str, Any] | None) -> dict[str, Any]:
    """Read what a view carries; what is not ours counts as nothing."""
    try:
        stated = json.loads((view or {}).get("private_metadata") or "{}")
    except (ValueError, RecursionError):
        return {}
    return stated if isinstance(stated, dict) else {}


def cleaned(value: Any) -> Any:
    """Give Slack's JSON without the characters that no database holds: NUL and lone surrogates."""
    match value:
        case str():
            whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            return whole.replace("\x00", "")
        case dict():
            return {key: cleaned(each) for key, each in value.items()}
        case list():
            return [cleaned(each) for each in value]
        case _:
            return value

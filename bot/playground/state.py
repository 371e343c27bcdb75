"""The things a Slack workspace holds: members, channels, messages, views, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im"]


@dataclass
class Member:
    """A person or a bot of the workspace; `name` is the handle one types after `@`."""

    id: str
    name: str
    real_name: str
    display_name: str = ""
    locale: str = "en-US"
    tz: str = "America/Los_Angeles"
    title: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False

    @property
    def shown_name(self) -> str:
        """The name that stands beside this member's messages."""
        return self.display_name or self.real_name or self.id

    def as_slack(self, team_id: str, now: float, include_locale: bool = False) -> Json:
        """The user object of `users.info` and `users.list`."""
        moment = datetime.fromtimestamp(now, ZoneInfo(self.tz))
        offset = moment.utcoffset()
        user: Json = {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": moment.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {
                "real_name": self.real_name,
                "display_name": self.display_name,
                "title": self.title,
                "real_name_normalized": self.real_name,
                "display_name_normalized": self.display_name,
            },
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
        }
        return user | {"locale": self.locale} if include_locale else user


@dataclass
class Channel:
    """A public or private channel, or the direct messages of one member with the bot."""

    id: str
    name: str
    kind: ChannelKind = "public"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    created: int = 0
    with_user: str | None = None

    def as_slack(self, reader: str) -> Json:
        """The conversation object as `reader`, a member's id, gets it."""
        if self.kind == "im":
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_channel": False,
                "is_archived": self.is_archived,
                "user": self.with_user,
            }
        private = self.kind == "private"
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "created": self.created,
            "is_channel": not private,
            "is_group": private,
            "is_im": False,
            "is_mpim": False,
            "is_private": private,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_member": reader in self.members,
            "num_members": len(self.members),
        }


@dataclass
class Message:
    """A message as it stands now; `only_for` makes it ephemeral, `ts` names it in its channel."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    only_for: str | None = None
    bot_id: str | None = None
    edited_ts: str | None = None
    subtype: str | None = None
    deleted: bool = False
    revision: int = 0
    trouble: str | None = None
    # What each member has chosen in the message's fields: member → block_id → action_id → state.
    states: dict[str, dict[str, Json]] = field(default_factory=dict)

    def as_slack(self, team_id: str, with_metadata: bool = True) -> Json:
        """The message object that events, interactions and the Web API carry."""
        shown: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": team_id,
        }
        optional: Json = {
            "subtype": self.subtype,
            "bot_id": self.bot_id,
            "thread_ts": self.thread_ts,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": self.files,
            "metadata": self.metadata if with_metadata else None,
            "edited": self.edited_ts and {"user": self.user, "ts": self.edited_ts},
        }
        return shown | {key: value for key, value in optional.items() if value}


@dataclass
class View:
    """A modal, or a member's App Home, with what the member has put into it so far."""

    id: str
    member: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.payload["type"])


@dataclass
class Trigger:
    """A `trigger_id`: three seconds, one use; `view` is the modal whose component made it."""

    id: str
    member: str
    made_at: float
    view: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """Where an app may answer an interaction: five posts within 30 minutes."""

    id: str
    member: str
    channel: str
    made_at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class File:
    """A file of the workspace; it is private to its owner until `shared_in` names a channel."""

    id: str
    name: str
    owner: str
    content: bytes = b""
    title: str = ""
    alt_txt: str = ""
    size: int = 0
    completed: bool = False
    shared_in: list[str] = field(default_factory=list)
    team_id: str = ""

    def as_slack(self, base_url: str) -> Json:
        """The file object; its `url_private` wants the bearer token of its workspace."""
        extension = self.name.rpartition(".")[2] if "." in self.name else ""
        address = f"{base_url}/files/{self.team_id}-{self.id}/{self.name}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "user": self.owner,
            "size": len(self.content),
            "filetype": extension,
            "mimetype": "text/plain",
            "alt_txt": self.alt_txt,
            "mode": "hosted",
            "channels": list(self.shared_in),
            "url_private": address,
            "url_private_download": address,
        }


@dataclass(frozen=True)
class Refusal:
    """Something of the bot's that Slack would not take, or that this workspace reports.

    `refused` is False for what Slack lets pass but a person would suffer from: live syntax in
    mrkdwn, a message without the text that screen readers need.
    """

    where: str
    error: str
    pointer: str
    reason: str
    refused: bool = True

"""One Slack workspace: its state, its clock, and the few verbs that change it."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Collection, Iterator
from typing import Any

from bot.playground.state import (
    Channel,
    ChannelKind,
    File,
    Json,
    Member,
    Message,
    Refusal,
    ResponseUrl,
    Trigger,
    View,
)
from bot.playground.tokens import Tokens

BOT_USER = "U0BOT"
SLACKBOT = "USLACKBOT"


class Workspace:
    """The state of one team; every change raises `revision` and wakes those who wait for it.

    `lock` guards the state. It is never held while the bot is being called, because the bot
    calls back.
    """

    def __init__(self, team_id: str, name: str, clock: Callable[[], float]) -> None:
        self.team_id = team_id
        self.name = name
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.revision = 0
        self.tokens = Tokens(team_id)
        self.granted_scopes: frozenset[str] = frozenset()
        self.members: dict[str, Member] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, File] = {}
        self.refusals: list[Refusal] = []
        self._last_ts = 0
        self._count = 0
        self.add_member(Member(BOT_USER, "bot", "Bot", is_bot=True))
        self.add_member(Member(SLACKBOT, "slackbot", "Slackbot", is_bot=True))

    # The app

    @property
    def bot_token(self) -> str:
        """The app's newest token; "" where it is not installed."""
        return self.tokens.current

    @property
    def has_app(self) -> bool:
        """Whether the app is installed."""
        return bool(self.tokens.current)

    # People and channels

    def add_member(self, member: Member) -> Member:
        """Let a member join; a person gets the direct messages with the bot as well."""
        with self.lock:
            self.members[member.id] = member
            if not member.is_bot:
                self.add_channel(f"D{member.id[1:]}", member.name, "im", {member.id, BOT_USER})
            self.touch()
        return member

    def add_channel(
        self,
        channel_id: str,
        name: str,
        kind: ChannelKind = "public",
        members: Collection[str] = (),
    ) -> Channel:
        """Make a channel with these members' ids in it."""
        with self.lock:
            other = next((m for m in members if m != BOT_USER), None) if kind == "im" else None
            channel = Channel(
                channel_id, name, kind, set(members), created=int(self.clock()), with_user=other
            )
            self.channels[channel_id] = channel
            self.messages[channel_id] = {}
            self.touch()
        return channel

    def find_channel(self, wanted: str) -> Channel | None:
        """The channel with this id or name, `#` before it or not; a member's id is their DM."""
        if wanted[:1] in "UW" and wanted in self.members:
            return self.channels.get(f"D{wanted[1:]}")
        if wanted in self.channels:
            return self.channels[wanted]
        name = wanted.removeprefix("#")
        named = (c for c in self.channels.values() if c.kind != "im" and c.name == name)
        return next(named, None)

    def find_member(self, wanted: str) -> Member | None:
        """The member with this id, handle or shown name."""
        if wanted in self.members:
            return self.members[wanted]
        name = wanted.removeprefix("@").casefold()
        people = self.members.values()
        return next((m for m in people if name in (m.name, m.shown_name.casefold())), None)

    # Time and names

    def next_ts(self) -> str:
        """A message's name: Slack's seconds with six digits, never the same one twice."""
        with self.lock:
            self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """An id that this workspace has not given before."""
        with self.lock:
            self._count += 1
            return f"{prefix}{self._count:06d}"

    def touch(self) -> int:
        """Say that something has changed, and give the change its number."""
        with self.changed:
            self.revision += 1
            self.changed.notify_all()
            return self.revision

    def wait_until(self, condition: Callable[[], Any], timeout: float = 5.0) -> bool:
        """Wait for a change that makes `condition` true; False after `timeout` seconds."""
        with self.changed:
            return bool(self.changed.wait_for(condition, timeout))

    def refuse(self, refusal: Refusal) -> None:
        """Write down what was not taken, so that tests and the page can show it."""
        with self.lock:
            self.refusals.append(refusal)
            self.touch()

    # Messages

    def put(self, message: Message) -> Message:
        """Let a message stand in its channel, or stand there changed."""
        with self.lock:
            message.blocks = self._with_ids(message.blocks)
            self.messages[message.channel][message.ts] = message
            message.revision = self.touch()
        return message

    def remove(self, message: Message) -> None:
        """Take a message away; replies under it stay."""
        with self.lock:
            message.deleted = True
            message.revision = self.touch()

    def message(self, channel: str, ts: str) -> Message | None:
        """The message that stands there now."""
        found = self.messages.get(channel, {}).get(ts)
        return None if found is None or found.deleted else found

    def standing(self, channel: str) -> list[Message]:
        """A channel's messages, oldest first, ephemeral ones too."""
        with self.lock:
            there = [m for m in self.messages.get(channel, {}).values() if not m.deleted]
            return sorted(there, key=lambda message: message.ts)

    def public(self, channel: str) -> list[Message]:
        """A channel's messages that everybody sees, oldest first."""
        return [m for m in self.standing(channel) if m.only_for is None]

    def visible_to(self, member: str, since: int = 0) -> Iterator[Message]:
        """What a member sees that changed after revision `since`, in the order of the changes."""
        with self.lock:
            seen = [
                message
                for channel in self.channels.values()
                if member in channel.members or channel.kind == "public"
                for message in self.messages[channel.id].values()
                if message.revision > since and message.only_for in (None, member)
            ]
        return iter(sorted(seen, key=lambda message: message.revision))

    # Views

    def new_view(self, member: str, payload: Json, previous: View | None = None) -> View:
        """Make a view of a checked payload; the caller puts it where it is shown."""
        view_id = self.new_id("V")
        payload = {**payload, "blocks": self._with_ids(payload["blocks"])}
        root = previous.root_id if previous else view_id
        before = previous.id if previous else None
        return View(view_id, member, payload, self.new_id("hash."), root, before)

    def change_view(self, view: View, payload: Json) -> None:
        """Show another payload; what was typed stays where block_id and action_id stay."""
        with self.lock:
            view.payload = {**payload, "blocks": self._with_ids(payload["blocks"])}
            view.hash = self.new_id("hash.")
            view.errors, view.trouble = {}, None
            self.touch()

    def view(self, view_id: str) -> View | None:
        """The open modal or the Home with this id."""
        with self.lock:
            open_views = [v for stack in self.modals.values() for v in stack]
            homes = list(self.homes.values())
            return next((v for v in open_views + homes if v.id == view_id), None)

    # Interactions

    def new_trigger(self, member: str, view: str | None = None) -> Trigger:
        """A trigger_id for what this member has just done."""
        with self.lock:
            trigger = Trigger(f"{self.new_id('')}.{self.team_id}", member, self.clock(), view)
            self.triggers[trigger.id] = trigger
            return trigger

    def new_response_url(self, member: str, message: Message | None, channel: str) -> ResponseUrl:
        """A place to answer in `channel`, tied to `message` where one was clicked."""
        with self.lock:
            url = ResponseUrl(f"{self.team_id}-{self.new_id('R')}", member, channel, self.clock())
            if message is not None:
                url.message_ts, url.thread_ts = message.ts, message.thread_ts
            self.response_urls[url.id] = url
            return url

    def new_file(self, name: str, owner: str) -> File:
        """A file without anything in it yet."""
        with self.lock:
            file = File(self.new_id("F"), name, owner, team_id=self.team_id)
            self.files[file.id] = file
            return file

    def _with_ids(self, blocks: list[Json]) -> list[Json]:
        """The blocks with the ids that Slack gives where the app gave none."""
        blocks = copy.deepcopy(blocks)
        for block in blocks:
            if not block.get("block_id"):
                block["block_id"] = self.new_id("b")
            for element in elements_of(block):
                if not element.get("action_id"):
                    element["action_id"] = self.new_id("a")
        return blocks


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of a block: its accessory, its element, its elements."""
    inside = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions":
        inside += block.get("elements", [])
    return [e for e in inside if isinstance(e, dict) and e["type"] != "image"]

"""What Slack's own client does for a person: it sends what they do, and shows what comes back."""

from __future__ import annotations

from typing import Any

from bot.playground import answers, payloads, typed_text
from bot.playground.components import Components
from bot.playground.delivery import Envelope
from bot.playground.fields import CannotDo
from bot.playground.responses import tell
from bot.playground.state import Channel, File, Json, Message, View
from bot.playground.workspace import BOT_USER


class Client(Components):
    """All that a member can do."""

    # Words

    def enter(self, channel: Channel, text: str, thread_ts: str | None = None) -> Message | None:
        """Send what stands in the composer: a command where it begins with a slash."""
        if not text.startswith("/"):
            return self.say(channel, text, thread_ts)
        if thread_ts:
            raise CannotDo("Slack has no slash commands in threads.")
        self.run_command(channel, text)
        return None

    def say(
        self, channel: Channel, text: str, thread_ts: str | None = None, **rest: Any
    ) -> Message:
        """Post a message; `rest` may hold the blocks, attachments or files of a forwarded one."""
        self._may_speak(channel)
        shown = typed_text.message_text(self.workspace, text)
        ts = self.workspace.next_ts()
        message = Message(ts, channel.id, self.member.id, shown, thread_ts=thread_ts, **rest)
        parent = self.workspace.message(channel.id, thread_ts) if thread_ts else None
        if parent is not None and parent.thread_ts is None:
            parent.thread_ts = parent.ts
        self.workspace.put(message)
        self._tell_of(channel, message)
        return message

    def upload(self, channel: Channel, name: str, content: bytes, text: str = "") -> Message:
        """Post a file of one's own."""
        file = self.hand_over(name, content)
        file.shared_in.append(channel.id)
        files = [file.as_slack(self.slack.base_url)]
        return self.say(channel, text, files=files, subtype="file_share")

    def hand_over(self, name: str, content: bytes) -> File:
        """Give Slack a file that is in no channel, as a form's file field does."""
        file = self.workspace.new_file(name, self.member.id)
        file.content, file.size, file.completed = content, len(content), True
        return file

    def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        before = message.as_slack(self.workspace.team_id)
        message.text = typed_text.message_text(self.workspace, text)
        message.blocks = []
        message.edited_ts = self.workspace.next_ts()
        self.workspace.put(message)
        after = message.as_slack(self.workspace.team_id)
        changed = {"message": after, "previous_message": before}
        self._tell_of_change(message, "message_changed", changed)

    def delete(self, message: Message) -> None:
        """Take one's own message back."""
        self.workspace.remove(message)
        self._tell_of_change(message, "message_deleted", {"deleted_ts": message.ts})

    def run_command(self, channel: Channel, typed: str) -> None:
        """Run what begins with a slash; the answer appears as messages or modals."""
        self._may_speak(channel)
        word, _, text = typed.partition(" ")
        if "\n" in word:  # a line break right after the name parts it as a space does
            word, _, text = typed.partition("\n")
        commands = self.slack.app.commands if self.workspace.has_app else ()
        command = next((c for c in commands if c.command == word), None)
        if command is None:
            tell(self.workspace, self.member.id, channel.id, f"{word} is not a valid command.")
            return
        if command.should_escape:
            text = typed_text.command_text(self.workspace, text)
        url = self.workspace.new_response_url(self.member.id, None, channel.id)
        trigger = self.workspace.new_trigger(self.member.id)
        form = payloads.slash_command(
            self.slack.app,
            self.workspace,
            self.member,
            channel,
            {
                "command": word,
                "text": text,
                "trigger_id": trigger.id,
                "response_url": self._address(url),
            },
        )
        envelope = Envelope("slash_commands", form)
        outcome = answers.read(self.slack, self.workspace, envelope, self.slack.send(envelope))
        answers.take_command(self.slack, self.workspace, url, typed, outcome)

    # Shortcuts and Home

    def use_shortcut(self, callback_id: str, message: Message | None = None) -> None:
        """Use a global shortcut, or one of a message."""
        kind = "global" if message is None else "message"
        known = [
            s for s in self.slack.app.shortcuts if (s.callback_id, s.type) == (callback_id, kind)
        ]
        if not known or not self.workspace.has_app:
            raise CannotDo(f"the app has no {kind} shortcut {callback_id}")
        payload = self._interaction("shortcut" if message is None else "message_action")
        trigger = self.workspace.new_trigger(self.member.id)
        payload |= {"callback_id": callback_id, "trigger_id": trigger.id}
        payload["action_ts"] = self.workspace.next_ts()
        where = f"D{self.member.id[1:]}"
        if message is not None:
            where = message.channel
            payload |= self._message_shortcut(message)
        _, error = self._send(payload)
        if error:
            words = f"“{known[0].name}” failed with the error “{error}”"
            tell(self.workspace, self.member.id, where, words)

    def open_home(self, tab: str = "home") -> View | None:
        """Open the app's Home (or its messages), which the app hears of every time."""
        home = self.workspace.homes.get(self.member.id)
        inside: Json = {
            "type": "app_home_opened",
            "user": self.member.id,
            "tab": tab,
            "channel": f"D{self.member.id[1:]}",
            "event_ts": self.workspace.next_ts(),
        }
        if home is not None:
            inside["view"] = self._view(home)
        self.slack.send_event(self.workspace, "app_home_opened", inside)
        return self.workspace.homes.get(self.member.id)

    def _message_shortcut(self, message: Message) -> Json:
        channel = self.workspace.channels[message.channel]
        url = self.workspace.new_response_url(self.member.id, message, message.channel)
        return {
            "channel": {"id": channel.id, "name": payloads.channel_name(channel)},
            "message": message.as_slack(self.workspace.team_id),
            "message_ts": message.ts,
            "response_url": self._address(url),
        }

    def _may_speak(self, channel: Channel) -> None:
        if self.member.id not in channel.members:
            raise CannotDo(f"{self.member.name} is not in {channel.name}")
        if channel.is_archived:
            raise CannotDo(f"{channel.name} is archived")
        app = self.slack.app
        if channel.kind == "im" and (app.messages_read_only or not app.messages_tab):
            raise CannotDo("Sending messages to this app has been turned off.")

    def _tell_of(self, channel: Channel, message: Message) -> None:
        self.slack.send_message_event(message, self.workspace)
        if BOT_USER not in channel.members or channel.kind == "im":
            return
        if f"<@{BOT_USER}>" in message.text:
            inside = message.as_slack(self.workspace.team_id) | {"type": "app_mention"}
            inside |= {"channel": channel.id, "event_ts": message.ts}
            self.slack.send_event(self.workspace, "app_mention", inside)

    def _tell_of_change(self, message: Message, subtype: str, changed: Json) -> None:
        ts = self.workspace.next_ts()
        inside: Json = {"type": "message", "subtype": subtype, "ts": ts, "hidden": True} | changed
        self.slack.send_message_event(message, self.workspace, inside)

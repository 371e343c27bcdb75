"""What Slack's own client does for a person: it sends what they do, and shows what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground import answers, payloads, typed_text
from bot.playground.delivery import Answer, Envelope
from bot.playground.fields import KEYS, CannotDo, complaints, find_element, state_of, values_of
from bot.playground.responses import tell
from bot.playground.state import Channel, Json, Member, Message, ResponseUrl, View
from bot.playground.workspace import BOT_USER, Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

Place = Message | View


class ConfirmFirst(CannotDo):
    """The element asks for a confirmation before it does anything; `dialog` is what it asks."""

    def __init__(self, dialog: Json) -> None:
        super().__init__(dialog["text"]["text"])
        self.dialog = dialog


class Client:
    """One member's Slack window."""

    def __init__(self, slack: LocalSlack, workspace: Workspace, member: Member) -> None:
        self.slack = slack
        self.workspace = workspace
        self.member = member

    def sees(self, channel: Channel) -> bool:
        """Whether the channel is in this member's list."""
        return channel.kind == "public" or self.member.id in channel.members

    # Words

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
        command = next((c for c in self.slack.app.commands if c.command == word), None)
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

    # Components

    def put(self, place: Place, block_id: str, action_id: str, given: Any) -> Json:
        """Put something into a field without telling the app, as typing does."""
        _, element = find_element(self._blocks(place), action_id, block_id)
        if element["type"] not in KEYS:
            raise CannotDo(f"nothing can be put into a {element['type']}")
        state = state_of(self.workspace, element, given)
        self._states(place).setdefault(block_id, {})[action_id] = state
        self.workspace.touch()
        return state

    def press(
        self,
        place: Place,
        block_id: str,
        action_id: str,
        given: Any = None,
        confirmed: bool = False,
    ) -> None:
        """Press a button, or choose in a select; the app is told where Slack tells it."""
        block, element = find_element(self._blocks(place), action_id, block_id)
        if "confirm" in element and not confirmed:
            raise ConfirmFirst(element["confirm"])
        state = self._pressed(place, block_id, element, given)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return
        self._send_action(place, block_id, element, state)

    def press_seen(self, place: Place, block_id: str, button: Json) -> None:
        """Press a button as it was seen, also where it has changed in the meantime."""
        self._blocks(place)
        self._send_action(place, block_id, button, {})

    def suggest(self, place: Place, block_id: str, action_id: str, query: str) -> Json:
        """The options, or option_groups, that the app offers for what was typed so far."""
        _, element = find_element(self._blocks(place), action_id, block_id)
        nothing: Json = {"options": []}
        if len(query) < element.get("min_query_length", 3):
            return nothing
        payload = self._interaction("block_suggestion") | self._context(place)
        payload |= {"action_id": action_id, "block_id": block_id, "value": query}
        body, error = self._send(payload)
        return nothing if error else body

    def _pressed(self, place: Place, block_id: str, element: Json, given: Any) -> Json:
        if element["type"] == "overflow":
            options = element["options"]
            chosen = [o for o in options if given in (o, o.get("value"), o["text"]["text"])]
            if not chosen:
                raise CannotDo(f"{given!r} is not in the menu")
            return {"selected_option": chosen[0]}
        if element["type"] not in KEYS:
            return {}
        return self.put(place, block_id, element["action_id"], given)

    def _send_action(self, place: Place, block_id: str, element: Json, state: Json) -> None:
        action = payloads.action(element, block_id, state, self.workspace.next_ts())
        payload = self._interaction("block_actions") | self._context(place)
        modal = place if isinstance(place, View) and place.kind == "modal" else None
        trigger = self.workspace.new_trigger(self.member.id, modal.id if modal else None)
        payload |= {"trigger_id": trigger.id, "actions": [action]}
        if isinstance(place, Message):
            url = self.workspace.new_response_url(self.member.id, place, place.channel)
            payload["response_url"] = self._address(url)
        place.trouble = None
        _, error = self._send(payload)
        if error:
            place.trouble = answers.TROUBLE
            if isinstance(place, Message):
                place.revision = self.workspace.touch()
            self.workspace.touch()

    # Modals

    def submit(self, view: View) -> None:
        """Send a form; Slack's own complaints come first, and then nothing is sent."""
        self._on_top(view)
        values = values_of(view.payload["blocks"], view.values)
        view.errors, view.trouble = complaints(view.payload["blocks"], values), None
        self.workspace.touch()
        if view.errors:
            return
        payload = self._interaction("view_submission")
        trigger = self.workspace.new_trigger(self.member.id, view.id)
        payload |= {
            "trigger_id": trigger.id,
            "view": self._view(view),
            "response_urls": self._response_urls(view, values),
        }
        outcome = self._send(payload, answers.input_ids(view))
        answers.take_submission(self.workspace, view, outcome)

    def close(self, view: View, everything: bool = False) -> None:
        """Close a modal, with `everything` the ones below it too; the app hears if it asked to."""
        stack = self._on_top(view)
        cleared = everything or view.payload.get("clear_on_close", False)
        gone = list(reversed(stack)) if cleared else [view]
        with self.workspace.lock:
            for closed in gone:
                stack.remove(closed)
            self.workspace.touch()
        for closed in gone:
            if closed.payload.get("notify_on_close"):
                payload = self._interaction("view_closed")
                self._send(payload | {"view": self._view(closed), "is_cleared": cleared})

    def _on_top(self, view: View) -> list[View]:
        stack = self.workspace.modals.get(self.member.id, [])
        if not stack or stack[-1] is not view:
            raise CannotDo("this modal is not on top")
        return stack

    def _response_urls(self, view: View, values: dict[str, dict[str, Json]]) -> list[Json]:
        found = []
        for block in view.payload["blocks"]:
            element = block.get("element") or {}
            if not element.get("response_url_enabled"):
                continue
            block_id, action_id = block["block_id"], element["action_id"]
            state = values[block_id][action_id]
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel is None:
                continue
            url = self.workspace.new_response_url(self.member.id, None, channel)
            found.append(
                {
                    "block_id": block_id,
                    "action_id": action_id,
                    "channel_id": channel,
                    "response_url": self._address(url),
                }
            )
        return found

    # Shortcuts and Home

    def use_shortcut(self, callback_id: str, message: Message | None = None) -> None:
        """Use a global shortcut, or one of a message."""
        kind = "global" if message is None else "message"
        known = [
            s for s in self.slack.app.shortcuts if (s.callback_id, s.type) == (callback_id, kind)
        ]
        if not known:
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

    # Sending

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

    def _interaction(self, kind: str) -> Json:
        return payloads.interaction(self.slack.app, self.workspace, self.member, kind)

    def _send(self, payload: Json, inputs: frozenset[str] = frozenset()) -> tuple[Json, str | None]:
        envelope = Envelope("interactive", payload)
        off = Answer(failure="interactivity_is_off")
        answer = self.slack.send(envelope) if self.slack.app.interactive else off
        return answers.read(self.slack, self.workspace, envelope, answer, inputs)

    def _address(self, url: ResponseUrl) -> str:
        return f"{self.slack.base_url}/response/{url.id}"

    def _view(self, view: View) -> Json:
        return payloads.view_payload(self.slack.app, self.workspace, view)

    def _context(self, place: Place) -> Json:
        if isinstance(place, Message):
            return payloads.message_context(self.workspace, self.member, place)
        return {"container": {"type": "view", "view_id": place.id}, "view": self._view(place)}

    def _blocks(self, place: Place) -> list[Json]:
        if isinstance(place, Message):
            if place.deleted:
                raise CannotDo("this message is gone")
            return place.blocks
        if self.workspace.view(place.id) is None:
            raise CannotDo("this view is closed")
        return list(place.payload["blocks"])

    def _states(self, place: Place) -> dict[str, dict[str, Json]]:
        if isinstance(place, Message):
            return place.states.setdefault(self.member.id, {})
        return place.values

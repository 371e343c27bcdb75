"""People for tests: what they do, and what they then see."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from bot.playground.client import Client
from bot.playground.fields import CannotDo
from bot.playground.seen import Button, Form, Home, Seen
from bot.playground.state import Channel, Json, Member, Message
from bot.playground.workspace import Workspace

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack


class Person:
    """A member who types, taps and reads."""

    def __init__(self, slack: LocalSlack, workspace: Workspace, member: Member) -> None:
        self.slack = slack
        self.workspace = workspace
        self.member = member
        self.client = Client(slack, workspace, member)

    @property
    def id(self) -> str:
        """The member's Slack id."""
        return self.member.id

    def types(self, text: str, channel: str | None = None, thread: str | None = None) -> Outcome:
        """Type into the composer: a command where it begins with a slash, else a message.

        `channel` is an id or a name; without one it is the direct messages with the bot.
        """
        outcome = self.acting()
        outcome.said = self.client.enter(self._channel(channel), text, thread)
        return outcome

    def says(self, text: str, channel: str | None = None, **rest: Any) -> Message:
        """Post a message, with `thread_ts`, `blocks`, `attachments` or `files` in `rest`."""
        return self.client.say(self._channel(channel), text, **rest)

    def uploads(self, name: str, content: bytes, channel: str | None = None) -> Message:
        """Post a file; its object is in the message's `files`, also for a form's file field."""
        return self.client.upload(self._channel(channel), name, content)

    def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        self.client.edit(message, text)

    def deletes(self, message: Message) -> None:
        """Take one's own message back."""
        self.client.delete(message)

    def uses_shortcut(self, callback_id: str) -> Outcome:
        """Use a global shortcut."""
        outcome = self.acting()
        self.client.use_shortcut(callback_id)
        return outcome

    def uses_message_shortcut(self, callback_id: str, message: Message) -> Outcome:
        """Use a shortcut on a message."""
        outcome = self.acting()
        self.client.use_shortcut(callback_id, message)
        return outcome

    def allows(self, address: str, without: Collection[str] = ()) -> str:
        """Press Allow on the page at an authorize address, some optional scopes unticked.

        Gives where Slack leads the browser.
        """
        return self.slack.oauth.allow(address, self.workspace, self.id, without)

    def cancels(self, address: str) -> str:
        """Press Cancel there; gives where Slack leads the browser."""
        return self.slack.oauth.cancel(address)

    def opens_home(self) -> Home:
        """Open the bot's Home tab."""
        self.client.open_home()
        return Home(self)

    def reads(self, channel: str | None = None) -> list[Seen]:
        """What stands in a channel for this member, oldest first."""
        place = self._channel(channel)
        standing = self.workspace.standing(place.id)
        return [Seen(self, m) for m in standing if m.only_for in (None, self.id)]

    def acting(self) -> Outcome:
        """Begin to watch what comes of what this person does next."""
        return Outcome(self)

    @property
    def form(self) -> Form | None:
        """The modal on top, if one is open."""
        stack = self.workspace.modals.get(self.id)
        return Form(self, stack[-1]) if stack else None

    @property
    def home(self) -> Home:
        """The Home as it stands now."""
        return Home(self)

    def _channel(self, wanted: str | None) -> Channel:
        channel = self.workspace.find_channel(wanted or self.id)
        if channel is None:
            raise CannotDo(f"there is no channel {wanted}")
        return channel


class Outcome:
    """What a person sees since they acted; it grows while the bot works on."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.said: Message | None = None
        self._since = person.workspace.revision

    @property
    def messages(self) -> list[Seen]:
        """The bot's and Slack's messages that came or changed since."""
        visible = self.person.workspace.visible_to(self.person.id, self._since)
        bots = {m.id for m in self.person.workspace.members.values() if m.is_bot}
        return [Seen(self.person, m) for m in visible if m.user in bots and not m.deleted]

    @property
    def message(self) -> Seen:
        """The last of these messages. Raises CannotDo where there is none."""
        messages = self.messages
        if not messages:
            raise CannotDo(f"nothing came; Slack refused: {self.person.slack.refusals[-3:]}")
        return messages[-1]

    @property
    def form(self) -> Form:
        """The modal that is open now. Raises CannotDo where there is none."""
        form = self.person.form
        if form is None:
            raise CannotDo(f"no form is open; Slack refused: {self.person.slack.refusals[-3:]}")
        return form

    @property
    def text(self) -> str:
        """The last message's text."""
        return self.message.text

    @property
    def shown(self) -> str:
        """All words of the last message's blocks."""
        return self.message.shown

    @property
    def blocks(self) -> list[Json]:
        """The last message's blocks."""
        return self.message.blocks

    @property
    def buttons(self) -> list[Button]:
        """The last message's buttons."""
        return self.message.buttons

    def button(self, wanted: str) -> Button:
        """A button of the last message, by label, action_id or value."""
        return self.message.button(wanted)

    def waits(self, seconds: float = 5.0) -> Outcome:
        """Wait until a message has come; for what the bot answers after its acknowledgement."""
        self.person.workspace.wait_until(lambda: self.messages, seconds)
        return self

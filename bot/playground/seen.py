"""What people see, ready to be read and tapped: messages, buttons, forms, Home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground.fields import KEYS, CannotDo, values_of
from bot.playground.state import Json, Message, View
from bot.playground.window import Place
from bot.playground.words import words_in
from bot.playground.workspace import elements_of

if TYPE_CHECKING:
    from bot.playground.person import Outcome, Person


class Shown:
    """Something with blocks that a person looks at and taps."""

    person: Person

    @property
    def blocks(self) -> list[Json]:
        """The blocks as they stand now."""
        raise NotImplementedError

    @property
    def place(self) -> Place:
        """The message or view that the blocks are in."""
        raise NotImplementedError

    @property
    def shown(self) -> str:
        """What one reads in the blocks, a line for each text."""
        return words_in(self.blocks)

    @property
    def buttons(self) -> list[Button]:
        """Every button, in order."""
        return [
            Button(self, block["block_id"], element)
            for block in self.blocks
            for element in elements_of(block)
            if element["type"] == "button"
        ]

    def button(self, wanted: str) -> Button:
        """The first button with this label, action_id or value. Raises CannotDo."""
        for button in self.buttons:
            if wanted in (button.label, button.element["action_id"], button.value):
                return button
        raise CannotDo(f"no button {wanted!r} among {[b.label for b in self.buttons]}")

    def choose(self, action_id: str, given: Any, agree: bool = True) -> Outcome:
        """Choose in a select, checkboxes or a menu outside of a form's inputs."""
        block_id, _ = self._field(action_id)
        outcome = self.person.acting()
        self.person.client.press(self.place, block_id, action_id, given, confirmed=agree)
        return outcome

    def search(self, block_id: str, query: str) -> list[Json]:
        """The options that the bot offers for what is typed into an external select."""
        block, element = self._field(block_id)
        found = self.person.client.suggest(self.place, block, element["action_id"], query)
        grouped = [option for g in found.get("option_groups", []) for option in g["options"]]
        return list(found.get("options", [])) + grouped

    def _field(self, wanted: str) -> tuple[str, Json]:
        """The field with this block_id or action_id. Raises CannotDo."""
        for block in self.blocks:
            for element in elements_of(block):
                if (
                    wanted in (block["block_id"], element["action_id"])
                    and element["type"] != "button"
                ):
                    return block["block_id"], element
        raise CannotDo(f"there is no field {wanted!r}")


class Seen(Shown):
    """A message as a person sees it."""

    def __init__(self, person: Person, message: Message) -> None:
        self.person = person
        self.message = message

    @property
    def blocks(self) -> list[Json]:
        """The message's blocks."""
        return self.message.blocks

    @property
    def place(self) -> Place:
        """The message."""
        return self.message

    @property
    def text(self) -> str:
        """The top-level text, which notifications and screen readers have."""
        return self.message.text

    @property
    def is_private(self) -> bool:
        """Whether only this person sees it."""
        return self.message.only_for is not None

    def __repr__(self) -> str:
        return f"<{self.message.user} in {self.message.channel}: {self.text!r}>"


class Button:
    """A button as a person sees it."""

    def __init__(self, on: Shown, block_id: str, element: Json) -> None:
        self.on = on
        self.block_id = block_id
        self.element = element

    @property
    def label(self) -> str:
        """The words on the button."""
        return str(self.element["text"]["text"])

    @property
    def value(self) -> str:
        """What the button sends, "" for none."""
        return str(self.element.get("value", ""))

    @property
    def confirm(self) -> Json | None:
        """The confirmation dialog, if the button asks first."""
        return self.element.get("confirm")

    def click(self, agree: bool = True) -> Outcome:
        """Press the button; where it asks for confirmation, say yes or, with `agree`, no."""
        outcome = self.on.person.acting()
        if agree or self.confirm is None:
            self.on.person.client.press_seen(self.on.place, self.block_id, self.element)
        return outcome


class Home(Shown):
    """A person's App Home; it has no blocks before the bot has published it."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def blocks(self) -> list[Json]:
        """The Home's blocks as they stand now."""
        view = self.person.workspace.homes.get(self.person.id)
        return list(view.payload["blocks"]) if view else []

    @property
    def place(self) -> Place:
        """The Home's view."""
        return self.person.workspace.homes[self.person.id]


class Form(Shown):
    """An open modal."""

    def __init__(self, person: Person, view: View) -> None:
        self.person = person
        self.view = view

    @property
    def blocks(self) -> list[Json]:
        """The modal's blocks as they stand now."""
        return list(self.view.payload["blocks"])

    @property
    def place(self) -> Place:
        """The modal's view."""
        return self.view

    @property
    def title(self) -> str:
        """The words at the top."""
        return str(self.view.payload["title"]["text"])

    @property
    def callback_id(self) -> str:
        """The form's kind."""
        return str(self.view.payload.get("callback_id", ""))

    @property
    def errors(self) -> dict[str, str]:
        """What stands in red under fields: block_id → words."""
        return dict(self.view.errors)

    @property
    def trouble(self) -> str | None:
        """Slack's words where the bot did not answer as it must."""
        return self.view.trouble

    @property
    def is_open(self) -> bool:
        """Whether the modal is still there."""
        return self.person.workspace.view(self.view.id) is not None

    @property
    def fields(self) -> dict[str, Any]:
        """What each field holds now, by block_id: text, chosen values, or None."""
        shown: dict[str, Any] = {}
        for block_id, states in values_of(self.blocks, self.view.values).items():
            for state in states.values():
                shown[block_id] = _plain(state[KEYS[state["type"]][0]])
        return shown

    def fill(self, **given: Any) -> Form:
        """Put something into fields, by block_id or action_id; None empties one."""
        for name, value in given.items():
            block_id, element = self._field(name)
            self.person.client.put(self.view, block_id, element["action_id"], value)
        return self

    def submit(self, **given: Any) -> Outcome:
        """Fill what is given and press the form's own button."""
        self.fill(**given)
        outcome = self.person.acting()
        self.person.client.submit(self.view)
        return outcome

    def close(self) -> Outcome:
        """Close the form without sending it."""
        outcome = self.person.acting()
        self.person.client.close(self.view)
        return outcome


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value["value"] if isinstance(value, dict) and "value" in value else value

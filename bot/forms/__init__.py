"""Forms, one modal each: open, suggest, update, submit."""

from collections.abc import Sequence
from typing import Protocol

from bot.call import Block, Call, Modal, Reply
from storage import Store


class Form(Protocol):
    """What every form offers."""

    CALLBACK_ID: str

    def submit(self, call: Call, store: Store, view: Block) -> Reply:
        """Save what was typed; a UserError keeps the form open."""


class Suggesting(Form, Protocol):
    """A form with a select whose options depend on what is typed."""

    def suggest(self, call: Call, store: Store, block_id: str, typed: str) -> Sequence[Block]:
        """Give up to a hundred options."""


class Changing(Form, Protocol):
    """A form that changes with what is chosen in it."""

    def update(self, call: Call, store: Store, view: Block) -> Modal | None:
        """Give the form as it is after the choice, None where it stays."""

"""The handles by which a demo's page moves the bot's clock and fills its log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """A clock that can be put forward."""

    def now(self) -> datetime:
        """The present moment, with its zone."""

    def advance_to(self, moment: datetime) -> None:
        """Go forward to a moment."""


@dataclass(frozen=True)
class Controls:
    """What the composition root lets the page do; what is None is not offered.

    `next_digest` gives the moment of the next digest, or None where there is none to come.
    `on_clock_moved` is called after each jump. `load_demo` fills the log and may say what it did,
    in the locale of who asked for it.
    """

    clock: Clock | None = None
    next_digest: Callable[[], datetime | None] | None = None
    on_clock_moved: Callable[[], None] | None = None
    load_demo: Callable[[str], str | None] | None = None

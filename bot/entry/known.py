"""What the parser may ask of an event."""

from collections.abc import Collection, Sequence
from typing import Protocol

from storage.kinds import STANDARD_TYPES


class Known(Protocol):
    """An event as the parser sees it; every answer may be looked up when it is asked for."""

    @property
    def has_catalogue(self) -> bool:
        """Whether a catalogue was imported, so that look-alikes of codes have to be known."""

    @property
    def topics(self) -> Collection[str]:
        """The known topics; those that hold commas matter."""

    @property
    def types(self) -> Sequence[str]:
        """The names of the session types."""

    def is_code(self, code: str) -> bool:
        """Tell whether a base code is known; case, width and hyphen do not matter."""

    def titles(self, code: str | None) -> Sequence[str]:
        """The titles of the session with that base code; for None, of all sessions."""


class Nothing:
    """An event that knows only the standard session types."""

    has_catalogue = False
    topics: Collection[str] = ()
    types: Sequence[str] = tuple(kind.name for kind in STANDARD_TYPES)

    def is_code(self, code: str) -> bool:  # noqa: ARG002 - the protocol's signature
        """Know no code."""
        return False

    def titles(self, code: str | None) -> Sequence[str]:  # noqa: ARG002 - as above
        """Know no title."""
        return ()


NOTHING_KNOWN: Known = Nothing()

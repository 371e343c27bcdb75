"""An event with a catalogue, for the tests of the entry text."""

from collections.abc import Collection, Sequence

from bot.entry import code_key
from bot.entry.known import Nothing


class Catalogued(Nothing):
    """An event with a catalogue."""

    has_catalogue = True
    topics: Collection[str] = ("Food, Drink", "Tents")
    types: Sequence[str] = ("Keynote", "Campfire Round")

    def is_code(self, code: str) -> bool:
        return code_key(code) in {"net402", "ab01", "keynote1", "2001", "abc12talk"}

    def titles(self, code: str | None) -> Sequence[str]:
        everything = ("3 ways to page", "Retries in Web 3", "Ship it !", "Best of (recommended)")
        return everything if code in {"NET402", None} else ()


KNOWN = Catalogued()

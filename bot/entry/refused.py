"""What the parser refuses, with a reason that other rooms put into words."""

from typing import Literal

Reason = Literal["no_session", "stars_out_of_range", "several_entries"]


class EntryRefused(ValueError):
    """An entry that can't be read: `line` counts from 1, `word` is what gave offence."""

    def __init__(self, reason: Reason, line: int = 1, text: str = "", word: str = "") -> None:
        super().__init__(f"{reason}: line {line}: {word or text}")
        self.reason: Reason = reason
        self.line = line
        self.text = text
        self.word = word

    def at(self, line: int) -> "EntryRefused":
        """The same refusal, at another line."""
        return EntryRefused(self.reason, line, self.text, self.word)

"""What a file holds that could not be read."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence (a template for `Reader.say`) about a line of the file, counted from 1."""

    line: int
    message: str
    words: dict[str, object] = field(default_factory=dict)


class NotReadable(Exception):
    """The file as a whole is not understood; the sentence is a template with its words."""

    def __init__(self, message: str, line: int = 1, **words: object) -> None:
        super().__init__(message)
        self.problem = Problem(line, message, words)

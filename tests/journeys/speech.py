"""What people of one language type, and read on the bot's buttons, forms and messages."""

from dataclasses import dataclass

from bot.call import Reader
from bot.commands import called
from bot.router import SUBCOMMANDS


@dataclass(frozen=True, slots=True)
class Speech:
    """The bot's words in a language."""

    language: str

    @property
    def reader(self) -> Reader:
        """Whom the bot would speak to."""
        return Reader(self.language)

    def __call__(self, message: str, **words: object) -> str:
        """Give a message of the bot's."""
        return self.reader.say(message, **words)

    def many(self, one: str, many: str, count: int) -> str:
        """Give a message of the bot's that counts."""
        return self.reader.say_many(one, many, count)

    def types(self, name: str, rest: str = "") -> str:
        """What they type for a subcommand, by its name in their language."""
        return f"/session {self.called(name)} {rest}".strip()

    def called(self, name: str) -> str:
        """The subcommand's name in their language."""
        return called(SUBCOMMANDS[name], self.reader)

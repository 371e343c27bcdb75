"""`/session` and `/session help [sub]`: the menu, and what can be typed."""

from collections.abc import Sequence

from bot.call import Block, Button, Call, Message, Reader, Reply
from bot.commands import Subcommand
from bot.views import blocks
from storage import Store
from storage.folding import fold

# What a tap on the menu runs, in the order of use; a command that isn't there isn't shown.
MENU = (
    Button("Log a session", "add", style="primary"),
    Button("Top sessions", "top"),
    Button("Search", "search"),
    Button("My takeaways", "mine"),
    Button("Still incomplete", "mine incomplete"),
    Button("Watch list", "later"),
    Button("Events", "event"),
    Button("Digest", "digest"),
    Button("Statistics", "stats"),
    Button("My profile", "profile"),
    Button("All commands", "help"),
)


class Help:
    """Knows the subcommands that it explains."""

    NAME = "help"
    ALIASES: tuple[str, ...] = ("ヘルプ",)
    SUMMARY = "what can be typed"
    SYNTAX = "{command} help [COMMAND]"
    EXAMPLE = "{command} help add"
    HIDDEN = False

    def __init__(self, others: Sequence[Subcommand]) -> None:
        self.listed: tuple[Subcommand, ...] = (*(each for each in others if not each.HIDDEN), self)

    def menu(self, reader: Reader) -> Message:
        """The buttons that a newcomer needs."""
        names = {each.NAME for each in self.listed}
        buttons = [
            Button(reader.say(each.label), each.command, each.style)
            for each in MENU
            if each.command.split()[0] in names
        ]
        example = reader.say("{command} add NET402 5 What I learnt", command=reader.command)
        return blocks.message(
            [
                blocks.section(reader.say("What would you like to do?")),
                blocks.actions(*buttons),
                blocks.context(reader.say("Or type it: {example}", example=example)),
            ]
        )

    def run(self, call: Call, store: Store) -> Reply:  # noqa: ARG002  # Help is in the code.
        """Explain one subcommand, or list them all."""
        asked = fold(call.words[0]) if call.words else ""
        for each in self.listed:
            if asked in {fold(name) for name in (each.NAME, *each.ALIASES)}:
                return blocks.message(self._one(each, call.reader))
        return blocks.message([*self._not_one(call), *self._all(call.reader)])

    def _not_one(self, call: Call) -> list[Block]:
        """Say what was not understood."""
        if not call.words:
            return []
        reader = call.reader
        said = reader.say(
            "“{word}” is not a command. For example: {example}",
            word=blocks.fit(call.words[0], 80),
            example=reader.say(self.EXAMPLE, command=reader.command),
        )
        return [blocks.section(said)]

    def _one(self, each: Subcommand, reader: Reader) -> list[Block]:
        syntax = reader.say(each.SYNTAX, command=reader.command)
        example = reader.say(each.EXAMPLE, command=reader.command)
        lines = [
            blocks.section(reader.say(each.SUMMARY)),
            blocks.paragraph(blocks.words(syntax, code=True)),
            blocks.paragraph(
                blocks.words(reader.say("For example:") + " "), blocks.words(example, code=True)
            ),
        ]
        if reader.language == "ja" and each.ALIASES:
            names = (*each.ALIASES, each.NAME)
            lines.append(blocks.context(reader.say("Also: {names}", names=names)))
        return lines

    def _all(self, reader: Reader) -> list[Block]:
        lines = [
            blocks.paragraph(
                blocks.words(reader.say(each.SYNTAX, command=reader.command), code=True),
                blocks.words("\n" + reader.say(each.SUMMARY)),
            )
            for each in self.listed
        ]
        more = reader.say("{command} help add shows an example.", command=reader.command)
        return [*lines, blocks.context(more)]

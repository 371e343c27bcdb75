"""Subcommands, one module each: parse, ask the storage, give the view."""

from typing import Protocol

from bot.call import Call, Reader, Reply
from storage import Store


class Subcommand(Protocol):
    """What a module here offers; its texts are templates for `Reader.say`."""

    NAME: str
    ALIASES: tuple[str, ...]
    SUMMARY: str
    SYNTAX: str
    EXAMPLE: str
    HIDDEN: bool

    def run(self, call: Call, store: Store) -> Reply:
        """Do what was asked and answer it."""


def called(subcommand: Subcommand, reader: Reader) -> str:
    """The name that the reader would type; the aliases are Japanese."""
    names = subcommand.ALIASES if reader.language == "ja" else ()
    return names[0] if names else subcommand.NAME

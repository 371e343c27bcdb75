"""Subcommands, one module each: parse, ask the storage, give the view."""

from typing import Protocol

from bot.call import Call, Reply
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

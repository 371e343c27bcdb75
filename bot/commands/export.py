"""`/session export [md|csv|json] [filters]`: the log as a file, to my DM."""

import re
from dataclasses import dataclass, replace

from bot import files, filters
from bot.call import Button, Call, File, Later, Reply, UserError
from bot.commands.asking import ALL_EVENTS, asked, called
from bot.locale import N_
from bot.views import blocks
from bot.views import files as views
from storage import Store
from storage.folding import fold
from storage.log import Log
from storage.records import Filter

NAME = "export"
ALIASES: tuple[str, ...] = ("出力",)
SUMMARY = N_("sends you the log as a file")
SYNTAX = "{command} export [md|csv|json] [FILTERS]"
EXAMPLE = "{command} export md event:reinvent-2023 recommended"
HIDDEN = False

KINDS = {"md": "md", "markdown": "md", "csv": "csv", "json": "json"}
USUAL = "md"

_UNSAFE = re.compile(r"[^\w.-]+")  # in the name of a file


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file of which part of the log; `asked` says the filter in words."""

    kind: str
    filter: Filter
    asked: str


def run(call: Call, store: Store) -> Reply:
    """Say that the file comes, then write and send it."""
    wanted = _wanted(call, store)
    coming = views.coming(wanted.kind, wanted.asked, call.reader)
    return Later(coming, lambda: _file(call, store, wanted))


def _wanted(call: Call, store: Store) -> Wanted:
    found = asked(call, store).filter
    kinds = [KINDS[fold(word)] for word in found.words if fold(word) in KINDS]
    others = [word for word in found.words if fold(word) not in KINDS]
    if others or len(kinds) > 1:
        raise UserError(
            "{command} export takes one of md, csv and json, and filters; “{words}” is neither.",
            command=call.reader.command,
            words=blocks.fit(" ".join(others or found.words), 60),
            buttons=tuple(Button(kind, f"{NAME} {kind}") for kind in files.KINDS),
        )
    chosen = replace(found, words=(), event=_event(call, store, found.event))
    said = filters.describe(chosen, call.reader, called(call, chosen))
    return Wanted(kinds[0] if kinds else USUAL, chosen, said)


def _event(call: Call, store: Store, named: str | None) -> str | None:
    """Give the key of a named event as it is written."""
    if named is None or named == ALL_EVENTS:
        return named
    return store.events.get(call.who.team_id, named).key


def _file(call: Call, store: Store, wanted: Wanted) -> File:
    log = _visible(call, store.transfer.choose(call.who, wanted.filter))
    text = files.written(log, wanted.kind, call.reader.language)
    event = wanted.filter.event
    named = _UNSAFE.sub("-", event) if event and event != ALL_EVENTS else "sessions"
    name = f"{blocks.fit(named, 80)}.{wanted.kind}"
    heading = call.reader.say("Session takeaways")
    return File(
        message=views.exported(log, wanted.kind, wanted.asked, call.reader),
        name=name,
        # Slack takes no file without a byte in it.
        content=(text or f"# {heading}\n").encode(),
        title=name,
    )


def _visible(call: Call, log: Log) -> Log:
    """Leave out what others mean to watch: that is for them and for admins."""
    mine = tuple(each for each in log.watching if each.user == call.who.user_id)
    if mine == log.watching or call.slack.is_admin(call.who.user_id):
        return log
    return replace(log, watching=mine)

"""The table of contents: which words lead to which subcommand, and every outcome an answer."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from bot import mentions, trace
from bot.bare_entry import meant_by
from bot.call import Button, Call, Later, Message, Reader, Reply, UserError
from bot.commands import (
    Subcommand,
    add,
    called,
    delete,
    digest,
    draft,
    edit,
    event,
    export,
    forget_me,
    importing,
    instead,
    later,
    mine,
    move,
    nudge,
    profile,
    rate,
    read,
    search,
    share,
    show,
    stats,
    top,
    undo,
    watched,
)
from bot.commands.help import Help
from bot.locale import translate
from bot.views import blocks, failures
from storage import Store
from storage.errors import Unavailable
from storage.folding import fold

T = TypeVar("T")

# In the order of `help`; what only buttons type comes last.
MODULES: tuple[Subcommand, ...] = (
    add,
    rate,
    undo,
    top,
    show,
    search,
    mine,
    edit,
    delete,
    later,
    watched,
    event,
    digest,
    stats,
    profile,
    forget_me,
    importing,
    export,
    share,
    read,
    move,
    nudge,
    instead,
    draft,
)
HELP = Help(MODULES)
SUBCOMMANDS: Mapping[str, Subcommand] = {each.NAME: each for each in (*MODULES, HELP)}

# Their words are kept: people are named in them as text, never mentioned.
KEPT = ("add", "rate")

# What they answer changes nothing that anybody keeps.
READING = ("top", "show", "search", "mine", "stats", "help", "share", "read", "export", "draft")

# What a phone puts around a word.
QUOTES = "\"'“”„‘’「」"


def answer(text: str, call: Call, store: Store) -> Reply:
    """Run what was typed, or say what stood in its way."""
    return served(lambda: _run(text, call, store), call, store, typed=text)


def served(work: Callable[[], Reply], call: Call, store: Store, typed: str = "") -> Reply:
    """Do the work; what it leaves for later ends in an answer too."""
    return patient(guarded(work, call, store, typed), call, store, typed)


def patient(reply: Reply, call: Call, store: Store, typed: str = "") -> Reply:
    """Let the work that a reply leaves for later end in an answer, whatever goes wrong."""
    if not isinstance(reply, Later):
        return reply
    work = reply.work
    return replace(reply, work=lambda: guarded(work, call, store, typed))


def guarded(work: Callable[[], T], call: Call, store: Store, typed: str = "") -> T | Message:
    """Do the work; whatever goes wrong becomes a sentence with the next step."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001  # Whatever it is, the person gets an answer.
        return failed(error, call, store, typed)


def failed(error: Exception, call: Call, store: Store, typed: str = "") -> Message:
    """Say what stood in the way and repeat what was typed."""
    if isinstance(error, UserError):
        return _refused(error, call, store)
    return failures.told(failures.sentence(error, call.reader), typed)


def named(text: str) -> str | None:
    """Name the subcommand that a text calls, None for an entry without one."""
    first, _ = _parted(text)
    found = _subcommand(first) if first else HELP
    return found.NAME if found else None


def _run(text: str, call: Call, store: Store) -> Reply:
    first, rest = _parted(text)
    if not first:
        trace.called(HELP.NAME)
        return HELP.menu(call.reader)
    found = _subcommand(first)
    if found is None:
        meant = meant_by(text, call.who.team_id, store)
        if meant is None:
            raise _unknown(first, text, call.reader)
        found, rest = SUBCOMMANDS[meant], text.strip()
    trace.called(found.NAME)
    if found.NAME in KEPT:
        rest = mentions.named(rest, call.slack.names)
    return found.run(replace(call, name=found.NAME, text=rest), store)


def _parted(text: str) -> tuple[str, str]:
    """Part the first word from what follows it, as it was typed."""
    words = text.split(maxsplit=1)
    return (words[0], words[1].rstrip() if len(words) > 1 else "") if words else ("", "")


def _subcommand(word: str) -> Subcommand | None:
    asked = fold(word.strip(QUOTES))
    for each in SUBCOMMANDS.values():
        if asked in {fold(name) for name in (each.NAME, *each.ALIASES)}:
            return each
    return None


def _unknown(word: str, text: str, reader: Reader) -> UserError:
    """Refuse a first word that is none, with the nearest subcommand and an example."""
    names = {fold(name): each for each in HELP.listed for name in (each.NAME, *each.ALIASES)}
    near = difflib.get_close_matches(fold(word), names, n=1, cutoff=0.5)
    meant = names[near[0]] if near else HELP
    words = {
        "word": blocks.fit(word, 80),
        "example": reader.say(meant.EXAMPLE, command=reader.command),
        "typed": text if text.strip() != word else "",
    }
    if not near:
        return UserError(
            "“{word}” is not a command. For example: {example}",
            buttons=(Button("All commands", "help"),),
            **words,
        )
    corrected = f"{meant.NAME} {_parted(text)[1]}".strip()
    buttons = [Button("How it is used", f"help {meant.NAME}"), Button("All commands", "help")]
    if blocks.length(corrected) <= blocks.VALUE:
        buttons.insert(0, Button("Yes, do that", corrected, "primary"))
    return UserError(
        "“{word}” is not a command. Did you mean “{name}”? For example: {example}",
        buttons=tuple(buttons),
        name=called(meant, reader),
        **words,
    )


def _refused(error: UserError, call: Call, store: Store) -> Message:
    """Repeat what was typed as plain text, with a button that opens the form with all of it."""
    trace.came_to("refused")
    # A label may be a session's title, so it is translated but has nothing filled in.
    language = call.reader.language
    buttons = [replace(each, label=translate(language, each.label)) for each in error.buttons]
    if error.typed:
        draft = _kept(error.typed, call, store)
        if draft:
            label = call.reader.say("Open it in the form")
            buttons.append(Button(label, f"draft {draft}"))
    return failures.told(error.sentence(call.reader), error.typed, buttons)


def _kept(typed: str, call: Call, store: Store) -> str:
    try:
        return store.drafts.keep(call.who, typed)
    except Unavailable:
        return ""

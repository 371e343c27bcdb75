"""`/session top [N] [WORDS] [filters]`: the best-rated sessions first."""

import unicodedata
from dataclasses import dataclass, replace

from bot import filters
from bot.call import Block, Button, Call, Message, Reader, Reply, UserError
from bot.commands.asking import Asked, asked, listing
from bot.locale import N_
from bot.views import blocks, sessions
from bot.views.sessions import Listing
from storage import Store
from storage.records import Filter, Ranked

NAME = "top"
ALIASES: tuple[str, ...] = ("トップ",)
SUMMARY = N_("shows the best-rated sessions")
SYNTAX = "{command} top [N] [WORDS] [FILTERS]"
EXAMPLE = "{command} top 10 level:300+ recorded"
HIDDEN = False

USUAL = 5
MOST = 20
EVENT = 100  # UTF-16 units of an event's name, which leaves room for the words around it


@dataclass(frozen=True, slots=True)
class Best:
    """A part of the list, with what was asked for."""

    sessions: Ranked
    listing: Listing
    wanted: Asked
    count: int

    def shown(self, reader: Reader) -> list[Block]:
        """The list, with a button for each session."""
        several = self.wanted.in_all_events
        return sessions.top(self.sessions, self.listing, reader, events=several)


def run(call: Call, store: Store) -> Reply:
    """Show a page of the best-rated sessions."""
    found = best(call, store)
    turned = found.wanted.turned
    if not found.sessions.items:
        return replace(_nothing(call, found), replaces=turned)
    buttons = sessions.row(_buttons(call, found))
    return blocks.message([*found.shown(call.reader), *buttons], replaces=turned)


def best(call: Call, store: Store) -> Best:
    """Read what is asked for, and look it up."""
    wanted = asked(call, store)
    count, words = _count(wanted.filter.words, call.reader.command)
    wanted = replace(wanted, filter=replace(wanted.filter, words=words))
    page = wanted.page or 1
    found = store.sessions.top(call.who, wanted.filter, (page - 1) * count, count)
    if page > 1 and not found.items:
        # What stood here was deleted since; the list begins anew.
        wanted = replace(wanted, page=1)
        found = store.sessions.top(call.who, wanted.filter, 0, count)
    command = NAME if count == USUAL else f"{NAME} {count}"
    return Best(
        found, listing(call, wanted, _title(call, found, wanted), command, count), wanted, count
    )


def _title(call: Call, found: Ranked, wanted: Asked) -> str:
    if found.items and not wanted.in_all_events:
        event = blocks.fit(found.event_name, EVENT)
        return call.reader.say("Top sessions of {event}", event=event)
    return call.reader.say("Top sessions")


def _count(words: tuple[str, ...], command: str) -> tuple[int, tuple[str, ...]]:
    """How many are wanted: the first word, where it is a number."""
    first = unicodedata.normalize("NFKC", words[0]) if words else ""
    if not (first.isascii() and first.isdigit()):
        return USUAL, words
    count = int(first) if len(first) < 9 else MOST + 1
    if not 1 <= count <= MOST:
        raise UserError(
            "The number after {name} is how many to show, from 1 to {most}. "
            "For words of a title type {command} search {words}.",
            name=NAME,
            most=MOST,
            command=command,
            words=blocks.fit(" ".join(words), 60),
        )
    return count, words[1:]


def _buttons(call: Call, found: Best) -> list[Button]:
    say, page = call.reader.say, found.listing
    if found.wanted.filter.recorded:
        rest = replace(found.wanted.filter, recorded=False)
        recorded = Button(say("Not only recorded"), _typed(found.count, rest) + " page:1")
    else:
        recorded = Button(say("Recorded only"), page.turned(1, "recorded"))
    share = Button(say("Share"), f"share {page.turned(page.page)}")
    return [*sessions.turns(page, call.reader, more=found.sessions.more), recorded, share]


def _typed(count: int, wanted: Filter) -> str:
    return f"{NAME} {count} {filters.text(wanted)}".strip()


def _nothing(call: Call, found: Best) -> Message:
    """What to do next where nothing was found."""
    wanted, reader = found.wanted.filter, call.reader
    log = Button(reader.say("Log a session"), "add", style="primary")
    everywhere = _typed(found.count, replace(wanted, event="all"))
    further = [Button(reader.say("In all events"), everywhere)] if wanted.event != "all" else []
    if replace(wanted, event=None) == Filter():
        said = reader.say(
            "No session has stars yet. Be the first: {command} add NET402 5 and what you think.",
            command=reader.command,
        )
        buttons = [log, *(further if wanted.event is None else [])]
        return sessions.nothing(found.listing, said, buttons)
    said = reader.say("No session with stars is like that. Ask for less, or look further.")
    without = Button(reader.say("Without filters"), NAME)
    return sessions.nothing(found.listing, said, [without, *further])

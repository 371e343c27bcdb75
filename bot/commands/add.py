"""`/session add`: the form; with an entry behind it, saved at once."""

from bot.call import Call, Reply, UserError
from bot.commands import numbered
from bot.commands.alternatives import Alternatives
from bot.commands.reference import is_every_event
from bot.commands.unreadable import require_event, unreadable
from bot.entry.reading import parse_entries
from bot.entry.refused import EntryRefused
from bot.filters import take_event
from bot.forms import takeaway
from bot.views import takeaways
from storage import Store

NAME = "add"
ALIASES: tuple[str, ...] = ("追加",)
SUMMARY = "logs a session: alone it opens a form, with an entry it saves at once"
SYNTAX = "{command} add [STARS CODE TITLE] [event:KEY]"
EXAMPLE = "{command} add NET402 5 Surviving overloads"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Save the entries that were typed, and say what else one could have been."""
    event, text = take_event(call.text)
    if is_every_event(event):
        raise UserError(
            "event:all is no event to log in. Leave it out, or name one: {command} event"
            " lists them.",
            command=call.reader.command,
            typed=text,
        )
    if not text.strip():
        return takeaway.open_empty(call, store, event)
    require_event(call, store, event, text)
    try:
        number = numbered.number_of(text)
        if number:
            saved = numbered.add(call, store, text, number, quick=is_one_line(text))
            return takeaways.saved(saved, call.reader)
        return _added(call, store, text, event)
    except EntryRefused as refused:
        raise unreadable(refused, typed=call.text) from refused


def _added(call: Call, store: Store, text: str, event: str | None) -> Reply:
    """Save the entries, and say what else a single one could have been."""
    known = store.sessions.known(call.who.team_id, event)
    quick = is_one_line(text)
    entries = parse_entries(text, known, quick=quick)
    alternatives = Alternatives.of(text, entries, known, quick=quick)
    saved = store.takeaways.add(call.who, entries, event=event, quick=quick)
    return takeaways.saved(saved, call.reader, alternatives.buttons(saved, call, store, event))


def is_one_line(text: str) -> bool:
    """Whether it is the quick form, where the last word may be a bare digit."""
    return len([line for line in text.splitlines() if line.strip()]) == 1

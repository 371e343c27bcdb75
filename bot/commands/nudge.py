"""`nudge tomorrow KEY`, `nudge off KEY`, `nudge on KEY`: the buttons of a reminder."""

from bot.call import Call, Reply, UserError
from bot.locale import N_
from bot.views import letters
from storage import Store

NAME = "nudge"
ALIASES: tuple[str, ...] = ()
SUMMARY = N_("says when to be reminded of incomplete takeaways")
SYNTAX = "{command} nudge tomorrow|off|on KEY"
EXAMPLE = "{command} nudge off reinvent-2023"
HIDDEN = True


def run(call: Call, store: Store) -> Reply:
    """Remind the caller tomorrow, never again of this event, or again."""
    when, _, key = call.text.strip().partition(" ")
    if when not in ("tomorrow", "off", "on"):
        raise UserError(
            "Type {command} nudge tomorrow, off or on, and the key of an event.",
            command=call.reader.command,
        )
    event = store.events.get(call.who.team_id, key.strip())
    if when == "tomorrow":
        store.letters.remind_tomorrow(call.who, event.key)
        return letters.tomorrow(event, call.reader)
    store.letters.want_nudges(call.who, event.key, on=when == "on")
    return (
        letters.again(event, call.reader) if when == "on" else letters.no_more(event, call.reader)
    )

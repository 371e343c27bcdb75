"""An entry that can't be read, put into words."""

from bot.call import Button, Call, UserError
from bot.commands.reference import is_every_event
from bot.entry.refused import EntryRefused
from bot.views.blocks import LABEL, VALUE, fit, length
from storage import NotFound, Store

WORD = 60  # characters of what gave offence


def unreadable(refused: EntryRefused, typed: str = "", field: str | None = None) -> UserError:
    """Say why an entry was refused, with what is accepted; `typed` comes back in the form."""
    word = fit(" ".join((refused.word or refused.text).split()), WORD)
    match refused.reason:
        case "stars_out_of_range":
            return UserError(
                "“{word}” is no number of stars. They go from 1 to 5:"
                " 4, 4/5, ★4, 4 stars, 星4 or ★★★★. Nothing was saved.",
                word=word,
                typed=typed,
                field=field,
            )
        case "several_entries":
            return UserError(
                "That is more than one entry. Here one is meant. Nothing was saved.",
                typed=typed,
                field=field,
            )
        case _ if refused.line > 1:
            return UserError(
                "Line {line} names no session: begin with a code or a title,"
                " such as ★★★★ NET402. Nothing was saved.",
                line=refused.line,
                typed=typed,
                field=field,
            )
        case _:
            return UserError(
                "That names no session: begin with a code or a title,"
                " such as ★★★★ NET402. Nothing was saved.",
                typed=typed,
                field=field,
            )


def require_event(call: Call, store: Store, event: str | None, typed: str) -> None:
    """Refuse an entry in an event that nobody made; buttons put it in those that there are."""
    if event is None or is_every_event(event):
        return
    try:
        store.events.get(call.who.team_id, event)
    except NotFound as missing:
        places = [(key, f"{call.name} event:{key} {typed}") for key in missing.nearest]
        raise UserError(
            "There is no event “{name}”. Nothing was saved: where does it belong?"
            " {command} event lists the events.",
            name=fit(event, WORD),
            command=call.reader.command,
            typed=typed,
            buttons=tuple(
                Button(fit(key, LABEL), again) for key, again in places if length(again) <= VALUE
            ),
        ) from missing

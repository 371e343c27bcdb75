"""`/session import`: a file into the log, through a form."""

from bot import filters
from bot.call import Button, Call, Reply, UserError
from bot.commands.bringing import TRIED, bring_tried
from bot.forms import importing as form
from bot.locale import N_
from bot.views.blocks import fit
from storage import Store

NAME = "import"
ALIASES: tuple[str, ...] = ("取込",)
SUMMARY = N_("brings a file into the log")
SYNTAX = "{command} import [event:KEY]"
EXAMPLE = "{command} import event:reinvent-2023"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Open the form, or import what was only tried before."""
    if call.text.startswith(TRIED):
        return bring_tried(call, store, call.text)
    event, words = filters.take_event(call.text)
    if words.strip():
        raise UserError(
            "{command} import opens a form that takes a file; “{words}” says nothing to it.",
            command=call.reader.command,
            words=fit(words, 60),
            buttons=(Button("Choose a file", NAME),),
        )
    return form.open_import(call, store, event)

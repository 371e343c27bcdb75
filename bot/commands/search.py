"""`/session search WORDS [filters]`: in titles, codes, topics and all that people wrote.

Without words it asks for them in a form.
"""

from dataclasses import replace

from bot.call import Button, Call, Modal, Reply, UserError
from bot.commands.asking import asked, listing
from bot.locale import N_
from bot.views import blocks, searching, sessions
from storage import Store

NAME = "search"
ALIASES: tuple[str, ...] = ("検索",)
SUMMARY = N_("finds words in titles and takeaways")
SYNTAX = "{command} search WORDS [FILTERS]"
EXAMPLE = "{command} search cold start level:300+"
HIDDEN = False

SIZE = 5


def run(call: Call, store: Store) -> Reply:
    """Show where the words were found."""
    wanted = asked(call, store)
    words = " ".join(wanted.filter.words)
    if not words and call.text.strip():
        raise UserError(
            "Say what to search for, such as {command} search cold start.",
            command=call.reader.command,
        )
    if not words:
        return Modal(searching.form(call.reader))
    shown = listing(call, wanted, call.reader.say("Search"), NAME, SIZE)
    only = replace(wanted.filter, words=())
    found = store.search.find(call.who, words, only, shown.offset, SIZE)
    if not found.items:
        everywhere = replace(shown, command=f"{shown.command} event:all")
        further = Button(call.reader.say("In all events"), everywhere.command)
        said = call.reader.say(
            "Nothing has all these words. Try fewer, or the beginning of one of them."
        )
        buttons = [further] if wanted.filter.event is None else []
        return replace(sessions.nothing(shown, said, buttons), replaces=wanted.turned)
    names = dict(call.slack.names({each.user for each in found.items if each.user}))
    built = sessions.hits(found, shown, call.reader, names)
    return blocks.message(built, replaces=wanted.turned)

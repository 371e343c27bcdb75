"""`/session stats [WORDS] [filters]`: what a log amounts to, as text bars and as a picture."""

from dataclasses import replace

from bot import filters
from bot.call import Button, Call, File, Later, Reply
from bot.commands.asking import Asked, asked, listing
from bot.locale import N_
from bot.views import blocks, figures, picture, sessions
from bot.views.events import named
from bot.views.sessions import Listing
from storage import Store
from storage.statistics import Figures

NAME = "stats"
ALIASES: tuple[str, ...] = ("統計",)
SUMMARY = N_("counts what was logged: ratings, types, the most active topics")
SYNTAX = "{command} stats [WORDS] [FILTERS]"
EXAMPLE = "{command} stats event:all since:7d"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Give the figures as bars at once; the picture follows where it can be drawn."""
    wanted = asked(call, store)
    found = store.statistics.figures(call.who, wanted.filter)
    # The title names the event.
    besides = replace(wanted, filter=replace(wanted.filter, event=None))
    page = listing(call, besides, _title(call, store, wanted), NAME, 1)
    buttons = _buttons(call, wanted)
    if not found.takeaways:
        said = call.reader.say("Nothing is logged that is like that.")
        return sessions.nothing(page, said, buttons)
    pictured = picture.available()
    bars = figures.shown(found, page, call.reader, pictured=pictured, buttons=buttons)
    return Later(bars, lambda: _picture(call, found, page)) if pictured else bars


def _title(call: Call, store: Store, wanted: Asked) -> str:
    if wanted.in_all_events:
        return call.reader.say("Statistics of all events")
    key, team_id = wanted.filter.event, call.who.team_id
    event = store.events.get(team_id, key) if key else store.events.current(team_id)
    return call.reader.say("Statistics of {event}", event=named(event))


def _buttons(call: Call, wanted: Asked) -> list[Button]:
    say = call.reader.say
    top = Button(say("Top sessions"), f"top {filters.text(wanted.filter)}".strip())
    if wanted.in_all_events:
        return [Button(say("Current event"), NAME), top]
    return [Button(say("All events"), f"{NAME} event:all"), top]


def _picture(call: Call, found: Figures, page: Listing) -> File:
    said = [blocks.section(page.title)]
    said += [blocks.context(blocks.fit(page.asked, sessions.ASKED))] if page.asked else []
    return File(
        message=blocks.message(said),
        name="statistics.png",
        content=picture.drawn(found, page.title, call.reader),
        title=page.title,
        alt=figures.alt(found, page.title, call.reader),
    )

"""`/session show X`: one session with everybody's takeaways."""

from dataclasses import replace

from bot import filters
from bot.call import Call, Reply
from bot.commands.reference import one
from bot.locale import N_
from bot.views import card
from bot.views.card import Card
from storage import Store
from storage.records import Session

NAME = "show"
ALIASES: tuple[str, ...] = ("詳細",)
SUMMARY = N_("shows one session with everybody's takeaways")
SYNTAX = "{command} show X [event:KEY]"
EXAMPLE = "{command} show NET402"
HIDDEN = False


def run(call: Call, store: Store) -> Reply:
    """Show a session: details, mean and count, then the takeaways, newest first."""
    page, text = filters.take_page(call.text)
    event, reference = filters.take_event(text)
    session = one(call, store, reference, "show {}", event)
    shown = card_of(call, store, session, page or 1)
    message = card.shown(shown, call.reader, call.who.user_id)
    return replace(message, replaces=page is not None)


def card_of(call: Call, store: Store, session: Session, page: int = 1) -> Card:
    """Read what people wrote on a session, with their names."""
    reviews = store.takeaways.of_session(call.who.team_id, session.number)
    event = store.events.get(call.who.team_id, session.event)
    listed = Card(session, event, reviews, {}, page).listed
    names = call.slack.names({each.takeaway.user for each in listed})
    return Card(session, event, reviews, names, page)

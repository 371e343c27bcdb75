"""`/session watched X [STARS]`: off my watch list, and rated."""

from bot.call import Call, Reply
from bot.commands import rate
from bot.commands.rate import Asked
from bot.commands.reference import one
from bot.filters import take_event
from bot.locale import N_
from bot.views import watching
from bot.views.blocks import fit
from storage import Store

NAME = "watched"
ALIASES: tuple[str, ...] = ("視聴済み",)
SUMMARY = N_("marks a session as watched, and rates it")
SYNTAX = "{command} watched X [STARS] [event:KEY]"
EXAMPLE = "{command} watched NET402 4"
HIDDEN = False

WORDS = 1800  # UTF-16 units of words that the buttons carry on


def run(call: Call, store: Store) -> Reply:
    """Mark a session as watched and set or withdraw the stars; without any, ask for them."""
    event, text = take_event(call.text)
    asked = rate.parse(text, store.sessions.known(call.who.team_id, event))
    session = one(call, store, asked.reference, _retry(asked), event)
    own = store.takeaways.get(call.who, session.number)
    if asked.stars is not None or (asked.withdraws and (own or asked.words)):
        saved = store.takeaways.rate_watched(call.who, session.number, asked.stars, asked.words)
        return watching.rated(saved.entries[0], saved.change, call.reader)
    store.watching.watched(call.who, session.number)
    return watching.watched(session, own, fit(asked.words, WORDS), call.reader)


def _retry(asked: Asked) -> str:
    """The command with the session left open, as far as a button holds it."""
    stars = "none" if asked.withdraws else str(asked.stars or "")
    return f"watched {{}} {stars} {fit(asked.words, WORDS)}".rstrip()

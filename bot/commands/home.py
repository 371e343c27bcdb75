"""App Home, of whoever opens it."""

from bot.call import Block, Call
from bot.views import home
from bot.views.home import SHOWN, Home
from storage import Store
from storage.records import Filter


def show(call: Call, store: Store) -> Block:
    """Read what Home shows, and build its view."""
    seen = Home(
        event=store.events.current(call.who.team_id),
        incomplete=store.takeaways.mine(call.who, incomplete=True, limit=SHOWN),
        latest=store.takeaways.mine(call.who, limit=SHOWN),
        watches=store.watching.list(call.who),
        top=store.sessions.top(call.who, Filter(), 0, SHOWN),
    )
    return home.build(seen, call.reader)

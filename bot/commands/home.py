"""App Home, of whoever opens it."""

from bot.call import Block, Call
from bot.views import home
from bot.views.home import SHOWN, Home
from storage import Store
from storage.digest_records import Subscription
from storage.records import Filter


def show(call: Call, store: Store) -> Block:
    """Read what Home shows, and build its view."""
    seen = Home(
        event=store.events.current(call.who.team_id),
        incomplete=store.takeaways.mine(call.who, incomplete=True, limit=SHOWN),
        latest=store.takeaways.mine(call.who, limit=SHOWN),
        watches=store.watching.list(call.who),
        top=store.sessions.top(call.who, Filter(), 0, SHOWN),
        profile=store.people.profile(call.who),
        digests=_digests(call, store),
    )
    return home.build(seen, call.reader)


def _digests(call: Call, store: Store) -> list[Subscription]:
    """The digests of the channels that the caller is in, the next one first.

    Where Slack does not say which these are, those of public channels.
    """
    digests = store.digests.all(call.who.team_id)
    joined = call.slack.channels_of(call.who.user_id) if digests else ()
    if joined is None:
        return [each for each in digests if not each.plan.private]
    return [each for each in digests if each.channel_id in joined]

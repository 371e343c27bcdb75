"""`/session read X by:@user`: one takeaway whole, on as many pages as it needs."""

from dataclasses import replace

from bot.call import Call, Reply, UserError
from bot.commands.asking import asked
from bot.commands.reference import one
from bot.locale import N_
from bot.views import reviews
from storage import Store

NAME = "read"
ALIASES: tuple[str, ...] = ()
SUMMARY = N_("shows one takeaway whole")
SYNTAX = "{command} read X by:@user"
EXAMPLE = "{command} read NET402 by:me"
HIDDEN = True


def run(call: Call, store: Store) -> Reply:
    """Show all that one person wrote on a session."""
    wanted = asked(call, store)
    writers = wanted.filter.by or (call.who.user_id,)
    retry = f"read {{}} {' '.join(f'by:<@{each}>' for each in writers)}"
    reference = " ".join(wanted.filter.words)
    session = one(call, store, reference, retry, wanted.filter.event)
    written = store.takeaways.of_session(call.who.team_id, session.number)
    review = next((each for each in written if each.takeaway.user in writers), None)
    names = call.slack.names(writers)
    if review is None:
        raise UserError(
            "{name} has no takeaway there, or it was deleted since.",
            name=call.reader.listed(names.get(each, each) for each in writers),
        )
    writer = names.get(review.takeaway.user, review.takeaway.user)
    message = reviews.read(session, review, writer, wanted.page or 1, call.reader)
    return replace(message, replaces=wanted.turned)

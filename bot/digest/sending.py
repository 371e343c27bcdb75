"""One part of a run is rendered and sent, and what came of it recorded."""

import logging
from collections.abc import Mapping, Sequence

from bot.digest.press import Press, content, writers
from bot.digest.telling import tell
from bot.posting import Mark, OutcomeOpen, Passing, PostError, Posting, Refused
from bot.views import digest as views
from bot.views.digest import Shown
from storage.digest_records import Claim
from storage.local_days import local_date

log = logging.getLogger(__name__)

MOST = 20  # sessions read for one part: more than any message holds


def send(press: Press, posting: Posting, claim: Claim) -> None:
    """Send the next part, once the database knows that it is about to be sent."""
    runs = press.store.digests.runs
    next_ones, begun = claim.sessions[:MOST], claim.run.started_at
    sessions = content(press.store, claim.subscription, next_ones, begun)
    if not sessions:
        runs.settle(claim)
        return
    part = _rendered(press, posting, claim, sessions)
    numbers = [shown.session.number for shown in sessions[: part.sessions]]
    if not runs.sending(claim, numbers):
        log.warning("Run %s: the claim was lost before part %s.", claim.run.run_id, claim.part)
        return
    try:
        posted = posting.post(claim.run.channel_id, part.message, mark_of(claim), claim.thread)
    except PostError as error:
        _not_posted(press, posting, claim, error)
    else:
        if posted.astray:
            take_back(press, posting, claim, posted.ts)
        else:
            runs.sent(claim, posted.ts, numbers)


def _rendered(
    press: Press, posting: Posting, claim: Claim, sessions: Sequence[Shown]
) -> views.Part:
    reader = press.reader(claim.subscription)
    names: Mapping[str, str] = posting.names(writers(sessions))
    if claim.part:
        return views.thread(sessions, reader, names)
    day = local_date(claim.run.started_at, claim.subscription.plan.timezone)
    further = len(claim.sessions[MOST:])
    return views.parent(sessions, further, day, reader, names)


def _not_posted(press: Press, posting: Posting, claim: Claim, error: PostError) -> None:
    runs = press.store.digests.runs
    match error:
        case Passing():
            runs.retry(claim, error.reason, error.wait)
        case OutcomeOpen():
            runs.unknown(claim, error.reason)
        case _:
            runs.refuse(claim, error.reason)
            tell(press, posting, claim, error.reason)


def take_back(press: Press, posting: Posting, claim: Claim, ts: str) -> None:
    """Delete a part that went astray; its run ends, and the status says so."""
    runs = press.store.digests.runs
    try:
        posting.delete(claim.run.channel_id, ts)
    except Refused as refused:
        log.warning("Run %s: a stray part stays: %s.", claim.run.run_id, refused.reason)
    except PostError as error:
        runs.unknown(claim, error.reason)
        return
    runs.refuse(claim, "parent_deleted")


def mark_of(claim: Claim) -> Mark:
    """What tells the claim's part from all other messages."""
    return Mark(claim.run.run_id, claim.part)

"""What is wrong with a digest is told to whoever set it up, or to an admin once they have left."""

import logging

from bot.call import Message, Reader
from bot.digest.press import Press
from bot.posting import PostError, Posting
from bot.views import digest_trouble as views
from storage.digest_records import LEFT, Claim
from storage.records import Who

log = logging.getLogger(__name__)


def tell(press: Press, posting: Posting, claim: Claim, reason: str) -> None:
    """Tell the person who set the digest up, once for each reason; one of nobody tells nobody."""
    subscription = claim.subscription
    person = subscription.set_up_by
    if not person:
        return
    try:
        has_left = posting.has_left(person)
        told = f"{LEFT} {reason}" if has_left else reason
        if not press.store.digests.runs.tell_once(subscription, told):
            return
        whom = posting.admins()[0] if has_left else person
        reader = _reader_of(press, claim, whom)
        said = views.trouble(subscription, reason, reader, is_rest=claim.part > 0)
        posting.tell(whom, _orphaned(posting, claim, reader, said) if has_left else said)
    except (PostError, IndexError) as error:
        log.warning("Run %s: nobody was told: %r.", claim.run.run_id, error)


def _orphaned(posting: Posting, claim: Claim, reader: Reader, said: Message) -> Message:
    person = claim.subscription.set_up_by
    name = posting.names([person]).get(person, person)
    return views.orphaned(claim.subscription, name, said, reader)


def _reader_of(press: Press, claim: Claim, user_id: str) -> Reader:
    plan = claim.subscription.plan
    language = press.store.people.language(Who(claim.run.team_id, user_id)) or plan.language
    return Reader(language, plan.timezone, press.command)

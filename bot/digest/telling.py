"""What is wrong with a digest is told to whoever set it up, or to an admin once they have left."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.call import Message, Reader
from bot.digest.press import Press
from bot.posting import OutcomeOpen, Passing, PostError, Posting
from bot.views import digest_trouble as views
from storage.digest_records import LEFT, Claim, Subscription
from storage.letters import Letter, Trouble
from storage.records import Who

log = logging.getLogger(__name__)

AGAIN = 60  # seconds after which nobody was told it is tried again, where Slack names no time


@dataclass(frozen=True, slots=True)
class Done:
    """What telling came to; what `waits` is tried again after so many seconds.

    `refused` is also where nobody is there to be told, `known` where somebody was told before.
    """

    outcome: Literal["sent", "waits", "open", "refused", "known"]
    wait: float = 0


def tell(press: Press, posting: Posting, claim: Claim, reason: str) -> None:
    """Tell why a digest is not out, once for each reason; what can't be told now is a letter."""
    trouble = Trouble(claim.run.channel_id, reason, is_rest=claim.part > 0)
    done = told(press, posting, claim.subscription, trouble)
    if done.outcome == "waits":
        who = Who(claim.run.team_id, claim.subscription.set_up_by)
        press.store.letters.again(Letter(who, "trouble", trouble=trouble), done.wait)


def told(press: Press, posting: Posting, subscription: Subscription, trouble: Trouble) -> Done:
    """Tell whoever set the digest up, or an admin once they have left."""
    if not subscription.set_up_by:
        return Done("refused")
    try:
        people, has_left = _asked(posting, subscription)
    except (Passing, OutcomeOpen) as error:
        return _waits(error)
    except PostError as error:
        log.warning("Nobody can be told of a digest: %s.", error.reason)
        return Done("refused")
    once = f"{LEFT} {trouble.reason}" if has_left else trouble.reason
    if not press.store.digests.told.once(subscription, once):
        return Done("known")
    try:
        _bring(posting, people, _written(press, posting, subscription, trouble, has_left))
    except Passing as error:
        press.store.digests.told.take_back(subscription, once)
        return _waits(error)
    except PostError as error:
        log.warning("Of a digest nobody was told, as far as is known: %s.", error.reason)
        return Done("open" if isinstance(error, OutcomeOpen) else "refused")
    return Done("sent")


def _asked(posting: Posting, subscription: Subscription) -> tuple[Sequence[str], bool]:
    """Ask who is to be told, one after the other, and whether it is somebody else."""
    if not posting.has_left(subscription.set_up_by):
        return [subscription.set_up_by], False
    return posting.admins(), True


def _bring(posting: Posting, people: Sequence[str], written: Callable[[str], Message]) -> None:
    """Tell the first of them whom Slack does not refuse."""
    refused: PostError | None = None
    for person in people:
        try:
            posting.tell(person, written(person))
        except (Passing, OutcomeOpen):
            raise
        except PostError as error:
            refused = error
        else:
            return
    raise refused or PostError("no_admin")


def _written(
    press: Press, posting: Posting, subscription: Subscription, trouble: Trouble, has_left: bool
) -> Callable[[str], Message]:
    def written(person: str) -> Message:
        reader = _reader_of(press, subscription, person)
        if not has_left:
            return views.trouble(subscription, trouble.reason, reader, is_rest=trouble.is_rest)
        setter = subscription.set_up_by
        name = posting.names([setter]).get(setter, setter)
        known = views.nameless(subscription)
        said = views.trouble(known, trouble.reason, reader, is_rest=trouble.is_rest)
        return views.orphaned(subscription, name, said, reader)

    return written


def _waits(error: PostError) -> Done:
    log.info("Of a digest nobody could be told yet: %s.", error.reason)
    return Done("waits", (error.wait if isinstance(error, Passing) else None) or AGAIN)


def _reader_of(press: Press, subscription: Subscription, user_id: str) -> Reader:
    plan = subscription.plan
    language = press.store.people.language(Who(subscription.team_id, user_id)) or plan.language
    return Reader(language, plan.timezone, press.command)

"""The digest: claim a run, read, render, post, record; each step is one part of one run.

Whatever stops a step, the database knows how far it came, and the next step goes on from there.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.call import Message, Reader
from bot.posting import (
    UNTHREADED,
    Look,
    Mark,
    OutcomeOpen,
    Passing,
    PostError,
    Posting,
    Refused,
    Workspaces,
)
from bot.views import digest as views
from bot.views import digest_state
from bot.views.digest import Shown
from storage import Store
from storage.digest_records import ANY, Claim, Only, Subscription
from storage.errors import NotFound
from storage.local_days import local_date
from storage.records import Who

log = logging.getLogger(__name__)

SAME_TICK = 1  # seconds that the next part is waited for, instead of being left to the next tick
SKEW = timedelta(minutes=15)  # by which Slack's clock may differ from ours
STALE_CURSOR = "invalid_cursor"
STRAY = "stray:"  # before the cursor of a look through the channel for a part of a thread

Pause = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Press:
    """What makes digests: the storage, each workspace's way to its channels, the command's name."""

    store: Store
    workspaces: Workspaces
    command: str = "/session"

    def reader(self, subscription: Subscription) -> Reader:
        """The one that a channel's digest is written for."""
        plan = subscription.plan
        return Reader(plan.language, plan.timezone, self.command)


def run_due(
    press: Press, pause: Pause, stopping: Callable[[], bool] = lambda: False, only: Only = ANY
) -> int:
    """Take steps until none is due, and give their number.

    `pause` waits the seconds between two parts for one channel, while other channels are served.
    Once `stopping` says so no run begins, but those that are on their way go on.
    """
    runs = press.store.digests.runs
    steps = 0
    while True:
        claim = runs.claim(begin=not stopping(), only=only)
        if claim is not None:
            steps += 1
            _guarded(press, claim)
            continue
        wait = runs.wait()
        if wait is None or not 0 < wait <= SAME_TICK:
            return steps
        pause(wait)


def content(store: Store, team_id: str, sessions: Sequence[int]) -> list[Shown]:
    """Read what is shown of sessions, as it is now; those that are gone are left out."""
    return [shown for number in sessions if (shown := _shown(store, team_id, number))]


def preview(
    store: Store, subscription: Subscription, reader: Reader, names: views.Names
) -> list[Message]:
    """Render the next digest of a channel as it stands, by the same path."""
    sessions = content(store, subscription.team_id, store.digests.upcoming(subscription))
    if not sessions or subscription.next_run_at is None:
        return []
    day = local_date(subscription.next_run_at, subscription.plan.timezone)
    return views.parts(sessions, day, reader, names(writers(sessions)))


def writers(sessions: Sequence[Shown]) -> list[str]:
    """Who has to be named: the ids of all who are shown."""
    return sorted({each.takeaway.user for shown in sessions for each in shown.reviews})


def _shown(store: Store, team_id: str, number: int) -> Shown | None:
    try:
        session = store.sessions.get(team_id, number)
    except NotFound:
        return None
    return Shown(session, store.takeaways.of_session(team_id, number))


def _guarded(press: Press, claim: Claim) -> None:
    """Take one step; what nobody foresaw stops this run until its claim has run out, no other."""
    try:
        _step(press, claim)
    except Exception:
        log.exception("Run %s: part %s stopped.", claim.run.run_id, claim.part)


def _step(press: Press, claim: Claim) -> None:
    posting = press.workspaces(claim.run.team_id)
    if claim.task == "look_up":
        _look_up(press, posting, claim)
    elif posting is None:
        press.store.digests.runs.refuse(claim, "no_token")
    else:
        _post(press, posting, claim)


def _post(press: Press, posting: Posting, claim: Claim) -> None:
    runs = press.store.digests.runs
    sessions = content(press.store, claim.run.team_id, claim.sessions)
    if not sessions:
        runs.settle(claim)
        return
    part = _rendered(press, posting, claim, sessions)
    numbers = [shown.session.number for shown in sessions[: part.sessions]]
    if not runs.sending(claim, numbers):
        log.warning("Run %s: the claim was lost before part %s.", claim.run.run_id, claim.part)
        return
    try:
        posted = posting.post(claim.run.channel_id, part.message, _mark(claim), claim.thread)
    except PostError as error:
        _not_posted(press, posting, claim, error)
    else:
        if posted.astray:
            _take_back(press, posting, claim, posted.ts)
        else:
            log.info("Run %s: part %s is posted.", claim.run.run_id, claim.part)
            runs.sent(claim, posted.ts)


def _rendered(
    press: Press, posting: Posting, claim: Claim, sessions: Sequence[Shown]
) -> views.Part:
    reader = press.reader(claim.subscription)
    names: Mapping[str, str] = posting.names(writers(sessions))
    if claim.part:
        return views.thread(sessions, reader, names)
    day = local_date(claim.run.started_at, claim.subscription.plan.timezone)
    return views.parent(sessions, day, reader, names)


def _not_posted(press: Press, posting: Posting, claim: Claim, error: PostError) -> None:
    runs = press.store.digests.runs
    log.warning("Run %s: part %s: %s.", claim.run.run_id, claim.part, error.reason)
    match error:
        case Passing():
            runs.retry(claim, error.reason, error.wait)
        case OutcomeOpen():
            runs.unknown(claim, error.reason)
        case _:
            runs.refuse(claim, error.reason)
            _tell(press, posting, claim, error.reason)


def _look_up(press: Press, posting: Posting | None, claim: Claim) -> None:
    """Look for a part whose outcome is open, and say what became of it."""
    runs = press.store.digests.runs
    if posting is None:
        runs.unreadable(claim)
        return
    if claim.cursor.startswith(STRAY):
        _look_for_stray(press, posting, claim)
        return
    try:
        look = _walk(press, posting, claim, claim.thread)
    except Refused as refused:
        _not_readable(press, posting, claim, refused)
        return
    if look is None:
        return
    log.info("Run %s: part %s found: %s.", claim.run.run_id, claim.part, look.ts is not None)
    if look.ts is not None:
        runs.sent(claim, look.ts)
    else:
        runs.absent(claim)


def _walk(press: Press, posting: Posting, claim: Claim, thread: str | None) -> Look | None:
    """Go from page to page up to the last one; None where the walk has to go on later."""
    runs = press.store.digests.runs
    since = claim.run.started_at - SKEW
    kind = "" if thread == claim.thread else STRAY
    cursor = claim.cursor.removeprefix(STRAY)
    try:
        while runs.renew(claim, kind + cursor):
            look = posting.find(claim.run.channel_id, _mark(claim), since, thread, cursor)
            if look.ts is not None or not look.cursor:
                return look
            cursor = look.cursor
    except (Passing, OutcomeOpen) as error:
        wait = error.wait if isinstance(error, Passing) else None
        runs.look_again(claim, kind + cursor, error.reason, wait)
    return None


def _not_readable(press: Press, posting: Posting, claim: Claim, refused: Refused) -> None:
    runs = press.store.digests.runs
    if refused.reason == STALE_CURSOR and claim.cursor:
        runs.look_again(claim, "", refused.reason, 0)
    elif refused.reason == UNTHREADED and claim.thread:
        runs.look_again(claim, STRAY, refused.reason, 0)
    else:
        log.warning("Run %s: can't be looked up: %s.", claim.run.run_id, refused.reason)
        runs.unreadable(claim)
        _tell(press, posting, claim, "unreadable")


def _look_for_stray(press: Press, posting: Posting, claim: Claim) -> None:
    """The parent is gone: a part that was sent for its thread stands in the channel itself."""
    try:
        look = _walk(press, posting, claim, None)
    except Refused as refused:
        log.warning(
            "Run %s: no stray part can be looked for: %s.", claim.run.run_id, refused.reason
        )
        look = Look(None, "")
    if look is None:
        return
    if look.ts is not None:
        _take_back(press, posting, claim, look.ts)
    else:
        press.store.digests.runs.refuse(claim, "parent_deleted")


def _take_back(press: Press, posting: Posting, claim: Claim, ts: str) -> None:
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


def _tell(press: Press, posting: Posting, claim: Claim, reason: str) -> None:
    """Tell the person who set the digest up, once for each reason."""
    subscription = claim.subscription
    if not press.store.digests.runs.tell_once(subscription, reason):
        return
    who = Who(subscription.team_id, subscription.set_up_by)
    language = press.store.people.language(who) or subscription.plan.language
    reader = Reader(language, subscription.plan.timezone, press.command)
    try:
        posting.tell(who.user_id, digest_state.trouble(subscription, reason, reader))
    except PostError as error:
        log.warning("Run %s: nobody was told: %s.", claim.run.run_id, error.reason)


def _mark(claim: Claim) -> Mark:
    return Mark(claim.run.run_id, claim.part)

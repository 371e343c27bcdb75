"""A part that may have reached Slack is looked up before anything is sent again."""

import logging
from datetime import timedelta

from bot.digest.press import Press
from bot.digest.sending import mark_of, take_back
from bot.digest.telling import tell
from bot.posting import UNTHREADED, Look, OutcomeOpen, Passing, Posting, Refused
from storage.digest_records import Claim

log = logging.getLogger(__name__)

SKEW = timedelta(minutes=15)  # by which Slack's clock may differ from ours
STALE_CURSOR = "invalid_cursor"
STRAY = "stray:"  # before the cursor of a look through the channel for a part of a thread


def look_up(press: Press, posting: Posting | None, claim: Claim) -> None:
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
            look = posting.find(claim.run.channel_id, mark_of(claim), since, thread, cursor)
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
        tell(press, posting, claim, "unreadable")


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
        take_back(press, posting, claim, look.ts)
    else:
        press.store.digests.runs.refuse(claim, "parent_deleted")

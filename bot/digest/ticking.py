"""One tick: step after step, until nothing is due."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.digest.looking_up import look_up
from bot.digest.press import Press
from bot.digest.renewing import renew
from bot.digest.sending import send
from storage.digest_records import ANY, Claim, Only

log = logging.getLogger(__name__)

SAME_TICK = 1  # seconds that the next part is waited for, instead of being left to the next tick

Pause = Callable[[float], object]


def run_due(
    press: Press, pause: Pause, stopping: Callable[[], bool] = lambda: False, only: Only = ANY
) -> int:
    """Take steps until none is due, and give their number.

    `pause` waits the seconds between two parts for one channel, while other channels are served.
    Once `stopping` says so no run begins, but those that are on their way go on.
    """
    ahead = press.store.digests.wait()
    if ahead is None or ahead > SAME_TICK:
        return 0
    steps = 0
    while True:
        if _step(press, only, begin=not stopping()):
            steps += 1
            continue
        wait = press.store.digests.runs.wait(only)
        if wait is None or not 0 < wait <= SAME_TICK:
            return steps
        pause(wait)


def _step(press: Press, only: Only, *, begin: bool) -> bool:
    """Take one step of a run, else bring one message up to date; False where nothing is due."""
    digests = press.store.digests
    claim = digests.runs.claim(begin=begin, only=only)
    if claim is not None:
        with _guarded(claim.run.run_id, claim.part):
            _go_on(press, claim)
        return True
    refresh = digests.updates.claim() if begin and only == ANY else None
    if refresh is None:
        return False
    with _guarded(refresh.run.run_id, refresh.part):
        renew(press, refresh)
    return True


def _go_on(press: Press, claim: Claim) -> None:
    posting = press.workspaces(claim.run.team_id)
    if claim.task == "look_up":
        look_up(press, posting, claim)
    elif posting is None:
        press.store.digests.runs.refuse(claim, "no_token")
    else:
        send(press, posting, claim)


@contextmanager
def _guarded(run_id: str, part: int) -> Iterator[None]:
    """Let what nobody foresaw stop this run until its claim has run out, and no other."""
    try:
        yield
    except Exception:
        log.exception("Run %s: part %s stopped.", run_id, part)

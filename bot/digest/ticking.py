"""One tick: step after step, until nothing is due."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Protocol

from bot import trace
from bot.digest.looking_up import look_up
from bot.digest.press import Press
from bot.digest.renewing import renew
from bot.digest.sending import send
from storage.digest_records import ANY, Claim, Only

log = logging.getLogger(__name__)

SAME_TICK = 1  # seconds that the next part is waited for, instead of being left to the next tick
# Slack's limits for one workspace: "several hundred" posts a minute, 50 calls of its tier 3.
POSTS_APART = 0.2  # seconds
CALLS_APART = 1.2  # seconds

Pause = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done for one workspace, and the seconds until something else is."""

    team_id: str
    work: Callable[[], None]
    rest: float


class Hands(Protocol):
    """Who takes the steps."""

    @property
    def desk(self) -> AbstractContextManager[object]:
        """What is held by whoever works with the database."""

    def busy(self) -> frozenset[str]:
        """Wait until somebody is free, and tell which workspaces can't be served just now."""

    def take(self, step: Step) -> None:
        """See to a step."""

    def wait(self, seconds: float | None) -> bool:
        """Wait, as nothing is due for so long (None: ever); False where the tick may end."""


class Alone:
    """One thread that takes each step itself; `pause` waits the seconds between two parts."""

    def __init__(self, pause: Pause) -> None:
        self.desk = nullcontext()
        self._pause = pause

    def busy(self) -> frozenset[str]:
        """Tell that everybody can be served."""
        return frozenset()

    def take(self, step: Step) -> None:
        """Take the step here and now."""
        step.work()

    def wait(self, seconds: float | None) -> bool:
        """Wait for what still belongs to this tick."""
        if seconds is None or not 0 < seconds <= SAME_TICK:
            return False
        self._pause(seconds)
        return True


def run_due(
    press: Press, pause: Pause, stopping: Callable[[], bool] = lambda: False, only: Only = ANY
) -> int:
    """Take steps in this thread until none is due, and give their number.

    `pause` waits the seconds between two parts for one channel, while other channels are served.
    Once `stopping` says so no run begins, but those that are on their way go on.
    """
    return take_steps(press, Alone(pause), stopping, only)


def take_steps(press: Press, hands: Hands, stopping: Callable[[], bool], only: Only = ANY) -> int:
    """Give steps to `hands` until none is due, and give their number."""
    with hands.desk:
        ahead = press.store.digests.wait()
    if ahead is None or ahead > SAME_TICK:
        return 0
    steps = 0
    while True:
        free = replace(only, but=hands.busy())
        with hands.desk:
            step = _next_step(press, free, begin=not stopping())
        if step is not None:
            hands.take(step)
            steps += 1
            continue
        with hands.desk:
            wait = press.store.digests.runs.wait(free)
        if not hands.wait(wait):
            return steps


def _next_step(press: Press, only: Only, *, begin: bool) -> Step | None:
    """Claim a step of a run, else a message to be brought up to date; None: nothing is due."""
    digests = press.store.digests
    claim = digests.runs.claim(begin=begin, only=only)
    if claim is not None:
        with trace.run(claim.run.run_id):
            log.info("Run %s: part %s is claimed: %s.", claim.run.run_id, claim.part, claim.task)
        rest = POSTS_APART if claim.task == "post" else CALLS_APART
        work = _guarded(lambda: _go_on(press, claim), claim.run.run_id, claim.part)
        return Step(claim.run.team_id, work, rest)
    is_whole = only.team_id is None and only.channel_id is None
    refresh = digests.updates.claim(only.but) if begin and is_whole else None
    if refresh is None:
        return None
    work = _guarded(lambda: renew(press, refresh), refresh.run.run_id, refresh.part)
    return Step(refresh.run.team_id, work, CALLS_APART)


def _go_on(press: Press, claim: Claim) -> None:
    posting = press.workspaces(claim.run.team_id)
    if claim.task == "look_up":
        look_up(press, posting, claim)
    elif posting is None:
        press.store.digests.runs.refuse(claim, "no_token")
    else:
        send(press, posting, claim)


def _guarded(work: Callable[[], None], run_id: str, part: int) -> Callable[[], None]:
    """Let what nobody foresaw stop this run until its claim has run out, and no other."""

    def guarded() -> None:
        with trace.run(run_id):
            try:
                work()
            except Exception:
                log.exception("Run %s: part %s stopped.", run_id, part)

    return guarded

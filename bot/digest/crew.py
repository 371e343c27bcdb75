"""Several threads that make digests at once.

They wait for Slack together and work with the database one at a time: so a Slack that is slow
holds up nobody else, and the commands of the same process keep their speed. A workspace rests
between its calls, which keeps to Slack's limits and is fair to the others.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from threading import Condition, Lock

from bot.call import Message
from bot.digest.press import Press
from bot.digest.ticking import POSTS_APART, SAME_TICK, Step, take_steps
from bot.posting import Look, Mark, Passing, Posted, Posting

HANDS = 64  # threads: they mostly wait for Slack
QUEUE = 8  # of them may wait for the database; more would only make each other late
MOST = 2  # steps at once for one workspace, while half of the hands are free
LEAD = 0.1  # seconds before a workspace's turn in which its next step is begun
SLOW = 2  # seconds: a step that takes longer makes its workspace rest for a multiple
SLOW_REST = 4  # times what a slow step took, so that slow workspaces leave hands for the others
LOOK_EVERY = 1  # seconds between two looks at what is due while something is under way


class Crew:
    """The threads of one process, and which workspaces they serve or let rest."""

    def __init__(self, press: Press, hands: int = HANDS) -> None:
        self.desk = Lock()
        self._press = replace(press, workspaces=self._posting_of(press))
        self._pool = ThreadPoolExecutor(hands, thread_name_prefix="digest")
        self._hands = hands
        self._changed = Condition()
        self._served: Counter[str] = Counter()
        self._gone = 0  # hands that are away from the desk
        self._unasked: dict[str, Step] = {}  # steps that have not come to asking Slack
        self._turns: dict[str, float] = {}  # when Slack may be asked next, by the monotonic clock
        self._resting: dict[str, float] = {}  # until when nothing is begun

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Take steps until none is due and none is under way, and give their number."""
        return take_steps(self._press, self, stopping)

    def close(self) -> None:
        """Let what is under way finish."""
        self._pool.shutdown()

    def busy(self) -> frozenset[str]:
        """Wait until somebody is free, and tell which workspaces can't be served just now."""
        with self._changed:
            while self._is_crowded():
                self._changed.wait()
            now = time.monotonic()
            self._resting = {team: end for team, end in self._resting.items() if end > now}
            self._turns = {team: turn for team, turn in self._turns.items() if turn > now}
            most = MOST if self._served.total() < self._hands / 2 else 1
            full = {team for team, count in self._served.items() if count >= most}
            return frozenset(full | self._unasked.keys() | self._resting.keys())

    def take(self, step: Step) -> None:
        """Give a step to whoever is free."""
        with self._changed:
            self._served[step.team_id] += 1
            self._unasked[step.team_id] = step
        self._pool.submit(self._serve, step)

    def wait(self, seconds: float | None) -> bool:
        """Wait for a hand, a workspace that has rested, or a part whose time comes."""
        with self._changed:
            now = time.monotonic()
            # One that has rested since `busy` was asked is to be served now.
            ahead = [max(0, end - now) for end in self._resting.values()]
            ahead += [] if seconds is None or seconds <= 0 else [seconds]
            soon = [each for each in ahead if each <= SAME_TICK]
            if not self._served and not soon:
                return False
            self._changed.wait(min(soon, default=LOOK_EVERY))
            return True

    def _serve(self, step: Step) -> None:
        begun = time.monotonic()
        try:
            with self.desk:
                step.work()
        finally:
            self._put_down(step, time.monotonic() - begun)

    def _put_down(self, step: Step, took: float) -> None:
        with self._changed:
            self._served -= Counter([step.team_id])
            if self._unasked.get(step.team_id) is step:
                del self._unasked[step.team_id]
            # Also one that need not rest any more is noted, so that `wait` knows of it.
            rest = took * SLOW_REST if took > SLOW else 0
            self._rest_until(step.team_id, time.monotonic() + rest)
            self._changed.notify_all()

    def _ask(self, team_id: str) -> float:
        """Take the workspace's next turn to ask Slack, and give the seconds until it comes."""
        with self._changed:
            now = time.monotonic()
            step = self._unasked.pop(team_id, None)
            turn = max(now, self._turns.get(team_id, now))
            after = turn + (step.rest if step else POSTS_APART)
            self._turns[team_id] = after
            self._rest_until(team_id, after - LEAD)
            self._changed.notify_all()
            return turn - now

    def _is_crowded(self) -> bool:
        at_work = self._served.total()
        return at_work >= self._hands or at_work - self._gone >= QUEUE

    def _rest_until(self, team_id: str, end: float) -> None:
        with self._changed:
            self._resting[team_id] = max(end, self._resting.get(team_id, end))

    def _posting_of(self, press: Press) -> Callable[[str], Posting | None]:
        def posting(team_id: str) -> Posting | None:
            with self._aside():  # Its token may have to be renewed.
                found = press.workspaces(team_id)
            return found and _FromDesk(found, lambda: self._away(team_id), self._aside)

        return posting

    @contextmanager
    def _away(self, team_id: str) -> Generator[None]:
        """Ask Slack away from the desk; where it asks for a pause, keep it."""
        ahead = self._ask(team_id)
        try:
            with self._aside():
                time.sleep(ahead)
                yield
        except Passing as error:
            self._rest_until(team_id, time.monotonic() + (error.wait or 0))
            raise

    @contextmanager
    def _aside(self) -> Generator[None]:
        """Leave the desk to the others for a while."""
        self._go(1)
        self.desk.release()
        try:
            yield
        finally:
            self._go(-1)
            self.desk.acquire()

    def _go(self, away: int) -> None:
        with self._changed:
            self._gone += away
            self._changed.notify_all()


Going = Callable[[], AbstractContextManager[None]]


class _FromDesk:
    """A workspace's way to its channels, asked by somebody who leaves the desk meanwhile."""

    def __init__(self, posting: Posting, away: Going, aside: Going) -> None:
        self._posting = posting
        self._away = away
        self._aside = aside

    def post(
        self, channel_id: str, message: Message, mark: Mark, thread: str | None = None
    ) -> Posted:
        """Post once, without any retry."""
        with self._away():
            return self._posting.post(channel_id, message, mark, thread)

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Look one page for the message with that mark."""
        with self._away():
            return self._posting.find(channel_id, mark, since, thread, cursor)

    def update(self, channel_id: str, ts: str, message: Message, mark: Mark) -> None:
        """Put another text in the place of a message."""
        with self._away():
            self._posting.update(channel_id, ts, message, mark)

    def delete(self, channel_id: str, ts: str) -> None:
        """Take a message away."""
        with self._away():
            self._posting.delete(channel_id, ts)

    def tell(self, user_id: str, message: Message) -> None:
        """Tell one person in the bot's DM."""
        with self._away():
            self._posting.tell(user_id, message)

    def has_left(self, user_id: str) -> bool:
        """Tell whether somebody is no member any more."""
        with self._away():
            return self._posting.has_left(user_id)

    def admins(self) -> Sequence[str]:
        """The workspace's owners and admins."""
        with self._away():
            return self._posting.admins()

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name people as text, by id; most of them are remembered."""
        with self._aside():
            return self._posting.names(user_ids)

"""People who type commands at set times, each over a connection of its own, each answer timed."""

import http.client
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from tests.wire import signed

SECRET = "of-the-loads"
SLACK_WAITS = 3.0  # seconds
PATIENCE = 30  # seconds after which an answer counts as none
AWAY = "The database does not answer"
BUSY = "Too much is going on at once"

_TRIGGERS = count(1)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with the seconds after the start at which it is typed."""

    at: float
    team: str
    user: str
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it, and after how many seconds; 0 is no answer at all."""

    typed: Typed
    seconds: float
    status: int
    said: str

    @property
    def is_away(self) -> bool:
        """Whether it says that the database does not answer."""
        return AWAY in self.said

    @property
    def is_busy(self) -> bool:
        """Whether it was turned away."""
        return BUSY in self.said

    @property
    def is_done(self) -> bool:
        """Whether it was carried out."""
        return self.status == 200 and not self.is_away and not self.is_busy


@dataclass(slots=True)
class Times:
    """How long answers took, in seconds."""

    seconds: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.seconds:
            return "none"
        p50, p95 = (1000 * self.quantile(share) for share in (0.5, 0.95))
        return (
            f"{len(self.seconds)} answers, p50 {p50:.0f} ms, p95 {p95:.0f} ms,"
            f" max {1000 * max(self.seconds):.0f} ms"
        )

    def quantile(self, share: float) -> float:
        """The seconds within which this share was answered."""
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def times(answers: Sequence[Answered]) -> Times:
    """Give how long these took."""
    return Times([each.seconds for each in answers])


def late(answers: Sequence[Answered]) -> list[Answered]:
    """Those that Slack would not have taken: too late, or no 200."""
    return [each for each in answers if each.status != 200 or each.seconds > SLACK_WAITS]


def type_all(
    port: int, plan: Sequence[Typed], clock: Callable[[], float] = time.monotonic
) -> list[Answered]:
    """Have everything typed at its time, whether or not what came before was answered."""
    start = clock()

    def at_its_time(typed: Typed) -> Answered:
        # Whoever is late because of this machine is not late because of the bot.
        time.sleep(max(0.0, start + typed.at - clock()))
        return ask(port, typed, clock)

    # As many as are typed within the time that the slowest answer may take.
    with ThreadPoolExecutor(min(len(plan), 400)) as people:
        return list(people.map(at_its_time, sorted(plan, key=lambda each: each.at)))


def ask(port: int, typed: Typed, clock: Callable[[], float] = time.monotonic) -> Answered:
    """Type one command over a connection of its own."""
    fields = {
        "command": "/session",
        "text": typed.text,
        "team_id": typed.team,
        "user_id": typed.user,
        "channel_id": "C0GENERAL",
        "trigger_id": f"1.2.{next(_TRIGGERS)}",
    }
    body = urlencode(fields).encode()
    headers = signed(SECRET, body)
    begun = clock()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        read = answer.read()
    except (OSError, http.client.HTTPException):
        return Answered(typed, clock() - begun, 0, "")
    finally:
        connection.close()
    said = json.loads(read).get("text", "") if read.startswith(b"{") else ""
    return Answered(typed, clock() - begun, answer.status, said)

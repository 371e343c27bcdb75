"""So many bodies by chance, each sent as Slack sends it; counts what came back."""

import http.client
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from tests.attacks.chance import Chance, commands, events, interactions
from tests.attacks.door import Door
from tests.wire import PATIENCE, signed

KINDS: Mapping[str, Callable[[], SearchStrategy[Chance]]] = {
    "commands": commands,
    "interactions": interactions,
    "events": events,
}
# What the local Slack refuses where a payload names what it does not have.
EXPECTED = ("channel_not_found", "invalid_trigger_id", "message_not_found", "user_not_found")


def fuzz(door: Door, kind: str, count: int) -> Counter[int]:
    """Send `count` bodies; gives how often each status came back.

    Raises:
        AssertionError: One was answered with a 5xx or not at all, or left something in the log.
    """
    statuses: Counter[int] = Counter()
    door.bot.expect_refusals(*EXPECTED)
    line = http.client.HTTPConnection("127.0.0.1", door.port, timeout=PATIENCE)

    @settings(
        max_examples=count,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(KINDS[kind]())
    def one(chance: Chance) -> None:
        status = _sent(line, chance, door.secret)
        statuses[status] += 1
        assert 200 <= status < 500
        assert door.log_of_it() == ""
        assert door.refused() == []

    with closing(line):
        one()
    return statuses


def _sent(line: http.client.HTTPConnection, chance: Chance, secret: str) -> int:
    """Send a body over a connection that is kept; gives the status that came back."""
    headers = signed(secret, chance.body, chance.content_type)
    line.request("POST", "/slack/events", chance.body, headers)
    answer = line.getresponse()
    answer.read()
    return answer.status

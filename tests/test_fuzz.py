"""Bodies by chance: never a 5xx, never a traceback, never a word of them in the log.

`python -m tests.attacks` sends ten thousand of each kind.
"""

from collections.abc import Iterator

import pytest

from tests.attacks.door import Door, under_attack
from tests.attacks.fuzzing import KINDS, fuzz

COUNT = 120


@pytest.fixture
def door(database_url: str) -> Iterator[Door]:
    with under_attack(database_url) as started:
        yield started


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_sent_is_answered_and_not_logged(door: Door, kind: str) -> None:
    statuses = fuzz(door, kind, COUNT)
    assert statuses.total() >= COUNT
    # Some were taken and some refused, else chance has no reach.
    assert statuses[200] > COUNT / 10
    assert statuses[400] > COUNT / 10
    assert "NET402" in door.types("top").text

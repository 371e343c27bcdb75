"""Hostile requests over real sockets: a refusal, no traceback, nothing of the body in the log."""

from collections.abc import Iterator
from itertools import chain

import pytest

from tests.attacks import addresses, bodies, framing, payloads, signatures
from tests.attacks.door import REFUSED, Attack, Door, under_attack

SUBJECTS = (signatures, bodies, framing, addresses, payloads)
ATTACKS = tuple(chain.from_iterable(subject.attacks() for subject in SUBJECTS))


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("attacks")
    with under_attack(f"sqlite:///{folder / 'takeaways.db'}") as started:
        yield started


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_and_leaves_nothing_behind(door: Door, attack: Attack) -> None:
    assert door.trouble(attack, door.meets(attack)) == ""


def test_the_bot_still_answers_after_all_of_them(door: Door) -> None:
    heard = door.types("top")
    assert heard.status == 200
    assert "NET402" in heard.text


def test_there_are_more_than_two_hundred_and_no_two_alike() -> None:
    refused = [attack for attack in ATTACKS if set(attack.statuses) <= set(REFUSED)]
    assert len(refused) >= 200
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)

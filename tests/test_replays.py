"""The same bytes again: a copy is refused, what Slack itself sends again is not."""

from bot.web import replays
from bot.web.replays import AT_ONCE, HOLDS, Replays

COMMAND = {"command": "/session", "trigger_id": "1.2.3"}


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_copy_is_one_for_as_long_as_its_signature_holds() -> None:
    clock = Clock()
    known = Replays(clock)
    assert not known.is_copy("v0=a", 1_000_000, COMMAND)
    for after in (AT_ONCE + 1, HOLDS):
        clock.now = 1_000_000 + after
        assert known.is_copy("v0=a", 1_000_000, COMMAND)
        assert not known.is_copy(f"v0=b{after}", 1_000_000 + after, COMMAND)


def test_the_same_within_slacks_three_seconds_is_none() -> None:
    clock = Clock()
    known = Replays(clock)
    for after in (0, AT_ONCE):
        clock.now = 1_000_000 + after
        assert not known.is_copy("v0=a", 1_000_000, COMMAND)
    clock.now += 1
    assert known.is_copy("v0=a", 1_000_000, COMMAND)


def test_an_event_may_come_again_at_any_time() -> None:
    clock = Clock()
    known = Replays(clock)
    for _ in range(3):
        assert not known.is_copy("v0=a", 1_000_000, {"type": "event_callback", "event_id": "Ev1"})
        clock.now += 60


def test_what_holds_no_more_is_let_go() -> None:
    clock = Clock()
    known = Replays(clock)
    for at in range(50):
        known.is_copy(f"v0={at}", 1_000_000 + at, COMMAND)
    clock.now += HOLDS + 49
    known.is_copy("v0=last", int(clock.now), COMMAND)
    assert list(known._taken) == ["v0=49", "v0=last"]


def test_no_more_are_kept_than_there_is_room_for() -> None:
    known = Replays(Clock())
    for at in range(replays.KEPT + 10):
        known.is_copy(f"v0={at}", 1_000_000, COMMAND)
    assert len(known._taken) == replays.KEPT

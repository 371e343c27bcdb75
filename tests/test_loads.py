"""Under load: answers in time while the database is away, nothing acknowledged is lost.

`python -m tests.loads` does the same for half a minute, and measures.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import pytest

from tests.loads import burst, outage
from tests.loads.crowd import Answered, Typed, ask, late, type_all
from tests.loads.running import served
from tests.networks import through_network
from tests.outages import gone, locked

BEFORE, AWAY, AFTER = 0.5, 1.5, 3.0  # seconds
GIVEN_UP = 2.2  # seconds after which a connection that was swallowed is tried anew
RATE = 16  # commands a second


@contextmanager
def away_after(seconds: float, outage: AbstractContextManager[None]) -> Iterator[None]:
    """Take the database away after a while, and give it back."""

    def be_away() -> None:
        threading.Event().wait(seconds)
        with outage:
            threading.Event().wait(AWAY)

    thread = threading.Thread(target=be_away)
    thread.start()
    yield
    thread.join()


def typed_through(
    database_url: str, away: AbstractContextManager[None], serving_url: str = ""
) -> list[Answered]:
    with served(serving_url or database_url) as bot:
        ask(bot.port, Typed(0, outage.TEAM, "U0", "top"))
        with away_after(BEFORE, away):
            return type_all(bot.port, outage.plan(BEFORE + AWAY + AFTER, RATE))


def check(database_url: str, answers: list[Answered]) -> None:
    assert late(answers) == []
    assert outage.lost(database_url, answers) == set()
    during = [each for each in answers if BEFORE + 0.2 < each.typed.at < BEFORE + AWAY - 0.2]
    assert any(not each.is_done for each in during)
    # Without a restart, and soon.
    after = [each for each in answers if each.typed.at > BEFORE + AWAY + GIVEN_UP]
    assert after
    assert all(each.is_done for each in after)


@pytest.mark.parametrize("kind", ["gone", "silent"])
@pytest.mark.engines("postgresql")
def test_while_postgresql_is_away_everybody_is_answered_in_time(
    database_url: str, kind: str
) -> None:
    with ExitStack() as stack:
        url, away = database_url, gone(database_url)
        if kind == "silent":
            url, network = stack.enter_context(through_network(database_url))
            away = network.swallowing()
        check(database_url, typed_through(database_url, away, url))


@pytest.mark.engines("sqlite")
def test_while_a_file_is_locked_everybody_is_answered_in_time(database_url: str) -> None:
    check(database_url, typed_through(database_url, locked(database_url)))


def test_a_burst_is_answered_in_time_and_nobody_is_turned_away(database_url: str) -> None:
    with served(database_url) as bot:
        answers = type_all(bot.port, burst.plan(people=45, seconds=1.5, seed=2))
    assert late(answers) == []
    assert [each.said for each in answers if not each.is_done] == []


@pytest.mark.engines("sqlite")
def test_the_measure_sees_who_is_late_and_what_is_lost(database_url: str) -> None:
    saved = Typed(0.0, outage.TEAM, "U1", "add NET700 5")
    never = Answered(saved, 0.1, 200, "Saved.")
    assert outage.lost(database_url, [never]) == {"NET700"}
    too_late, unanswered = Answered(saved, 3.1, 200, ""), Answered(saved, 0.1, 0, "")
    assert late([too_late, never, unanswered]) == [too_late, unanswered]
    assert outage.back([never], since=1.0) == float("inf")

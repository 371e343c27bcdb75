"""Digests where the clock jumps either way, or the machine slept."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.offices import DAY, NINE, Office, at, opened

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        yield found


def test_a_clock_that_is_set_back_delays_neither_a_retry_nor_a_thread(office: Office) -> None:
    office.slack.paces_posts = False  # Slack's own clock is not set back.
    numbers = office.save(8)
    office.set_up()
    at(office, NINE)
    office.fail_second_post("ratelimited", {"retry_after": 90})
    assert (len(office.parents()), len(office.replies())) == (1, 0)
    office.clock.forward(hours=-1)
    office.tick()
    assert (len(office.parents()), len(office.replies())) == (1, 1)
    office.tick_through(hours=2)
    assert sorted(office.shown()) == numbers


def test_a_clock_that_is_set_back_gives_no_second_digest(office: Office) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.tick()
    office.save(1)
    office.clock.forward(hours=-2)
    office.tick_through(hours=4)
    assert len(office.parents()) == 1


def test_a_clock_that_is_set_back_leaves_an_open_outcome_to_its_claim(office: Office) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "drop_late")
    office.tick()
    office.clock.forward(days=-2)
    office.tick_through(hours=1 / 60)
    assert office.parents() == []
    office.slack.late_calls_land()
    office.tick_through(hours=0.5)
    assert len(office.parents()) == 1
    assert office.last().state == "posted"


def test_a_machine_that_slept_through_the_hour_makes_it_up_once(office: Office) -> None:
    numbers = office.save(2)
    office.set_up()
    at(office, NINE - timedelta(minutes=1))
    office.tick()
    at(office, NINE + timedelta(hours=7))
    office.tick_through(hours=1)
    assert len(office.parents()) == 1
    assert sorted(office.shown()) == numbers


def test_a_clock_that_ran_ahead_takes_no_day_of_the_channel(office: Office) -> None:
    office.slack.paces_posts = False  # Slack's own clock is not set back.
    numbers = office.save(1)
    office.set_up()
    office.tick()
    at(office, NINE + 3 * DAY)
    office.tick()
    assert len(office.parents()) == 1
    at(office, NINE - timedelta(minutes=5))
    numbers += office.save(1)
    office.tick_through(hours=0.5)
    assert len(office.parents()) == 2
    numbers += office.save(1)
    office.tick_through(hours=24)
    assert len(office.parents()) == 3
    assert sorted(office.shown()) == numbers


def test_a_day_that_was_missed_while_the_clock_ran_ahead_is_made_up(office: Office) -> None:
    office.slack.paces_posts = False  # Slack's own clock is not set back.
    office.set_up()
    office.tick()
    at(office, NINE + 3 * DAY + timedelta(hours=1))
    office.tick()
    office.save(1)
    at(office, NINE + timedelta(hours=1))
    office.tick()
    assert len(office.parents()) == 1


def test_a_retry_of_a_clock_that_ran_ahead_gives_a_day_no_second_digest(office: Office) -> None:
    office.slack.paces_posts = False  # Slack's own clock is not set back.
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.tick()
    office.save(1)
    at(office, NINE + 2 * DAY)
    office.slack.fail_next("chat.postMessage", "ratelimited", retry_after=90)
    office.tick()
    at(office, NINE + timedelta(hours=1))
    office.tick_through(hours=2)
    assert len(office.parents()) == 1
    office.tick_through(hours=24)
    assert len(office.parents()) == 2


def test_a_digest_that_was_set_up_by_a_clock_ahead_has_its_news(office: Office) -> None:
    office.slack.paces_posts = False  # Slack's own clock is not set back.
    at(office, NINE + 3 * DAY)
    office.set_up()
    at(office, NINE - timedelta(hours=1))
    office.save(1)
    office.tick_through(hours=2)
    assert len(office.parents()) == 1

"""A digest's message says what is stored, for a week after it was posted."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest

from storage.log import Log, LoggedEvent, LoggedSession
from storage.records import Edit, Entry, Event
from tests.offices import ANN, BEN, CHANNEL, LONG, NINE, Office, at, opened

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        yield found


def post(office: Office, number: int, words: str = "") -> list[int]:
    """Let a digest with so many sessions be posted."""
    numbers = office.save(number, words)
    office.set_up()
    at(office, NINE)
    office.tick()
    assert office.last().state == "posted"
    return numbers


def after_a_minute(office: Office) -> None:
    """Tick as the bot does, until a minute is over."""
    for _ in range(12):
        office.clock.forward(seconds=5)
        office.tick()


def updates(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the calls that change a message."""
    asked: list[str] = []
    update = office.posts.update

    def counted(channel_id: str, ts: str, *rest: Any) -> None:
        asked.append(ts)
        update(channel_id, ts, *rest)

    monkeypatch.setattr(office.posts, "update", counted)
    return asked


def test_a_rating_and_an_edit_are_shown_within_a_minute(office: Office) -> None:
    (number,) = post(office, 1, "It was fine.")
    office.store.takeaways.rate(BEN, number, 1)
    edit = Edit(Entry(impressions="It was a waste."), frozenset({"impressions"}))
    office.store.takeaways.edit(ANN, number, edit)
    after_a_minute(office)
    (message,) = office.parents()
    assert "2.5 (2 ratings)" in message.text
    assert "It was a waste." in message.text
    assert message.metadata is not None
    assert office.replies() == []


def test_a_burst_changes_the_message_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = post(office, 5)
    asked = updates(office, monkeypatch)
    for number in numbers:
        for stars in (1, 2, 3):
            office.store.takeaways.rate(BEN, number, stars)
    after_a_minute(office)
    assert len(asked) == 1


def test_a_deleted_takeaway_leaves_no_dead_button(office: Office) -> None:
    first, second = post(office, 2)
    office.store.takeaways.undo(ANN)  # Both sessions were made by that one change.
    after_a_minute(office)
    assert office.shown() == []
    assert "deleted" in office.parents()[0].text
    office.store.takeaways.add(BEN, [Entry(code="NEW101", stars=5)])
    assert {first, second}.isdisjoint(office.shown())


def test_the_others_of_a_message_stay(office: Office) -> None:
    first, second = post(office, 2)
    office.store.takeaways.delete(ANN, first)
    after_a_minute(office)
    assert office.shown() == [second]
    assert "1 session with new takeaways" in office.parents()[0].text


def test_a_message_of_the_thread_is_changed_where_it_stands(office: Office) -> None:
    numbers = post(office, 8)
    last = office.replies()[0]
    shown = [each for each in numbers if f"show #{each}" in str(last.blocks)]
    office.store.takeaways.rate(BEN, shown[0], 1)
    after_a_minute(office)
    assert (len(office.parents()), len(office.replies())) == (1, 1)
    assert "(2 ratings)" in office.replies()[0].text
    assert "(2 ratings)" not in office.parents()[0].text
    assert "3 more sessions in the thread" in office.parents()[0].text


def test_a_change_just_before_the_hour_leaves_the_thread_counted(office: Office) -> None:
    numbers = office.save(8)
    office.set_up()
    office.set_up("C0GENERAL", time(8, 59))  # A change counts once a digest shows the session.
    at(office, NINE - timedelta(seconds=60))
    office.tick()
    at(office, NINE - timedelta(seconds=20))
    office.store.takeaways.rate(BEN, numbers[0], 5)
    at(office, NINE)
    office.tick()
    assert "8 sessions with new takeaways" in office.parents()[0].text
    assert "3 more sessions in the thread" in office.parents()[0].text


def test_what_grows_beyond_a_message_keeps_all_its_sessions(office: Office) -> None:
    numbers = post(office, 16)
    for number in numbers:
        office.store.takeaways.rate(BEN, number, 3, LONG)
        office.store.takeaways.rate(ANN, number, 3, "語" * 2000)
    after_a_minute(office)
    assert sorted(office.shown()) == numbers
    assert office.slack.refusals == []


def test_after_a_week_a_message_stays_as_it_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = post(office, 1)
    (first,) = office.parents()
    asked = updates(office, monkeypatch)
    office.clock.forward(days=6, hours=23)
    office.store.takeaways.rate(BEN, number, 1)
    after_a_minute(office)
    assert len(asked) == 1
    office.clock.forward(hours=1)
    office.store.takeaways.rate(BEN, number, 2)
    after_a_minute(office)
    assert asked.count(first.ts) == 1


@pytest.mark.parametrize(
    ("kind", "details"),
    [("drop_before", {}), ("http_500", {}), ("ratelimited", {"retry_after": 30})],
)
def test_a_change_that_did_not_arrive_is_tried_again(
    office: Office, kind: Any, details: dict[str, Any]
) -> None:
    (number,) = post(office, 1)
    office.store.takeaways.rate(BEN, number, 1)
    office.slack.fail_next("chat.update", kind, **details)
    after_a_minute(office)
    after_a_minute(office)
    assert "(2 ratings)" in office.parents()[0].text


def test_a_title_that_a_catalogue_corrects_is_corrected_in_the_message(office: Office) -> None:
    post(office, 1)
    corrected = Entry(code="NET100", title="On nets and knots")
    event = LoggedEvent(
        Event("general", "general"), (LoggedSession(corrected, frozenset(("code", "title"))),)
    )
    office.store.transfer.load("T0LOCAL", Log((event,)))
    after_a_minute(office)
    assert "On nets and knots" in office.parents()[0].text


def test_a_message_that_is_gone_is_left_alone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = post(office, 1)
    asked = updates(office, monkeypatch)
    office.slack.workspace.remove(office.parents()[0])
    office.store.takeaways.rate(BEN, number, 1)
    after_a_minute(office)
    after_a_minute(office)
    assert (len(asked), office.parents()) == (1, [])


def test_a_change_while_a_message_is_rendered_is_shown_too(office: Office) -> None:
    (number,) = post(office, 1)
    office.store.takeaways.rate(BEN, number, 1)
    office.clock.forward(seconds=20)
    refresh = office.store.digests.updates.claim()
    assert refresh is not None
    office.store.takeaways.rate(BEN, number, 5)
    office.clock.forward(seconds=20)
    again = office.store.digests.updates.claim()
    assert again is not None
    office.store.digests.updates.done(refresh)  # It shows what was before.
    office.store.digests.updates.again(again, 0)
    office.clock.forward(seconds=1)
    office.tick()
    assert "★★★★★ 4.5 (2 ratings)" in office.parents()[0].text


def test_a_message_whose_process_died_is_taken_up_again(office: Office) -> None:
    (number,) = post(office, 1)
    office.store.takeaways.rate(BEN, number, 1)
    office.clock.forward(seconds=20)
    assert office.store.digests.updates.claim() is not None
    office.clock.forward(seconds=119)
    assert office.store.digests.updates.claim() is None
    office.clock.forward(seconds=1)
    assert office.store.digests.updates.claim() is not None


def test_a_digest_that_was_turned_off_still_tells_the_truth(office: Office) -> None:
    (number,) = post(office, 1)
    office.store.digests.turn_off("T0LOCAL", CHANNEL)
    office.store.takeaways.rate(BEN, number, 1)
    after_a_minute(office)
    assert "(2 ratings)" in office.parents()[0].text


def test_what_an_event_takes_over_is_not_news_again(office: Office) -> None:
    (old,) = post(office, 1)
    office.store.events.create(ANN, Event(key="main", name="Main"))
    entry = Entry(code="NET100", title="On nets", stars=5)
    saved = office.store.takeaways.add(BEN, [entry], event="main")
    new = saved.entries[0].session.number
    assert office.store.events.take_over(ANN, "main") == 1
    after_a_minute(office)
    assert (old != new, office.shown()) == (True, [new])
    office.store.takeaways.delete(BEN, new)  # What is left is Ann's, which was shown.
    subscription = office.store.digests.all("T0LOCAL")[0]
    assert office.store.digests.upcoming(subscription) == ()


def test_a_session_that_no_digest_shows_wakes_nobody(office: Office) -> None:
    post(office, 1)
    (other,) = office.save(1)
    office.store.takeaways.rate(BEN, other, 1)
    wait = office.store.digests.wait()
    assert wait is not None
    assert wait > timedelta(hours=23).total_seconds()

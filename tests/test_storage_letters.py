"""Letters: who is to be told what, and that nobody is told twice."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, text

from storage import Edit, Entry, Event, KnownPerson, NotFound, Store, Who, migrate, open_store
from storage.letters import Letter
from storage.log import Log, LoggedEvent, LoggedSession, LoggedWatch
from tests.bots import MovedClock
from tests.keeping import ANN, BEN, log, number_of

LINK = "https://video.example.com/1"
TOKYO = "Asia/Tokyo"
NOW = {"now": "2026-11-30 12:00:00"}
SESSION = (
    "INSERT INTO sessions (team_id, number, event, recording_url, created_at)"
    " VALUES ('T1', :number, 'e', :url, :now)"
)
WATCH = (
    "INSERT INTO watching (team_id, user_id, session, queued_at, watched_at)"
    " VALUES ('T1', 'UBEN', :number, :now, :watched)"
)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(datetime(2026, 11, 30, 12, tzinfo=UTC))


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    opened = open_store(database_url, clock.now)
    yield opened
    opened.close()


def letters(store: Store) -> list[Letter]:
    """Collect, and take all letters that are due."""
    store.letters.collect()
    found = []
    while letter := store.letters.claim():
        found.append(letter)
    return found


def at(clock: MovedClock, day: int, hour: int, minute: int = 0) -> None:
    """Go to a moment of December 2026, in UTC."""
    clock.moment = datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def linked(store: Store, number: int, url: str | None = LINK) -> None:
    store.takeaways.edit(ANN, number, Edit(Entry(recording_url=url), frozenset({"recording_url"})))


def lives(store: Store, who: Who, zone: str) -> None:
    person = KnownPerson(who.user_id, "Ann", "en", zone, datetime(2026, 11, 30, tzinfo=UTC))
    store.people.remember(who.team_id, [person])


def queued(store: Store, code: str = "NET402", who: Who = BEN) -> int:
    number = number_of(log(store, ANN, code, 5, facts=("one",)))
    store.watching.queue(who, number)
    return number


def test_whoever_waits_is_told_of_all_links_in_the_morning_once(
    store: Store, clock: MovedClock
) -> None:
    first, second, third = (queued(store, code) for code in ("NET402", "NET403", "NET404"))
    linked(store, first)
    assert letters(store) == []
    linked(store, second)
    at(clock, 1, 8, 59)
    assert letters(store) == []
    at(clock, 1, 9)
    assert letters(store) == [Letter(BEN, "recordings", (first, second))]
    linked(store, third)
    assert letters(store) == []
    at(clock, 2, 9)
    assert letters(store) == [Letter(BEN, "recordings", (third,))]
    at(clock, 3, 9)
    assert letters(store) == []


def test_the_morning_is_that_of_the_persons_zone(store: Store, clock: MovedClock) -> None:
    lives(store, BEN, TOKYO)
    linked(store, queued(store))
    store.letters.collect()
    at(clock, 0 + 1, 0, 0)  # nine o'clock in Tokyo
    assert len(letters(store)) == 1


def test_a_zone_that_nobody_knows_is_taken_as_utc(store: Store, clock: MovedClock) -> None:
    lives(store, BEN, "Mars/Olympus_Mons")
    linked(store, queued(store))
    store.letters.collect()
    at(clock, 1, 9)
    assert len(letters(store)) == 1


def test_a_morning_that_was_missed_is_made_up_by_day_but_not_at_night(
    store: Store, clock: MovedClock
) -> None:
    number = queued(store)
    linked(store, number)
    store.letters.collect()
    at(clock, 1, 22)
    assert letters(store) == []
    at(clock, 2, 3)
    assert letters(store) == []
    at(clock, 2, 15)
    assert letters(store) == [Letter(BEN, "recordings", (number,))]


def test_a_link_that_was_there_when_it_was_queued_is_no_news(
    store: Store, clock: MovedClock
) -> None:
    number = number_of(log(store, ANN, "NET402", 5, recording_url=LINK))
    store.watching.queue(BEN, number)
    store.letters.collect()
    at(clock, 1, 9)
    assert letters(store) == []


def test_what_was_watched_meanwhile_is_not_told_of(store: Store, clock: MovedClock) -> None:
    number = queued(store)
    linked(store, number)
    store.letters.collect()
    store.watching.watched(BEN, number)
    at(clock, 1, 9)
    assert letters(store) == []
    store.watching.queue(BEN, number)
    at(clock, 2, 9)
    assert letters(store) == []


def test_a_link_that_comes_back_is_told_of_once(store: Store, clock: MovedClock) -> None:
    number = queued(store)
    linked(store, number)
    store.letters.collect()
    at(clock, 1, 9)
    assert len(letters(store)) == 1
    linked(store, number, None)
    linked(store, number)
    store.letters.collect()
    at(clock, 2, 9)
    assert letters(store) == []


def test_a_file_brings_watch_lists_that_wait_and_links_that_end_the_wait(
    store: Store, clock: MovedClock
) -> None:
    bare = LoggedSession(Entry(code="NET402", title="Nets"), frozenset({"recording_url"}), number=7)
    watch = LoggedWatch(BEN.user_id, "summit", 7)
    store.transfer.load("T1", Log((LoggedEvent(Event("summit", "Summit"), (bare,)),), (), (watch,)))
    store.letters.collect()
    there = LoggedSession(
        Entry(code="NET402", title="Nets", recording_url=LINK),
        frozenset({"recording_url"}),
        number=7,
    )
    store.transfer.load("T1", Log((LoggedEvent(Event("summit", "Summit"), (there,)),)))
    store.letters.collect()
    at(clock, 1, 9)
    assert letters(store) == [Letter(BEN, "recordings", (7,))]


def test_a_letter_that_was_not_sent_is_put_back_as_it_was(store: Store, clock: MovedClock) -> None:
    number = queued(store)
    linked(store, number)
    store.letters.collect()
    at(clock, 1, 9)
    [letter] = letters(store)
    store.letters.again(letter, 30)
    assert letters(store) == []
    at(clock, 1, 9, 1)
    assert letters(store) == [letter]


def test_two_processes_take_a_letter_once(
    database_url: str, store: Store, clock: MovedClock
) -> None:
    conference(store)
    for code in range(100, 110):
        linked(store, queued(store, f"NET{code}", Who("T1", f"U{code}")))
        log(store, Who("T1", f"U{code}"), f"NET{code}")
    store.letters.collect()
    at(clock, 1, 9)
    letters_at_once(database_url, clock, "recordings")
    at(clock, 1, 20)
    letters_at_once(database_url, clock, "nudge")


def letters_at_once(database_url: str, clock: MovedClock, kind: str) -> None:
    """Let four processes collect and take letters: each of ten people has one of the kind."""
    found: list[Letter] = []
    together = Barrier(4)

    def take() -> None:
        other = open_store(database_url, clock.now)
        together.wait()
        found.extend(letters(other))
        other.close()

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {letter.kind for letter in found} == {kind}
    assert sorted(letter.who.user_id for letter in found) == [
        f"U{code}" for code in range(100, 110)
    ]


def conference(store: Store, timezone: str = "UTC") -> None:
    """A summit on the first three days of December."""
    days = date(2026, 12, 1), date(2026, 12, 3)
    store.events.create(ANN, Event("summit", "Summit", timezone, *days))


def test_on_the_evening_of_an_event_day_whoever_lacks_something_is_reminded_once(
    store: Store, clock: MovedClock
) -> None:
    conference(store)
    log(store, ANN, "NET402", 5, facts=("whole",))
    log(store, BEN, "NET402", 5)
    at(clock, 1, 19, 59)
    assert letters(store) == []
    at(clock, 1, 20)
    assert letters(store) == [Letter(BEN, "nudge", event="summit")]
    at(clock, 1, 23, 30)
    assert letters(store) == []
    at(clock, 2, 20, 30)
    assert letters(store) == [Letter(BEN, "nudge", event="summit")]


def test_the_evening_is_that_of_the_events_zone(store: Store, clock: MovedClock) -> None:
    conference(store, TOKYO)
    log(store, BEN, "NET402", 5)
    at(clock, 1, 10, 59)
    assert letters(store) == []
    at(clock, 1, 11)
    assert len(letters(store)) == 1


def test_outside_of_an_events_days_nobody_is_reminded(store: Store, clock: MovedClock) -> None:
    conference(store)
    log(store, BEN, "NET402", 5)
    at(clock, 4, 20)
    assert letters(store) == []
    clock.moment = datetime(2026, 11, 30, 20, tzinfo=UTC)
    assert letters(store) == []
    at(clock, 3, 23, 59)
    assert len(letters(store)) == 1


def test_an_event_without_days_reminds_nobody(store: Store, clock: MovedClock) -> None:
    log(store, BEN, "NET402", 5)
    at(clock, 1, 20)
    assert letters(store) == []


def test_an_evening_that_is_over_is_not_made_up(store: Store, clock: MovedClock) -> None:
    conference(store)
    log(store, BEN, "NET402", 5)
    at(clock, 1, 20)
    [letter] = letters(store)
    store.letters.again(letter, 60)
    at(clock, 2, 1)
    assert letters(store) == []


def test_tomorrow_reminds_after_the_last_day_too_and_once(store: Store, clock: MovedClock) -> None:
    conference(store)
    log(store, BEN, "NET402", 5)
    at(clock, 2, 20)
    assert len(letters(store)) == 1
    assert store.letters.remind_tomorrow(BEN, "Summit").day == 3
    at(clock, 3, 20)
    assert len(letters(store)) == 1
    store.letters.remind_tomorrow(BEN, "summit")
    at(clock, 4, 19)
    assert letters(store) == []
    at(clock, 4, 20)
    assert letters(store) == [Letter(BEN, "nudge", event="summit")]


def test_in_the_morning_tomorrow_leaves_this_evening_out(store: Store, clock: MovedClock) -> None:
    conference(store)
    log(store, BEN, "NET402", 5)
    at(clock, 2, 8)
    store.letters.remind_tomorrow(BEN, "summit")
    at(clock, 2, 20)
    assert letters(store) == []
    at(clock, 3, 20)
    assert len(letters(store)) == 1


def test_who_wants_none_gets_none_of_this_event(store: Store, clock: MovedClock) -> None:
    conference(store)
    log(store, BEN, "NET402", 5)
    store.letters.remind_tomorrow(BEN, "summit")
    store.letters.want_nudges(BEN, "summit", on=False)
    store.letters.want_nudges(BEN, "summit", on=False)
    for day in (1, 2):
        at(clock, day, 20)
        assert letters(store) == []
    store.letters.want_nudges(BEN, "summit", on=True)
    at(clock, 3, 20)
    assert len(letters(store)) == 1


def test_an_event_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        store.letters.remind_tomorrow(BEN, "nowhere")
    with pytest.raises(NotFound):
        store.letters.want_nudges(BEN, "nowhere", on=False)


def test_home_is_remembered_for_each_person(store: Store) -> None:
    assert not store.homes.is_open(ANN)
    store.homes.opened(ANN)
    store.homes.opened(ANN)
    assert store.homes.is_open(ANN)
    assert not store.homes.is_open(Who("T2", ANN.user_id))


def test_a_database_of_before_waits_for_the_links_that_are_missing(empty_database_url: str) -> None:
    migrate(empty_database_url, "0002")
    engine = create_engine(empty_database_url)
    with engine.begin() as db:
        db.execute(
            text("INSERT INTO events (team_id, key, created_at) VALUES ('T1', 'e', :now)"), NOW
        )
        for number, url in ((1, None), (2, ""), (3, LINK), (4, None)):
            row = {**NOW, "number": number, "url": url}
            db.execute(text(SESSION), row)
            db.execute(text(WATCH), {**row, "watched": NOW["now"] if number == 4 else None})
    migrate(empty_database_url)
    with engine.connect() as db:
        waits = db.execute(text("SELECT session FROM watching WHERE awaited ORDER BY session"))
        assert list(waits.scalars()) == [1, 2]
    engine.dispose()

"""A file that brings much: it is written in few statements, and nobody waits long meanwhile."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.formats import takeaways
from storage import Entry, Filter, Profile, Store
from storage.errors import Unavailable
from storage.log import Count, Log
from tests.keeping import ANN


def test_of_two_profiles_of_one_person_the_last_stays(store: Store) -> None:
    store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE"))
    others = [{"user": f"UDEV{at}", "role": "Developer"} for at in range(600)]
    stated = [{"user": ANN.user_id, "role": role, "company": "Acme"} for role in ("DBA", "CTO")]
    document = {"format": takeaways.FORMAT, "profiles": [stated[0], *others, stated[1]]}
    count = store.transfer.load("T1", takeaways.read(json.dumps(document)).log).counts["profiles"]
    assert (count.new, count.changed) == (600, 2)
    assert store.people.profile(ANN) == Profile(ANN.user_id, role="CTO", company="Acme")
    assert len(store.transfer.export("T1").profiles) == 601


def test_no_more_is_sent_at_once_than_a_slow_server_takes_in(store: Store) -> None:
    sessions = [
        {"number": at, "code": f"OPN{at}", "takeaways": [{"user": "U1", "impressions": "Busy."}]}
        for at in range(100, 350)
    ]
    document = {"format": takeaways.FORMAT, "events": [{"key": "z", "sessions": sessions}]}
    sent: dict[str, list[int]] = {"sessions": [], "takeaways": []}

    def note(*stated: Any) -> None:
        _, _, statement, parameters, _, many = stated
        for table, sizes in sent.items():
            if statement.startswith(f"INSERT INTO {table} "):
                sizes.append(len(parameters) if many else 1)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        store.transfer.load("T1", takeaways.read(json.dumps(document)).log)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sent == {"sessions": [100, 100, 50], "takeaways": [100, 100, 50]}


def watched(*lines: tuple[str, int, str | None]) -> Log:
    """Make a file of two sessions, the second with a recording, and of watch lists."""
    document = {
        "format": takeaways.FORMAT,
        "events": [
            {
                "key": "z",
                "sessions": [
                    {"number": 1, "code": "OPN1"},
                    {"number": 2, "code": "OPN2", "recording_url": "https://example.com/2"},
                ],
            }
        ],
        "watching": [
            {"user": user, "event": "z", "session": number, "watched_at": at}
            for user, number, at in lines
        ],
    }
    return takeaways.read(json.dumps(document)).log


def test_of_a_watch_list_comes_what_is_new_and_what_differs(store: Store) -> None:
    day = "2026-03-02T10:00:00+00:00"
    many = [(f"U{at}", at % 2 + 1, None) for at in range(600)]
    first = store.transfer.load("T1", watched(*many, ("U0", 1, day), ("U0", 2, None)))
    assert first.counts["watching"] == Count(new=601, changed=1)
    again = store.transfer.load("T1", watched(("U0", 1, day), ("U1", 2, day), ("U2", 1, None)))
    assert again.counts["watching"] == Count(changed=1, unchanged=2)
    kept = {(each.user, each.session): each for each in store.transfer.export("T1").watching}
    assert len(kept) == 601
    assert {line for line, each in kept.items() if each.watched_at} == {("U0", 1), ("U1", 2)}


@pytest.mark.engines("sqlite")
def test_while_a_file_comes_in_everybody_is_answered_in_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.takeaways.add(ANN, [Entry(code="NET402", raw="NET402", impressions="quagga")])
    reached, may_go_on = threading.Event(), threading.Event()

    def slow(*_: object, **__: object) -> list[object]:
        reached.set()
        assert may_go_on.wait(30)
        return []

    monkeypatch.setattr("storage.loading.bring_watching", slow)
    with ThreadPoolExecutor(1) as threads:
        coming = threads.submit(store.transfer.load, "T1", watched(("U0", 1, None)))
        assert reached.wait(10)
        begun = monotonic()
        assert len(store.search.find(ANN, "quagga", Filter()).items) == 1
        with pytest.raises(Unavailable):
            store.takeaways.add(ANN, [Entry(code="NET403", raw="NET403")])
        assert monotonic() - begun < 3
        may_go_on.set()
        assert coming.result().counts["sessions"].new == 2
    store.takeaways.add(ANN, [Entry(code="NET403", raw="NET403")])

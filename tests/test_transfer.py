"""The log goes out as our JSON and comes in again, the same."""

import json
from dataclasses import replace

import psycopg
import pytest

from bot.formats import table, takeaways
from bot.formats.problem import NotReadable
from storage import Entry, Event, Profile, Question, SessionType, Store, Who
from storage.log import Count
from storage.transfer import MANY

ANN, KEN = Who("T1", "U1"), Who("T1", "U2")


def _fill(store: Store) -> None:
    store.events.create(ANN, Event("opsconf-2026", "OpsConf", "Europe/Berlin"))
    store.takeaways.add(
        ANN,
        [
            Entry(
                code="OPN310",
                raw="OPN310-R2",
                title="Paging without pain",
                stars=5,
                recommended=True,
                type="Chalk Talk",
                topics=("Paging", "Queues, and more"),
                facts=("one", "  nested"),
                impressions="良かった。\n\nまた聞きたい。",
                questions=(Question("Why?", "So."), Question("And?", "")),
                attended="overflow",
                partial=True,
            ),
            Entry(title="dinner on the terrace", stars=4),
        ],
    )
    store.takeaways.add(KEN, [Entry(code="OPN310", raw="OPN310", stars=2)])
    store.people.save_profile(ANN, Profile("U1", role="SRE", about="- likes queues"))
    store.watching.queue(KEN, 1)


def _exported(store: Store, team_id: str = "T1") -> str:
    return takeaways.write(store.transfer.export(team_id))


def test_what_goes_out_comes_in_again_without_loss(store: Store) -> None:
    _fill(store)
    first = _exported(store)
    store.transfer.load("T2", takeaways.read(first).log)
    assert _exported(store, "T2") == first


def test_a_second_import_changes_nothing(store: Store) -> None:
    _fill(store)
    log = takeaways.read(_exported(store)).log
    loaded = store.transfer.load("T1", log)
    assert all(count == Count(unchanged=count.unchanged) for count in loaded.counts.values())
    assert loaded.counts["takeaways"] == Count(unchanged=3)


def test_a_dry_run_tells_the_same_and_keeps_nothing(store: Store) -> None:
    _fill(store)
    log = takeaways.read(_exported(store)).log
    told = store.transfer.load("T2", log, dry_run=True)
    assert store.transfer.export("T2").events == ()
    assert store.transfer.load("T2", log) == told


def test_a_file_changes_what_it_states_differently(store: Store) -> None:
    _fill(store)
    document = json.loads(_exported(store))
    session = document["events"][0]["sessions"][0]
    session["title"] = "Paging, revised"
    session["takeaways"][0]["stars"] = 1
    loaded = store.transfer.load("T1", takeaways.read(json.dumps(document)).log)
    assert loaded.counts["sessions"] == Count(changed=1, unchanged=1)
    assert loaded.counts["takeaways"] == Count(changed=1, unchanged=2)
    found = store.sessions.get("T1", 1)
    assert (found.title, found.rating.total) == ("Paging, revised", 3)


def test_what_a_file_leaves_out_of_an_event_stays(store: Store) -> None:
    def brought(**event: object) -> Event:
        document = {"format": takeaways.FORMAT, "events": [{"key": "z", **event}]}
        store.transfer.load("T1", takeaways.read(json.dumps(document)).log)
        return store.events.get("T1", "z")

    first = brought(name="Zed", timezone="Asia/Tokyo", starts_on="2026-03-02", ends_on="2026-03-04")
    assert brought() == first
    moved = brought(starts_on=None, timezone="UTC")
    assert (moved.starts_on, moved.ends_on, moved.timezone) == (None, first.ends_on, "UTC")
    assert moved.name == "Zed"


def test_a_type_whose_availability_is_left_out_has_the_usual_one(store: Store) -> None:
    types = [{"name": "Keynotes"}, {"name": "Panel"}, {"name": "Expo", "availability": None}]
    document = {"format": takeaways.FORMAT, "events": [{"key": "z", "types": types}]}
    store.transfer.load("T1", takeaways.read(json.dumps(document)).log)
    brought = store.events.get("T1", "z").types[:3]
    assert [kind.availability for kind in brought] == ["recorded", "unknown", "not_recorded"]


def test_texts_of_a_file_are_settled_as_they_are_in_a_form() -> None:
    document = {
        "format": takeaways.FORMAT,
        "events": [
            {"key": "z", "types": [{"name": "Pa\tnel", "description": "\n• big\n\n\n\tx "}]}
        ],
        "profiles": [{"user": "U1", "role": " SRE\n(on call)", "about": "・cats\n  ・two\n\n"}],
    }
    log = takeaways.read(json.dumps(document)).log
    assert log.events[0].event.types == (SessionType("Pa nel", "- big\n\n  x"),)
    assert log.profiles == (Profile("U1", role="SRE (on call)", about="- cats\n  - two"),)


def test_numbers_are_kept_where_they_were_never_given(store: Store) -> None:
    events = [
        {"key": "a", "sessions": [{"number": 7, "code": "OPN1"}, {"code": "OPN2"}]},
        {"key": "b", "sessions": [{"number": 7, "code": "OPN1"}, {"number": 3, "code": "X"}]},
    ]
    document = json.dumps({"format": takeaways.FORMAT, "events": events})
    store.transfer.load("T1", takeaways.read(document).log)
    numbers = {
        (event.event.key, session.details.code): session.number
        for event in store.transfer.export("T1").events
        for session in event.sessions
    }
    assert numbers == {("a", "OPN1"): 7, ("a", "OPN2"): 8, ("b", "OPN1"): 9, ("b", "X"): 3}


def test_sessions_without_a_code_are_told_apart_by_their_start(store: Store) -> None:
    def lunches(*hours: int) -> str:
        sessions = [{"title": "Lunch", "starts_at": f"2026-03-02T{hour}:00:00Z"} for hour in hours]
        event = {"key": "a", "sessions": sessions}
        return json.dumps({"format": takeaways.FORMAT, "events": [event]})

    store.transfer.load("T1", takeaways.read(lunches(11, 13)).log)
    again = store.transfer.load("T1", takeaways.read(lunches(11, 13)).log)
    assert again.counts["sessions"] == Count(unchanged=2)
    store.transfer.load("T2", takeaways.read(lunches(11)).log)
    moved = store.transfer.load("T2", takeaways.read(lunches(12)).log)
    assert moved.counts["sessions"] == Count(changed=1)


def test_the_types_of_a_file_keep_its_order_before_the_others(store: Store) -> None:
    types = (SessionType("Workshop", "hands on"), SessionType("Keynote"))
    log = takeaways.read(_exported(store)).log
    store.events.create(ANN, Event("x", "X"))
    log = store.transfer.export("T1")
    event = replace(log.events[0].event, key="y", types=types)
    store.transfer.load("T1", replace(log, events=(replace(log.events[0], event=event),)))
    names = [kind.name for kind in store.events.get("T1", "y").types]
    assert names[:3] == ["Workshop", "Keynote", "Innovation Talk"]


def test_what_can_not_be_read_is_named_with_its_line() -> None:
    text = (
        f'{{"format": "{takeaways.FORMAT}",\n "events": [{{"key": "a", "sessions": [\n'
        '  {"code": "OPN1", "takeaways": [\n    {"user": "U1", "stars": 7}]},\n  {"title": ""}]}]}'
    )
    read = takeaways.read(text)
    assert [problem.line for problem in read.problems] == [4, 5]
    assert len(read.log.events[0].sessions) == 1


@pytest.mark.parametrize(
    "session",
    [
        '{"code": "OPN1", "takeaways": [\n {"user": "U1", "stars": true}]}',
        '{"code": "OPN1", "takeaways": [\n {"user": "U1", "questions": ["Why?"]}]}',
        '\n {"code": "OPN1", "level": -1}',
        '\n {"code": "OPN1", "level": 100000}',
        '\n {"code": "OPN1", "starts_at": "0001-01-01T00:00:00+14:00"}',
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_its_line(session: str) -> None:
    text = (
        f'{{"format": "{takeaways.FORMAT}", "events": [{{"key": "a", "sessions": [{session}]}}]}}'
    )
    (problem,) = takeaways.read(text).problems
    assert problem.line == 2


def test_a_watch_list_without_its_session_is_named_with_its_line() -> None:
    text = (
        f'{{"format": "{takeaways.FORMAT}", "events": [{{"key": "a", "sessions": [\n'
        '  {"code": "OPN1", "number": 7}]}], "watching": [\n'
        '  {"user": "U1", "event": "A", "session": 7},\n'
        '  {"user": "U1", "event": "a", "session": 8}]}'
    )
    read = takeaways.read(text)
    assert [(each.line, each.words) for each in read.problems] == [(4, {"number": 8})]
    assert [each.session for each in read.log.watching] == [7]


def test_an_event_in_a_zone_that_is_none_is_refused_with_its_line() -> None:
    text = (
        f'{{"format": "{takeaways.FORMAT}", "events": [\n  {{"key": "a", "timezone": "Mars/Base"}},'
        '\n  {"key": "b", "timezone": "Asia/Tokyo"}]}'
    )
    read = takeaways.read(text)
    assert [(each.line, each.words) for each in read.problems] == [(2, {"zone": "Mars/Base"})]
    assert [each.event.key for each in read.log.events] == ["b"]


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize(("sessions", "counted"), [(MANY, True), (MANY // 2, False)])
def test_after_a_large_file_the_tables_are_counted(
    database_url: str, store: Store, sessions: int, counted: bool
) -> None:
    file = {
        "format": takeaways.FORMAT,
        "events": [
            {"key": "big", "sessions": [{"code": f"OPN{1000 + at}"} for at in range(sessions)]}
        ],
    }
    log = takeaways.read(json.dumps(file)).log
    store.transfer.load("T1", log, dry_run=True)
    assert not _is_counted(database_url)
    store.transfer.load("T1", log)
    assert _is_counted(database_url) is counted


def _is_counted(database_url: str) -> bool:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        asked = "SELECT count(*) FROM pg_stats WHERE tablename = 'sessions'"
        row = connection.execute(asked).fetchone()
    return bool(row and row[0])


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": "other/1"}', "[" * 100_000, f'{{"format": {"9" * 5000}}}']
)
def test_what_is_not_our_json_is_refused(text: str) -> None:
    with pytest.raises(NotReadable):
        takeaways.read(text)


def test_a_table_has_a_row_for_each_takeaway_and_runs_nothing(store: Store) -> None:
    _fill(store)
    store.takeaways.add(ANN, [Entry(code="OPN9", raw="OPN9", impressions="=1+1")])
    lines = table.write(store.transfer.export("T1")).split("\r\n")
    assert lines[0] == ",".join(table.COLUMNS)
    assert sum(line.startswith("opsconf-2026,") for line in lines) == 4
    assert "'=1+1" in table.write(store.transfer.export("T1"))


@pytest.mark.parametrize("formula", ["=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)"])
def test_a_formula_in_a_table_is_text_in_any_width(store: Store, formula: str) -> None:
    store.takeaways.add(ANN, [Entry(code="OPN9", raw="OPN9", impressions=formula)])
    assert f"'{formula}" in table.write(store.transfer.export("T1"))

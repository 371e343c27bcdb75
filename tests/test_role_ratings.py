"""Ratings by role are those of the takeaways and profiles, however either was written."""

import json
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from threading import Event as Happening

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text

from bot.formats import takeaways as files
from storage import Entry, Event, Profile, StorageError, Store, Who
from storage.database import Database
from storage.engine import open_engine
from storage.folding import words
from storage.people_tables import profiles, role_ratings
from storage.ranking import score
from storage.tables import takeaways
from storage.taking_over import take_over
from tests.keeping import ANN, BEN, STRANGER, log, number_of
from tests.test_search_index import WRITING

NOON = datetime(2023, 11, 28, 12, tzinfo=UTC)
LONG = "Keeper of 一切 " * 40
ROLES = ("SRE", "ＳＲＥ", "SRE lead", "Site engineer", "学生", "", LONG)
WHO = st.sampled_from([ANN, BEN, STRANGER])
CODES = st.sampled_from(["NET402", "AIM101", "SUS300"])
Given = tuple[int | None, bool, datetime | None]
Kept = tuple[float, int, int, int, int | None, int | None, datetime | None]


def describe(store: Store, who: Who, code: str, role: str) -> None:
    log(store, who, code, 2)
    store.people.change_profile(who, {"role": role})


def clear(store: Store, who: Who, code: str, role: str) -> None:
    del code
    store.people.save_profile(who, Profile(who.user_id, company=role, about=role))


def rate(store: Store, who: Who, code: str, role: str) -> None:
    number = number_of(log(store, who, code, recommended=len(role) % 2 == 0))
    store.takeaways.rate(who, number, len(role) % 5 + 1)


def remark(store: Store, who: Who, code: str, role: str) -> None:
    log(store, who, code, facts=(role,))


def bring(store: Store, who: Who, code: str, role: str) -> None:
    """Import what was exported, with this role for everybody and other stars."""
    log(store, who, code, 4)
    exported = json.loads(files.write(store.transfer.export(who.team_id)))
    for each in exported["profiles"]:
        each["role"] = role
    for event in exported["events"]:
        for session in event["sessions"]:
            for written in session["takeaways"]:
                written["stars"] = len(role) % 5 + 1
    store.transfer.load(who.team_id, files.read(json.dumps(exported)).log)


TURNS: list[Callable[[Store, Who, str, str], None]] = [
    *(describe, describe, describe, clear, rate, rate, remark, bring),
    *WRITING,
]


@settings(
    max_examples=10,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    turns=st.lists(
        st.tuples(st.sampled_from(TURNS), WHO, CODES, st.sampled_from(ROLES)),
        min_size=4,
        max_size=12,
    )
)
def test_whatever_is_written_they_are_what_is_counted_afresh(
    store: Store,
    database_url: str,
    turns: list[tuple[Callable[[Store, Who, str, str], None], Who, str, str]],
) -> None:
    with closing(Database(open_engine(database_url))) as database:
        for turn, who, code, role in turns:
            try:
                turn(store, who, code, role)
            except StorageError:
                continue  # There is nothing to undo or to take over.
            kept, counted = database.read(lambda db: (_kept(db), _counted(db)))
            assert kept == counted
        for team_id in ("T1", "T2"):
            store.forgetting.forget_workspace(team_id)
        assert database.read(_kept) == {}


# As a file may have it; the control character is not kept.
BELL = Who("T1", "U\x07BELL")


@pytest.mark.parametrize("who", [ANN, BELL])
def test_of_a_role_that_was_given_up_nothing_is_left(
    store: Store, database_url: str, who: Who
) -> None:
    log(store, who, "NET402", 4)
    for role in ("SRE", "SRE", "DBA"):
        store.people.save_profile(who, Profile("", role=role))
    with closing(Database(open_engine(database_url))) as database:
        kept, counted = database.read(lambda db: (_kept(db), _counted(db)))
    assert [role for _, _, role in kept] == [" dba"]
    assert kept == counted


def test_what_many_write_at_once_is_all_counted(store: Store, database_url: str) -> None:
    people = [Who("T1", f"U{person}") for person in range(6)]
    numbers = [number_of(log(store, ANN, f"NET40{digit}")) for digit in range(3)]
    for who in people:
        for number in numbers:
            store.takeaways.rate(who, number, 1)

    def go_on(who: Who) -> None:
        for stars in range(1, 6):
            if who.user_id in ("U0", "U1", "U2"):
                store.people.change_profile(who, {"role": f"SRE {stars}"})
            store.takeaways.rate(who, numbers[stars % 3], stars)
        if who.user_id == "U5":
            store.forgetting.forget(who)

    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(go_on, people))
    with closing(Database(open_engine(database_url))) as database:
        kept, counted = database.read(lambda db: (_kept(db), _counted(db)))
    assert {role for _, _, role in kept} == {" sre 5"}
    assert kept == counted


def change(store: Store) -> None:
    store.people.change_profile(BEN, {"role": "DBA"})


def leave(store: Store) -> None:
    store.forgetting.forget(BEN)


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize(("write", "left"), [(change, [" dba"]), (leave, [])])
def test_what_a_person_changes_waits_for_sessions_that_become_one(
    store: Store, database_url: str, write: Callable[[Store], None], left: list[str]
) -> None:
    """Taking over holds nobody's lock, and moves the takeaways away from the locked session."""
    log(store, BEN, "NET402", 4)
    store.people.change_profile(BEN, {"role": "SRE"})
    store.events.create(ANN, Event("conf", "Conf"))
    store.takeaways.add(ANN, [Entry(code="NET402")], event="conf")
    database = Database(open_engine(database_url))
    moved = Happening()

    def move(db: Connection) -> None:
        take_over(database, db, "T1", "conf", NOON)
        moved.set()
        while not db.execute(text("SELECT 1 FROM pg_locks WHERE NOT granted")).first():
            pass

    with closing(database), ThreadPoolExecutor(1) as threads:
        moving = threads.submit(database.write, move)
        assert moved.wait(10)
        write(store)
        moving.result()
        kept, counted = database.read(lambda db: (_kept(db), _counted(db)))
    assert [role for _, _, role in kept] == left
    assert kept == counted


def _kept(db: Connection) -> dict[tuple[str, int, str], Kept]:
    """What stands in the table of every workspace."""
    rows = [
        row
        for team_id in ("T1", "T2")
        for row in db.execute(select(role_ratings).where(role_ratings.c.team_id == team_id))
    ]
    return {(row.team_id, row.session, row.role): tuple(row[3:]) for row in rows}


def _counted(db: Connection) -> dict[tuple[str, int, str], Kept]:
    """The same by plain counting."""
    given_: dict[tuple[str, int, str], list[Given]] = defaultdict(list)
    for team_id in ("T1", "T2"):
        described = select(profiles).where(profiles.c.team_id == team_id)
        roles = {row.user_id: words(row.role)[:200] for row in db.execute(described)}
        written = select(takeaways).where(takeaways.c.team_id == team_id)
        for row in db.execute(written):
            if role := roles.get(row.user_id):
                rated = row.stars, row.recommended, row.rated_at
                given_[team_id, row.session, role].append(rated)
    return {key: _rating(each) for key, each in given_.items()}


def _rating(given_: list[Given]) -> Kept:
    stars = [stars for stars, _, _ in given_ if stars]
    return (
        score(len(stars), sum(stars)) or 0.0,
        len(stars),
        sum(stars),
        sum(1 for stars, recommended, _ in given_ if stars and recommended),
        min(stars, default=None),
        max(stars, default=None),
        max((at for stars, _, at in given_ if stars and at), default=None),
    )

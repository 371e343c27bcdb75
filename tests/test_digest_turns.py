"""What each step makes of a digest's run is told once, after it is committed, and logged."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot import logs
from bot.digest.diary import noted
from storage.digest_claims import LEASE
from storage.digest_records import Claim, Turn
from tests.offices import ANN, DAY, LONG, NINE, Killed, Office, at, opened


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        yield found


@pytest.fixture
def turns(office: Office) -> list[Turn]:
    """What was told, in order."""
    told: list[Turn] = []
    office.store.digests.runs.when_told(told.append)
    return told


@pytest.fixture
def log(office: Office) -> io.StringIO:
    """The log as JSON while the office's digests are made."""
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    office.store.digests.runs.when_told(noted(lambda _: None))
    return stream


def begun(office: Office, sessions: int = 1) -> Claim:
    """Claim the first run."""
    office.save(sessions)
    office.set_up()
    at(office, NINE)
    claim = office.store.digests.runs.claim()
    assert claim is not None
    return claim


def came_to(turns: list[Turn]) -> list[tuple[str, str, int, str]]:
    return [(turn.task, turn.came_to, turn.part, turn.reason) for turn in turns]


def test_parts_and_the_end_are_told_in_their_order(office: Office, turns: list[Turn]) -> None:
    office.save(8)
    office.set_up()
    at(office, NINE)
    office.tick()
    assert came_to(turns) == [("post", "sent", 0, ""), ("post", "posted", 1, "")]
    assert {turn.run.run_id for turn in turns} == {office.last().run_id}


def test_nothing_new_is_told_as_an_empty_run(office: Office, turns: list[Turn]) -> None:
    office.set_up()
    at(office, NINE)
    office.tick()
    assert came_to(turns) == [("end", "empty", 0, "")]
    assert turns[0].run.run_id == office.last().run_id


def test_a_day_that_is_taken_tells_nothing(office: Office, turns: list[Turn]) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.tick()
    office.save(1)
    office.set_up(at=(NINE + timedelta(hours=2)).time())
    office.tick_through(hours=3)
    assert came_to(turns) == [("post", "posted", 0, "")]


def test_what_is_turned_off_between_two_parts_ends_the_run(
    office: Office, turns: list[Turn]
) -> None:
    runs = office.store.digests.runs
    claim = begun(office, sessions=8)
    assert runs.sending(claim, claim.sessions[:5])
    runs.sent(claim, "1.0")
    office.store.digests.turn_off(claim.run.team_id, claim.run.channel_id)
    office.clock.forward(seconds=2)
    assert runs.claim() is None
    assert came_to(turns) == [("post", "sent", 0, ""), ("end", "posted", 1, "off")]


def test_what_is_deleted_after_the_claim_leaves_an_empty_run(
    office: Office, turns: list[Turn]
) -> None:
    claim = begun(office)
    [number] = claim.sessions
    office.store.takeaways.delete(ANN, number)
    office.store.digests.runs.settle(claim)
    assert came_to(turns) == [("end", "empty", 0, "nothing_new")]


def test_a_run_that_its_day_ends_is_told_as_failed(office: Office, turns: list[Turn]) -> None:
    claim = begun(office)
    office.store.digests.runs.retry(claim, "unreachable", None)
    at(office, NINE.replace(hour=0) + DAY)
    office.store.digests.runs.claim(begin=False)
    assert came_to(turns) == [
        ("post", "retried", 0, "unreachable"),
        ("end", "failed", 0, "unreachable"),
    ]


def test_each_end_of_a_look_up_is_told(office: Office, turns: list[Turn]) -> None:
    runs = office.store.digests.runs
    claim = begun(office, sessions=8)
    assert runs.sending(claim, claim.sessions[:1])
    runs.unknown(claim, "no_answer")
    for end, expected in (
        (lambda found: runs.look_again(found, "page2", "ratelimited", 1), "again"),
        (runs.absent, "absent"),
    ):
        office.clock.moment += LEASE
        looking = runs.claim()
        assert looking is not None
        end(looking)
        assert (turns[-1].task, turns[-1].came_to) == ("look_up", expected)
    again = runs.claim()
    assert again is not None
    assert runs.sending(again, again.sessions[:1])
    office.clock.moment += LEASE
    looking = runs.claim()
    assert looking is not None
    runs.unreadable(looking)
    assert came_to(turns)[-1] == ("look_up", "skipped", 0, "unreadable")


def test_whoever_lost_the_claim_tells_nothing(office: Office, turns: list[Turn]) -> None:
    runs = office.store.digests.runs
    late = begun(office)
    office.clock.moment += LEASE
    holder = runs.claim()
    assert holder is not None
    runs.retry(late, "ratelimited", 1)
    runs.refuse(late, "is_archived")
    runs.unknown(late, "no_answer")
    runs.look_again(late, "", "no_answer", 1)
    runs.absent(late)
    runs.unreadable(late)
    runs.settle(late)
    assert turns == []


def stated(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.engines("sqlite")
def test_every_line_of_a_run_carries_its_id(office: Office, log: io.StringIO) -> None:
    office.save(23, LONG)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "http_500_after")
    office.tick()
    office.clock.forward(minutes=3)
    office.tick()
    lines = stated(log)
    assert {line.get("run") for line in lines} == {office.last().run_id}
    said = "\n".join(line["message"] for line in lines)
    assert "Digest, part 0: unknown (http_500)." in said
    assert "part 0 is claimed: look_up." in said
    assert "Digest, part 0: sent." in said
    assert f"Digest, part {len(office.replies())}: posted." in said
    named = [office.last().team_id, office.last().channel_id, "conference", "On nets"]
    assert [each for each in named if each in log.getvalue()] == []


@pytest.mark.engines("sqlite")
def test_a_process_that_dies_takes_its_run_out_of_the_next_line(
    office: Office, log: io.StringIO
) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.posts.moment = "before the call"
    with pytest.raises(Killed):
        office.tick()
    logging.getLogger("bot").info("Elsewhere.")
    assert "run" not in stated(log)[-1]

"""A process that is killed by SIGKILL at any step of a run: nothing is lost, nothing doubled."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.drills.mortal import Life, written
from tests.offices import DAY, NINE, Office, opened

ROOT = Path(__file__).parent.parent
SESSIONS = 7  # five in the channel, two in its thread
LATER = timedelta(minutes=3)  # a claim has run out
WRITE = ["before write", "write", "written"]
# The clock followed, the run claimed and its claim renewed; looked up, and that noted.
LOOK_UP = [*WRITE, *WRITE, *WRITE, "before look", "looked", *WRITE]


class Lives:
    """Processes that make the digests of an office, one after another."""

    def __init__(self, process: "subprocess.Popen[str]", office: Office, url: str) -> None:
        self.process = process
        self.office = office
        self.url = url

    def live(self, moment: datetime, dies_at: int = 0, of: str = "") -> Any:
        """Live once, and tell how it went."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.office.clock.moment = moment
        slack = self.office.slack
        tokens = {"T0LOCAL": slack.bot_token}
        life = Life(self.url, slack.api_url, tokens, moment.isoformat(), dies_at, of)
        self.process.stdin.write(written(life))
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        assert not said["failed"]
        return said


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        found.slack.paces_posts = False  # Each process has a clock of its own.
        found.set_up()
        yield found


@pytest.fixture
def lives(office: Office, database_url: str) -> Iterator[Lives]:
    module = [sys.executable, "-m", "tests.drills.mortal"]
    with subprocess.Popen(
        module, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Lives(process, office, database_url)


def survive(office: Office, moment: datetime) -> None:
    """Let another process go on from what it finds."""
    for again in range(1, 4):
        office.clock.moment = moment + again * LATER
        office.tick()


def assert_whole(office: Office, numbers: list[int], digests: int) -> None:
    """Hold the channel to as many digests as days, and to every session in one of them."""
    assert len(office.parents()) == digests
    assert len(office.replies()) == digests
    assert sorted(office.shown()) == sorted(numbers)
    assert office.last().state == "posted"


def days(office: Office, numbers: list[int]) -> Iterator[tuple[int, datetime]]:
    """Count days from 1 on, each with its nine o'clock and with news since the one before."""
    for day in count(1):
        nine = NINE + day * DAY
        office.clock.moment = nine - timedelta(hours=1)
        numbers += office.save(SESSIONS)
        yield day, nine


def test_a_kill_at_any_step_of_a_run(office: Office, lives: Lives) -> None:
    numbers: list[int] = []
    steps: list[str] = []
    for day, nine in days(office, numbers):
        life = lives.live(nine, dies_at=day)
        survive(office, nine)
        assert_whole(office, numbers, day)
        if not life["died"]:
            steps = life["steps"]
            assert day == len(steps) + 1
            break
    assert steps.count("posted") == 2
    assert {"before write", "write", "written", "names", "before post"} < set(steps)


@pytest.mark.parametrize(("moment", "part"), [("before post", 0), ("posted", 1)])
@pytest.mark.engines("sqlite")
def test_a_second_kill_at_any_step_of_the_look_up(
    office: Office, lives: Lives, moment: str, part: int
) -> None:
    numbers: list[int] = []
    for day, nine in days(office, numbers):
        assert lives.live(nine, dies_at=part + 1, of=moment)["died"]
        life = lives.live(nine + LATER, dies_at=day if day <= len(LOOK_UP) else 0)
        survive(office, nine + LATER)
        assert_whole(office, numbers, day)
        if not life["died"]:
            assert life["steps"][: len(LOOK_UP)] == LOOK_UP
            assert day == len(LOOK_UP) + 1
            break

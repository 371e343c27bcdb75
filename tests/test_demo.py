"""The demo: what it logs, its clock, and the whole of it as it is started."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.call import Reader
from bot.demo.clock import MovableClock
from bot.demo.loading import load
from storage import Filter, Store, Who, open_store
from tests.shells import killed

ROOT = Path(__file__).parent.parent
TEAM = "T0LOCAL"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    with closing(open_store(database_url, lambda: datetime.now(UTC))) as opened:
        yield opened


def test_the_conference_is_logged_once(store: Store) -> None:
    said = load(store, TEAM, Reader())
    assert said == "Logged 13 takeaways of Lighthouse Days by 3 people."
    assert load(store, TEAM, Reader("ja")) == "Lighthouse Days は読み込み済みです。"


def test_its_texts_are_read_as_they_are_meant(store: Store) -> None:
    load(store, TEAM, Reader())
    page = store.sessions.top(Who(TEAM, "U0LOCAL"), Filter(event="lighthouse-days"), 0, 20)
    [talk] = [each for each in page.items if each.code == "KEY101"]
    assert (talk.title, talk.type) == ("The quiet on-call rota", "Keynote")
    assert (talk.rating.count, talk.rating.total, talk.rating.recommended) == (3, 14, 2)
    assert {each.code for each in page.items} == {
        "KEY101", "OBS204", "DAT305", "NET402", "SEC310", "WRK220", "AIM201", "CHK115",
    }  # fmt: skip
    assert {each.type for each in page.items} == {
        "Keynote", "Breakout Session", "Chalk Talk", "Workshop",
    }  # fmt: skip
    reviews = store.takeaways.of_session(TEAM, talk.number)
    assert sorted(len(review.takeaway.facts) for review in reviews) == [1, 2, 3]
    assert {review.profile.line for review in reviews if review.profile} == {
        "SRE, Lantern", "Backend developer, Lantern", "小さな運用チームのエンジニア",
    }  # fmt: skip


def test_the_clock_goes_forward_only() -> None:
    clock = MovableClock()
    start = clock.now()
    clock.advance_to(start + timedelta(days=1))
    assert timedelta(days=1) <= clock.now() - start < timedelta(days=1, minutes=1)
    clock.advance_to(start)
    assert clock.now() - start >= timedelta(days=1)


class Page:
    """The page's own API, as the page uses it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def post(self, action: str, **body: Any) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310  # Our own server.
            f"{self.address}_playground/{action}",
            json.dumps({"as": "U0LOCAL"} | body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return dict(json.load(answer))

    def updates(self, since: int) -> dict[str, Any]:
        address = f"{self.address}_playground/updates?as=U0LOCAL&since={since}"
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310
            return dict(json.load(answer))

    def waits_for(self, words: str) -> dict[str, Any]:
        """Follow the updates until a message with these words is there."""
        seen = 0
        for _ in range(50):
            now = self.updates(seen)
            seen = now["revision"]
            for message in now["messages"]:
                if words in json.dumps(message, ensure_ascii=False):
                    return dict(message)
        raise AssertionError(f"nothing with {words!r} came")


def test_a_newcomer_logs_a_session_and_reads_the_next_mornings_digest(tmp_path: Path) -> None:
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", "0"],
        cwd=tmp_path,
        env=variables | {"SLACK_BOT_TOKEN": "xoxb-real", "DATABASE_URL": "sqlite:///real.db"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found
        page = Page(found[0])
        page.post("say", channel="C0CONF", text="/session add NEW101 5 Logged by a newcomer")
        page.waits_for("Logged by a newcomer")
        assert "13 takeaways" in page.post("load-demo")["said"]
        page.post("clock", to="next-digest")
        digest = page.waits_for("The quiet on-call rota")
        assert (digest["channel"], digest["ephemeral"]) == ("C0CONF", False)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(20) == 0
    finally:
        killed(process)
    assert "Traceback" not in rest
    assert not (tmp_path / "real.db").exists()

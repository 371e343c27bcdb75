"""Logs of a given size, made up the same way every time."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

from storage import Entry, Event, migrate, open_store
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway

TEAM = "T0LOCAL"
PER_SESSION = 20  # takeaways
BEGUN = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUBJECTS = ("queues", "storage", "networks", "databases", "観測", "障害対応", "containers")
STATED = frozenset(("code", "title", "type", "level", "topics"))


def fill(database_url: str, size: int) -> int:
    """Fill a new database with so many takeaways; give the number of sessions."""
    migrate(database_url)
    sessions = max(1, size // PER_SESSION)
    event = Event("opsconf-2026", "OpsConf 2026", current=True)
    with closing(open_store(database_url, lambda: BEGUN)) as store:
        logged = LoggedEvent(event, tuple(_sessions(sessions)))
        store.transfer.load(TEAM, Log((logged,)))
    return sessions


def _sessions(count: int) -> Iterator[LoggedSession]:
    chance = random.Random(count)
    for at in range(count):
        subject = chance.choice(SUBJECTS)
        details = Entry(
            code=code(at),
            title=f"How we run {subject}, part {at}",
            type="Breakout Session",
            topics=(subject, "operations"),
        )
        written = tuple(_takeaways(chance, at, subject))
        yield LoggedSession(details, STATED, takeaways=written)


def _takeaways(chance: random.Random, at: int, subject: str) -> Iterator[LoggedTakeaway]:
    for writer in range(PER_SESSION):
        entry = Entry(
            raw=code(at),
            stars=chance.randint(1, 5),
            recommended=chance.random() < 0.1,
            facts=(f"{subject} need limits", f"limit number {at}"),
            impressions=f"{subject}の話。とても良かった。" * 3,
        )
        said = BEGUN + timedelta(seconds=chance.randrange(400_000))
        yield LoggedTakeaway(f"U{writer:04}", entry, said, said)


def code(at: int) -> str:
    """Name a session."""
    return f"{chr(65 + at // 1000 % 26)}PS{at % 1000 + 100:03}"

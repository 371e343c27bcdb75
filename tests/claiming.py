"""Digests in the database that a test saves news for, claims and posts."""

from datetime import UTC, datetime, time, timedelta

from storage import Store
from storage.digest_records import Claim, Plan, Run
from storage.records import Entry, Who
from tests.bots import MovedClock

ANN = Who("T1", "UANN")
BEN = Who("T1", "UBEN")
HOUR = time(9)
PLAN = Plan("C1", "general", HOUR, "UTC", "en")
EIGHT = datetime(2026, 11, 25, 8, tzinfo=UTC)
NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def save(store: Store, code: str, stars: int | None = 4, who: Who = ANN) -> int:
    """Save a takeaway; gives the number of its session."""
    saved = store.takeaways.add(who, [Entry(code=code, raw=code, title=f"On {code}", stars=stars)])
    return saved.entries[0].session.number


def at(clock: MovedClock, moment: datetime) -> None:
    """Let it be that moment."""
    clock.moment = moment


def claimed(store: Store) -> Claim:
    """Claim what is due, which has to be there."""
    claim = store.digests.runs.claim()
    assert claim is not None
    return claim


def post_all(store: Store, claim: Claim, ts: str = "1.0") -> None:
    """Post what a claim holds as one message."""
    assert store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.sent(claim, ts)


def last(store: Store, channel: str = "C1") -> Run:
    """The last run of a channel's digest."""
    return store.digests.last_runs("T1", [channel])[channel]

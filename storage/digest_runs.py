"""The runs of digests: claimed, sent part by part, and what came of each part."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage import digest_claims as claims
from storage import digest_news as news
from storage import digest_statements as statements
from storage.database import Clock, Database
from storage.digest_claims import LEASE, Outcome, of_run
from storage.digest_due import soonest
from storage.digest_holds import Holds
from storage.digest_records import ANY, CameTo, Claim, Only, Turn
from storage.digest_tables import parts, runs, shown_sessions

PACE = timedelta(seconds=1)  # between two messages to a channel
FIRST_PAUSE = 5  # seconds before another attempt; doubled each time
LONGEST_PAUSE = 600  # seconds


class Runs:
    """Digests on their way. Whoever holds a claim does what it says and then says how it went."""

    def __init__(self, database: Database, clock: Clock, holds: Holds) -> None:
        self._database = database
        self._clock = clock
        self._holds = holds
        self._when_told: Callable[[Turn], None] = lambda _: None

    def when_told(self, note: Callable[[Turn], None]) -> None:
        """Tell `note` what each step made of its run, once that is committed."""
        self._when_told = note

    def claim(self, *, begin: bool = True, only: Only = ANY) -> Claim | None:
        """Take what is due and free; `begin` tells whether new runs may begin, or old ones end."""
        now = self._clock()

        def take(db: Connection) -> Outcome:
            going_on = claims.resume(self._holds, db, now, only)
            return going_on if going_on or not begin else claims.begin(self._holds, db, now, only)

        while True:
            match self._database.write(take):
                case Turn() as turn:
                    self._when_told(turn)
                case Claim() as claim:
                    self._holds.taken(claim.run.team_id, now)
                    return claim
                case "taken":
                    pass
                case None:
                    return None

    def wait(self, only: Only = ANY) -> float | None:
        """Give the seconds until the next run goes on, None where all are settled."""
        now = self._clock()
        asked = soonest(*only.kind)

        def read(db: Connection) -> float | None:
            soonest: datetime | None = db.execute(asked, only.keys).scalar_one()
            return (soonest - now).total_seconds() if soonest else None

        return self._database.read(read)

    def renew(self, claim: Claim, cursor: str) -> bool:
        """Renew the claim for another page of a look-up; False where it is lost."""
        now = self._clock()
        renewed = update(runs).where(*_held(claim), runs.c.attempt_at > now)
        values = {"attempt_at": now + LEASE, "look_cursor": cursor}
        return self._database.write(lambda db: db.execute(renewed.values(values)).rowcount > 0)

    def sending(self, claim: Claim, sessions: Sequence[int]) -> bool:
        """Note that a part is about to be sent, and renew the claim; False where it is lost."""
        now = self._clock()

        def write(db: Connection) -> bool:
            keys = _keys(claim) | {"now": now, "until": now + LEASE}
            if not db.execute(statements.SENDING, keys).rowcount:
                return False
            db.execute(statements.NEW_PART, _part(claim) | {"state": "sending", "sent_at": now})
            db.execute(statements.IN_PART, _keys(claim) | {"sessions": list(sessions)})
            return True

        return self._database.write(write)

    def sent(self, claim: Claim, ts: str, shown: Collection[int] = ()) -> None:
        """Note that the part is in the channel; what it shows is news no more.

        `shown` are its sessions, where the caller knows them.
        """
        now = self._clock()
        is_last = set(claim.sessions) <= set(shown)

        def write(db: Connection) -> CameTo | None:
            if not db.execute(statements.ARRIVED, _keys(claim) | {"stamp": ts}).rowcount:
                return None
            _show(db, claim)
            if not is_last and news.standing(db, claim.run.team_id, claim.run.run_id):
                return "sent" if _release(db, claim, "posting", "", now + PACE) else None
            return "posted" if _release(db, claim, "posted", "", None) else None

        self._note(claim, "", write)

    def unknown(self, claim: Claim, reason: str) -> None:
        """Note that the part may have arrived: it is looked up once the claim has run out."""
        doubt = update(runs).where(*_held(claim)).values(state="unknown", reason=reason)
        self._note(claim, reason, lambda db: "unknown" if db.execute(doubt).rowcount else None)

    def retry(self, claim: Claim, reason: str, wait: float | None) -> None:
        """Note that the part was not sent; it is again after `wait` seconds, or a growing pause."""
        now = self._clock()
        again = min(now + _pause(claim, wait), claim.run.day_ends_at)

        def write(db: Connection) -> CameTo | None:
            state = "posting" if claim.part else "claimed"
            attempts = claim.run.attempts + 1
            if wait is not None:
                self._holds.pause(db, claim.run.team_id, now, wait)
            if not _release(db, claim, state, reason, again, attempts=attempts):
                return None
            _take_back(db, claim)
            return "retried"

        self._note(claim, reason, write)

    def look_again(self, claim: Claim, cursor: str, reason: str, wait: float | None) -> None:
        """Note how far a look-up came; it goes on from there after a pause."""
        again = self._clock() + _pause(claim, wait)
        kept = {"attempts": claim.run.attempts + 1, "look_cursor": cursor}

        def write(db: Connection) -> CameTo | None:
            return "again" if _release(db, claim, "unknown", reason, again, **kept) else None

        self._note(claim, reason, write)

    def absent(self, claim: Claim) -> None:
        """Note that the part did not arrive: it may be sent, while its day lasts."""
        now = self._clock()

        def write(db: Connection) -> CameTo | None:
            state = "posting" if claim.part else "claimed"
            if not _release(db, claim, state, claim.run.reason, now):
                return None
            _take_back(db, claim)
            return "absent"

        self._note(claim, claim.run.reason, write)

    def unreadable(self, claim: Claim) -> None:
        """Note that nobody can tell whether the part arrived; the run ends, its day is taken."""

        def write(db: Connection) -> CameTo | None:
            state: CameTo = "posted" if claim.part else "skipped"
            if not _release(db, claim, state, "unreadable", None):
                return None
            db.execute(update(parts).where(*_this_part(claim)).values(state="lost"))
            return state

        self._note(claim, "unreadable", write)

    def refuse(self, claim: Claim, reason: str) -> None:
        """Note that Slack said no to the part; the run ends."""

        def write(db: Connection) -> CameTo | None:
            state: CameTo = "posted" if claim.part else "failed"
            if not _release(db, claim, state, reason, None):
                return None
            _take_back(db, claim)
            return state

        self._note(claim, reason, write)

    def settle(self, claim: Claim) -> None:
        """End a run that has nothing left to show."""

        def write(db: Connection) -> Turn | None:
            if not db.execute(select(runs.c.run_id).where(*_held(claim))).first():
                return None
            return claims.settle(db, claim.run.team_id, claim.run.run_id)

        if turn := self._database.write(write):
            self._when_told(turn)

    def _note(
        self, claim: Claim, reason: str, write: Callable[[Connection], CameTo | None]
    ) -> None:
        """Write what came of a claim, and tell of it where the claim was still held."""
        if came_to := self._database.write(write):
            self._when_told(Turn(claim.run, claim.task, claim.part, came_to, reason))


def _pause(claim: Claim, wait: float | None) -> timedelta:
    if wait is not None:
        return timedelta(seconds=wait)
    return timedelta(seconds=min(FIRST_PAUSE * 2 ** min(claim.run.attempts, 20), LONGEST_PAUSE))


def _show(db: Connection, claim: Claim) -> None:
    keys = _keys(claim)
    db.execute(statements.SHOW, keys)
    if claim.subscription.told:
        # What was told is mended: if it happens again, it is told again.
        db.execute(statements.MENDED, {"team": keys["team"], "channel": claim.run.channel_id})


def _take_back(db: Connection, claim: Claim) -> None:
    """Forget a part that is not in the channel; its sessions are still to be shown."""
    db.execute(delete(parts).where(*_this_part(claim), parts.c.state == "sending"))
    again = update(shown_sessions).where(
        _of_run(shown_sessions, claim), shown_sessions.c.part == claim.part
    )
    db.execute(again.values(part=None))


def _release(
    db: Connection,
    claim: Claim,
    state: str,
    reason: str,
    attempt_at: datetime | None,
    **more: Any,
) -> bool:
    """Write how a run stands and give the claim back; False where it was lost."""
    values = {"attempts": 0, "look_cursor": ""} | more
    values |= {"state": state, "reason": reason, "attempt_at": attempt_at}
    stated = {f"new_{name}": each for name, each in values.items()}
    return db.execute(statements.RELEASE, _keys(claim) | stated).rowcount > 0


def _keys(claim: Claim) -> dict[str, Any]:
    run = claim.run
    return {"team": run.team_id, "run": run.run_id, "token": claim.token, "number": claim.part}


def _held(claim: Claim) -> tuple[Any, ...]:
    """The run, as long as the claim on it is this one."""
    return of_run(claim.run.team_id, claim.run.run_id), runs.c.claim == claim.token


def _of_run(table: Any, claim: Claim) -> Any:
    return (table.c.team_id == claim.run.team_id) & (table.c.run_id == claim.run.run_id)


def _part(claim: Claim) -> dict[str, Any]:
    return {"team_id": claim.run.team_id, "run_id": claim.run.run_id, "part": claim.part}


def _this_part(claim: Claim) -> tuple[Any, ...]:
    return tuple(parts.c[name] == value for name, value in _part(claim).items())

"""Digests as people set them up: which channel, at which hour, and how the last one went."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Table, and_, func, select, update

from storage import digest_news as news
from storage.database import Clock, Database
from storage.digest_clock import NEWS_FROM, follow_clock, plan_anew, planned_by_old_time
from storage.digest_days import days_with_a_post, hindrance
from storage.digest_holds import Holds
from storage.digest_records import Forward, Plan, Run, Subscription
from storage.digest_rows import plan_columns, run_of, subscription_of
from storage.digest_runs import Runs
from storage.digest_shown import Shown, shown
from storage.digest_tables import marks, parts, runs, subscriptions
from storage.digest_told import Told
from storage.digest_updates import BURST, Updates
from storage.errors import NotFound
from storage.local_days import next_run
from storage.records import Who

JUMP = timedelta(seconds=2)  # by which no clock is set back without being noticed
PORTION = 100  # digests that are planned anew in one transaction


def _soonest(column: ColumnElement[datetime | None]) -> ScalarSelect[datetime | None]:
    return select(func.min(column)).scalar_subquery()


# Four looks at an index, as one statement that is built once: it is asked every second.
_AGENDA = select(
    _soonest(runs.c.attempt_at),
    _soonest(subscriptions.c.next_run_at),
    _soonest(parts.c.update_at),
    _soonest(marks.c.marked_at),
)


class Digests:
    """The digests of all channels; `runs` makes them, `updates` keeps their messages current."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._holds = Holds(database)
        self.runs = Runs(database, clock, self._holds)
        self.updates = Updates(database, clock, self._holds)
        self.told = Told(database)
        self._when_due: Callable[[], None] = lambda: None
        self._asked_at: datetime | None = None

    def when_due(self, wake: Callable[[], None]) -> None:
        """Have `wake` called in this process when somebody makes a digest due at once."""
        self._when_due = wake

    def let_go(self) -> None:
        """Leave the workspaces to other processes, since this one makes no more digests."""
        self._database.write(self._holds.let_go)
        self._holds.forget()

    def is_elsewhere(self, team_id: str) -> bool:
        """Tell whether another process makes a workspace's digests just now."""
        now = self._clock()
        return self._database.read(lambda db: self._holds.is_elsewhere(db, team_id, now))

    def get(self, team_id: str, channel_id: str) -> Subscription | None:
        """Give a channel's digest, None where it has none or it is off."""
        found = self._database.read(lambda db: _row(db, team_id, channel_id))
        return found if found and found.active else None

    def all(self, team_id: str | None = None) -> tuple[Subscription, ...]:
        """Give the digests that are on, of one workspace or of all, the next one first."""
        asked = (
            select(subscriptions)
            .where(subscriptions.c.active, *_of_team(team_id))
            .order_by(subscriptions.c.next_run_at, subscriptions.c.channel_id)
        )
        return self._database.read(
            lambda db: tuple(subscription_of(row) for row in db.execute(asked))
        )

    def last_runs(self, team_id: str, channel_ids: Sequence[str]) -> dict[str, Run]:
        """Give the latest run of each channel that had one, by channel."""
        of_run = runs.alias()

        def read(db: Connection) -> dict[str, Run]:
            last = (
                select(func.max(runs.c.due_at))
                .where(runs.c.team_id == team_id, runs.c.channel_id == of_run.c.channel_id)
                .scalar_subquery()
            )
            asked = select(of_run).where(
                of_run.c.team_id == team_id,
                of_run.c.channel_id.in_(channel_ids),
                of_run.c.due_at == last,
            )
            return {row.channel_id: run_of(row) for row in db.execute(asked)}

        return self._database.read(read)

    def wait(self) -> float | None:
        """Give the seconds until something is to be done, at most 0 where it is; None for never.

        Whoever asks again and again notices by it that the clock went back; whoever asks for the
        first time can't tell.
        """
        now = self._clock()
        if self._asked_at is None or now < self._asked_at - JUMP:
            self._follow_clock(now)
        self._asked_at = now

        def read(db: Connection) -> float | None:
            attempt, run, update_, marked = db.execute(_AGENDA).one()
            moments = [attempt, run, update_, marked and marked + BURST]
            soonest = min((each for each in moments if each is not None), default=None)
            return None if soonest is None else (soonest - now).total_seconds()

        return self._database.read(read)

    def _follow_clock(self, now: datetime) -> None:
        self._database.write(lambda db: follow_clock(db, now))
        planned = self._database.read(lambda db: planned_by_old_time(db, now))
        for begin in range(0, len(planned), PORTION):
            some = planned[begin : begin + PORTION]
            self._database.write(partial(plan_anew, planned=some, now=now))

    def set_up(self, who: Who, plan: Plan) -> Subscription:
        """Begin a channel's digest, or change the one that is on.

        Whoever calls this has checked that the person may; one of nobody, or of somebody who has
        left, becomes theirs. A digest that was off begins anew, with what is first saved from 24
        hours ago on; what the channel was shown stays known.
        """
        now = self._clock()

        def write(db: Connection) -> Subscription:
            before = _row(db, who.team_id, plan.channel_id, lock=True)
            taken = days_with_a_post(db, who.team_id, plan.channel_id, plan.timezone, now)
            values = plan_columns(plan)
            values["next_run_at"] = next_run(plan.at, plan.timezone, now, taken)
            if before is None or not before.active:
                values |= {"active": True, "set_up_by": who.user_id, "told": []}
                values |= {"set_up_at": now, "since": now - NEWS_FROM}
            elif before.has_nobody:
                values |= {"set_up_by": who.user_id, "told": []}
            self._keep(db, who.team_id, plan.channel_id, values, new=before is None)
            kept = _row(db, who.team_id, plan.channel_id)
            assert kept is not None  # noqa: S101  # It was written just now.
            return kept

        return self._database.write(write)

    def turn_off(self, team_id: str, channel_id: str) -> None:
        """End a channel's digest, and a run of which nothing was sent."""

        def write(db: Connection) -> None:
            off = {"active": False, "next_run_at": None}
            of_channel = _of(subscriptions, team_id, channel_id)
            db.execute(update(subscriptions).where(of_channel).values(off))
            db.execute(
                update(runs)
                .where(_of(runs, team_id, channel_id), runs.c.state == "claimed")
                .values(state="skipped", reason="off", claim="", attempt_at=None)
            )

        self._database.write(write)

    def bring_forward(self, team_id: str, channel_id: str) -> Forward:
        """Make a channel's digest due now, where its local day is free and something is new.

        Raises:
            NotFound: The channel has no digest.
        """
        now = self._clock()

        def write(db: Connection) -> Forward:
            found = _row(db, team_id, channel_id, lock=True)
            if found is None or not found.active:
                raise NotFound("digest", channel_id)
            hindrance_ = hindrance(db, found, now)
            if hindrance_ is None:
                due = update(subscriptions).where(_of(subscriptions, team_id, channel_id))
                db.execute(due.values(next_run_at=now))
            return hindrance_ or "due"

        outcome = self._database.write(write)
        if outcome == "due":
            self._when_due()
        return outcome

    def upcoming(self, subscription: Subscription) -> tuple[int, ...]:
        """Give the sessions that a digest would show now, in its order."""
        now = self._clock()
        return self._database.read(lambda db: news.sessions_of(news.fresh(db, subscription, now)))

    def shown(
        self, subscription: Subscription, numbers: Sequence[int], at: datetime | None = None
    ) -> list[Shown]:
        """Give sessions in that order, each with what was written about it, the newest first.

        The digest's filter looks back from `at`, else from now.
        """
        moment = at or self._clock()
        if not numbers:
            return []
        return self._database.read(lambda db: shown(db, subscription, numbers, moment))

    def _keep(
        self, db: Connection, team_id: str, channel_id: str, values: dict[str, Any], *, new: bool
    ) -> None:
        if not new:
            changed = update(subscriptions).where(_of(subscriptions, team_id, channel_id))
            db.execute(changed.values(values))
            return
        keys = {"team_id": team_id, "channel_id": channel_id}
        insert = self._database.insert(subscriptions).values(keys | values)
        # Of two people who set one up at the same moment, the later one has it.
        db.execute(insert.on_conflict_do_update(index_elements=list(keys), set_=values))


def _row(
    db: Connection, team_id: str, channel_id: str, *, lock: bool = False
) -> Subscription | None:
    asked = select(subscriptions).where(_of(subscriptions, team_id, channel_id))
    row = db.execute(asked.with_for_update() if lock else asked).one_or_none()
    return subscription_of(row) if row else None


def _of(table: Table, team_id: str, channel_id: str) -> ColumnElement[bool]:
    return and_(table.c.team_id == team_id, table.c.channel_id == channel_id)


def _of_team(team_id: str | None) -> tuple[ColumnElement[bool], ...]:
    return () if team_id is None else (subscriptions.c.team_id == team_id,)

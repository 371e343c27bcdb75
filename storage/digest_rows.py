"""Rows of digests and the records that they are."""

from dataclasses import asdict
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Row

from storage.digest_records import Plan, Run, Subscription
from storage.records import Filter, Level


def plan_columns(plan: Plan) -> dict[str, Any]:
    """Give what a subscription's row holds of its plan, but not the channel's id."""
    return {
        "channel_name": plan.channel_name,
        "private": plan.private,
        "hour": f"{plan.at:%H:%M}",
        "timezone": plan.timezone,
        "language": plan.language,
        "filter": _filter_json(plan.filter),
    }


def subscription_of(row: Row[Any]) -> Subscription:
    """Make a subscription of a whole row of its table."""
    plan = Plan(
        channel_id=row.channel_id,
        channel_name=row.channel_name,
        at=time.fromisoformat(row.hour),
        timezone=row.timezone,
        language=row.language,
        private=row.private,
        filter=_filter_of(row.filter),
    )
    return Subscription(
        team_id=row.team_id,
        plan=plan,
        active=row.active,
        set_up_by=row.set_up_by,
        set_up_at=row.set_up_at,
        since=row.since,
        next_run_at=row.next_run_at,
        told=tuple(row.told),
    )


def run_of(row: Row[Any]) -> Run:
    """Make a run of a whole row of its table."""
    return Run(
        team_id=row.team_id,
        run_id=row.run_id,
        channel_id=row.channel_id,
        due_at=row.due_at,
        started_at=row.started_at,
        day_ends_at=row.day_ends_at,
        state=row.state,
        reason=row.reason,
        attempts=row.attempts,
        attempt_at=row.attempt_at,
    )


def without_person(stated: dict[str, Any], user_id: str) -> dict[str, Any]:
    """Take a person out of those whose takeaways a stored filter chooses."""
    others = [each for each in stated["by"] if each != user_id]
    kept = {name: value for name, value in stated.items() if name != "by"}
    return kept | ({"by": others} if others else {})


def _filter_json(filter_: Filter) -> dict[str, Any]:
    stated = {name: value for name, value in asdict(filter_).items() if value}
    if isinstance(filter_.since, timedelta):
        stated["since"] = int(filter_.since.total_seconds())
    elif filter_.since is not None:
        stated["since"] = filter_.since.isoformat()
    return stated


def _filter_of(stated: dict[str, Any]) -> Filter:
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in stated.items()
    }
    for name in ("levels", "stars"):
        given[name] = tuple(Level(**each) for each in given.get(name, ()))
    match given.get("since"):
        case int(seconds):
            given["since"] = timedelta(seconds=seconds)
        case str(day):
            given["since"] = date.fromisoformat(day)
    return Filter(**given)

"""What is due of digests and free to be taken, as statements that are built once."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, exists, func, select

from storage.digest_holds import free
from storage.digest_tables import runs, subscriptions


@cache
def waiting(of_team: bool, of_channel: bool) -> Select[Any]:
    """The run that waits the longest for its next attempt, or was left."""
    return (
        select(runs)
        .where(runs.c.attempt_at <= _moment("now"), *of(runs, of_team, of_channel), free(runs))
        .order_by(runs.c.attempt_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


@cache
def due(of_team: bool, of_channel: bool) -> Select[Any]:
    """The digest that is due the longest, where no run of it is open."""
    is_open = exists().where(
        runs.c.team_id == subscriptions.c.team_id,
        runs.c.channel_id == subscriptions.c.channel_id,
        runs.c.attempt_at.is_not(None),
    )
    is_due = subscriptions.c.next_run_at <= _moment("now")
    return (
        select(subscriptions)
        .where(is_due, ~is_open, *of(subscriptions, of_team, of_channel), free(subscriptions))
        .order_by(subscriptions.c.next_run_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


@cache
def soonest(of_team: bool, of_channel: bool) -> Select[Any]:
    """When the next run goes on."""
    return select(func.min(runs.c.attempt_at)).where(*of(runs, of_team, of_channel))


def of(table: Table, of_team: bool, of_channel: bool) -> list[ColumnElement[bool]]:
    """The conditions that choose workspace and channel, by the keys of an `Only`."""
    others: Any = bindparam("but", expanding=True)
    chosen_: list[ColumnElement[bool]] = [table.c.team_id.not_in(others)]
    chosen_ += [table.c.team_id == bindparam("team_id")] if of_team else []
    return chosen_ + ([table.c.channel_id == bindparam("channel_id")] if of_channel else [])


def _moment(name: str) -> Any:
    return bindparam(name, type_=runs.c.attempt_at.type)

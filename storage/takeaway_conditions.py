"""Which takeaways a filter chooses: by whom they are, and of which days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    Connection,
    Select,
    Text,
    any_,
    bindparam,
    cast,
    select,
)

from storage.columns import Condition
from storage.conditions import one_of
from storage.event_rows import current_key
from storage.folding import event_key
from storage.people_tables import profiles
from storage.records import Filter, Who
from storage.tables import events, takeaways
from storage.wording import few, words_like
from storage.zones import zone_of


def takeaway_conditions(db: Connection, who: Who, wanted: Filter, now: datetime) -> list[Condition]:
    """Choose takeaways."""
    return [*of_people(db, who, wanted), *of_days(db, who, wanted, now)]


def of_people(db: Connection, who: Who, wanted: Filter) -> list[Condition]:
    """Choose takeaways by who wrote them."""
    conditions = _of_named(who, wanted)
    if wanted.roles:
        conditions.append(_of_one(db, _people(who, having_roles(wanted))))
    return conditions


def of_people_at_hand(
    db: Connection, who: Who, wanted: Filter, roles: Sequence[str] | None
) -> list[Condition]:
    """Choose among the takeaways of a session; `roles`: whoever is chosen has one of them."""
    conditions = _of_named(who, wanted)
    if roles is not None:
        conditions.append(_of_one_at_hand(db, _people(who, [one_of(profiles.c.role_words, roles)])))
    elif wanted.roles:
        asked = having_roles(wanted)
        conditions.append(_of_one_at_hand(db, _people(who, asked)))
    return conditions


def _of_named(who: Who, wanted: Filter) -> list[Condition]:
    named = [one_of(takeaways.c.user_id, wanted.by)] if wanted.by else []
    return [takeaways.c.team_id == who.team_id, *named]


def _people(who: Who, asked: Sequence[Condition]) -> Select[Any]:
    return select(profiles.c.user_id).where(profiles.c.team_id == who.team_id, *asked)


def of_days(db: Connection, who: Who, wanted: Filter, now: datetime) -> list[Condition]:
    """Choose takeaways by when they were written."""
    if wanted.since is None:
        return []
    return [takeaways.c.created_at >= _start(db, who.team_id, wanted, now)]


def having_roles(wanted: Filter) -> list[Condition]:
    """Choose people by what stands in their lines."""
    return [words_like(profiles.c.line_words, role) for role in few(wanted.roles)]


def _of_one(db: Connection, people: Select[Any]) -> Condition:
    if db.dialect.name == "sqlite":
        return takeaways.c.user_id.in_(people)
    # PostgreSQL takes people that it has yet to find for very few.
    named = bindparam(None, list(db.execute(people).scalars()), ARRAY(Text), unique=True)
    return takeaways.c.user_id == any_(cast(named, ARRAY(Text)))


def _of_one_at_hand(db: Connection, people: Select[Any]) -> Condition:
    if db.dialect.name == "sqlite":  # It would look for a takeaway of each of them.
        return people.where(profiles.c.user_id == takeaways.c.user_id).correlate(takeaways).exists()
    return takeaways.c.user_id.in_(people)


def _start(db: Connection, team_id: str, wanted: Filter, now: datetime) -> datetime:
    """Give the first moment that counts."""
    try:
        if isinstance(wanted.since, timedelta):
            return now - wanted.since
        day = wanted.since if isinstance(wanted.since, date) else now.date()
        return datetime.combine(day, time(), _zone(db, team_id, wanted.event)).astimezone(UTC)
    except OverflowError:
        return datetime(1, 1, 2, tzinfo=UTC)


def _zone(db: Connection, team_id: str, event: str | None) -> ZoneInfo:
    """Give the event's zone, that of the current one where several are meant."""
    key: Any = event_key(event) if event and event != "all" else current_key(team_id)
    name = db.execute(
        select(events.c.timezone).where(events.c.team_id == team_id, events.c.key == key)
    ).scalar()
    return zone_of(name)

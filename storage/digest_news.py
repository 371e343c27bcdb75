"""What is new to a channel: takeaways that none of its digests has shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, select

from storage import conditions as chosen_by
from storage.columns import Moment
from storage.digest_records import Subscription
from storage.digest_tables import chosen, shown_sessions
from storage.folding import event_key
from storage.ranking import AGGREGATES, best_first
from storage.records import Filter, Who
from storage.rows import OF_SESSION, SESSIONS
from storage.tables import BEST_FIRST, sessions, takeaways
from storage.takeaway_conditions import takeaway_conditions

Chosen = tuple[int, str]  # a takeaway, by its session's number and its writer


def fresh(db: Connection, subscription: Subscription, now: datetime) -> list[Chosen]:
    """Choose what a digest would show now, best sessions first, those without stars last."""
    asked = subscription.plan.filter
    wanted = replace(asked, event=asked.event or "all")
    keys: dict[str, Any] = {"team": subscription.team_id, "channel": subscription.channel_id}
    keys |= {"since": subscription.since}
    if wanted == Filter(event=wanted.event):
        # What nearly every channel has is built and compiled once.
        of_one = wanted.event != "all"
        keys |= {"event": event_key(str(wanted.event))} if of_one else {}
        news = _plain(of_one)
    else:
        news = _filtered(db, subscription, wanted, now)
    return [(row.session, row.user_id) for row in db.execute(news, keys)]


@cache
def _plain(of_one_event: bool) -> Select[Any]:
    conditions = [sessions.c.event == bindparam("event")] if of_one_event else []
    return (
        select(takeaways.c.session, takeaways.c.user_id)
        .select_from(takeaways.join(sessions, OF_SESSION))
        .where(_is_new(), *conditions)
        .order_by(sessions.c.score.is_(None), *BEST_FIRST, takeaways.c.user_id)
    )


def _filtered(
    db: Connection, subscription: Subscription, wanted: Filter, now: datetime
) -> Select[Any]:
    # Whose words `by:` and the others are was settled when it was set up.
    who = Who(subscription.team_id, subscription.set_up_by)
    some = takeaway_conditions(db, who, wanted, now)
    new = select(takeaways.c.session, takeaways.c.user_id).where(*some, _is_new()).subquery()
    of_new = new.c.session == sessions.c.number
    found: Any = SESSIONS.join(new, of_new)
    conditions = chosen_by.session_conditions(db, who, wanted)
    conditions += [chosen_by.recommended(some)] if wanted.recommended else []
    if chosen_by.chooses_takeaways(wanted):
        counted = select(takeaways.c.session, *AGGREGATES).where(*some)
        rating = counted.group_by(takeaways.c.session).subquery()
        found = found.join(rating, rating.c.session == sessions.c.number)
        conditions += chosen_by.stars(wanted, rating.c.ratings, rating.c.stars_total)
        order = (rating.c.ratings == 0, *best_first(rating.c))
    else:
        conditions += chosen_by.stars(wanted, sessions.c.ratings, sessions.c.stars_total)
        order = (sessions.c.score.is_(None), *BEST_FIRST)
    return (
        select(new.c.session, new.c.user_id)
        .select_from(found)
        .where(*conditions)
        .order_by(*order, new.c.user_id)
    )


def _is_new() -> ColumnElement[bool]:
    """The takeaways that are new to a channel: `team`, `channel` and `since` are parameters."""
    is_shown = exists().where(
        chosen.c.team_id == takeaways.c.team_id,
        chosen.c.channel_id == bindparam("channel"),
        chosen.c.session == takeaways.c.session,
        chosen.c.user_id == takeaways.c.user_id,
        chosen.c.shown,
    )
    return and_(
        takeaways.c.team_id == bindparam("team"),
        takeaways.c.created_at >= bindparam("since", type_=Moment),
        ~is_shown,
    )


def is_any(db: Connection, subscription: Subscription, now: datetime) -> bool:
    """Tell whether a digest would show anything now."""
    return bool(fresh(db, subscription, now))


def sessions_of(news: Sequence[Chosen]) -> tuple[int, ...]:
    """The sessions of what was chosen, each once, in its order."""
    return tuple(dict.fromkeys(session for session, _ in news))


def standing(db: Connection, team_id: str, run_id: str) -> tuple[int, ...]:
    """The sessions of a run that are in no part yet and still have a takeaway that was chosen."""
    return tuple(db.execute(_STANDING, {"team": team_id, "run": run_id}).scalars())


_STANDING = (
    select(shown_sessions.c.session)
    .where(
        shown_sessions.c.team_id == bindparam("team"),
        shown_sessions.c.run_id == bindparam("run"),
        shown_sessions.c.part.is_(None),
        exists().where(
            chosen.c.team_id == shown_sessions.c.team_id,
            chosen.c.run_id == shown_sessions.c.run_id,
            chosen.c.session == shown_sessions.c.session,
            takeaways.c.team_id == chosen.c.team_id,
            takeaways.c.session == chosen.c.session,
            takeaways.c.user_id == chosen.c.user_id,
        ),
    )
    .order_by(shown_sessions.c.position)
)

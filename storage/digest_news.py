"""What is new to a channel: takeaways that none of its digests has shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, exists, select

from storage import conditions as chosen_by
from storage.digest_records import Subscription
from storage.digest_tables import chosen, shown_sessions
from storage.records import Who
from storage.rows import SESSIONS
from storage.tables import BEST_FIRST, sessions, takeaways

Chosen = tuple[int, str]  # a takeaway, by its session's number and its writer


def fresh(db: Connection, subscription: Subscription, now: datetime) -> list[Chosen]:
    """Choose what a digest would show now, best sessions first, those without stars last."""
    asked = subscription.plan.filter
    wanted = replace(asked, event=asked.event or "all")
    # Whose words `by:` and the others are was settled when it was set up.
    who = Who(subscription.team_id, subscription.set_up_by)
    some = chosen_by.takeaway_conditions(db, who, wanted, now)
    new = (
        select(takeaways.c.session, takeaways.c.user_id)
        .where(*some, takeaways.c.created_at >= subscription.since, ~_shown(subscription))
        .subquery()
    )
    conditions = chosen_by.session_conditions(db, who, wanted)
    conditions += chosen_by.stars(wanted, sessions.c.ratings, sessions.c.stars_total)
    conditions += [chosen_by.recommended(some)] if wanted.recommended else []
    news = (
        select(new.c.session, new.c.user_id)
        .select_from(SESSIONS.join(new, new.c.session == sessions.c.number))
        .where(*conditions)
        .order_by(sessions.c.score.is_(None), *BEST_FIRST, new.c.user_id)
    )
    return [(row.session, row.user_id) for row in db.execute(news)]


def _shown(subscription: Subscription) -> ColumnElement[bool]:
    return exists().where(
        chosen.c.team_id == takeaways.c.team_id,
        chosen.c.channel_id == subscription.channel_id,
        chosen.c.session == takeaways.c.session,
        chosen.c.user_id == takeaways.c.user_id,
        chosen.c.shown,
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

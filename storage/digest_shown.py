"""What digests show of sessions, read at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, select

from storage import conditions as chosen_by
from storage.digest_records import Subscription
from storage.people_tables import profiles
from storage.reading import NEWEST_FIRST
from storage.records import Rating, Review, Session, Who
from storage.rows import PROFILE, SESSION, SESSIONS, TAKEAWAY, profile_of, session_of, takeaway_of
from storage.tables import sessions, takeaways
from storage.takeaway_conditions import takeaway_conditions

Shown = tuple[Session, tuple[Review, ...]]


def shown(
    db: Connection, subscription: Subscription, numbers: Sequence[int], at: datetime
) -> list[Shown]:
    """Give sessions with the takeaways on them, the newest version first; without those gone.

    Where the digest's filter chooses takeaways, the others are left out and mean and count are of
    those; `at` is the moment from which it looks back.
    """
    asked = {"team": subscription.team_id, "numbers": list(numbers)}
    found = {row.number: session_of(row) for row in db.execute(_sessions(), asked)}
    reviews: dict[int, list[Review]] = defaultdict(list)
    for row in db.execute(_reviews(), asked):
        reviews[row.t_session].append(Review(takeaway_of(row), profile_of(row.t_user_id, row)))
    whole = [(found[each], tuple(reviews[each])) for each in numbers if each in found]
    if not chosen_by.chooses_takeaways(subscription.plan.filter):
        return whole
    some = _chosen(db, subscription, numbers, at)
    return [_of_some(session, written, some) for session, written in whole]


def _chosen(
    db: Connection, subscription: Subscription, numbers: Sequence[int], at: datetime
) -> set[tuple[int, str]]:
    """Name the takeaways that the digest's filter chooses, by session and writer."""
    who = Who(subscription.team_id, subscription.set_up_by)
    conditions = takeaway_conditions(db, who, subscription.plan.filter, at)
    of_some = takeaways.c.session.in_(numbers)
    asked = select(takeaways.c.session, takeaways.c.user_id).where(of_some, *conditions)
    return {(row.session, row.user_id) for row in db.execute(asked)}


def _of_some(session: Session, written: tuple[Review, ...], some: set[tuple[int, str]]) -> Shown:
    chosen = tuple(each for each in written if (session.number, each.takeaway.user) in some)
    if not chosen:
        # Since it was chosen its writer has got another role: it is told as it is.
        return session, written
    rated = [each.takeaway for each in chosen if each.takeaway.stars is not None]
    stars = [each.stars for each in rated if each.stars is not None]
    rating = Rating(
        count=len(stars),
        total=sum(stars),
        recommended=sum(each.recommended for each in rated),
        lowest=min(stars, default=None),
        highest=max(stars, default=None),
    )
    return replace(session, rating=rating), chosen


@cache
def _sessions() -> Select[Any]:
    numbers: Any = bindparam("numbers", expanding=True)
    return (
        select(*SESSION)
        .select_from(SESSIONS)
        .where(sessions.c.team_id == bindparam("team"), sessions.c.number.in_(numbers))
    )


@cache
def _reviews() -> Select[Any]:
    writer = and_(
        profiles.c.team_id == takeaways.c.team_id, profiles.c.user_id == takeaways.c.user_id
    )
    numbers: Any = bindparam("numbers", expanding=True)
    return (
        select(*TAKEAWAY, *PROFILE)
        .select_from(takeaways.outerjoin(profiles, writer))
        .where(takeaways.c.team_id == bindparam("team"), takeaways.c.session.in_(numbers))
        .order_by(*NEWEST_FIRST)
    )

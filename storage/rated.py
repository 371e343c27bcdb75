"""Which ratings count where a filter chooses takeaways: those of some people, or of some days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from storage import conditions as chosen_by
from storage.columns import Condition
from storage.hints import by_index
from storage.people_tables import BEST_OF_ROLE, profiles, role_ratings
from storage.ranking import best_rated, score_of
from storage.records import Filter, Who
from storage.tables import takeaways
from storage.takeaway_conditions import having_roles, of_days, of_people, of_people_at_hand
from storage.wording import begins_a_word, few

MOST_ROLES = 500  # in one statement
MOST_SINCE = 5000  # takeaways of some days, among which those of some people are looked for
BY, SINCE = "ix_takeaways_by", "ix_takeaways_since"

_RATINGS = func.count(takeaways.c.stars), func.coalesce(func.sum(takeaways.c.stars), 0)
_RATED = takeaways.c.stars.is_not(None)
# What orders sessions, as `storage.ranking` has it: takeaways without stars count for nothing.
_RECOMMENDED = func.count().filter(takeaways.c.recommended, _RATED)
_RATED_AT = func.max(takeaways.c.rated_at)
_UNRATED_LAST = case((_RATINGS[0] == 0, 1), else_=0)
_ORDER = (
    _UNRATED_LAST,
    score_of(*_RATINGS).desc(),
    _RECOMMENDED.desc(),
    _RATINGS[0].desc(),
    _RATED_AT.desc(),
    takeaways.c.session,
)
# Built once: the columns of a statement take longer to put together than to read.
_COUNTED = (
    select(
        takeaways.c.session,
        _RATINGS[0].label("ratings"),
        _RATINGS[1].label("stars_total"),
        _RECOMMENDED.label("recommended"),
        _RATED_AT.label("rated_at"),
        func.min(takeaways.c.stars).label("lowest"),
        func.max(takeaways.c.stars).label("highest"),
    )
    .group_by(takeaways.c.session)
    .order_by(*_ORDER)
)
_NAMES = ("session", "ratings", "stars_total", "recommended", "rated_at", "lowest", "highest")
_SUMS = by_index(
    select(
        role_ratings.c.session,
        func.sum(role_ratings.c.ratings).label("ratings"),
        func.sum(role_ratings.c.stars_total).label("stars_total"),
        func.sum(role_ratings.c.recommended).label("recommended"),
        func.max(role_ratings.c.rated_at).label("rated_at"),
        func.min(role_ratings.c.lowest).label("lowest"),
        func.max(role_ratings.c.highest).label("highest"),
    ).group_by(role_ratings.c.session),
    role_ratings,
    "ix_role_ratings_best",
)
_OF_ROLE = select(*(role_ratings.c[name] for name in _NAMES)).order_by(*BEST_OF_ROLE)


@dataclass(frozen=True, slots=True)
class Rated:
    """Ratings by session, best first.

    `session` is the column with its number, `with_stars` leaves out what is not rated. `few`:
    people are named, so that all of it is looked at sooner than an index of words is asked.
    """

    ratings: Select[Any]
    session: ColumnElement[int]
    with_stars: Condition
    few: bool


@dataclass(frozen=True, slots=True)
class Some:
    """The takeaways that a filter chooses: all those of some roles, or any others.

    `conditions` choose among those of a session, `counted` among all of the workspace. `index` is
    the one to count them from; SQLite, left to itself, reads all takeaways instead.
    """

    team_id: str
    conditions: Sequence[Condition]
    counted: Sequence[Condition]
    roles: Sequence[str] | None
    index: str


def some_of(db: Connection, who: Who, wanted: Filter, now: datetime) -> Some:
    """Tell which takeaways a filter chooses."""
    roles = _kept_roles(db, who.team_id, wanted)
    conditions = of_people_at_hand(db, who, wanted, roles)
    if roles is not None:
        return Some(who.team_id, conditions, (), roles, BY)
    days = of_days(db, who, wanted, now)
    counted = of_people(db, who, wanted)
    index = _index(db, who, wanted, days)
    return Some(who.team_id, [*conditions, *days], [*counted, *days], None, index)


def _index(db: Connection, who: Who, wanted: Filter, days: Sequence[Condition]) -> str:
    """Choose by what is fewer: the takeaways of the people, or those of the days."""
    if not chosen_by.chooses_people(wanted):
        return SINCE
    if wanted.by or not days or db.dialect.name != "sqlite":
        return BY
    every = select(takeaways.c.session).where(takeaways.c.team_id == who.team_id, *days)
    last = by_index(every, takeaways, SINCE).offset(MOST_SINCE).limit(1)
    return SINCE if db.execute(last).first() is None else BY


def rated_by(some: Some, wanted: Filter) -> Rated:
    """Give the ratings by the takeaways that a filter chooses."""
    if some.roles is None:
        return _counted(wanted, some)
    return _kept(some.team_id, wanted, some.roles)


def _counted(wanted: Filter, some: Some) -> Rated:
    """Count them from an index alone."""
    counting = _COUNTED.where(*some.counted)
    if stars := chosen_by.stars(wanted, *_RATINGS):
        counting = counting.having(*stars)
    counting = by_index(counting, takeaways, some.index)
    return Rated(counting, takeaways.c.session, _RATED, few=bool(wanted.by))


def _kept_roles(db: Connection, team_id: str, wanted: Filter) -> Sequence[str] | None:
    """Name the roles of all who are chosen; None where it takes more than a role to tell."""
    if not wanted.roles or wanted.by or wanted.since is not None:
        return None
    asked = select(profiles.c.role_words).where(
        profiles.c.team_id == team_id, *having_roles(wanted)
    )
    found = db.execute(asked.distinct().limit(MOST_ROLES + 1)).scalars().all()
    by_role = all(begins_a_word(role, each) for role in found for each in few(wanted.roles))
    return found if by_role and len(found) <= MOST_ROLES else None


def _kept(team_id: str, wanted: Filter, roles: Sequence[str]) -> Rated:
    """Read what is kept of roles, of one in the order of an index."""
    here = role_ratings.c.team_id == team_id
    kept: Any = role_ratings.c
    if len(roles) == 1:
        reading = _OF_ROLE.where(here, kept.role == roles[0])
    else:
        kept = _SUMS.where(here, kept.role.in_(roles)).subquery("role_ratings").c
        reading = _best_first(kept)
    stars = chosen_by.stars(wanted, kept.ratings, kept.stars_total)
    return Rated(reading.where(*stars), kept.session, kept.ratings > 0, few=False)


def _best_first(kept: Any) -> Select[Any]:
    unrated_last = case((kept.ratings == 0, 1), else_=0)
    reading = select(*(kept[name] for name in _NAMES))
    return reading.order_by(unrated_last, *best_rated(kept), kept.session)

"""The order of sessions: a Bayesian average."""

from typing import Any

from sqlalchemy import ColumnElement, Double, case, cast, func

from storage.tables import sessions, takeaways

# score = (m·C + Σ stars) / (m + n): a session begins as if m people had given it C stars.
PRIOR_MEAN = 3.5
PRIOR_RATINGS = 2

# What the takeaways that are grouped give; those without stars count for nothing.
AGGREGATES: tuple[ColumnElement[Any], ...] = (
    func.count(takeaways.c.stars).label("ratings"),
    func.coalesce(func.sum(takeaways.c.stars), 0).label("stars_total"),
    func.sum(case((takeaways.c.recommended & takeaways.c.stars.is_not(None), 1), else_=0)).label(
        "recommended"
    ),
    func.min(takeaways.c.stars).label("lowest"),
    func.max(takeaways.c.stars).label("highest"),
    func.max(case((takeaways.c.stars.is_not(None), takeaways.c.rated_at))).label("rated_at"),
)


def score(ratings: int, stars_total: int) -> float | None:
    """Give what a session is ordered by, None without stars."""
    if not ratings:
        return None
    return (PRIOR_RATINGS * PRIOR_MEAN + stars_total) / (PRIOR_RATINGS + ratings)


def score_of(ratings: ColumnElement[Any], stars_total: ColumnElement[Any]) -> ColumnElement[Any]:
    """Give the same in SQL, for ratings that are counted when they are asked for."""
    return cast(PRIOR_RATINGS * PRIOR_MEAN + stars_total, Double) / (PRIOR_RATINGS + ratings)


def best_first(counted: Any) -> tuple[ColumnElement[Any], ...]:
    """Give the order of `BEST_FIRST` for ratings that are counted when they are asked for."""
    return *best_rated(counted), sessions.c.title_key, sessions.c.number


def best_rated(counted: Any) -> tuple[ColumnElement[Any], ...]:
    """Give the same as far as ratings tell."""
    return (
        score_of(counted.ratings, counted.stars_total).desc(),
        counted.recommended.desc(),
        counted.ratings.desc(),
        counted.rated_at.desc(),
    )

"""What is kept of each session's takeaways, counted anew when one of them changes."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import JSON, Connection, Select, bindparam, case, cast, func, select, update

from storage import role_ratings
from storage.ranking import AGGREGATES, score
from storage.records import Rating
from storage.tables import sessions, takeaways

# Of each session without a takeaway.
_NOTHING = {
    "ratings": 0,
    "stars_total": 0,
    "recommended": 0,
    "lowest": None,
    "highest": None,
    "rated_at": None,
    "written": 0,
    "asked": 0,
    **{f"gave_{stars}": 0 for stars in range(1, 6)},
}


@cache
def _counting(is_sqlite: bool) -> Select[Any]:
    asked: Any = takeaways.c.questions if is_sqlite else cast(takeaways.c.questions, JSON)
    counts = (
        func.count().label("written"),
        func.sum(func.json_array_length(asked)).label("asked"),
        *(
            func.count(case((takeaways.c.stars == stars, 1))).label(f"gave_{stars}")
            for stars in range(1, 6)
        ),
    )
    return (
        select(takeaways.c.session, *AGGREGATES, *counts)
        .where(
            takeaways.c.team_id == bindparam("team"),
            takeaways.c.session.in_(bindparam("numbers", expanding=True)),
        )
        .group_by(takeaways.c.session)
    )


_KEEP = (
    update(sessions)
    .where(sessions.c.team_id == bindparam("team"), sessions.c.number == bindparam("of_session"))
    .values({name: bindparam(f"new_{name}") for name in ("score", *_NOTHING)})
)


def recount(db: Connection, team_id: str, numbers: Sequence[int]) -> dict[int, Rating]:
    """Count the ratings of sessions, and all that is counted of them, anew.

    Whoever calls this holds the locks of their rows.
    """
    if not numbers:
        return {}
    counting = _counting(db.dialect.name == "sqlite")
    found = db.execute(counting, {"team": team_id, "numbers": list(numbers)}).mappings()
    counted = {row["session"]: dict(row) for row in found}
    counts = {number: counted.get(number, _NOTHING) for number in numbers}
    db.execute(_KEEP, [_kept(team_id, number, count) for number, count in counts.items()])
    role_ratings.keep(db, team_id, numbers)
    return {number: _rating(count) for number, count in counts.items()}


def _rating(counts: dict[str, Any]) -> Rating:
    return Rating(
        counts["ratings"],
        int(counts["stars_total"]),
        counts["recommended"],
        counts["lowest"],
        counts["highest"],
    )


def _kept(team_id: str, number: int, counts: dict[str, Any]) -> dict[str, Any]:
    given = {f"new_{name}": counts[name] for name in _NOTHING}
    new_score = score(counts["ratings"], int(counts["stars_total"]))
    return {"team": team_id, "of_session": number, "new_score": new_score, **given}

"""What a filter chooses of the whole log, sessions without stars included."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, select

from storage import conditions as chosen_by
from storage.ranking import AGGREGATES
from storage.records import Filter, Who
from storage.rows import SESSIONS
from storage.tables import sessions, takeaways
from storage.takeaway_conditions import takeaway_conditions


@dataclass(frozen=True, slots=True)
class Chosen:
    """The numbers of the sessions that a filter chooses, and the conditions of takeaways."""

    numbers: frozenset[int]
    conditions: tuple[ColumnElement[bool], ...]


def choose(db: Connection, who: Who, wanted: Filter, now: datetime) -> Chosen:
    """Find what is wanted, as `who` sees it: `unwatched` is what that person has not watched."""
    some = takeaway_conditions(db, who, wanted, now)
    conditions = chosen_by.session_conditions(db, who, wanted)
    if wanted.recommended:
        conditions.append(chosen_by.recommended(some))
    source: FromClause = SESSIONS
    rating: Any = sessions.c
    if chosen_by.chooses_takeaways(wanted):
        # Counted are the chosen takeaways alone, and a session without any is left out.
        counted = (
            select(takeaways.c.session, *AGGREGATES)
            .where(*some)
            .group_by(takeaways.c.session)
            .subquery()
        )
        source = SESSIONS.join(counted, counted.c.session == sessions.c.number)
        rating = counted.c
    conditions += chosen_by.stars(wanted, rating.ratings, rating.stars_total)
    asked = select(sessions.c.number).select_from(source).where(*conditions)
    return Chosen(frozenset(db.execute(asked).scalars()), tuple(some))

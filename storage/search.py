"""Search in titles, codes, topics, facts, impressions and Q&A."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from storage import conditions as chosen_by
from storage.database import Clock, Database
from storage.event_rows import require_event
from storage.hits import best_hit
from storage.reading import NEWEST_FIRST
from storage.records import Filter, Hit, Page, Session, Takeaway, Who
from storage.rows import SESSION, SESSIONS, TAKEAWAY, session_of, takeaway_of
from storage.tables import BEST_FIRST, sessions, takeaways


class Search:
    """Search within each workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(
        self, who: Who, words: str, wanted: Filter, offset: int = 0, limit: int = 5
    ) -> Page[Hit]:
        """Find sessions that hold all words, by themselves or with one takeaway; best first.

        Each is found once. Sessions without stars come last, the newest of them first.

        Raises:
            NotFound: of kind "event".
        """
        part = max(offset, 0), limit
        looked_for = chosen_by.search_words([words, *wanted.words])
        return self._database.read(
            lambda db: _find(db, who, (looked_for, wanted, self._clock()), part)
        )


Question = tuple[list[str], Filter, datetime]


def _find(db: Connection, who: Who, asked: Question, part: tuple[int, int]) -> Page[Hit]:
    looked_for, wanted, now = asked
    offset, limit = part
    chosen = chosen_by.takeaway_conditions(db, who, wanted, now)
    finding = (
        select(*SESSION)
        .select_from(SESSIONS)
        .where(*_conditions(db, who, asked, chosen))
        .order_by(sessions.c.score.desc().nulls_last(), *BEST_FIRST[1:-1], sessions.c.number.desc())
        .offset(offset)
        .limit(limit + 1)
    )
    found = [session_of(row) for row in db.execute(finding)]
    if not found:
        require_event(db, who.team_id, wanted.event)
    items = _hits(db, found[:limit], looked_for, chosen)
    return Page(items, offset, None, len(found) > limit)


def _conditions(
    db: Connection, who: Who, asked: Question, chosen: Sequence[chosen_by.Condition]
) -> list[Any]:
    looked_for, wanted, _ = asked
    conditions = chosen_by.session_conditions(db, who, wanted)
    conditions += chosen_by.stars(wanted, sessions.c.ratings, sessions.c.stars_total)
    if chosen_by.chooses_takeaways(wanted):
        conditions.append(chosen_by.holds_one(chosen))
    if wanted.recommended:
        conditions.append(chosen_by.recommended(chosen))
    if looked_for:
        conditions.append(chosen_by.matching(looked_for, chosen))
    return conditions


def _hits(
    db: Connection,
    found: Sequence[Session],
    looked_for: list[str],
    chosen: Sequence[chosen_by.Condition],
) -> tuple[Hit, ...]:
    """Read the takeaways of what was found, and show where the words are."""
    written: dict[int, list[Takeaway]] = {session.number: [] for session in found}
    if found and looked_for:
        rows = db.execute(
            select(*TAKEAWAY)
            .where(*chosen, takeaways.c.session.in_(list(written)))
            .order_by(*NEWEST_FIRST)
        )
        for row in rows:
            written[row.t_session].append(takeaway_of(row))
    return tuple(best_hit(session, written[session.number], looked_for) for session in found)

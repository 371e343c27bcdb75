"""Search in titles, codes, topics, facts, impressions and Q&A."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, or_, select

from storage import conditions as chosen_by
from storage.database import Clock, Database
from storage.event_rows import require_event
from storage.hits import Written, best_hit
from storage.picking import Asked, among, given, pick
from storage.reading import NEWEST_FIRST
from storage.records import Filter, Hit, Page, Session, Who
from storage.rows import SESSION, session_of
from storage.some_ratings import pick_by_some, rated_by
from storage.tables import takeaways


class Search:
    """Search within each workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def find(
        self, who: Who, words: str, wanted: Filter, offset: int = 0, limit: int = 5
    ) -> Page[Hit]:
        """Find sessions that hold all words, by themselves or with one takeaway; best first.

        Each is found once. Sessions without stars come last, by title.

        Raises:
            NotFound: of kind "event".
        """
        part = max(offset, 0), limit
        looked_for = chosen_by.search_words([words, *wanted.words])
        return self._database.read(
            lambda db: _find(db, who, (looked_for, wanted, self._clock()), part)
        )


_TEXTS = "session", "user_id", "facts", "impressions", "questions"
_WRITTEN = select(*(takeaways.c[name] for name in _TEXTS)).order_by(*NEWEST_FIRST)

Question = tuple[list[str], Filter, datetime]


def _find(db: Connection, who: Who, asked: Question, part: tuple[int, int]) -> Page[Hit]:
    looked_for, wanted, now = asked
    offset, limit = part
    chosen = chosen_by.takeaway_conditions(db, who, wanted, now)
    found = _sessions(db, who, asked, chosen, (offset, limit + 1))
    if not found:
        require_event(db, who.team_id, wanted.event)
    items = _hits(db, found[:limit], looked_for, chosen)
    return Page(items, offset, None, len(found) > limit)


def _sessions(
    db: Connection,
    who: Who,
    asked: Question,
    chosen: Sequence[chosen_by.Condition],
    part: tuple[int, int],
) -> list[Session]:
    looked_for, wanted, _ = asked
    own = chosen_by.session_conditions(db, who, wanted)
    further = chosen_by.further_conditions(wanted, looked_for, chosen)
    if chosen_by.chooses_takeaways(wanted):
        counted = rated_by(wanted, chosen)
        of_some = Asked(who.team_id, own, further, looked_for, wanted.topics, rated=False)
        rows = pick_by_some(db, of_some, counted, SESSION, part)
        return [replace(session_of(row), rating=rating) for row, rating in rows]
    own += chosen_by.kept_stars(wanted)
    of_all = Asked(who.team_id, own, further, looked_for, wanted.topics, rated=False)
    return [session_of(row) for row in pick(db, of_all, SESSION, *part)]


def _hits(
    db: Connection,
    found: Sequence[Session],
    looked_for: list[str],
    chosen: Sequence[chosen_by.Condition],
) -> tuple[Hit, ...]:
    """Read the takeaways of what was found, and show where the words are."""
    written: dict[int, list[Written]] = {session.number: [] for session in found}
    if found and looked_for:
        # One that lacks all the words shows none of them.
        holding = or_(*(chosen_by.like(takeaways.c.folded, word) for word in looked_for))
        sqlite = db.dialect.name == "sqlite"
        theirs = _WRITTEN.where(*chosen, among(sqlite, takeaways.c.session), holding)
        rows = db.execute(theirs, given(sqlite, list(written)))
        for row in rows:
            written[row.session].append(Written(*row))
    return tuple(best_hit(session, written[session.number], looked_for) for session in found)

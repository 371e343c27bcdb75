"""The takeaways of a file, beside what is stored of the same people."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from storage.database import Database
from storage.digest_marks import mark
from storage.loading_sessions import Target
from storage.log import Log, LoggedTakeaway
from storage.merging import TAKEAWAY_FIELDS, added, cleaned, edited
from storage.places import Kept, blank_takeaway
from storage.records import Edit, Takeaway
from storage.recounting import recount
from storage.rows import TAKEAWAY, takeaway_of
from storage.saving import folded, putting
from storage.sending import send
from storage.tables import takeaways

TEXTS = frozenset(("facts", "impressions", "questions"))
AT_ONCE = 500  # sessions; a statement takes no more than some thousand values

Version = tuple[Takeaway | None, Takeaway]


def writers_of(log: Log) -> set[str]:
    """Name all whose takeaways a file holds."""
    logged = (session for event in log.events for session in event.sessions)
    return {each.user for session in logged for each in session.takeaways}


class Desk:
    """Writes takeaways; with `whole` a file's take the place of the stored ones in every field."""

    def __init__(
        self, database: Database, db: Connection, team_id: str, now: datetime, *, whole: bool
    ) -> None:
        self.database = database
        self.db = db
        self.team_id = team_id
        self.now = now
        self.whole = whole

    def bring(self, targets: Sequence[Target]) -> Iterator[Version]:
        """Write what is new and what differs; give each before and after."""
        for first in range(0, len(targets), AT_ONCE):
            yield from self._bring(targets[first : first + AT_ONCE])

    def _bring(self, targets: Sequence[Target]) -> list[Version]:
        stored = self._stored([target.number for target in targets])
        versions = [
            (kept, self._version(kept, target, parts))
            for target in targets
            for user, parts in _by_writer(target).items()
            for kept in [stored.get((target.number, user))]
        ]
        differing = [(kept, after) for kept, after in versions if _differs(kept, after)]
        rows = [self._row(kept, after) for kept, after in differing]
        send(self.db, putting(self.database), rows)
        numbers = sorted({after.session for _, after in differing})
        recount(self.db, self.team_id, numbers)
        mark(self.database, self.db, self.team_id, numbers, self.now)
        return [(kept.takeaway if kept else None, after) for kept, after in versions]

    def _version(
        self, kept: Kept | None, target: Target, parts: Sequence[LoggedTakeaway]
    ) -> Takeaway:
        """Make the new version; entries of one session in one article are put together."""
        first, last = parts[0], parts[-1]
        together = blank_takeaway(first.user, target.number, self.now)
        for part in parts:
            together = added(together, cleaned(part.entry))
        created_at = first.created_at or self.now
        updated_at = last.updated_at or last.created_at or self.now
        if kept is None:
            return replace(together, created_at=created_at, updated_at=updated_at)
        fields = TAKEAWAY_FIELDS if self.whole else TEXTS | _stated(together)
        after = edited(kept.takeaway, Edit(together.as_entry(), fields))
        if kept.takeaway.raw is None and after.raw == target.details["code"]:
            # Files write the session's code where a takeaway was given none.
            after = replace(after, raw=None)
        after = replace(after, created_at=first.created_at or after.created_at)
        return replace(after, updated_at=updated_at) if after != kept.takeaway else after

    def _stored(self, numbers: Sequence[int]) -> dict[tuple[int, str], Kept]:
        rows = self.db.execute(
            select(*TAKEAWAY).where(
                takeaways.c.team_id == self.team_id, takeaways.c.session.in_(numbers)
            )
        )
        kept = (Kept(takeaway_of(row), row.t_rated_at) for row in rows)
        return {(each.takeaway.session, each.takeaway.user): each for each in kept}

    def _row(self, kept: Kept | None, after: Takeaway) -> dict[str, object]:
        rated_at = kept.rated_at if kept else None
        if after.stars is None:
            rated_at = None
        elif kept is None or kept.takeaway.stars != after.stars:
            rated_at = after.updated_at
        columns = Kept(after, rated_at).columns()
        return {"team_id": self.team_id, **columns, "folded": folded(after)}


def _by_writer(target: Target) -> dict[str, list[LoggedTakeaway]]:
    parts: dict[str, list[LoggedTakeaway]] = {}
    for each in target.written:
        parts.setdefault(each.user, []).append(each)
    return parts


def _differs(kept: Kept | None, after: Takeaway) -> bool:
    return kept is None or kept.takeaway != after


def _stated(takeaway: Takeaway) -> frozenset[str]:
    """Name the marks that an article states; what it leaves out says nothing of them."""
    marks = ("raw", "stars", "recommended", "attended", "partial")
    return frozenset(name for name in marks if getattr(takeaway, name))

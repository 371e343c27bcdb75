"""What was refused, kept for a day so that the form can open with it."""

import secrets
from datetime import timedelta

from sqlalchemy import Select, delete, func, or_, select

from storage.database import Clock, Database
from storage.errors import NotFound
from storage.people_tables import drafts
from storage.records import Who

KEPT_FOR = timedelta(days=1)
# Of one person's, beside the newest; whoever hands over large files all day fills no disk.
MOST = 200  # texts
LARGEST = 30_000_000  # characters of them all


class Drafts:
    """Texts that were typed and could not be saved."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, who: Who, text: str) -> str:
        """Keep a text and give its id; what is older than a day goes, and what is too much."""
        draft_id = secrets.token_urlsafe(9)
        now = self._clock()
        old = delete(drafts).where(
            drafts.c.team_id == who.team_id, drafts.c.created_at < now - KEPT_FOR
        )
        too_much = delete(drafts).where(
            drafts.c.team_id == who.team_id, drafts.c.draft_id.in_(_too_many(who, len(text)))
        )
        adding = self._database.insert(drafts).values(
            team_id=who.team_id,
            draft_id=draft_id,
            user_id=who.user_id,
            text=text,
            created_at=now,
        )
        self._database.write(lambda db: [db.execute(each) for each in (old, too_much, adding)])
        return draft_id

    def get(self, who: Who, draft_id: str) -> str:
        """Give the person's own text.

        Raises:
            NotFound: of kind "draft", also where it is a day old or somebody else's.
        """
        asked = select(drafts.c.text).where(
            drafts.c.team_id == who.team_id,
            drafts.c.draft_id == draft_id,
            drafts.c.user_id == who.user_id,
            drafts.c.created_at >= self._clock() - KEPT_FOR,
        )
        text = self._database.read(lambda db: db.execute(asked).scalar())
        if text is None:
            raise NotFound("draft", draft_id)
        return str(text)


def _too_many(who: Who, size: int) -> Select[tuple[str]]:
    """Choose the person's oldest texts, as far as one of this size leaves no room for them."""
    newest = (drafts.c.created_at.desc(), drafts.c.draft_id)
    counted = (
        select(
            drafts.c.draft_id,
            func.row_number().over(order_by=newest).label("place"),
            func.sum(func.length(drafts.c.text)).over(order_by=newest).label("size"),
        )
        .where(drafts.c.team_id == who.team_id, drafts.c.user_id == who.user_id)
        .subquery()
    )
    return select(counted.c.draft_id).where(
        or_(counted.c.place >= MOST, counted.c.size > LARGEST - size)
    )

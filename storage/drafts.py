"""What was refused, kept for a day so that the form can open with it."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, select

from storage.database import Clock, Database
from storage.errors import NotFound
from storage.records import Who
from storage.tables import drafts

KEPT_FOR = timedelta(days=1)


class Drafts:
    """Texts that were typed and could not be saved."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, who: Who, text: str) -> str:
        """Keep a text and give its id; what is older than a day goes."""
        draft_id = secrets.token_urlsafe(9)
        now = self._clock()
        old = delete(drafts).where(
            drafts.c.team_id == who.team_id, drafts.c.created_at < now - KEPT_FOR
        )
        adding = self._database.insert(drafts).values(
            team_id=who.team_id,
            draft_id=draft_id,
            user_id=who.user_id,
            text=text,
            created_at=now,
        )
        self._database.write(lambda db: (db.execute(old), db.execute(adding)))
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

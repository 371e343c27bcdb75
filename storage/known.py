"""What the entry text's parser asks of an event, looked up when it asks."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, select

from storage.conditions import within
from storage.database import Database
from storage.event_rows import current_key, types_of
from storage.folding import code_key, event_key
from storage.kinds import STANDARD_TYPES
from storage.tables import events, sessions

# A heading asks for a code or two; a long text asks for one in every line.
FEW = 8


class KnownInEvent:
    """An event as the parser sees it; None is the current one.

    After a few codes were asked for one by one, all of the event's are looked up at once.
    """

    def __init__(self, database: Database, team_id: str, event: str | None) -> None:
        self._database = database
        self._team_id = team_id
        self._event = event
        self._asked: dict[str, Sequence[str]] = {}

    @cached_property
    def has_catalogue(self) -> bool:
        """Whether a catalogue was imported."""
        key: Any = event_key(self._event) if self._event else current_key(self._team_id)
        return bool(
            self._one(
                select(events.c.catalogue).where(
                    events.c.team_id == self._team_id, events.c.key == key
                )
            )
        )

    @cached_property
    def topics(self) -> Collection[str]:
        """All topics of the event's sessions."""
        lists = self._all(
            select(sessions.c.topics)
            .where(*within(self._team_id, self._event), sessions.c.topic_words != "")
            .distinct()
        )
        return {topic for topics in lists for topic in topics}

    @cached_property
    def types(self) -> Sequence[str]:
        """The names of the session types."""
        kinds = self._database.read(
            lambda db: types_of(
                db,
                self._team_id,
                event_key(self._event) if self._event else current_key(self._team_id),
            )
        )
        return tuple(kind.name for kind in kinds or STANDARD_TYPES)

    def is_code(self, code: str) -> bool:
        """Tell whether a base code is known; case, width and hyphen do not matter."""
        key = code_key(code)
        if key not in self._asked and len(self._asked) >= FEW:
            return key in self._all_codes
        return bool(self._titles_of(key))

    @cached_property
    def _all_codes(self) -> frozenset[str]:
        return frozenset(self._of(sessions.c.code_key, sessions.c.code_key.is_not(None)))

    def titles(self, code: str | None) -> Sequence[str]:
        """The titles of the session with that base code; for None, of all sessions."""
        if code is None:
            return self._of(sessions.c.title, sessions.c.title != "")
        return [title for title in self._titles_of(code_key(code)) if title]

    def _titles_of(self, key: str) -> Sequence[str]:
        """Give the titles under a code, "" for a session that nobody named; asked once."""
        if key not in self._asked:
            self._asked[key] = self._of(sessions.c.title, sessions.c.code_key == key)
        return self._asked[key]

    def _of(self, column: Column[Any], condition: ColumnElement[bool]) -> list[Any]:
        return self._all(select(column).where(*within(self._team_id, self._event), condition))

    def _all(self, statement: Any) -> list[Any]:
        return self._database.read(lambda db: list(db.execute(statement).scalars()))

    def _one(self, statement: Any) -> Any:
        return self._database.read(lambda db: db.execute(statement).scalar())

"""An import: all that a file holds, in one transaction."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.database import Database
from storage.details import Types, shown
from storage.digest_marks import mark
from storage.event_rows import ensure_types, event_of, insert_event, types_of
from storage.events import ensure_current, gives_way, set_current
from storage.folding import event_key, type_key
from storage.loading_profiles import bring_profiles
from storage.loading_sessions import Shelf, Target, write_sessions
from storage.loading_takeaways import Desk, writers_of
from storage.loading_types import bring_types
from storage.loading_watching import bring_watching
from storage.locks import lock_people
from storage.log import EVENT_FIELDS, Count, Loaded, Log, LoggedEvent, Subject
from storage.numbers import lock_workspace
from storage.records import Event, Who
from storage.tables import events, workspaces
from storage.waiting import take_time


class Load:
    """One import into one workspace."""

    def __init__(
        self, database: Database, db: Connection, team_id: str, now: datetime, log: Log
    ) -> None:
        self.database = database
        self.db = db
        self.team_id = team_id
        self.now = now
        self.log = log
        self.counts: dict[Subject, Count] = defaultdict(Count)
        self.numbers: dict[tuple[str, int], int] = {}

    def run(self, *, keep: bool) -> Loaded:
        """Bring all in, and keep it or only tell."""
        self._take_time()
        self._lock_people()
        lock_workspace(self.database, self.db, self.team_id)
        # The profiles come first: by their roles the ratings of the takeaways are kept.
        self._bring_profiles()
        keys = [self._bring_event(each) for each in self._current_first()]
        self._bring_watching()
        transaction = self.db.get_transaction()
        if not keep and transaction:
            transaction.rollback()
        return Loaded(tuple(keys), dict(self.counts))

    def _take_time(self) -> None:
        """A file may take longer than a person waits for a command."""
        if not self.database.is_sqlite:
            take_time(self.db)
            self.db.exec_driver_sql("SET LOCAL lock_timeout = '10s'")

    def _lock_people(self) -> None:
        """Lock those whose takeaways or profiles come."""
        described = {profile.user for profile in self.log.profiles}
        lock_people(self.database, self.db, self.team_id, described | writers_of(self.log))

    def _current_first(self) -> list[LoggedEvent]:
        """Of several events the file's current one comes first: the first becomes current."""
        return sorted(self.log.events, key=lambda each: not each.event.current)

    def _bring_event(self, logged: LoggedEvent) -> str:
        key = event_key(logged.event.key)
        if key:
            self._bring_head(key, logged)
        else:
            key = ensure_current(self.database, self.db, self.team_id, lambda: self.now)
        self._bring_types(key, logged.event)
        targets = self._bring_sessions(key, logged)
        whole = not self.log.authored
        desk = Desk(self.database, self.db, self.team_id, self.now, whole=whole)
        for before, after in desk.bring(targets):
            self.counts["takeaways"].add(before, after)
        return key

    def _bring_head(self, key: str, logged: LoggedEvent) -> None:
        before = self._event(key)
        if before is None:
            bare = replace(logged.event, types=())
            insert_event(self.database, self.db, Who(self.team_id, ""), bare, self.now)
            self._make_current_where_none_is(key)
        elif not self.log.authored:
            values = {name: getattr(logged.event, name) for name in EVENT_FIELDS & logged.stated}
            named = values.get("name") or before.name
            self.db.execute(
                update(events)
                .where(events.c.team_id == self.team_id, events.c.key == key)
                .values({**values, "name": named})
            )
        after = self._event(key)
        # Which event is the current one is the workspace's own.
        self.counts["events"].add(
            before and replace(before, current=False), after and replace(after, current=False)
        )

    def _event(self, key: str) -> Event | None:
        row = self.db.execute(
            select(events, workspaces.c.current_event)
            .join(workspaces, workspaces.c.team_id == events.c.team_id)
            .where(events.c.team_id == self.team_id, events.c.key == key)
        ).first()
        return event_of(row, ()) if row else None

    def _make_current_where_none_is(self, key: str) -> None:
        if gives_way(lock_workspace(self.database, self.db, self.team_id)):
            set_current(self.db, self.team_id, key, None)

    def _bring_types(self, key: str, stated: Event) -> None:
        brought = bring_types(
            self.database,
            self.db,
            (self.team_id, key),
            stated.types,
            authored=self.log.authored,
        )
        for before, after in brought:
            self.counts["types"].add(before, after)

    def _bring_sessions(self, key: str, logged: LoggedEvent) -> list[Target]:
        shelf = Shelf(self.db, self.team_id, key)
        types = self._types(key, (each.details.type for each in logged.sessions))
        targets = shelf.place(logged.sessions, types, authored=self.log.authored)
        write_sessions(self.db, self.team_id, targets, self.now)
        told_anew = [each.number for each in targets if each.stored not in (None, each.details)]
        mark(self.database, self.db, self.team_id, told_anew, self.now)
        for target in targets:
            before = shown(target.stored) if target.stored is not None else None
            self.counts["sessions"].add(before, shown(target.details))
            for number in target.numbers_in_file:
                self.numbers[key, number] = target.number
        return targets

    def _types(self, key: str, names: Iterable[str | None]) -> Types:
        ensure_types(self.db, self.team_id, key, sorted({name for name in names if name}))
        return {type_key(kind.name): kind for kind in types_of(self.db, self.team_id, key)}

    def _bring_profiles(self) -> None:
        stated, filling = self.log.profiles, self.log.authored
        brought = bring_profiles(self.database, self.db, self.team_id, stated, filling=filling)
        for before, after in brought:
            self.counts["profiles"].add(before, after)

    def _bring_watching(self) -> None:
        lines = [
            (watch, number)
            for watch in self.log.watching
            if (number := self.numbers.get((event_key(watch.event), watch.session))) is not None
        ]
        for before, after in bring_watching(self.db, self.team_id, lines, self.now):
            self.counts["watching"].add(before, after)

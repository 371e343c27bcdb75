"""Files in and out: the log of a workspace as a whole."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import Connection, select

from storage.choosing import choose
from storage.database import Clock, Database
from storage.errors import Unavailable
from storage.loading import Load
from storage.log import Loaded, Log, of_person
from storage.records import Filter, Who
from storage.tables import workspaces
from storage.unloading import unload
from storage.waiting import take_time

MANY = 1000  # rows of a file that change what the database knows of its tables


class Transfer:
    """What `import` and `export` do with the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def export(self, team_id: str, event: str | None = None) -> Log:
        """Read one event, or all.

        Raises:
            NotFound: of kind "event".
        """
        return self._patiently(lambda db: unload(db, team_id, event))

    def choose(self, who: Who, wanted: Filter) -> Log:
        """Read what a filter chooses, for somebody; without an event, of all of them.

        Raises:
            NotFound: of kind "event".
        """
        event = None if wanted.event in (None, "all") else wanted.event
        everything = wanted == Filter(event=wanted.event)
        now = self._clock()

        def read(db: Connection) -> Log:
            of_all = replace(wanted, event=event or "all")
            chosen = None if everything else choose(db, who, of_all, now)
            return unload(db, who.team_id, event, chosen)

        return self._patiently(read)

    def _patiently(self, read: Callable[[Connection], Log]) -> Log:
        """Read a whole log, which may take longer than anybody waits for a command."""

        def reading(db: Connection) -> Log:
            if not self._database.is_sqlite:
                take_time(db)
            return read(db)

        return self._database.snapshot(reading)

    def teams(self) -> tuple[str, ...]:
        """Name the workspaces of the database."""
        asked = select(workspaces.c.team_id).order_by(workspaces.c.team_id)
        return tuple(self._database.read(lambda db: db.execute(asked).scalars().all()))

    def load(
        self, team_id: str, log: Log, *, dry_run: bool = False, only: str | None = None
    ) -> Loaded:
        """Bring a file in, all of it or nothing; a dry run tells what would come of it.

        A session is found by event and base code, without a code by its title, and where several
        have that title by its start too. The same file again changes nothing. Of takeaways,
        profiles and watch lists come `only` that person's, where one is named.
        """
        now = self._clock()
        brought, withheld = (log, 0) if only is None else of_person(log, only)
        loaded = self._database.write(
            lambda db: Load(self._database, db, team_id, now, brought).run(keep=not dry_run)
        )
        if not dry_run and _rows(loaded) >= MANY:
            # All is kept already, so an outage now is no failure of the import.
            with suppress(Unavailable):
                self._database.analyze()
        return replace(loaded, withheld=withheld)


def _rows(loaded: Loaded) -> int:
    return sum(count.new + count.changed for count in loaded.counts.values())

"""Files in and out: the log of a workspace as a whole."""

from sqlalchemy import select

from storage.database import Clock, Database
from storage.loading import Load
from storage.log import Loaded, Log
from storage.tables import workspaces
from storage.unloading import unload


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
        return self._database.snapshot(lambda db: unload(db, team_id, event))

    def teams(self) -> tuple[str, ...]:
        """Name the workspaces of the database."""
        asked = select(workspaces.c.team_id).order_by(workspaces.c.team_id)
        return tuple(self._database.read(lambda db: db.execute(asked).scalars().all()))

    def load(self, team_id: str, log: Log, *, dry_run: bool = False) -> Loaded:
        """Bring a file in, all of it or nothing; a dry run tells what would come of it.

        A session is found by event and base code, without a code by its title, and where several
        have that title by its start too. The same file again changes nothing.
        """
        now = self._clock()
        return self._database.write(
            lambda db: Load(self._database, db, team_id, now, log).run(keep=not dry_run)
        )

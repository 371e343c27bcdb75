"""Who has opened Home, and so wants to see there what changes."""

from sqlalchemy import select

from storage.database import Clock, Database
from storage.letter_tables import homes
from storage.records import Who


class Homes:
    """The opened Homes of each workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def opened(self, who: Who) -> None:
        """Remember that the person has opened Home; only the first time writes."""
        if self.is_open(who):
            return
        row = {"team_id": who.team_id, "user_id": who.user_id, "opened_at": self._clock()}
        adding = self._database.insert(homes).values(row).on_conflict_do_nothing()
        self._database.write(lambda db: db.execute(adding))

    def is_open(self, who: Who) -> bool:
        """Tell whether the person has ever opened Home."""
        asked = select(homes.c.user_id).where(
            homes.c.team_id == who.team_id, homes.c.user_id == who.user_id
        )
        return self._database.read(lambda db: db.execute(asked).first()) is not None

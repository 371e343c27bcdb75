"""Sessions: found by what people type, in the order that their raters give."""

from sqlalchemy import Connection

from storage import finding
from storage.database import Clock, Database
from storage.details import edited
from storage.errors import NotAllowed, NotFound
from storage.known import KnownInEvent
from storage.merging import cleaned
from storage.records import Edit, Filter, Ranked, Resolution, Session, Who
from storage.saving import Save
from storage.topping import top


class Sessions:
    """The sessions of each workspace. An event is a key; None is the current one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def get(self, team_id: str, number: int) -> Session:
        """Give the session of that number.

        Raises:
            NotFound: of kind "session".
        """
        found = self._database.read(lambda db: finding.by_number(db, team_id, number))
        if not found:
            raise NotFound("session", f"#{number}")
        return found[0]

    def resolve(self, team_id: str, reference: str, event: str | None = None) -> Resolution:
        """Find what is meant by a code with or without suffix, by `#12`, or by words of a title.

        Raises:
            NotFound: of kind "event".
        """
        return self._database.read(lambda db: finding.resolve(db, team_id, reference, event))

    def known(self, team_id: str, event: str | None = None) -> KnownInEvent:
        """Give what the parser of the entry text may ask of an event."""
        return KnownInEvent(self._database, team_id, event)

    def suggest(
        self, team_id: str, typed: str, event: str | None = None, limit: int = 99
    ) -> tuple[Session, ...]:
        """Give sessions for what is typed so far, the newest where nothing is."""
        return self._database.read(lambda db: finding.suggest(db, team_id, typed, event, limit))

    def top(self, who: Who, wanted: Filter, offset: int = 0, limit: int = 5) -> Ranked:
        """Give the best-rated sessions that a filter chooses, with the ratings it chooses.

        Raises:
            NotFound: of kind "event".
        """
        part = max(offset, 0), limit
        return self._database.read(lambda db: top(db, who, wanted, self._clock(), part))

    def correct(self, who: Who, number: int, edit: Edit) -> Session:
        """Put the edit's details in the place of the session's.

        Raises:
            NotFound: of kind "session".
            NotAllowed: where the person has not logged the session.
        """
        clean = Edit(cleaned(edit.entry), edit.fields)

        def correcting(db: Connection) -> Session:
            save = Save(self._database, db, who, self._clock()).begin(counts=False)
            place = save.place(number)
            if place.before is None:
                raise NotAllowed
            types = save.types(place.event, [clean.entry.type])
            place.details = edited(place.details, clean, types)
            save.finish([place])
            return save.sessions([place])[number]

        return self._database.write(correcting)

"""What Slack said of people and of the channels they are in, kept for a while."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from storage import Store
from storage.errors import Unavailable
from storage.records import KnownPerson

FRESH = timedelta(days=1)  # for how long Slack's word on a person holds
JOINED = timedelta(minutes=10)  # for how long its word on somebody's channels does
PAUSE = timedelta(minutes=1)  # after a question that Slack did not answer
REMEMBERED = 10_000  # people kept in memory

Background = Callable[[Callable[[], None]], object]


@dataclass(frozen=True, slots=True)
class Joined:
    """The channels that a person is in, as Slack said at a time."""

    asked_at: datetime
    channels: frozenset[str]


class Directory:
    """What Slack said of people, kept for a day in memory and in the database.

    It is written down in the `background`: a locked database would cost the one who waits as
    long as their own answer does. A `fleeting` one keeps it in memory alone, for whoever may name
    people who were forgotten meanwhile.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        timezone: str,
        background: Background = lambda work: work(),
        *,
        fleeting: bool = False,
    ) -> None:
        self.store = store
        self.clock = clock
        self.timezone = timezone
        self.background = background
        self._fleeting = fleeting
        self._memory: dict[tuple[str, str], KnownPerson] = {}
        self._channels: dict[tuple[str, str], Joined] = {}
        self._writing = Lock()

    def known(self, team_id: str, user_ids: Collection[str]) -> dict[str, KnownPerson]:
        """Give those whom Slack was asked about at any time, by id."""
        remembered = self.all_remembered(team_id, user_ids)
        found = {id_: person for id_, person in remembered.items() if self.is_fresh(person)}
        missing = [user_id for user_id in user_ids if user_id not in found]
        if missing:
            stored = self.store.people.known(team_id, missing)
            self._keep(team_id, stored.values())
            found.update(stored)
        return found

    def all_remembered(self, team_id: str, user_ids: Collection[str]) -> dict[str, KnownPerson]:
        """Give what memory holds of people, by id."""
        # Each is looked up once: another thread may forget them all in between.
        found = {user_id: self.remembered(team_id, user_id) for user_id in user_ids}
        return {user_id: person for user_id, person in found.items() if person}

    def remembered(self, team_id: str, user_id: str) -> KnownPerson | None:
        """Give what memory holds of a person, without asking anybody."""
        return self._memory.get((team_id, user_id))

    def is_fresh(self, person: KnownPerson) -> bool:
        """Tell whether Slack's word on a person still holds."""
        return self.clock() - person.asked_at < FRESH

    def learn(self, team_id: str, person: KnownPerson) -> None:
        """Remember what Slack said; where the database can't, memory does."""
        self._keep(team_id, [person])
        if self._fleeting:
            return
        self.background(lambda: self._write_down(team_id, person))

    def forget(self, team_id: str, user_id: str) -> None:
        """Forget a person; what waits to be written down of them is not."""
        with self._writing:
            self._memory.pop((team_id, user_id), None)
            self._channels.pop((team_id, user_id), None)

    def joined(self, team_id: str, user_id: str) -> Joined | None:
        """Give what Slack last said of the channels that a person is in."""
        return self._channels.get((team_id, user_id))

    def join(self, team_id: str, user_id: str, channels: frozenset[str]) -> None:
        """Remember the channels that a person is in."""
        if len(self._channels) >= REMEMBERED:
            self._channels.clear()
        self._channels[team_id, user_id] = Joined(self.clock(), channels)

    def _write_down(self, team_id: str, person: KnownPerson) -> None:
        with self._writing, suppress(Unavailable):
            if (team_id, person.user) in self._memory:
                self.store.people.remember(team_id, [person])

    def unanswered(self, team_id: str, person: KnownPerson) -> None:
        """Make do with what is known of a person for a minute."""
        self._keep(team_id, [replace(person, asked_at=self.clock() - FRESH + PAUSE)])

    def _keep(self, team_id: str, people: Collection[KnownPerson]) -> None:
        if len(self._memory) + len(people) > REMEMBERED:
            self._memory.clear()
        for person in people:
            self._memory[team_id, person.user] = person

"""All that the bot keeps, by subject."""

from sqlalchemy import text

from storage.database import Clock, Database
from storage.digests import Digests
from storage.drafts import Drafts
from storage.engine import embedded, open_engine
from storage.errors import SchemaAhead, SchemaBehind
from storage.events import Events
from storage.forgetting import Forgetting
from storage.homes import Homes
from storage.installs import Installs
from storage.letters import Letters
from storage.migration import migrate, schema_state
from storage.people import People
from storage.pool import Connections, connections
from storage.search import Search
from storage.sessions import Sessions
from storage.statistics import Statistics
from storage.takeaways import Takeaways
from storage.transfer import Transfer
from storage.watching import Watching


class Store:
    """The verbs of each subject over one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self.events = Events(database, clock)
        self.sessions = Sessions(database, clock)
        self.takeaways = Takeaways(database, clock)
        self.search = Search(database, clock)
        self.people = People(database, clock)
        self.drafts = Drafts(database, clock)
        self.watching = Watching(database, clock)
        self.digests = Digests(database, clock)
        self.transfer = Transfer(database, clock)
        self.statistics = Statistics(database, clock)
        self.forgetting = Forgetting(database, clock)
        self.letters = Letters(database, clock)
        self.homes = Homes(database, clock)
        self.installs = Installs(database, clock)

    def ping(self) -> None:
        """Ask the database for an answer.

        Raises:
            Unavailable: it gives none.
        """
        self._database.read(lambda db: db.execute(text("SELECT 1 FROM alembic_version")).first())

    def connections(self) -> Connections:
        """Tell how the pool of connections stands; asks the database nothing."""
        return connections(self._database.engine)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def open_store(url: str, clock: Clock) -> Store:
    """Open a database of the current schema; a SQLite file is brought to it by itself.

    Raises:
        SchemaBehind: The database waits for `migrate`.
        SchemaAhead: The database is of a newer version of the program.
        Unavailable: The database does not answer.
    """
    state = schema_state(url)
    if not state.known:
        raise SchemaAhead
    if not state.current:
        if not embedded(url):
            raise SchemaBehind
        migrate(url)
    return Store(Database(open_engine(url)), clock)

"""`migrate`: the database to the current schema."""

import sys

from bot.settings import Settings
from storage import migrate as migrate_storage
from storage.errors import SchemaAhead, Unavailable


def migrate(settings: Settings) -> int:
    """Migrate, and tell from where to where."""
    try:
        done = migrate_storage(settings.database_url)
    except SchemaAhead:
        print("The database is of a newer version of the bot: update the bot.", file=sys.stderr)
        return 1
    except Unavailable:
        print("The database does not answer: check DATABASE_URL.", file=sys.stderr)
        return 1
    if done.before == done.after:
        print(f"The database is current ({done.after}).")
        return 0
    if done.copied_to:
        print(f"A copy of the database is at {done.copied_to}.")
    print(f"Migrated the database from {done.before or 'nothing'} to {done.after}.")
    return 0

"""`migrate`: the database to the current schema, the tokens in it to the newest key."""

import sys
from contextlib import closing

from bot.installs.access import many_workspaces
from bot.running import now
from bot.settings import Settings
from storage import migrate as migrate_storage
from storage import open_store
from storage.errors import SchemaAhead, Unavailable


def migrate(settings: Settings) -> int:
    """Migrate, and tell from where to where."""
    try:
        done = migrate_storage(settings.database_url)
        if done.copied_to:
            print(f"A copy of the database is at {done.copied_to}.")
        if done.before == done.after:
            print(f"The database is current ({done.after}).")
        else:
            print(f"Migrated the database from {done.before or 'nothing'} to {done.after}.")
        if settings.encryption_keys:
            _seal_anew(settings)
    except SchemaAhead:
        print("The database is of a newer version of the bot: update the bot.", file=sys.stderr)
        return 1
    except Unavailable:
        print("The database does not answer: check DATABASE_URL.", file=sys.stderr)
        return 1
    return 0


def _seal_anew(settings: Settings) -> None:
    """Encrypt every token with the newest key, so that the others can be taken away."""
    with (
        closing(open_store(settings.database_url, now)) as store,
        closing(many_workspaces(settings, store, now)) as access,
    ):
        access.locked()
        count, locked = access.seal_anew()
    if count:
        of = "1 workspace" if count == 1 else f"{count} workspaces"
        print(f"Encrypted the tokens of {of} with the newest key.")
    for team_id in locked:
        print(f"No key opens the token of workspace {team_id}: it stays as it is.", file=sys.stderr)

"""`backup`: a copy of the SQLite file while the bot runs; for PostgreSQL, the line to use."""

import sys
from pathlib import Path

from bot.settings import Settings
from storage.backup import Damaged, NoFile, back_up, dump_line
from storage.engine import embedded
from storage.errors import Unavailable


def backup(settings: Settings, target: Path) -> int:
    """Write the copy and say so, or print the line."""
    if not embedded(settings.database_url):
        print(dump_line(settings.database_url, target))
        print(
            "Run this line; it has no password: give that in ~/.pgpass or PGPASSWORD.",
            file=sys.stderr,
        )
        return 0
    try:
        size = back_up(settings.database_url, target)
    except NoFile:
        return _failed("there is no database yet: check DATABASE_URL.")
    except FileExistsError:
        return _failed(f"{target} exists: give another name.")
    except OSError as error:
        return _failed(f"{target} can't be written: {error.strerror or error}.")
    except Damaged:
        return _failed("the database is damaged: restore an earlier backup.")
    except Unavailable:
        return _failed("the database does not answer: try again.")
    print(f"The database is copied to {target}, {size:,} bytes.")
    return 0


def _failed(why: str) -> int:
    print(f"session-bot: {why}", file=sys.stderr)
    return 1

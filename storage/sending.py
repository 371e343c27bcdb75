"""Many rows, sent to the database a portion at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable

# A server that is slow to write a row takes in no more than fits between it and us. Were more
# waiting here for as long as `storage.engine.DEAD`, the connection would be given up.
PORTION = 100  # rows, of a kilobyte or two


def send(db: Connection, writing: Executable, rows: Sequence[dict[str, Any]]) -> None:
    """Run a statement for each row."""
    for first in range(0, len(rows), PORTION):
        db.execute(writing, rows[first : first + PORTION])

"""A process of an earlier version: `python -m tests.old_writer URL` logs a takeaway for each line.

It knows the columns that were there when it started, and says of each takeaway whether it was
kept. One that is refused for a moment is written again, as a person would.
"""

import sys
from collections.abc import Sequence

from sqlalchemy import Engine, TableClause, column, create_engine, table, text
from sqlalchemy.exc import DBAPIError

from storage.engine import open_engine
from storage.table_parts import metadata
from tests.full_house import ELSEWHERE, MOMENT, columns_of
from tests.logged import TEAM

SESSION = 1
TRIES = 50
TRIGGERS = "SELECT 1 FROM sqlite_master WHERE type = 'trigger'"


def words_of(number: int) -> str:
    """Give what the takeaway of a number says."""
    return f"old-{number}-version"


def main(arguments: Sequence[str]) -> None:
    """Write takeaways in both workspaces in turn."""
    (url,) = arguments
    names = columns_of(url)["takeaways"]
    known = metadata.tables["takeaways"].c
    written = table("takeaways", *(column(name, known[name].type) for name in names))
    engine = _opened(url)
    for number, _ in enumerate(sys.stdin):
        said = "kept" if _keep(engine, written, number) else "refused"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _opened(url: str) -> Engine:
    """Open the database as the version of its schema would."""
    engine = open_engine(url)
    with engine.connect() as db:
        if engine.dialect.name != "sqlite" or db.execute(text(TRIGGERS)).first():
            return engine
    # It knew nothing yet of what a trigger calls.
    engine.dispose()
    return create_engine(url)


def _keep(engine: Engine, written: TableClause, number: int) -> bool:
    words = words_of(number)
    row = {
        "team_id": (TEAM, ELSEWHERE)[number % 2],
        "session": SESSION,
        "user_id": f"UOLD{number}",
        "raw": "NET402",
        "impressions": words,
        "folded": words,
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    for _ in range(TRIES):
        try:
            with engine.begin() as db:
                db.execute(written.insert().values(row))
        except DBAPIError:
            continue
        return True
    return False


if __name__ == "__main__":
    main(sys.argv[1:])

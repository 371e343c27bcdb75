"""Marks on sessions that digests show and whose takeaways change, left by whoever changes them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, exists, literal_column, select, update

from storage.database import Database, inserting
from storage.digest_tables import chosen, marks, shown_sessions

_SHOWN = (
    select(
        shown_sessions.c.team_id,
        shown_sessions.c.session,
        bindparam("now", type_=marks.c.marked_at.type),
    )
    .where(
        shown_sessions.c.team_id == bindparam("team"),
        shown_sessions.c.session.in_(bindparam("numbers", expanding=True)),
        shown_sessions.c.part.is_not(None),
    )
    .distinct()
)


def mark(
    database: Database, db: Connection, team_id: str, numbers: Sequence[int], now: datetime
) -> None:
    """Mark those of the sessions that a digest shows: its messages are to be rendered anew."""
    if numbers:
        marked = {"team": team_id, "numbers": list(numbers), "now": now}
        db.execute(_marking(database.is_sqlite), marked)


@cache
def _marking(is_sqlite: bool) -> Any:
    adding = inserting(marks, is_sqlite).from_select(["team_id", "session", "marked_at"], _SHOWN)
    # A mark that is there is kept, and locked: whoever collects it waits for this transaction.
    return adding.on_conflict_do_update(
        index_elements=["team_id", "session"],
        set_={"marked_at": literal_column("digest_marks.marked_at")},
    )


def follow(
    database: Database, db: Connection, team_id: str, moved: tuple[int, int], now: datetime
) -> None:
    """Let what digests have shown of a session count for the one that it became."""
    old, new = moved
    twin = chosen.alias()
    has_twin = exists().where(
        twin.c.team_id == chosen.c.team_id,
        twin.c.channel_id == chosen.c.channel_id,
        twin.c.user_id == chosen.c.user_id,
        twin.c.session == new,
    )
    of_old = chosen.c.team_id == team_id, chosen.c.session == old
    db.execute(update(chosen).where(*of_old, ~has_twin).values(session=new))
    in_runs = shown_sessions.c.team_id == team_id, shown_sessions.c.session == old
    db.execute(update(shown_sessions).where(*in_runs).values(session=new))
    # The buttons of posted messages still name the old one.
    mark(database, db, team_id, [new], now)

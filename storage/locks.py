"""The locks of writers, always in this order: people by id, the workspace, sessions by number."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, select

from storage.database import Database
from storage.people_tables import members
from storage.tables import sessions

AT_ONCE = 1000  # sessions in one statement


def lock_people(database: Database, db: Connection, team_id: str, user_ids: Iterable[str]) -> None:
    """Let the saves of these people, and those to their takeaways, wait for the end."""
    rows = [{"team_id": team_id, "user_id": user_id} for user_id in sorted(set(user_ids))]
    # An update that changes nothing takes the lock.
    locking = database.insert(members).on_conflict_do_update(
        index_elements=["team_id", "user_id"], set_={"last_change": members.c.last_change}
    )
    if rows:
        db.execute(locking, rows)


def lock_sessions(db: Connection, team_id: str, numbers: Sequence[int]) -> None:
    """Let others wait who count, change or remove these sessions; the numbers are in order."""
    for some in batches(numbers):
        asked = select(sessions.c.number).where(
            sessions.c.team_id == team_id, sessions.c.number.in_(some)
        )
        db.execute(asked.order_by(sessions.c.number).with_for_update()).all()


def batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Part numbers into as many as one statement takes."""
    for start in range(0, len(numbers), AT_ONCE):
        yield numbers[start : start + AT_ONCE]

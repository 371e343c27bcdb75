"""Numbers of sessions: per workspace, never given twice."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from storage.columns import AnyRow
from storage.database import Database, inserting
from storage.tables import retired_numbers, sessions, workspaces


def lock_workspace(database: Database, db: Connection, team_id: str) -> AnyRow:
    """Make or find the workspace's row, and keep others from changing it until the end."""
    added = database.insert(workspaces).values(team_id=team_id)
    # An update that changes nothing takes the lock and gives the row back.
    locked = added.on_conflict_do_update(
        index_elements=["team_id"], set_={"last_session": workspaces.c.last_session}
    )
    return db.execute(
        locked.returning(
            workspaces.c.last_session, workspaces.c.current_event, workspaces.c.current_set_by
        )
    ).one()


def give_numbers(db: Connection, team_id: str, count: int) -> range:
    """Give the next numbers, in order."""
    last = db.execute(
        update(workspaces)
        .where(workspaces.c.team_id == team_id)
        .values(last_session=workspaces.c.last_session + count)
        .returning(workspaces.c.last_session)
    ).scalar_one()
    return range(last - count + 1, last + 1)


def keep_number(db: Connection, team_id: str, number: int) -> bool:
    """Take this very number for an import, where it was never given; tell whether it was free."""
    if number < 1 or number >= 2**31 - 1:
        return False
    given = select(sessions.c.number).where(
        sessions.c.team_id == team_id, sessions.c.number == number
    )
    retired = select(retired_numbers.c.number).where(
        retired_numbers.c.team_id == team_id, retired_numbers.c.number == number
    )
    if db.execute(given.union_all(retired)).first() is not None:
        return False
    db.execute(
        update(workspaces)
        .where(workspaces.c.team_id == team_id, workspaces.c.last_session < number)
        .values(last_session=number)
    )
    return True


def retire_numbers(db: Connection, team_id: str, numbers: Iterable[int]) -> None:
    """Remember numbers of sessions that are gone."""
    rows = [{"team_id": team_id, "number": number} for number in numbers]
    if rows:
        retiring = inserting(retired_numbers, db.dialect.name == "sqlite")
        # An undo may have brought a session back under its number, and it goes again.
        db.execute(retiring.on_conflict_do_nothing(), rows)

"""Which index SQLite shall take, where left to itself it takes one that is slower here."""

from typing import Any

from sqlalchemy import Select, Table

from storage.tables import sessions, takeaways


def by_index(reading: Select[Any], table: Table, index: str) -> Select[Any]:
    """Have SQLite look a table's rows up in an index; PostgreSQL has figures to choose by."""
    return reading.with_hint(table, f"INDEXED BY {index}", "sqlite")


def by_number(reading: Select[Any]) -> Select[Any]:
    """Look sessions up by their numbers, not through all of the event."""
    return by_index(reading, sessions, "sqlite_autoindex_sessions_1")


def by_session(reading: Select[Any]) -> Select[Any]:
    """Look takeaways up by their sessions, not through all that somebody wrote."""
    return by_index(reading, takeaways, "sqlite_autoindex_takeaways_1")

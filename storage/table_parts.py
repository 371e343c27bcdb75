"""What the tables are made of: the names of their constraints, and the usual columns."""

from typing import Any

from sqlalchemy import Boolean, Column, MetaData, text

from storage.columns import CleanText, Json, Number

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def team() -> Column[str]:
    """Make the column that every key begins with."""
    return Column("team_id", CleanText, nullable=False)


def words(name: str, *, optional: bool = False) -> Column[Any]:
    """Make a column of text, "" unless it may be unknown."""
    if optional:
        return Column(name, CleanText)
    return Column(name, CleanText, nullable=False, server_default="")


def listed(name: str) -> Column[Any]:
    """Make a column with a list."""
    return Column(name, Json, nullable=False, server_default="[]")


def counted(name: str) -> Column[int]:
    """Make a column that counts from nothing."""
    return Column(name, Number, nullable=False, server_default="0")


def switch(name: str) -> Column[bool]:
    """Make a column that is off at first."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))

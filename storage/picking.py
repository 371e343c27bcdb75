"""A part of the sessions that conditions choose, in an order that stands in an index.

They are read in that order and no further than the part goes, so what has to be looked up
elsewhere, above all words, is asked of as few as it takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select

from storage.columns import AnyRow, Condition
from storage.pick_statements import PickStatements, given
from storage.proposing import proposed, with_topics

FIRST = 12  # sessions that are looked at before PostgreSQL's index is asked
FEW = 24  # sessions that are put in order rather than met in it


@dataclass(frozen=True, slots=True)
class Sought:
    """Words and topics of which an index may know; they are among the conditions too."""

    team_id: str
    words: Sequence[str]
    topics: Sequence[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a session.

    `own` stands in its row, `further` is looked up. `rated`: those without stars are left out.
    """

    sought: Sought
    own: Sequence[Condition]
    further: Sequence[Condition]
    rated: bool

    def statements(self, columns: Sequence[Any], *, is_sqlite: bool) -> PickStatements:
        """Give what reads these sessions."""
        return PickStatements(
            columns, self.own, self.further, rated_only=self.rated, is_sqlite=is_sqlite
        )


def pick(
    db: Connection,
    sought: Sought,
    statements: PickStatements,
    values: Mapping[str, Any],
    part: tuple[int, int],
) -> list[AnyRow]:
    """Read a part, as offset and length, of what is asked for, best first.

    `values` are those of the statements' own parameters.
    """
    offset, limit = part
    begin, end = offset, offset + limit
    sqlite = db.dialect.name == "sqlite"
    if sought.words and not sqlite:
        # A GIN index gives nothing before it has all, so what is met everywhere is met first.
        met = _read(db, statements.first, {**values, "first": FIRST}, (0, end))
        if len(met) == end:
            return met[begin:]
    numbers = named(db, sought)
    if numbers is None:
        return _met(db, statements, values, (begin, end))
    if not numbers:
        return []
    of_these = {**values, **given(sqlite, numbers)}
    if len(numbers) <= FEW:
        return _read(db, statements.few, of_these, (begin, end))
    return _met(db, statements.named, of_these, (begin, end))


def _met(
    db: Connection, statements: PickStatements, values: Mapping[str, Any], part: tuple[int, int]
) -> list[AnyRow]:
    """Read those with stars in their order, and then those without, from one place to another."""
    if statements.rated_only:
        return _read(db, statements.rated, values, part)
    begin, end = part
    found = _read(db, statements.rated, values, (0, end))
    if len(found) < end:
        found += _read(db, statements.unrated, values, (0, end - len(found)))
    return found[begin:]


def _read(
    db: Connection, statement: Select[Any], values: Mapping[str, Any], part: tuple[int, int]
) -> list[AnyRow]:
    begin, end = part
    return list(db.execute(statement, {**values, "begin": begin, "length": end - begin}))


def named(db: Connection, sought: Sought) -> list[int] | None:
    """Give the only sessions that can be it, by number; None where these are too many to name."""
    found = proposed(db, sought.team_id, sought.words) if sought.words else None
    for topic in sought.topics:
        if found is None:
            found = with_topics(db, sought.team_id, topic)
    return found

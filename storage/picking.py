"""A part of the sessions that conditions choose, in an order that stands in an index.

They are read in that order and no further than the part goes, so what has to be looked up
elsewhere, above all words, is asked of as few as it takes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Select

from storage.columns import AnyRow, Condition
from storage.pick_statements import PickStatements, given
from storage.proposing import proposed, with_topics

FIRST = 12  # sessions that are looked at before PostgreSQL's index is asked
FEW = 24  # sessions that are put in order rather than met in it


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a session.

    `own` stands in its row, `further` is looked up. `words` and `topics` are those that an index
    may know of; they are among the conditions too. `rated`: those without stars are left out.
    `values` are those of parameters in the conditions.
    """

    team_id: str
    own: Sequence[Condition]
    further: Sequence[Condition]
    words: Sequence[str]
    topics: Sequence[str]
    rated: bool
    values: Mapping[str, Any] = field(default_factory=dict)

    def statements(self, columns: Sequence[Any], *, is_sqlite: bool) -> PickStatements:
        """Give what reads these sessions."""
        return PickStatements(
            columns, self.own, self.further, rated_only=self.rated, is_sqlite=is_sqlite
        )


def pick(
    db: Connection, asked: Asked, statements: PickStatements, offset: int, limit: int
) -> list[AnyRow]:
    """Read a part of what is asked for, best first."""
    part = offset, offset + limit
    sqlite = db.dialect.name == "sqlite"
    if asked.words and not sqlite:
        # A GIN index gives nothing before it has all, so what is met everywhere is met first.
        values = {**asked.values, "first": FIRST}
        met = _read(db, statements.first, values, (0, offset + limit))
        if len(met) == offset + limit:
            return met[offset:]
    numbers = named(db, asked)
    if numbers is None:
        return _met(db, asked, statements, part)
    if not numbers:
        return []
    of_these = replace(asked, values={**asked.values, **given(sqlite, numbers)})
    if len(numbers) <= FEW:
        return _read(db, statements.few, of_these.values, part)
    return _met(db, of_these, statements.named, part)


def _met(
    db: Connection, asked: Asked, statements: PickStatements, part: tuple[int, int]
) -> list[AnyRow]:
    """Read those with stars in their order, and then those without, from one place to another."""
    if asked.rated:
        return _read(db, statements.rated, asked.values, part)
    begin, end = part
    found = _read(db, statements.rated, asked.values, (0, end))
    if len(found) < end:
        found += _read(db, statements.unrated, asked.values, (0, end - len(found)))
    return found[begin:]


def _read(
    db: Connection, statement: Select[Any], values: Mapping[str, Any], part: tuple[int, int]
) -> list[AnyRow]:
    begin, end = part
    return list(db.execute(statement, {**values, "begin": begin, "length": end - begin}))


def named(db: Connection, asked: Asked) -> list[int] | None:
    """Give the only sessions that can be it, by number; None where these are too many to name."""
    found = proposed(db, asked.team_id, asked.words) if asked.words else None
    for topic in asked.topics:
        if found is None:
            found = with_topics(db, asked.team_id, topic)
    return found

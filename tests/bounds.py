"""Which statements of the storage look beyond one workspace.

Each statement that runs is taken apart: every table with a `team_id` that it reads, changes or
deletes from has to be bound to one, by an equality with a parameter or with a table that is. An
equality counts only where it always holds: not under an OR unless in each branch, and for the
right side alone where it joins an optional table.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.sql import operators
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.elements import (
    AsBoolean,
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ClauseElement,
    ColumnClause,
    False_,
    Grouping,
    TextClause,
    Tuple,
)
from sqlalchemy.sql.selectable import (
    AliasedReturnsRows,
    FromClause,
    Join,
    Lateral,
    ScalarSelect,
    Select,
    SelectBase,
)

from tests.everywhere import EVERYWHERE

# What is said to the engine itself, and what is its own.
TO_THE_ENGINE = ("BEGIN", "PRAGMA", "VACUUM", "ANALYZE", "SET ", "RELEASE")
OF_THE_ENGINE = ("pg_", "sqlite_")
# In what is written by hand: a table, and the workspace that it is bound to.
TABLES = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+([a-z_]+)\b(?!\s*\()")
BY_HAND = re.compile(r"\bteam_id = (?::|\?|%\()")

Bound = object()  # stands for a parameter, or for what an enclosing statement has bound
Edge = tuple[object, object]  # the first's workspace is the second's, so that it binds it


@dataclass
class Seen:
    """What ran: each statement once, with who ran it."""

    statements: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beyond: list[str] = field(default_factory=list)
    callers: set[str] = field(default_factory=set)

    def look(self, _db: Connection, _cursor: Any, sql: str, *rest: Any) -> None:
        """Look at a statement before it runs, as SQLAlchemy's `before_cursor_execute` calls it."""
        context = rest[1]
        if sql not in self.statements:
            compiled = context.compiled
            found = unbound_in_text(sql) if compiled is None else unbound(compiled.statement)
            self.statements[sql] = tuple(sorted(found))
        if not self.statements[sql]:
            return
        caller = _caller(sys._getframe(1))
        self.callers.add(caller)
        if caller.startswith("storage.") and caller not in EVERYWHERE:
            names = ", ".join(self.statements[sql])
            self.beyond.append(f"{caller} leaves {names} without a workspace:\n{sql}")


def unbound(statement: ClauseElement) -> set[str]:
    """Name the tables that a statement leaves without a workspace."""
    found: set[str] = set()
    _look(statement, frozenset(), found, set())
    return found


def unbound_in_text(sql: str) -> set[str]:
    """Name the tables of a statement that was written by hand, unless it names a workspace.

    Nobody can look into one: that it says so somewhere has to do.
    """
    if sql.lstrip().startswith(TO_THE_ENGINE) or BY_HAND.search(sql):
        return set()
    named = {name for name in TABLES.findall(sql) if not name.startswith(OF_THE_ENGINE)}
    return named - {"alembic_version"}


def _look(element: Any, around: frozenset[object], found: set[str], done: set[int]) -> None:
    """Look into an element; `around` are the tables of the statements that it stands in."""
    if id(element) in done:
        return
    done.add(id(element))
    within = around
    match element:
        case TextClause():
            found |= unbound_in_text(element.text)
        case Table() | ColumnClause():
            return
        case Select() | Update() | Delete():
            within |= _looked_at(element, around, found)
        case AliasedReturnsRows() if not isinstance(element, Lateral):
            within = frozenset()
    for each in _inside(element):
        _look(each, within, found, done)


def _looked_at(statement: Any, around: frozenset[object], found: set[str]) -> frozenset[object]:
    """Look at the tables of one statement, and give them."""
    condition = statement.whereclause
    if isinstance(statement, Select):
        own, edges = _parted(statement.get_final_froms(), around)
    else:
        own, edges = {statement.table, *_named_in(condition)} - around, []
    if not _is_never(condition):
        _settle(own, edges + _edges(condition), around, found)
    return frozenset(own)


def _inside(element: Any) -> Iterator[Any]:
    """What an element is made of."""
    if isinstance(element, Select):
        yield from element.get_final_froms()
    yield from element.get_children()


def _settle(
    own: set[Any], edges: Iterable[Edge], around: frozenset[object], found: set[str]
) -> None:
    """Find the tables that no chain of equalities leads to something bound."""
    bound: set[object] = {Bound, *around} | {each for each in own if not _is_bounded(each)}
    waiting = list(edges)
    while reached := {other for one, other in waiting if one in bound} - bound:
        bound |= reached
    found |= {_name(each) for each in own - bound}


def _parted(froms: Iterable[FromClause], around: frozenset[object]) -> tuple[set[Any], list[Edge]]:
    """The tables of a FROM, and what its joins say of them."""
    own: set[Any] = set()
    edges: list[Edge] = []
    for each in froms:
        if not isinstance(each, Join):
            own.add(each)
            continue
        for side in (each.left, each.right):
            tables, inside = _parted([side], around)
            own |= tables
            edges += inside
        joined = _edges(each.onclause)
        right = _parted([each.right], around)[0]
        # What an optional table is matched by says nothing of the rows that match none.
        edges += [edge for edge in joined if not each.isouter or edge[1] in right]
    return own - around, edges


def _edges(condition: Any) -> list[Edge]:
    """The equalities of workspaces that always hold where a condition does."""
    match condition:
        case Grouping():
            return _edges(condition.element)
        case BooleanClauseList() if condition.operator is operators.and_:
            return [edge for each in condition.clauses for edge in _edges(each)]
        case BooleanClauseList() if condition.operator is operators.or_:
            branches = [set(_edges(each)) for each in condition.clauses]
            return list(set.intersection(*branches))
        case BinaryExpression() if condition.operator is operators.eq:
            sides = [_end(condition.left), _end(condition.right)]
            return [] if None in sides else [(sides[0], sides[1]), (sides[1], sides[0])]
        case BinaryExpression() if condition.operator is operators.in_op:
            return [(Bound, end) for end in _in_tuple(condition.left)]
        case _:
            return []


def _is_never(condition: Any) -> bool:
    """Whether a statement chooses no row, as one for words that nothing can hold."""
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        return any(map(_is_never, condition.clauses))
    if isinstance(condition, AsBoolean):
        condition = condition.element
    return isinstance(condition, False_)


def _end(side: Any) -> object | None:
    """What one side of an equality names: a table's workspace, something bound, or neither."""
    match side:
        case ColumnClause() if side.name == "team_id" and side.table is not None:
            return side.table
        case BindParameter() | ScalarSelect():
            return Bound
        case _:
            return None


def _in_tuple(side: Any) -> list[object]:
    """The tables whose workspace is part of a tuple that is looked for among others."""
    ends = [_end(each) for each in side.clauses] if isinstance(side, Tuple) else []
    return [end for end in ends if end is not None and end is not Bound]


def _named_in(condition: Any) -> Iterator[object]:
    """The tables of a condition itself, not those of statements in it."""
    if condition is None or isinstance(condition, SelectBase | ScalarSelect):
        return
    if isinstance(condition, ColumnClause):
        if condition.table is not None:
            yield condition.table
        return
    for each in condition.get_children():
        yield from _named_in(each)


def _is_bounded(table: Any) -> bool:
    """Whether something in a FROM has rows of several workspaces; a subquery looks to itself."""
    if isinstance(table, AliasedReturnsRows) and not isinstance(table.element, Table):
        return False
    return "team_id" in table.c


def _name(table: Any) -> str:
    return str(getattr(table, "name", table))


def _caller(frame: FrameType | None) -> str:
    """Name the function that ran a statement: the innermost outside of SQLAlchemy."""
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if not module.startswith(("sqlalchemy", __name__)):
            return f"{module}:{frame.f_code.co_qualname}"
        frame = frame.f_back
    return ""

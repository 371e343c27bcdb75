"""Statements that read a part of the sessions that conditions choose, best first."""

import json
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Select, bindparam, case, select, text

from storage.columns import Condition, Number
from storage.hints import by_number
from storage.rows import SESSIONS
from storage.tables import BEST_FIRST, sessions

# The nought keeps each engine from looking all of them up by their keys.
_NO_KEY = "sessions.number + 0"
_UNRATED_ORDER = sessions.c.title_key, sessions.c.number.desc()
# The order of both, for those that are few.
_RATED_FIRST = (
    sessions.c.score.desc().nulls_last(),
    *BEST_FIRST[1:-1],
    case((sessions.c.score.is_(None), -sessions.c.number), else_=sessions.c.number),
)
_RATED = sessions.c.score.is_not(None)
_BEST = select(sessions.c.number).select_from(SESSIONS).where(_RATED).order_by(*BEST_FIRST)


class PickStatements:
    """The statements of one question, each put together when it is first needed.

    The part is `begin` and `length`. The conditions may have parameters of their own, so that one
    of these serves whoever asks the same about other words.
    """

    def __init__(
        self,
        columns: Sequence[Any],
        own: Sequence[Condition],
        further: Sequence[Condition],
        *,
        rated_only: bool,
        is_sqlite: bool,
    ) -> None:
        self._columns = columns
        self._own = own
        self._further = further
        self.rated_only = rated_only
        self._is_sqlite = is_sqlite

    @cached_property
    def _reading(self) -> Select[Any]:
        return whole(tuple(self._columns)).where(*self._own, *self._further)

    @cached_property
    def rated(self) -> Select[Any]:
        """Those with stars, as they are met in their order."""
        return part_of(self._reading.where(_RATED).order_by(*BEST_FIRST))

    @cached_property
    def unrated(self) -> Select[Any]:
        """Those without."""
        return part_of(self._reading.where(sessions.c.score.is_(None)).order_by(*_UNRATED_ORDER))

    @cached_property
    def first(self) -> Select[Any]:
        """Those with stars, if they are among the `first` ones."""
        best = _BEST.where(*self._own).limit(_count("first")).correlate(None)
        return part_of(self._reading.where(sessions.c.number.in_(best)).order_by(*BEST_FIRST))

    @cached_property
    def few(self) -> Select[Any]:
        """Those of the few that `given` names, all at once."""
        these = by_number(self._reading.where(among(self._is_sqlite, sessions.c.number)))
        rated = these.where(_RATED) if self.rated_only else these
        return part_of(rated.order_by(*_RATED_FIRST))

    @cached_property
    def named(self) -> "PickStatements":
        """The same of no other sessions than `given` names."""
        further = *self._further, among(self._is_sqlite, _NO_KEY)
        return PickStatements(
            self._columns,
            self._own,
            further,
            rated_only=self.rated_only,
            is_sqlite=self._is_sqlite,
        )


def part_of(ordered: Select[Any]) -> Select[Any]:
    """Read `length` rows, after `begin` others."""
    return ordered.offset(_count("begin")).limit(_count("length"))


def _count(name: str) -> Any:
    """A number in the statement itself: PostgreSQL keeps no plan where it may be any number."""
    return bindparam(name, type_=Number, literal_execute=True)


# Built once: the columns of a statement take longer to put together than to read.
@cache
def whole(columns: tuple[Any, ...]) -> Select[Any]:
    """Read these columns of sessions with their types."""
    return select(*columns).select_from(SESSIONS)


@cache
def among(is_sqlite: bool, column: Any) -> Condition:
    """Choose what has one of the numbers, which `given` gives; it is the same for any count."""
    few = "IN (SELECT value FROM json_each(:numbers))"
    if not is_sqlite:
        few = "= ANY(CAST(:numbers AS integer[]))"
    return text(f"{column} {few}")  # type: ignore[return-value]


def given(is_sqlite: bool, numbers: Sequence[int]) -> dict[str, Any]:
    """Give the numbers to a statement with `among`."""
    return {"numbers": json.dumps(list(numbers)) if is_sqlite else list(numbers)}

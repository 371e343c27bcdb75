"""The texts of what a search found, and where in them the words are."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Text, bindparam, false, or_, select, type_coerce

from storage.columns import Condition
from storage.hints import by_session
from storage.hits import Written, best_hit
from storage.pick_statements import among, given
from storage.reading import NEWEST_FIRST
from storage.records import Hit, Session
from storage.tables import takeaways
from storage.wording import Word, asked_words, holds, word_parameters, word_values

_WRITTEN = select(
    takeaways.c.session,
    takeaways.c.user_id,
    takeaways.c.folded,
    type_coerce(takeaways.c.facts, Text).label("facts"),
    takeaways.c.impressions,
    type_coerce(takeaways.c.questions, Text).label("questions"),
).order_by(*NEWEST_FIRST)


def hits(
    db: Connection,
    team_id: str,
    found: Sequence[Session],
    looked_for: Sequence[str],
    chosen: Sequence[Condition] | None,
) -> tuple[Hit, ...]:
    """Show where the words are; `chosen` are the takeaways that count, None is everybody's."""
    written: dict[int, list[Written]] = {session.number: [] for session in found}
    if found and looked_for:
        is_sqlite = db.dialect.name == "sqlite"
        words = asked_words(looked_for)
        values = {"team": team_id, **word_values(words), **given(is_sqlite, list(written))}
        of_all = _everybodys(len(words), is_sqlite)
        reading = of_all if chosen is None else _reading(words, chosen, is_sqlite=is_sqlite)
        for row in db.execute(reading, values):
            written[row.session].append(Written(*row))
    return tuple(best_hit(session, written[session.number], looked_for) for session in found)


@lru_cache(maxsize=64)
def _everybodys(count: int, is_sqlite: bool) -> Select[Any]:
    everybodys = [takeaways.c.team_id == bindparam("team")]
    return _reading(word_parameters([False] * count), everybodys, is_sqlite=is_sqlite)


def _reading(words: Sequence[Word], chosen: Sequence[Condition], *, is_sqlite: bool) -> Select[Any]:
    """Read those that hold one of the words: others show none."""
    holding = or_(false(), *(holds(takeaways.c.folded, word.pattern) for word in words))
    return by_session(_WRITTEN.where(*chosen, among(is_sqlite, takeaways.c.session), holding))

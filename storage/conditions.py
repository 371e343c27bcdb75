"""What a filter asks for, as conditions of a statement."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
)

from storage.columns import Condition
from storage.event_rows import current_key
from storage.folding import event_key, type_key
from storage.hints import by_session
from storage.ranking import PRIOR_MEAN, PRIOR_RATINGS
from storage.records import Filter, Level, Who
from storage.rows import OF_SESSION
from storage.tables import session_types, sessions, takeaways, watching
from storage.wording import (
    MOST_CONDITIONS,
    asked_words,
    begins_a_word,
    few,
    matching,
    words_like,
)

ROUNDING = 1e-9  # of a score


def chooses_takeaways(wanted: Filter) -> bool:
    """Tell whether mean, count and order are of some of the takeaways only."""
    return chooses_people(wanted) or wanted.since is not None


def chooses_people(wanted: Filter) -> bool:
    """Tell whether it is those of some people."""
    return bool(wanted.by or wanted.roles)


def within(team_id: Any, event: Any) -> list[Condition]:
    """Choose the sessions of an event; None is the current one, "all" is every one.

    Both may be parameters of a statement.
    """
    if isinstance(event, str) and event == "all":
        return [sessions.c.team_id == team_id]
    key = event_key(event) if isinstance(event, str) else event
    if key is None:
        key = current_key(team_id)
    return [sessions.c.team_id == team_id, sessions.c.event == key]


def kind_of(event: str | None) -> str | None:
    """Tell what `within_any` needs to know of an event, so that few statements serve all."""
    return event if event in (None, "all") else "named"


def within_any(kind: str | None) -> list[Condition]:
    """Choose the sessions of an event that `of_event` gives to the statement."""
    return within(bindparam("team"), bindparam("event") if kind == "named" else kind)


def of_event(team_id: str, event: str | None) -> dict[str, str]:
    """Give the parameters of `within_any`."""
    return {"team": team_id, "event": event_key(event or "")}


def one_of(column: ColumnElement[Any], values: Sequence[Any]) -> Condition:
    """Choose what has one of the values; for a single one a statement is sooner put together."""
    return column == values[0] if len(values) == 1 else column.in_(values)


def session_conditions(db: Connection, who: Who, wanted: Filter) -> list[Condition]:
    """Choose sessions, but for those conditions that need a mean or takeaways."""
    conditions = within(who.team_id, wanted.event)
    for name in wanted.types[:MOST_CONDITIONS]:
        keys = _types(db, who.team_id, name)
        conditions.append(one_of(sessions.c.type, keys) if keys else false())
    conditions += [words_like(sessions.c.topic_words, topic) for topic in few(wanted.topics)]
    level = func.coalesce(sessions.c.level, sessions.c.code_level)
    conditions += [_at(level, asked) for asked in wanted.levels[:MOST_CONDITIONS]]
    if wanted.recorded:
        availability = func.coalesce(sessions.c.availability, session_types.c.availability)
        conditions.append(
            or_(availability == "recorded", func.coalesce(sessions.c.recording_url, "") != "")
        )
    if wanted.unwatched:
        conditions.append(~_watched(who))
    return conditions


def recommended(chosen: Sequence[Condition]) -> Condition:
    """Choose sessions that one of the chosen takeaways recommends."""
    which = select(takeaways.c.session).where(OF_SESSION, takeaways.c.recommended, *chosen)
    return by_session(which).correlate(sessions).exists()


def further_conditions(
    wanted: Filter, looked_for: Sequence[str], chosen: Sequence[Condition]
) -> list[Condition]:
    """Choose sessions by what the chosen takeaways say, and by words."""
    conditions = [recommended(chosen)] if wanted.recommended else []
    if looked_for:
        conditions.append(matching(asked_words(looked_for), chosen))
    return conditions


def stars(wanted: Filter, ratings: Any, total: Any) -> list[Condition]:
    """Choose by the mean; without "or more" it is the stars that people are shown."""
    return [_mean(asked, ratings, total) for asked in wanted.stars[:MOST_CONDITIONS]]


def kept_stars(wanted: Filter) -> list[Condition]:
    """Choose by the stored mean; the score, which a session is ordered by, is near to it."""
    conditions = stars(wanted, sessions.c.ratings, sessions.c.stars_total)
    for asked in wanted.stars[:MOST_CONDITIONS]:
        least = asked.value if asked.or_more else asked.value - 0.5
        conditions.append(sessions.c.score >= min(least, _score_of_one(least)) - ROUNDING)
        if not asked.or_more:
            most = asked.value + 0.5
            conditions.append(sessions.c.score <= max(most, _score_of_one(most)) + ROUNDING)
    return conditions


def _score_of_one(mean: float) -> float:
    """Give the score of one rating; of more ratings it lies between that and their mean."""
    return (PRIOR_RATINGS * PRIOR_MEAN + mean) / (PRIOR_RATINGS + 1)


def _mean(asked: Level, ratings: Any, total: Any) -> Condition:
    if asked.or_more:
        return and_(ratings > 0, total >= asked.value * ratings)
    # Rounded half up, in whole numbers.
    return and_(
        ratings > 0,
        2 * total >= (2 * asked.value - 1) * ratings,
        2 * total < (2 * asked.value + 1) * ratings,
    )


def _types(db: Connection, team_id: str, value: str) -> list[str]:
    """Give the keys of the session types that a value means, in singular or plural."""
    rows = db.execute(
        select(session_types.c.key, session_types.c.name)
        .where(session_types.c.team_id == team_id)
        .distinct()
    )
    singular = type_key(value)
    return [
        key
        for key, name in rows
        if begins_a_word(name, value) or (singular and begins_a_word(key, singular))
    ]


def _at(level: ColumnElement[Any], asked: Level) -> Condition:
    return level >= asked.value if asked.or_more else level == asked.value


def _watched(who: Who) -> Condition:
    return exists().where(
        watching.c.team_id == sessions.c.team_id,
        watching.c.user_id == who.user_id,
        watching.c.session == sessions.c.number,
        watching.c.watched_at.is_not(None),
    )

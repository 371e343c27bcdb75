"""The tables; private to the storage. Every key begins with the workspace.

They are plain tables, not mapped classes: records come out of columns on each path, and with
both engines' upserts there is nothing that an identity map would do for us.
"""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
)

from storage.columns import CleanText, Moment, Number
from storage.table_parts import counted, listed, metadata, switch, team, words

workspaces = Table(
    "workspaces",
    metadata,
    team(),
    counted("last_session"),
    words("current_event", optional=True),
    words("current_set_by", optional=True),
    PrimaryKeyConstraint("team_id"),
)

# Numbers of sessions that are gone: they are never given again.
retired_numbers = Table(
    "retired_numbers",
    metadata,
    team(),
    Column("number", Number, nullable=False),
    PrimaryKeyConstraint("team_id", "number"),
)

events = Table(
    "events",
    metadata,
    team(),
    Column("key", CleanText, nullable=False),
    words("name"),
    Column("timezone", CleanText, nullable=False, server_default="UTC"),
    Column("starts_on", Date),
    Column("ends_on", Date),
    switch("catalogue"),
    Column("created_at", Moment, nullable=False),
    words("created_by", optional=True),
    PrimaryKeyConstraint("team_id", "key"),
)

session_types = Table(
    "session_types",
    metadata,
    team(),
    Column("event", CleanText, nullable=False),
    Column("key", CleanText, nullable=False),
    words("name"),
    words("description"),
    Column("availability", CleanText, nullable=False, server_default="unknown"),
    counted("position"),
    PrimaryKeyConstraint("team_id", "event", "key"),
    ForeignKeyConstraint(
        ["team_id", "event"], ["events.team_id", "events.key"], ondelete="CASCADE"
    ),
)

# `type` is the key of the session's type. `availability` is the session's own. `level` is a stated
# one, `code_level` what the code tells. `*_key`, `*_words` and `folded` are for matching. The
# rating is kept by `storage.recounting`; `score` is null without stars. So are the counts for
# `storage.statistics`: `written` takeaways, `asked` questions, and how many gave so many stars.
sessions = Table(
    "sessions",
    metadata,
    team(),
    Column("number", Number, nullable=False),
    Column("event", CleanText, nullable=False),
    words("code", optional=True),
    words("code_key", optional=True),
    words("title"),
    words("title_key"),
    Column("type", CleanText, nullable=False, server_default="other"),
    Column("level", Number),
    Column("code_level", Number),
    listed("topics"),
    words("topic_words"),
    listed("tags"),
    listed("speakers"),
    Column("starts_at", Moment),
    words("availability", optional=True),
    words("recording_url", optional=True),
    switch("catalogue"),
    words("folded"),
    Column("created_at", Moment, nullable=False),
    Column("score", Double),
    counted("ratings"),
    counted("stars_total"),
    counted("recommended"),
    Column("lowest", Number),
    Column("highest", Number),
    Column("rated_at", Moment),
    counted("written"),
    counted("asked"),
    *(counted(f"gave_{stars}") for stars in range(1, 6)),
    PrimaryKeyConstraint("team_id", "number"),
    ForeignKeyConstraint(["team_id", "event"], ["events.team_id", "events.key"]),
)
Index(
    "uq_sessions_code",
    sessions.c.team_id,
    sessions.c.event,
    sessions.c.code_key,
    unique=True,
)
Index("ix_sessions_title", sessions.c.team_id, sessions.c.event, sessions.c.title_key)

# The order of `storage.ranking`; asked for just so, it is one scan of an index.
BEST_FIRST: tuple[ColumnElement[Any], ...] = (
    sessions.c.score.desc(),
    sessions.c.recommended.desc(),
    sessions.c.ratings.desc(),
    sessions.c.rated_at.desc(),
    sessions.c.title_key,
    sessions.c.number,
)
_RATED = sessions.c.score.is_not(None)
# What filters ask for stands behind, so that no row is read in vain.
_FILTERED = (
    sessions.c.stars_total,
    sessions.c.type,
    sessions.c.level,
    sessions.c.code_level,
)
Index(
    "ix_sessions_best_of_event",
    sessions.c.team_id,
    sessions.c.event,
    *BEST_FIRST,
    *_FILTERED,
    sqlite_where=_RATED,
    postgresql_where=_RATED,
)
Index(
    "ix_sessions_best_of_all",
    sessions.c.team_id,
    *BEST_FIRST,
    *_FILTERED,
    sqlite_where=_RATED,
    postgresql_where=_RATED,
)

takeaways = Table(
    "takeaways",
    metadata,
    team(),
    Column("session", Number, nullable=False),
    Column("user_id", CleanText, nullable=False),
    words("raw", optional=True),
    Column("stars", Number),
    switch("recommended"),
    listed("facts"),
    words("impressions"),
    listed("questions"),
    words("attended", optional=True),
    switch("partial"),
    words("folded"),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("rated_at", Moment),
    PrimaryKeyConstraint("team_id", "session", "user_id"),
    ForeignKeyConstraint(["team_id", "session"], ["sessions.team_id", "sessions.number"]),
    CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
)
Index(
    "ix_takeaways_mine",
    takeaways.c.team_id,
    takeaways.c.user_id,
    takeaways.c.updated_at.desc(),
)
# Ratings of some people or some days are counted from these alone.
_RATING = (
    takeaways.c.session,
    takeaways.c.stars,
    takeaways.c.recommended,
    takeaways.c.rated_at,
)
Index(
    "ix_takeaways_since",
    takeaways.c.team_id,
    takeaways.c.created_at,
    *_RATING,
    takeaways.c.user_id,
)
Index(
    "ix_takeaways_by",
    takeaways.c.team_id,
    takeaways.c.user_id,
    *_RATING,
    takeaways.c.created_at,
)
Index(
    "ix_takeaways_recommended",
    takeaways.c.team_id,
    takeaways.c.session,
    sqlite_where=takeaways.c.recommended,
    postgresql_where=takeaways.c.recommended,
)

# `awaited` says that there was no recording link yet, and that the person is told when there is.
watching = Table(
    "watching",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    Column("session", Number, nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("watched_at", Moment),
    switch("awaited"),
    PrimaryKeyConstraint("team_id", "user_id", "session"),
    ForeignKeyConstraint(["team_id", "session"], ["sessions.team_id", "sessions.number"]),
)
# Asked over all workspaces, so that only the rows that wait are in it.
Index(
    "ix_watching_awaited",
    watching.c.team_id,
    watching.c.session,
    sqlite_where=watching.c.awaited,
    postgresql_where=watching.c.awaited,
)

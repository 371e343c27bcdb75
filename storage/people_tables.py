"""The tables of people: their changes, profiles, names and drafts, beside `storage.tables`."""

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Double,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
)

from storage.columns import CleanText, Moment, Number
from storage.table_parts import counted, listed, metadata, team, words

# What the bot counts for each person, and what they chose. `undoable` is the change that `undo`
# takes back. The row is also the lock that keeps one person's saves in order.
members = Table(
    "members",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    counted("last_change"),
    Column("undoable", Number),
    words("language", optional=True),
    PrimaryKeyConstraint("team_id", "user_id"),
)

# `steps` hold each takeaway before and after; `owner` is whose takeaways they are, where they are
# not those of `user_id`.
changes = Table(
    "changes",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    Column("number", Number, nullable=False),
    words("owner", optional=True),
    listed("steps"),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("team_id", "user_id", "number"),
)

# `line_words` is the text that `role:` looks in, `role_words` what of it is the role.
profiles = Table(
    "profiles",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    words("role"),
    words("company"),
    words("tech"),
    words("certifications"),
    words("interests"),
    words("about"),
    words("line_words"),
    words("role_words"),
    PrimaryKeyConstraint("team_id", "user_id"),
)

# The rating that those of a role gave a session, kept by `storage.role_ratings`: `role` is what
# stands in `profiles.role_words`. As takeaways without stars count for nothing, `score` is 0 where
# they have no others, and such a session comes last.
role_ratings = Table(
    "role_ratings",
    metadata,
    team(),
    Column("session", Number, nullable=False),
    Column("role", CleanText, nullable=False),
    Column("score", Double, nullable=False),
    counted("ratings"),
    counted("stars_total"),
    counted("recommended"),
    Column("lowest", Number),
    Column("highest", Number),
    Column("rated_at", Moment),
    PrimaryKeyConstraint("team_id", "session", "role"),
    ForeignKeyConstraint(
        ["team_id", "session"], ["sessions.team_id", "sessions.number"], ondelete="CASCADE"
    ),
)
# The order of the ratings of one role; the rest stands behind, so that no row is read in vain.
BEST_OF_ROLE: tuple[ColumnElement[Any], ...] = (
    role_ratings.c.score.desc(),
    role_ratings.c.recommended.desc(),
    role_ratings.c.ratings.desc(),
    role_ratings.c.rated_at.desc(),
    role_ratings.c.session,
)
Index(
    "ix_role_ratings_best",
    role_ratings.c.team_id,
    role_ratings.c.role,
    *BEST_OF_ROLE,
    role_ratings.c.stars_total,
    role_ratings.c.lowest,
    role_ratings.c.highest,
)

# What Slack said of people, kept so that it need not be asked for each message.
people = Table(
    "people",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    words("name"),
    words("name_key"),
    words("language"),
    words("timezone"),
    Column("asked_at", Moment, nullable=False),
    PrimaryKeyConstraint("team_id", "user_id"),
)

drafts = Table(
    "drafts",
    metadata,
    team(),
    Column("draft_id", CleanText, nullable=False),
    Column("user_id", CleanText, nullable=False),
    words("text"),
    Column("created_at", Moment, nullable=False),
    PrimaryKeyConstraint("team_id", "draft_id"),
)
Index("ix_drafts_age", drafts.c.team_id, drafts.c.created_at)

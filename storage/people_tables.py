"""The tables of people: their changes, profiles, names and drafts, beside `storage.tables`."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table

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

# `line_words` is the text that `role:` looks in.
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
    PrimaryKeyConstraint("team_id", "user_id"),
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

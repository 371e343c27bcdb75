"""The tables of what the bot tells people by itself, beside those of `storage.tables`."""

from sqlalchemy import Column, Date, Index, PrimaryKeyConstraint, Table

from storage.columns import CleanText, Moment
from storage.table_parts import metadata, team

# What somebody is to be told: taken out by whoever tells it, before it is sent. `subject` is the
# event of a nudge, or channel and reason of a digest's trouble.
letters = Table(
    "letters",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    Column("kind", CleanText, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("due_at", Moment, nullable=False),
    PrimaryKeyConstraint("team_id", "user_id", "kind", "subject"),
)
# The tick asks over all workspaces, so that this index does not begin with one.
Index("ix_letters_due_at", letters.c.due_at)

# The last day of an event on whose evening people were reminded.
nudged = Table(
    "nudged_events",
    metadata,
    team(),
    Column("event", CleanText, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("team_id", "event"),
)

# Who wants to hear nothing more of an event's incomplete entries.
unwanted = Table(
    "unwanted_nudges",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    Column("event", CleanText, nullable=False),
    PrimaryKeyConstraint("team_id", "user_id", "event"),
)

# Who has opened Home, and wants to see there what changed since.
homes = Table(
    "homes",
    metadata,
    team(),
    Column("user_id", CleanText, nullable=False),
    Column("opened_at", Moment, nullable=False),
    PrimaryKeyConstraint("team_id", "user_id"),
)

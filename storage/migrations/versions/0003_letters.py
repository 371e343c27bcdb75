"""What the bot tells people by itself, and who has opened Home."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)

# Whoever queued a session without a link waits for one.
WAITING = """
UPDATE watching SET awaited = true
WHERE watched_at IS NULL AND EXISTS (
    SELECT 1 FROM sessions
    WHERE sessions.team_id = watching.team_id AND sessions.number = watching.session
    AND coalesce(sessions.recording_url, '') = ''
)
"""


def upgrade() -> None:
    """Make the tables."""
    _watching()
    op.create_table(
        "letters",
        _key("team_id"),
        _key("user_id"),
        _key("kind"),
        _key("subject"),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", "kind", "subject", name="pk_letters"),
    )
    op.create_index("ix_letters_due_at", "letters", ["due_at"])
    op.create_table(
        "nudged_events",
        _key("team_id"),
        _key("event"),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "event", name="pk_nudged_events"),
    )
    op.create_table(
        "unwanted_nudges",
        _key("team_id"),
        _key("user_id"),
        _key("event"),
        sa.PrimaryKeyConstraint("team_id", "user_id", "event", name="pk_unwanted_nudges"),
    )
    op.create_table(
        "homes",
        _key("team_id"),
        _key("user_id"),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_homes"),
    )


def _watching() -> None:
    awaited = sa.Column("awaited", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("watching", awaited)
    op.execute(WAITING)
    waits = sa.text("awaited")
    op.create_index(
        "ix_watching_awaited",
        "watching",
        ["team_id", "session"],
        sqlite_where=waits,
        postgresql_where=waits,
    )


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)

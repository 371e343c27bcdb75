"""Events, sessions, takeaways and the people who write them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _workspaces()
    _events()
    _sessions()
    _takeaways()
    _changes()
    _people()
    _drafts_and_watching()


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        _key("team_id"),
        _count("last_session"),
        sa.Column("current_event", TEXT),
        sa.Column("current_set_by", TEXT),
        sa.PrimaryKeyConstraint("team_id", name="pk_workspaces"),
    )
    op.create_table(
        "retired_numbers",
        _key("team_id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "number", name="pk_retired_numbers"),
    )


def _events() -> None:
    op.create_table(
        "events",
        _key("team_id"),
        _key("key"),
        _text("name"),
        _text("timezone", "UTC"),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        _switch("catalogue"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", TEXT),
        sa.PrimaryKeyConstraint("team_id", "key", name="pk_events"),
    )
    op.create_table(
        "session_types",
        _key("team_id"),
        _key("event"),
        _key("key"),
        _text("name"),
        _text("description"),
        _text("availability", "unknown"),
        _count("position"),
        sa.PrimaryKeyConstraint("team_id", "event", "key", name="pk_session_types"),
        sa.ForeignKeyConstraint(
            ["team_id", "event"],
            ["events.team_id", "events.key"],
            name="fk_session_types_events",
            ondelete="CASCADE",
        ),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        _key("team_id"),
        sa.Column("number", sa.Integer, nullable=False),
        _key("event"),
        sa.Column("code", TEXT),
        sa.Column("code_key", TEXT),
        _text("title"),
        _text("title_key"),
        _text("type", "other"),
        sa.Column("level", sa.Integer),
        sa.Column("code_level", sa.Integer),
        _text("topics", "[]"),
        _text("topic_words"),
        _text("tags", "[]"),
        _text("speakers", "[]"),
        sa.Column("starts_at", MOMENT),
        sa.Column("availability", TEXT),
        sa.Column("recording_url", TEXT),
        _switch("catalogue"),
        _text("folded"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("score", sa.Double),
        _count("ratings"),
        _count("stars_total"),
        _count("recommended"),
        sa.Column("lowest", sa.Integer),
        sa.Column("highest", sa.Integer),
        sa.Column("rated_at", MOMENT),
        sa.PrimaryKeyConstraint("team_id", "number", name="pk_sessions"),
        sa.ForeignKeyConstraint(
            ["team_id", "event"],
            ["events.team_id", "events.key"],
            name="fk_sessions_events",
            onupdate="CASCADE",
        ),
    )
    op.create_index("uq_sessions_code", "sessions", ["team_id", "event", "code_key"], unique=True)
    op.create_index("ix_sessions_title", "sessions", ["team_id", "event", "title_key"])
    _best_first("ix_sessions_best_of_event", "team_id", "event")
    _best_first("ix_sessions_best_of_all", "team_id")


def _best_first(name: str, *within: str) -> None:
    descending = ("score", "recommended", "ratings", "rated_at")
    rated = sa.text("score IS NOT NULL")
    op.create_index(
        name,
        "sessions",
        [*within, *(sa.text(f"{column} DESC") for column in descending), "title_key", "number"],
        sqlite_where=rated,
        postgresql_where=rated,
    )


def _takeaways() -> None:
    op.create_table(
        "takeaways",
        _key("team_id"),
        sa.Column("session", sa.Integer, nullable=False),
        _key("user_id"),
        sa.Column("raw", TEXT),
        sa.Column("stars", sa.Integer),
        _switch("recommended"),
        _text("facts", "[]"),
        _text("impressions"),
        _text("questions", "[]"),
        sa.Column("attended", TEXT),
        _switch("partial"),
        _text("folded"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("rated_at", MOMENT),
        sa.PrimaryKeyConstraint("team_id", "session", "user_id", name="pk_takeaways"),
        _of_a_session("takeaways"),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="ck_takeaways_stars"),
    )
    op.create_index(
        "ix_takeaways_mine", "takeaways", ["team_id", "user_id", sa.text("updated_at DESC")]
    )
    op.create_index("ix_takeaways_since", "takeaways", ["team_id", "created_at"])


def _changes() -> None:
    op.create_table(
        "members",
        _key("team_id"),
        _key("user_id"),
        _count("last_change"),
        sa.Column("undoable", sa.Integer),
        sa.Column("language", TEXT),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_members"),
    )
    op.create_table(
        "changes",
        _key("team_id"),
        _key("user_id"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("owner", TEXT),
        _text("steps", "[]"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", "number", name="pk_changes"),
    )


def _people() -> None:
    stated = ("role", "company", "tech", "certifications", "interests", "about", "line_words")
    op.create_table(
        "profiles",
        _key("team_id"),
        _key("user_id"),
        *(_text(name) for name in stated),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_profiles"),
    )
    op.create_table(
        "people",
        _key("team_id"),
        _key("user_id"),
        *(_text(name) for name in ("name", "name_key", "language", "timezone")),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_people"),
    )


def _drafts_and_watching() -> None:
    op.create_table(
        "drafts",
        _key("team_id"),
        _key("draft_id"),
        _key("user_id"),
        _text("text"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "draft_id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_age", "drafts", ["team_id", "created_at"])
    op.create_table(
        "watching",
        _key("team_id"),
        _key("user_id"),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("watched_at", MOMENT),
        sa.PrimaryKeyConstraint("team_id", "user_id", "session", name="pk_watching"),
        _of_a_session("watching"),
    )


def _of_a_session(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team_id", "session"],
        ["sessions.team_id", "sessions.number"],
        name=f"fk_{table}_sessions",
    )


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=False)


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _switch(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text("false"))

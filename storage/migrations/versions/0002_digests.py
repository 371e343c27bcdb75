"""Digests: what channels were promised, the runs, and what was shown."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _subscriptions()
    _runs()
    _parts()
    _sessions()
    _takeaways()
    _marks()


def _subscriptions() -> None:
    op.create_table(
        "digest_subscriptions",
        _key("team_id"),
        _key("channel_id"),
        _text("channel_name"),
        _switch("private"),
        _switch("active"),
        _text("hour"),
        _text("timezone"),
        _text("language"),
        _text("filter", "{}"),
        _text("set_up_by"),
        sa.Column("set_up_at", MOMENT, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("next_run_at", MOMENT),
        _text("told", "[]"),
        sa.PrimaryKeyConstraint("team_id", "channel_id", name="pk_digest_subscriptions"),
    )
    op.create_index("ix_digest_subscriptions_next_run_at", "digest_subscriptions", ["next_run_at"])


def _runs() -> None:
    op.create_table(
        "digest_runs",
        _key("team_id"),
        _key("run_id"),
        _key("channel_id"),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("day_ends_at", MOMENT, nullable=False),
        _text("state"),
        _text("reason"),
        _count("attempts"),
        _text("claim"),
        sa.Column("attempt_at", MOMENT),
        _text("look_cursor"),
        sa.PrimaryKeyConstraint("team_id", "run_id", name="pk_digest_runs"),
        _of_subscription("digest_runs"),
    )
    op.create_index(
        "uq_digest_runs_due", "digest_runs", ["team_id", "channel_id", "due_at"], unique=True
    )
    op.create_index("ix_digest_runs_attempt_at", "digest_runs", ["attempt_at"])


def _parts() -> None:
    op.create_table(
        "digest_parts",
        _key("team_id"),
        _key("run_id"),
        sa.Column("part", sa.Integer, nullable=False),
        _text("state"),
        _text("ts"),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("update_at", MOMENT),
        sa.PrimaryKeyConstraint("team_id", "run_id", "part", name="pk_digest_parts"),
        _of_run("digest_parts"),
    )
    op.create_index("ix_digest_parts_update_at", "digest_parts", ["update_at"])


def _sessions() -> None:
    op.create_table(
        "digest_sessions",
        _key("team_id"),
        _key("run_id"),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer),
        sa.PrimaryKeyConstraint("team_id", "run_id", "position", name="pk_digest_sessions"),
        _of_run("digest_sessions"),
    )
    op.create_index("ix_digest_sessions_session", "digest_sessions", ["team_id", "session"])


def _takeaways() -> None:
    op.create_table(
        "digest_takeaways",
        _key("team_id"),
        _key("channel_id"),
        sa.Column("session", sa.Integer, nullable=False),
        _key("user_id"),
        _key("run_id"),
        _switch("shown"),
        sa.PrimaryKeyConstraint(
            "team_id", "channel_id", "session", "user_id", name="pk_digest_takeaways"
        ),
        _of_subscription("digest_takeaways"),
    )
    op.create_index("ix_digest_takeaways_run", "digest_takeaways", ["team_id", "run_id"])


def _marks() -> None:
    op.create_table(
        "digest_marks",
        _key("team_id"),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "session", name="pk_digest_marks"),
    )
    op.create_index("ix_digest_marks_marked_at", "digest_marks", ["marked_at"])


def _of_subscription(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team_id", "channel_id"],
        ["digest_subscriptions.team_id", "digest_subscriptions.channel_id"],
        name=f"fk_{table}_digest_subscriptions",
        ondelete="CASCADE",
    )


def _of_run(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["team_id", "run_id"],
        ["digest_runs.team_id", "digest_runs.run_id"],
        name=f"fk_{table}_digest_runs",
        ondelete="CASCADE",
    )


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False, server_default=default)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _switch(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())

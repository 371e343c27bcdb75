"""Where the app is installed, and which states of OAuth were used."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "installations",
        sa.Column("team_id", TEXT, nullable=False),
        _words("team"),
        _words("enterprise_id"),
        _words("app_id"),
        _words("bot_id"),
        _words("bot_user_id"),
        _words("installed_by"),
        _words("scopes"),
        _words("token"),
        _words("refresh_token"),
        sa.Column("expires_at", MOMENT),
        sa.Column("installed_at", MOMENT, nullable=False),
        _words("edition"),
        sa.Column("renewing_until", MOMENT),
        _words("trouble"),
        sa.PrimaryKeyConstraint("team_id", name="pk_installations"),
    )
    op.create_table(
        "oauth_states",
        sa.Column("team_id", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "state", name="pk_oauth_states"),
    )


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False, server_default="")

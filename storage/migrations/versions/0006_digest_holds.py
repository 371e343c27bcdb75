"""Which process serves a workspace's digests."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "digest_holds",
        sa.Column("team_id", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False, server_default=""),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_digest_holds"),
    )

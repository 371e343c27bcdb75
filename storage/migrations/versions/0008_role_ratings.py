"""The ratings of each session by the roles of those who gave them, for `top role:`."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table, and fill it with what was rated."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    role_words = sa.Column("role_words", TEXT, nullable=False, server_default="")
    op.add_column("profiles", role_words)
    op.execute(SQLITE if sqlite else POSTGRESQL)
    _table()
    op.execute(COUNTING)
    _index()


# What stands before the company, as far as an index takes it.
SQLITE = """
UPDATE profiles
SET role_words = substr(substr(line_words, 1, instr(line_words || ' |', ' |') - 1), 1, 200)
"""
POSTGRESQL = "UPDATE profiles SET role_words = left(split_part(line_words, ' |', 1), 200)"

COUNTING = """
INSERT INTO role_ratings (team_id, session, role, score,
    ratings, stars_total, recommended, lowest, highest, rated_at)
SELECT takeaways.team_id, session, role_words,
    CASE count(stars) WHEN 0 THEN 0
        ELSE CAST(7.0 + sum(stars) AS double precision) / (2 + count(stars)) END,
    count(stars), coalesce(sum(stars), 0),
    sum(CASE WHEN recommended AND stars IS NOT NULL THEN 1 ELSE 0 END),
    min(stars), max(stars), max(CASE WHEN stars IS NOT NULL THEN rated_at END)
FROM takeaways
JOIN profiles ON profiles.team_id = takeaways.team_id AND profiles.user_id = takeaways.user_id
WHERE role_words <> ''
GROUP BY takeaways.team_id, session, role_words
"""


def _table() -> None:
    counts = ("ratings", "stars_total", "recommended")
    op.create_table(
        "role_ratings",
        sa.Column("team_id", TEXT, nullable=False),
        sa.Column("session", sa.Integer, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in counts),
        sa.Column("lowest", sa.Integer),
        sa.Column("highest", sa.Integer),
        sa.Column("rated_at", MOMENT),
        sa.PrimaryKeyConstraint("team_id", "session", "role", name="pk_role_ratings"),
        sa.ForeignKeyConstraint(
            ["team_id", "session"],
            ["sessions.team_id", "sessions.number"],
            name="fk_role_ratings_sessions",
            ondelete="CASCADE",
        ),
    )


def _index() -> None:
    descending = ("score", "recommended", "ratings", "rated_at")
    order = (sa.text(f"{name} DESC") for name in descending)
    behind = ("session", "stars_total", "lowest", "highest")
    op.create_index("ix_role_ratings_best", "role_ratings", ["team_id", "role", *order, *behind])

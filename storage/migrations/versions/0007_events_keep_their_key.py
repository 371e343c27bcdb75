"""An event never changes its key: no cascade for it, which a sharded database would refuse."""

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLE = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'sessions'"
BESIDE = """SELECT sql FROM sqlite_master
WHERE type IN ('index', 'trigger') AND tbl_name = 'sessions' AND sql IS NOT NULL"""


def upgrade() -> None:
    """Make the foreign key anew."""
    if op.get_bind().dialect.name == "sqlite":
        _make_the_table_anew()
        return
    op.drop_constraint("fk_sessions_events", "sessions", type_="foreignkey")
    columns = (["team_id", "event"], ["team_id", "key"])
    op.create_foreign_key("fk_sessions_events", "sessions", "events", *columns)


def _make_the_table_anew() -> None:
    """Copy the table, since SQLite changes no constraint, and keep its indexes and triggers."""
    db = op.get_bind()
    made = str(db.execute(text(TABLE)).scalar_one())
    beside = db.execute(text(BESIDE)).scalars().all()
    name, _, columns = made.partition("(")
    anew = name.replace("sessions", "sessions_anew")
    db.exec_driver_sql(f"{anew}({columns.replace(' ON UPDATE CASCADE', '')}")
    db.exec_driver_sql("INSERT INTO sessions_anew SELECT * FROM sessions")
    db.exec_driver_sql("DROP TABLE sessions")
    db.exec_driver_sql("ALTER TABLE sessions_anew RENAME TO sessions")
    for each in beside:
        db.exec_driver_sql(each)

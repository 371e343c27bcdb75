"""An index for `search`, counts for `stats`, and indexes for each filter of `top`."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.folding import parted

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTS = ("written", "asked", "gave_1", "gave_2", "gave_3", "gave_4", "gave_5")


def upgrade() -> None:
    """Make the tables and indexes, and fill them with what is there."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in COUNTS:
        op.add_column("sessions", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.execute(COUNTING.format(questions="questions" if sqlite else "questions::json"))
    _part_scripts("sessions", "number", "topic_words")
    _part_scripts("profiles", "user_id", "line_words")
    _indexes()
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(sa.text(statement.replace(":", "\\:")))


# In one pass over the takeaways; a session without any keeps its noughts.
COUNTING = """
WITH counted AS (
    SELECT team_id, session, count(*) AS written, sum(json_array_length({questions})) AS asked,
        count(CASE WHEN stars = 1 THEN 1 END) AS gave_1,
        count(CASE WHEN stars = 2 THEN 1 END) AS gave_2,
        count(CASE WHEN stars = 3 THEN 1 END) AS gave_3,
        count(CASE WHEN stars = 4 THEN 1 END) AS gave_4,
        count(CASE WHEN stars = 5 THEN 1 END) AS gave_5
    FROM takeaways GROUP BY team_id, session
)
UPDATE sessions SET written = counted.written, asked = counted.asked, gave_1 = counted.gave_1,
    gave_2 = counted.gave_2, gave_3 = counted.gave_3, gave_4 = counted.gave_4,
    gave_5 = counted.gave_5
FROM counted
WHERE counted.team_id = sessions.team_id AND counted.session = sessions.number
"""


def _part_scripts(table_name: str, key: str, words: str) -> None:
    """Let a Latin word begin where the script changes: `topic:ai` finds 生成AI."""
    db = op.get_bind()
    names = ("team_id", key, words)
    table = sa.table(table_name, *(sa.column(name) for name in names))
    team_id, second, column = (table.c[name] for name in names)
    differing = [
        {"team": team, "of": each, "new": parted(text)}
        for team, each, text in db.execute(sa.select(table).where(column != ""))
        if parted(text) != text
    ]
    changing = sa.update(table).where(team_id == sa.bindparam("team"), second == sa.bindparam("of"))
    if differing:
        db.execute(changing.values({words: sa.bindparam("new")}), differing)


def _indexes() -> None:
    """Let what filters ask for stand in the indexes, so that no row is read in vain."""
    for name, within in (("event", ("team_id", "event")), ("all", ("team_id",))):
        op.drop_index(f"ix_sessions_best_of_{name}", "sessions")
        descending = [sa.text(f"{each} DESC") for each in ("score", "recommended", "ratings")]
        order = [*descending, sa.text("rated_at DESC"), "title_key", "number"]
        asked = ("stars_total", "type", "level", "code_level")
        _partial(f"ix_sessions_best_of_{name}", "sessions", (*within, *order, *asked), RATED)
    op.drop_index("ix_takeaways_since", "takeaways")
    rating = ("session", "stars", "recommended", "rated_at")
    op.create_index(
        "ix_takeaways_since", "takeaways", ["team_id", "created_at", *rating, "user_id"]
    )
    op.create_index("ix_takeaways_by", "takeaways", ["team_id", "user_id", *rating, "created_at"])
    _partial("ix_takeaways_recommended", "takeaways", ("team_id", "session"), "recommended")


RATED = "score IS NOT NULL"


def _partial(name: str, table: str, columns: Sequence[Any], where: str) -> None:
    chosen = sa.text(where)
    op.create_index(name, table, list(columns), sqlite_where=chosen, postgresql_where=chosen)


# What is searched has a row for each takeaway and, with no user, for each session's own text. The
# tables keep it by themselves: no way to write a text can forget it.
#
# On SQLite the rows have numbers, by which the index names them; it holds no text, only pieces as
# `search_pieces`, the program's own function, makes them. SQLite 3.40 takes a text out of such an
# index where it is told what the text was.
SQLITE = [
    """CREATE TABLE search_rows (id INTEGER PRIMARY KEY, team_id TEXT NOT NULL,
    session INTEGER NOT NULL, user_id TEXT NOT NULL, UNIQUE (team_id, session, user_id))""",
    """CREATE VIRTUAL TABLE search_index USING fts5
    (pieces, content='', detail=none, columnsize=0, tokenize='ascii')""",
    """INSERT INTO search_rows (team_id, session, user_id)
    SELECT team_id, number, '' FROM sessions
    UNION ALL SELECT team_id, session, user_id FROM takeaways ORDER BY 1, 2, 3""",
    """INSERT INTO search_index (rowid, pieces)
    SELECT id, search_pieces(team_id, folded)
    FROM search_rows JOIN takeaways USING (team_id, session, user_id) ORDER BY id""",
    """INSERT INTO search_index (rowid, pieces)
    SELECT id, search_pieces(sessions.team_id, folded)
        || ' ' || search_pieces(sessions.team_id || ' topic', topic_words)
    FROM sessions JOIN search_rows
    ON search_rows.team_id = sessions.team_id AND session = number AND user_id = '' ORDER BY id""",
    """CREATE TRIGGER search_takeaways_new AFTER INSERT ON takeaways BEGIN
    INSERT INTO search_rows (team_id, session, user_id)
    VALUES (new.team_id, new.session, new.user_id);
    INSERT INTO search_index (rowid, pieces)
    SELECT id, search_pieces(new.team_id, new.folded) FROM search_rows
    WHERE team_id = new.team_id AND session = new.session AND user_id = new.user_id;
    END""",
    """CREATE TRIGGER search_takeaways_changed AFTER UPDATE OF folded ON takeaways
    WHEN old.folded <> new.folded BEGIN
    INSERT INTO search_index (search_index, rowid, pieces)
    SELECT 'delete', id, search_pieces(old.team_id, old.folded) FROM search_rows
    WHERE team_id = old.team_id AND session = old.session AND user_id = old.user_id;
    INSERT INTO search_index (rowid, pieces)
    SELECT id, search_pieces(new.team_id, new.folded) FROM search_rows
    WHERE team_id = new.team_id AND session = new.session AND user_id = new.user_id;
    END""",
    """CREATE TRIGGER search_takeaways_gone AFTER DELETE ON takeaways BEGIN
    INSERT INTO search_index (search_index, rowid, pieces)
    SELECT 'delete', id, search_pieces(old.team_id, old.folded) FROM search_rows
    WHERE team_id = old.team_id AND session = old.session AND user_id = old.user_id;
    DELETE FROM search_rows
    WHERE team_id = old.team_id AND session = old.session AND user_id = old.user_id;
    END""",
    """CREATE TRIGGER search_sessions_new AFTER INSERT ON sessions BEGIN
    INSERT INTO search_rows (team_id, session, user_id)
    VALUES (new.team_id, new.number, '');
    INSERT INTO search_index (rowid, pieces)
    SELECT id, search_pieces(new.team_id, new.folded)
        || ' ' || search_pieces(new.team_id || ' topic', new.topic_words)
    FROM search_rows
    WHERE team_id = new.team_id AND session = new.number AND user_id = '';
    END""",
    """CREATE TRIGGER search_sessions_changed AFTER UPDATE OF folded, topic_words ON sessions
    WHEN old.folded <> new.folded OR old.topic_words <> new.topic_words BEGIN
    INSERT INTO search_index (search_index, rowid, pieces)
    SELECT 'delete', id, search_pieces(old.team_id, old.folded)
        || ' ' || search_pieces(old.team_id || ' topic', old.topic_words)
    FROM search_rows
    WHERE team_id = old.team_id AND session = old.number AND user_id = '';
    INSERT INTO search_index (rowid, pieces)
    SELECT id, search_pieces(new.team_id, new.folded)
        || ' ' || search_pieces(new.team_id || ' topic', new.topic_words)
    FROM search_rows
    WHERE team_id = new.team_id AND session = new.number AND user_id = '';
    END""",
    """CREATE TRIGGER search_sessions_gone AFTER DELETE ON sessions BEGIN
    INSERT INTO search_index (search_index, rowid, pieces)
    SELECT 'delete', id, search_pieces(old.team_id, old.folded)
        || ' ' || search_pieces(old.team_id || ' topic', old.topic_words)
    FROM search_rows
    WHERE team_id = old.team_id AND session = old.number AND user_id = '';
    DELETE FROM search_rows
    WHERE team_id = old.team_id AND session = old.number AND user_id = '';
    END""",
]

# On PostgreSQL the rows hold the texts again: an index on the tables themselves would get all
# pieces of a text anew with each rating.
POSTGRESQL = [
    """CREATE FUNCTION search_pieces(scope text, folded text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN length(folded) > 20000 THEN ARRAY[hashtext(scope || chr(10))]
    ELSE (SELECT coalesce(array_agg(DISTINCT hashtext(scope || piece)), '{}') FROM (
        SELECT letter, letter || lead(letter) OVER place AS two,
            letter || lead(letter) OVER place || lead(letter, 2) OVER place AS three
        FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS letters (letter, at)
        WINDOW place AS (ORDER BY at)
    ) AS runs
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN ascii(letter) > 127 THEN letter END),
        (two),
        (CASE WHEN ascii(letter) < 128 THEN three END)
    ) AS found (piece)
    WHERE piece !~ '[ \\n]') END $$""",
    """CREATE TABLE search_rows (team_id text COLLATE "C" NOT NULL, session integer NOT NULL,
    user_id text COLLATE "C" NOT NULL, folded text COLLATE "C" NOT NULL,
    topic_words text COLLATE "C" NOT NULL DEFAULT '',
    CONSTRAINT pk_search_rows PRIMARY KEY (team_id, session, user_id))""",
    """INSERT INTO search_rows (team_id, session, user_id, folded, topic_words)
    SELECT team_id, number, '', folded, topic_words FROM sessions
    UNION ALL SELECT team_id, session, user_id, folded, '' FROM takeaways""",
    # What waits to be brought into the index is read through by every search, so it is kept short.
    """CREATE INDEX ix_search_rows_pieces ON search_rows USING gin ((
    search_pieces(team_id, folded) || search_pieces(team_id || ' topic', topic_words)
    )) WITH (gin_pending_list_limit = 256)""",
    "ANALYZE search_rows",
    """CREATE FUNCTION search_takeaway() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM search_rows
        WHERE team_id = OLD.team_id AND session = OLD.session AND user_id = OLD.user_id;
    ELSE
        INSERT INTO search_rows (team_id, session, user_id, folded)
        VALUES (NEW.team_id, NEW.session, NEW.user_id, NEW.folded)
        ON CONFLICT (team_id, session, user_id) DO UPDATE SET folded = excluded.folded;
    END IF;
    RETURN NULL;
    END $$""",
    """CREATE FUNCTION search_session() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM search_rows
        WHERE team_id = OLD.team_id AND session = OLD.number AND user_id = '';
    ELSE
        INSERT INTO search_rows (team_id, session, user_id, folded, topic_words)
        VALUES (NEW.team_id, NEW.number, '', NEW.folded, NEW.topic_words)
        ON CONFLICT (team_id, session, user_id)
        DO UPDATE SET folded = excluded.folded, topic_words = excluded.topic_words;
    END IF;
    RETURN NULL;
    END $$""",
    """CREATE TRIGGER search_takeaways_kept AFTER INSERT OR DELETE ON takeaways
    FOR EACH ROW EXECUTE FUNCTION search_takeaway()""",
    """CREATE TRIGGER search_takeaways_changed AFTER UPDATE OF folded ON takeaways
    FOR EACH ROW WHEN (OLD.folded <> NEW.folded) EXECUTE FUNCTION search_takeaway()""",
    """CREATE TRIGGER search_sessions_kept AFTER INSERT OR DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION search_session()""",
    """CREATE TRIGGER search_sessions_changed AFTER UPDATE OF folded, topic_words ON sessions
    FOR EACH ROW WHEN (OLD.folded <> NEW.folded OR OLD.topic_words <> NEW.topic_words)
    EXECUTE FUNCTION search_session()""",
]

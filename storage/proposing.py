"""What may hold the words that are looked for, as an index tells; `LIKE` decides.

The index is kept by the database itself (migration 0005): FTS5 on SQLite, GIN on PostgreSQL, both
over the pieces of `storage.pieces`.
"""

from collections.abc import Sequence
from json import loads
from typing import Any

from sqlalchemy import Connection, select, text

from storage.codes import base_key
from storage.columns import clean
from storage.folding import words
from storage.pieces import ANY_WORD, numbers, pieces_of, topics_scope
from storage.tables import events, sessions

# Texts that hold a word. Where there are more of them, sessions that do are met soon enough by
# looking through all in the order wanted.
MOST = 500
MOST_TOPICS = 200  # sessions with a topic; the same


def proposed(db: Connection, team_id: str, looked_for: Sequence[str]) -> list[int] | None:
    """Give sessions by number, those with all the words among them; None: too many to tell."""
    for word in sorted(looked_for, key=len, reverse=True):
        found = _found(db, (team_id, team_id), pieces_of(clean(word)), MOST)
        if found is not None:
            return sorted({*found, *_coded(db, team_id, word)})
    return None


def with_topics(db: Connection, team_id: str, looked_for: str) -> list[int] | None:
    """Give sessions by number, those with a topic of these words among them; None as above."""
    asked = pieces_of(words(clean(looked_for)))
    return _found(db, (team_id, topics_scope(team_id)), asked, MOST_TOPICS)


def _coded(db: Connection, team_id: str, word: str) -> Sequence[int]:
    """Give the sessions that a code with a suffix means: their texts do not hold that."""
    key = base_key(word)
    if key == word:
        return ()
    here = select(events.c.key).where(events.c.team_id == team_id)
    asked = select(sessions.c.number).where(
        sessions.c.team_id == team_id, sessions.c.event.in_(here), sessions.c.code_key == key
    )
    return db.execute(asked).scalars().all()


def _found(db: Connection, place: tuple[str, str], asked: list[str], most: int) -> list[int] | None:
    if not asked:
        return None
    team_id, scope = place
    sought: dict[str, Any] = {"most": most + 1, "team": team_id}
    if db.dialect.name == "sqlite":
        (any_word,) = numbers(scope, [ANY_WORD])
        sought["asked"] = f"({' AND '.join(numbers(scope, asked))}) OR {any_word}"
        found = db.execute(_SQLITE, sought).scalar_one()
        return None if found is None else list(loads(found))
    sought |= {"scope": scope, "asked": asked, "any_word": ANY_WORD}
    rows = db.execute(_POSTGRESQL, sought).scalars().all()
    return None if len(rows) > most else list(rows)


# In one row, and counted before any is looked up: too many are soon told.
_SQLITE = text("""
SELECT CASE WHEN (
    SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH :asked LIMIT :most)
) < :most THEN (
    SELECT json_group_array(search_rows.session)
    FROM search_index CROSS JOIN search_rows ON search_rows.id = search_index.rowid
    WHERE search_index MATCH :asked AND search_rows.team_id = :team
) END
""")
# Without the offset PostgreSQL also reads all rows of a workspace, to find those of the team.
_POSTGRESQL = text("""
SELECT session FROM (
    SELECT team_id, session FROM search_rows
    WHERE (search_pieces(team_id, folded) || search_pieces(team_id || ' topic', topic_words)) @> (
        SELECT array_agg(hashtext(CAST(:scope AS text) || piece))
        FROM unnest(CAST(:asked AS text[])) AS pieces (piece)
    )
    OR (search_pieces(team_id, folded) || search_pieces(team_id || ' topic', topic_words))
        @> ARRAY[hashtext(CAST(:scope AS text) || CAST(:any_word AS text))]
    OFFSET 0
) AS proposed
WHERE team_id = :team
LIMIT :most
""")

"""The schema can be distributed by workspace: `docs/scaling.md` says how, and this holds it to."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import Select

from storage import migrate
from tests import full_house
from tests.bounds import unbound
from tests.conftest import ROOT

pytestmark = pytest.mark.engines("postgresql")

# The number of the schema, which has no rows of a workspace.
OF_NO_WORKSPACE = {"alembic_version"}

# What Citus checks of a table that it is to distribute, in words of PostgreSQL itself.
STAND_IN = """
CREATE SCHEMA citus;
CREATE TABLE citus.placed (name regclass PRIMARY KEY, kind text NOT NULL, by_type oid);

CREATE FUNCTION create_reference_table(wanted regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM pg_constraint WHERE conrelid = wanted AND contype = 'f'
        AND confrelid NOT IN (SELECT name FROM citus.placed WHERE kind = 'reference')
    ) THEN RAISE 'a reference table may refer to reference tables alone'; END IF;
    INSERT INTO citus.placed VALUES (wanted, 'reference', NULL);
END $$;

CREATE FUNCTION create_distributed_table(
    wanted regclass, by_column text, colocate_with text DEFAULT 'default'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place smallint;
    type oid;
BEGIN
    SELECT attnum, atttypid INTO STRICT place, type FROM pg_attribute
    WHERE attrelid = wanted AND attname = by_column AND attnotnull;
    IF EXISTS (SELECT FROM pg_index WHERE indrelid = wanted AND indisunique
        AND NOT place = ANY (indkey)
    ) THEN RAISE 'a unique index without the column'; END IF;
    IF colocate_with <> 'none' AND NOT EXISTS (SELECT FROM citus.placed
        WHERE name = colocate_with::regclass AND kind = 'distributed' AND by_type = type
    ) THEN RAISE 'there is no such table to stay with'; END IF;
    IF EXISTS (SELECT FROM pg_constraint AS one WHERE conrelid = wanted AND contype = 'f'
        AND NOT EXISTS (SELECT FROM citus.placed WHERE name = one.confrelid AND (
            kind = 'reference' OR array_position(one.conkey, place) = array_position(
                one.confkey, (SELECT attnum FROM pg_attribute
                    WHERE attrelid = one.confrelid AND attname = by_column)
            ) AND confupdtype IN ('a', 'r') AND confdeltype IN ('a', 'r', 'c')
        ))
    ) THEN RAISE 'a foreign key that leads to another node'; END IF;
    IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = wanted AND NOT tgisinternal)
        AND coalesce(current_setting('citus.enable_unsafe_triggers', true), 'off') <> 'on'
    THEN RAISE 'there are triggers'; END IF;
    INSERT INTO citus.placed VALUES (wanted, 'distributed', type);
END $$;
"""


def stated() -> list[str]:
    """Read the statements of the page."""
    page = (ROOT / "docs" / "scaling.md").read_text()
    (block,) = re.findall(r"<!-- citus -->\n```sql\n(.*?)```", page, re.DOTALL)
    lines = [line for line in block.splitlines() if not line.startswith("--")]
    return [each.strip() for each in "\n".join(lines).split(";") if each.strip()]


def named(function: str) -> list[str]:
    """Name the tables of the page that a function is called for."""
    return re.findall(rf"{function}\('(\w+)'", "\n".join(stated()))


@pytest.fixture
def db(database_url: str) -> Iterator[Connection]:
    """A database of today's schema, with the functions that Citus would bring."""
    with full_house.engine_of(database_url) as engine, engine.begin() as db:
        db.exec_driver_sql(STAND_IN)
        yield db


def test_the_page_distributes_every_table_once(db: Connection) -> None:
    _distribute(db)
    there = set(inspect(db).get_table_names()) - OF_NO_WORKSPACE
    placed = db.execute(text("SELECT name::text FROM citus.placed")).scalars().all()
    assert set(placed) == there
    assert len(stated()) == len(placed) + 1


def test_each_key_begins_with_the_workspace(db: Connection) -> None:
    there = inspect(db)
    for table in set(there.get_table_names()) - OF_NO_WORKSPACE:
        keys: list[Sequence[str | None]] = [there.get_pk_constraint(table)["constrained_columns"]]
        keys += [index["column_names"] for index in there.get_indexes(table) if index["unique"]]
        keys += [key["constrained_columns"] for key in there.get_foreign_keys(table)]
        keys += [key["referred_columns"] for key in there.get_foreign_keys(table)]
        assert {key[0] for key in keys} == {"team_id"}, table


NOT_UNIQUE_HERE = "ALTER TABLE takeaways ADD UNIQUE (user_id)"
CASCADES = """ALTER TABLE takeaways ADD FOREIGN KEY (team_id, session)
REFERENCES sessions (team_id, number) ON UPDATE CASCADE"""
TOO_EARLY = """ALTER TABLE sessions ADD FOREIGN KEY (team_id, number)
REFERENCES retired_numbers (team_id, number)"""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (NOT_UNIQUE_HERE, "a unique index without the column"),
        (CASCADES, "leads to another node"),
        (TOO_EARLY, "leads to another node"),
    ],
)
def test_a_table_that_can_not_be_distributed_is_found(
    db: Connection, change: str, why: str
) -> None:
    db.exec_driver_sql(change)
    with pytest.raises(DBAPIError, match=why):
        _distribute(db)


def _distribute(db: Connection) -> None:
    for statement in stated():
        db.exec_driver_sql(statement)


def test_no_lock_over_all_workspaces_touches_a_distributed_table(
    empty_database_url: str,
) -> None:
    locking: dict[str, set[str]] = {}

    def look(_db: Any, _cursor: Any, sql: str, *rest: Any) -> None:
        compiled = rest[1].compiled
        statement = None if compiled is None else compiled.statement
        if isinstance(statement, Select) and statement._for_update_arg is not None:
            locking[sql] = unbound(statement)

    migrate(empty_database_url)
    event.listen(Engine, "before_cursor_execute", look)
    try:
        full_house.fill(empty_database_url)
    finally:
        event.remove(Engine, "before_cursor_execute", look)
    over_all = set().union(*locking.values())
    assert {"digest_subscriptions", "digest_runs", "letters"} <= over_all
    assert over_all <= set(named("create_reference_table"))

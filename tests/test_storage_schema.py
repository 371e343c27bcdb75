"""The schema, its migrations, and that no key and no verb reaches beyond a workspace."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from storage import (
    Entry,
    Filter,
    NotFound,
    SchemaAhead,
    SchemaBehind,
    Store,
    migrate,
    open_store,
    schema_state,
)
from storage.table_parts import metadata
from tests.keeping import ANN, STRANGER, Ticking, log, number_of, opened

# Tables of the installation itself, which hold nothing of a workspace.
OF_NO_WORKSPACE = {"alembic_version"}


def test_the_migrations_make_the_tables_that_the_program_expects(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as db:
        opts = {"compare_type": types_differ, "include_object": is_of_the_program}
        context = MigrationContext.configure(db, opts=opts)
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def is_of_the_program(_object: object, name: str | None, *_: object) -> bool:
    """Leave out the index of what is searched, which the database keeps by itself."""
    return not str(name).startswith(("search_", "pk_search_", "ix_search_"))


def types_differ(
    context: MigrationContext, _there: object, _wanted: object, found: Any, wanted: Any
) -> bool:
    """Compare column types as the database is told of them, collations included."""
    dialect = context.dialect
    return str(found.compile(dialect)) != str(wanted.compile(dialect))


def test_each_key_begins_with_the_workspace(database_url: str) -> None:
    engine = create_engine(database_url)
    there = inspect(engine)
    tables = {name for name in there.get_table_names() if not name.startswith("search_index")}
    if engine.dialect.name == "sqlite":
        tables.remove("search_rows")  # They have numbers, by which the index names them.
    for table in tables - OF_NO_WORKSPACE:
        keys: list[Sequence[str | None]] = [there.get_pk_constraint(table)["constrained_columns"]]
        keys += [unique["column_names"] for unique in there.get_unique_constraints(table)]
        keys += [index["column_names"] for index in there.get_indexes(table) if index["unique"]]
        keys += [key["constrained_columns"] for key in there.get_foreign_keys(table)]
        assert keys[0], table
        assert {key[0] for key in keys} == {"team_id"}, table
    engine.dispose()


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    before = schema_state(empty_database_url)
    assert (before.revision, before.current) == (None, False)
    first = migrate(empty_database_url)
    assert (first.before, first.after, first.copied_to) == (None, before.needed, None)
    assert migrate(empty_database_url).before == first.after
    assert schema_state(empty_database_url).current


def set_revision(url: str, revision: str) -> None:
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})
    engine.dispose()


def test_a_database_that_is_ahead_is_refused_untouched(database_url: str) -> None:
    set_revision(database_url, "9999")
    for refused in (lambda: open_store(database_url, Ticking()), lambda: migrate(database_url)):
        with pytest.raises(SchemaAhead):
            refused()
    assert schema_state(database_url).revision == "9999"


@pytest.mark.engines("postgresql")
def test_a_server_that_is_behind_is_refused_until_it_is_migrated(empty_database_url: str) -> None:
    with pytest.raises(SchemaBehind):
        open_store(empty_database_url, Ticking())
    migrate(empty_database_url)
    open_store(empty_database_url, Ticking()).close()


@pytest.mark.engines("sqlite")
def test_a_new_file_is_made_by_itself(empty_database_url: str, tmp_path: Path) -> None:
    with opened(empty_database_url) as store:
        log(store, ANN, "NET402")
    assert [file.name for file in tmp_path.glob("*.before-*")] == []


@pytest.mark.engines("sqlite")
def test_files_are_for_their_owner_alone_and_a_look_makes_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'takeaways.db'}"
    assert schema_state(url).revision is None
    assert list(tmp_path.iterdir()) == []
    migrate(url, to="0001")
    migrate(url)
    with opened(url) as store:
        log(store, ANN, "NET402")
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert len(modes) >= 3  # The file, its journal and the copy.
    assert set(modes.values()) == {0o600}


@pytest.mark.engines("sqlite")
def test_a_file_is_copied_beside_itself_before_it_is_migrated(tmp_path: Path) -> None:
    file = tmp_path / "100% takeaways.db"
    url = f"sqlite:///{file}"
    migrate(url, to="0001")
    first = migrate(url)
    assert first.copied_to is not None
    assert schema_state(f"sqlite:///{first.copied_to}").revision == "0001"
    for part in tmp_path.glob(f"{file.name}*"):
        if ".before-" not in part.name:
            part.unlink()
    migrate(url, to="0001")
    # An older copy is never written over.
    assert migrate(url).copied_to not in (None, first.copied_to)


@pytest.mark.engines("sqlite")
def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'takeaways.db'}"
    migrate(url, to="0001")
    with closing(sqlite3.connect(tmp_path / "takeaways.db")) as db:
        before = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        # A row without its parent: the check after the migration finds it.
        db.execute("INSERT INTO watching VALUES ('T1', 'U1', 7, '2023-11-28 09:00:00', NULL)")
        db.commit()
    with pytest.raises(sqlite3.IntegrityError):
        migrate(url)
    with closing(sqlite3.connect(tmp_path / "takeaways.db")) as db:
        assert before == db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    assert schema_state(url).revision == "0001"


def test_the_same_codes_of_two_workspaces_are_two_sessions(store: Store) -> None:
    mine = log(store, ANN, "NET402", 5, title="Mine", facts=("secret",))
    theirs = log(store, STRANGER, "NET402", 1, title="Theirs")
    assert (number_of(mine), number_of(theirs)) == (1, 1)
    for who, title, stars in ((ANN, "Mine", 5), (STRANGER, "Theirs", 1)):
        (session,) = store.sessions.top(who, Filter(event="all")).items
        assert (session.title, session.rating.total) == (title, stars)
        assert store.sessions.get(who.team_id, 1).title == title
        assert store.sessions.resolve(who.team_id, "NET402", "all").matches == (session,)
        assert store.sessions.suggest(who.team_id, "", "all") == (session,)
        assert store.sessions.known(who.team_id).titles(None) == [title]
        assert [own.session.title for own in store.takeaways.mine(who).items] == [title]
        assert len(store.takeaways.of_session(who.team_id, 1)) == 1
        (count,) = store.events.all(who.team_id)
        assert (count.sessions, count.takeaways) == (1, 1)
    assert store.search.find(STRANGER, "secret", Filter(event="all")).items == ()
    wanted = Filter(event="all", by=("UANN",), since=None)
    assert len(store.sessions.top(ANN, wanted).items) == 1


CHANGING: list[Callable[[Store], object]] = [
    lambda store: store.takeaways.rate(STRANGER, 2, 1),
    lambda store: store.takeaways.delete(STRANGER, 2),
    lambda store: store.takeaways.delete(STRANGER, 2, owner="UANN"),
    lambda store: store.takeaways.undo(STRANGER, 2),
    lambda store: store.takeaways.move(STRANGER, 2, 2),
    lambda store: store.takeaways.add(STRANGER, [Entry(stars=1)], number=2),
    lambda store: store.watching.queue(STRANGER, 2),
    lambda store: store.watching.watched(STRANGER, 2),
    lambda store: store.events.use(STRANGER, "general"),
    lambda store: store.events.take_over(STRANGER, "general"),
    lambda store: store.drafts.get(STRANGER, "x"),
]


@pytest.mark.parametrize("change", CHANGING)
def test_no_verb_changes_anything_of_another_workspace(
    store: Store, change: Callable[[Store], object]
) -> None:
    log(store, ANN, "NET401", 3)
    log(store, ANN, "NET402", 5)
    before = store.takeaways.mine(ANN)
    with pytest.raises(NotFound):
        change(store)
    assert store.takeaways.mine(ANN) == before
    assert store.events.all("T2") == ()


def test_a_switch_of_events_stays_in_its_workspace(store: Store) -> None:
    log(store, ANN, "NET402", 5)
    log(store, STRANGER, "NET402", 5)
    store.events.use(ANN, "general")
    assert store.events.use(STRANGER, "general").before_set_by is None

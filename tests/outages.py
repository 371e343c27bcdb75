"""A database that is locked by somebody, or gone."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url


@contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Hold the database so that nobody can write, nor read takeaways on PostgreSQL."""
    if database_url.startswith("sqlite"):
        path = database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(_address(database_url)) as other:
        other.execute("LOCK TABLE takeaways, drafts, events IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


@contextmanager
def gone(database_url: str) -> Iterator[None]:
    """Take the database away, and give it back at the end."""
    if database_url.startswith("sqlite"):
        files = list(Path(database_url.removeprefix("sqlite:///")).parent.glob("*.db*"))
        for file in files:
            file.rename(file.with_name(f"away-{file.name}"))
        yield
        for file in files:
            file.with_name(f"away-{file.name}").rename(file)
        return
    name = make_url(database_url).database
    elsewhere = make_url(database_url).set(database="postgres")
    address = _address(elsewhere.render_as_string(hide_password=False))
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )
        yield
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def _address(database_url: str) -> str:
    return "postgresql://" + database_url.partition("://")[2]

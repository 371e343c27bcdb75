"""The bot in a process of its own, over a database of either engine."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import storage
from tests import postgres
from tests.bench.servers import Running, free_port
from tests.loads.cluster import Cluster
from tests.loads.crowd import SECRET

STOPS_WITHIN = 30  # seconds


@contextmanager
def served(database_url: str) -> Iterator[Running]:
    """Run the bot over a database; it serves every workspace."""
    port = free_port()
    command = [sys.executable, "-m", "tests.loads.bot", str(port), database_url, SECRET]
    process = subprocess.Popen(command, env=os.environ.copy())
    try:
        yield Running(process, port, "/readyz")
    finally:
        process.terminate()
        process.wait(STOPS_WITHIN)


@contextmanager
def database(engine: str) -> Iterator[tuple[str, Cluster | None]]:
    """Make a database of the current schema; gives its URL, and the cluster of a PostgreSQL."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder, 'takeaways.db')}"
            storage.migrate(url)
            yield url, None
        return
    if "TEST_DATABASE_URL" in os.environ:
        raise SystemExit("These loads stop the database: unset TEST_DATABASE_URL.")
    with postgres.running() as server:
        url = server.create()
        storage.migrate(url)
        yield url, Cluster(server)

"""`python -m tests.drills`: many random digests with faults; prints what was lost or doubled."""

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import storage
from tests import postgres
from tests.drills import chance
from tests.drills import processes as real
from tests.drills.chance import Wanted


def main() -> int:
    """Drill and print; the exit code is 1 where something was lost or doubled."""
    stated = _stated()
    logging.disable(logging.CRITICAL)
    with _database(stated.engine) as url:
        storage.migrate(url)
        may_crash = stated.engine == "postgresql" and "TEST_DATABASE_URL" not in os.environ
        wanted = Wanted(url, stated.digests, stated.replicas, stated.seed, may_crash)
        begun = time.monotonic()
        figures = _drilled(wanted, processes=stated.processes)
    said = [
        f"{stated.engine}, {stated.replicas} replicas, seed {stated.seed}: {figures}",
        f"in {time.monotonic() - begun:.0f} s",
    ]
    sys.stdout.write("\n".join([*said, *figures.lost, *figures.doubled, ""]))
    return 1 if figures.lost or figures.doubled else 0


def _stated() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.drills")
    parser.add_argument("--digests", type=int, default=2000)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument(
        "--processes", action="store_true", help="real ones over HTTP, killed by SIGKILL"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _drilled(wanted: Wanted, *, processes: bool) -> chance.Figures | real.Figures:
    if not processes:
        return chance.Drill(wanted).run()
    return real.Drill(wanted).run()


@contextmanager
def _database(engine: str) -> Iterator[str]:
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder, 'takeaways.db')}"
        return
    with postgres.running() as server:
        yield server.create()


if __name__ == "__main__":
    sys.exit(main())

"""The database is away for half a minute while people type.

PostgreSQL is stopped as by a crash, or frozen so that it neither answers nor refuses; a SQLite file
is locked by another process. Everybody has to be answered within Slack's three seconds, and what
was acknowledged has to be there afterwards.
"""

import argparse
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime

from storage import Who, open_store
from tests.loads.cluster import Cluster
from tests.loads.crowd import Answered, Typed, ask, late, times, type_all
from tests.loads.running import database, served
from tests.outages import locked

TEAM = "T0LOAD"
BEFORE, AFTER = 5.0, 10.0  # seconds of load around the outage
KINDS = {"stopped": "postgresql", "frozen": "postgresql", "locked": "sqlite"}


def state(parser: argparse.ArgumentParser) -> None:
    """Tell what may be stated."""
    parser.add_argument("kinds", nargs="*", default=list(KINDS), help=", ".join(KINDS))
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rate", type=float, default=20, help="commands a second")


def measure(stated: argparse.Namespace) -> bool:
    """Print what each kind of outage did; tells whether all went well."""
    went_well = [_went_well(kind, stated.seconds, stated.rate) for kind in stated.kinds]
    return all(went_well)


def _went_well(kind: str, seconds: float, rate: float) -> bool:
    with database(KINDS[kind]) as (url, cluster), served(url) as bot:
        for user in range(PEOPLE):
            ask(bot.port, Typed(0, TEAM, f"U{user}", "top"))
        away = threading.Thread(target=_be_away, args=(kind, url, cluster, seconds))
        away.start()
        answers = type_all(bot.port, plan(BEFORE + seconds + AFTER, rate))
        away.join()
        missing = lost(url, answers)
    during = [each for each in answers if BEFORE <= each.typed.at < BEFORE + seconds]
    around = [each for each in answers if each not in during]
    too_late = late(answers)
    sys.stdout.write(
        f"{kind} for {seconds:g} s, {rate:g} commands a second:\n"
        f"  around it: {times(around)}\n"
        f"  during it: {times(during)}; {sum(each.is_done for each in during)} carried out,"
        f" {sum(each.is_away for each in during)} told that the database is away,"
        f" {sum(each.is_busy for each in during)} that too much is going on\n"
        f"  again carried out {back(answers, BEFORE + seconds):.2f} s after it\n"
        f"  too late or unanswered: {len(too_late)}; acknowledged and lost: {len(missing)}"
        f" of {sum(_is_save(each) for each in answers)}\n"
    )
    sys.stdout.flush()
    return not too_late and not missing


PEOPLE = 20


def plan(seconds: float, rate: float) -> list[Typed]:
    """Two of three log a session of their own, the third looks at the best."""
    return [
        Typed(
            at / rate,
            TEAM,
            f"U{at % PEOPLE}",
            f"add ABC{at:04} {1 + at % 5} Talk {at}" if at % 3 else "top",
        )
        for at in range(int(seconds * rate))
    ]


def lost(database_url: str, answers: Sequence[Answered]) -> set[str]:
    """Name what was acknowledged as saved and is not there."""
    with closing(open_store(database_url, lambda: datetime.now(UTC))) as store:
        there = {
            own.session.code
            for user in range(PEOPLE)
            for own in store.takeaways.mine(Who(TEAM, f"U{user}"), limit=10_000).items
        }
    return {each.typed.text.split()[1] for each in answers if _is_save(each)} - there


def back(answers: Sequence[Answered], since: float) -> float:
    """Seconds from the end of the outage to the first that was typed then and carried out."""
    done = [each.typed.at + each.seconds for each in answers if each.is_done]
    return min((at - since for at in done if at >= since), default=float("inf"))


def _is_save(answered: Answered) -> bool:
    return answered.is_done and answered.typed.text.startswith("add ")


def _be_away(kind: str, url: str, cluster: Cluster | None, seconds: float) -> None:
    time.sleep(BEFORE)
    if cluster is None:
        with locked(url):
            time.sleep(seconds)
        return
    go, come = _ways(kind, cluster)
    go()
    time.sleep(seconds)
    come()


def _ways(kind: str, cluster: Cluster) -> tuple[Callable[[], None], Callable[[], None]]:
    if kind == "stopped":
        return cluster.stop, cluster.start
    return cluster.freeze, cluster.thaw

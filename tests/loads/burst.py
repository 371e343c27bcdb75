"""The end of a keynote: three hundred people type within ten seconds."""

import argparse
import random
import sys

from tests.loads.crowd import Typed, ask, late, times, type_all
from tests.loads.running import database, served

TEAM = "T0LOAD"
SESSIONS = 40


def state(parser: argparse.ArgumentParser) -> None:
    """Tell what may be stated."""
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)


def measure(stated: argparse.Namespace) -> bool:
    """Print how long they wait; tells whether everybody was answered in time."""
    well = True
    for engine in stated.engines:
        with database(engine) as (url, _), served(url) as bot:
            for at in range(SESSIONS):
                ask(bot.port, Typed(0, TEAM, "U0", f"add {code(at)} 4"))
            answers = type_all(bot.port, plan(stated.people, stated.seconds, stated.seed))
        too_late = late(answers)
        busy = sum(each.is_busy for each in answers)
        sys.stdout.write(
            f"{engine}, {stated.people} commands in {stated.seconds:g} s: {times(answers)};"
            f" {busy} turned away, {len(too_late)} too late\n"
        )
        sys.stdout.flush()
        well = well and not too_late
    return well


def plan(people: int, seconds: float, seed: int) -> list[Typed]:
    """Each types once, at a time by chance: most log what they saw, the others look."""
    chance = random.Random(seed)

    def typed() -> str:
        code_of = code(chance.randrange(SESSIONS))
        words = f"add {code_of} {chance.randint(1, 5)} It was good, said {chance.random()}"
        return chance.choice([words, words, f"rate {code_of} 4", "top", f"show {code_of}", "mine"])

    return [
        Typed(chance.uniform(0, seconds), TEAM, f"U{person}", typed()) for person in range(people)
    ]


def code(at: int) -> str:
    """The code of a session."""
    return f"KEY{100 + at}"

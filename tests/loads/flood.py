"""One workspace types as fast as it can, over a hundred connections; another goes on as usual.

What the other waits is compared with what it waits alone.
"""

import argparse
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.loads.crowd import Answered, Typed, ask, late, times, type_all
from tests.loads.running import database, served

FLOOD, CALM = "T0FLOOD", "T0CALM"
RATE = 5  # commands a second of the calm workspace


def state(parser: argparse.ArgumentParser) -> None:
    """Tell what may be stated."""
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--connections", type=int, default=100)


def measure(stated: argparse.Namespace) -> bool:
    """Print what the calm workspace waits, alone and beside the flood."""
    well = True
    for engine in stated.engines:
        with database(engine) as (url, _), served(url) as bot:
            type_all(bot.port, plan(5))
            alone = type_all(bot.port, plan(stated.seconds))
            with flooding(bot.port, stated.connections):
                time.sleep(2)
                beside = type_all(bot.port, plan(stated.seconds))
        sys.stdout.write(
            f"{engine}, {stated.connections} connections of another workspace:\n"
            f"  alone: {times(alone)}\n"
            f"  beside it: {times(beside)}; {sum(each.is_busy for each in beside)} turned away\n"
        )
        sys.stdout.flush()
        well = well and not late(beside) and not any(each.is_busy for each in beside)
    return well


def plan(seconds: float) -> list[Typed]:
    """What the calm workspace types."""
    return [
        Typed(at / RATE, CALM, f"U{at % 5}", f"add CLM{100 + at % 50} 4 words" if at % 2 else "top")
        for at in range(int(seconds * RATE))
    ]


@contextmanager
def flooding(port: int, connections: int) -> Iterator[None]:
    """Have a process of its own flood the bot, and say at the end what it was answered."""
    command = [sys.executable, "-m", "tests.loads.flood", str(port), str(connections)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        process.communicate()  # The end of its input is its sign to stop.


def pour(port: int, connections: int) -> None:
    """Type over so many connections until the input ends."""
    ended = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=listen, daemon=True).start()

    def person(at: int) -> list[Answered]:
        said: list[Answered] = []
        while not ended.is_set():
            text = f"add FLD{100 + len(said) % 800} {1 + at % 5} noted by {at}, {len(said)} times"
            said.append(ask(port, Typed(0, FLOOD, f"U{at}", text)))
        return said

    begun = time.monotonic()
    with ThreadPoolExecutor(connections) as people:
        answers = [each for said in people.map(person, range(connections)) for each in said]
    kinds = Counter(
        "turned away" if each.is_busy else "carried out" if each.is_done else f"{each.status}"
        for each in answers
    )
    counted = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    rate = len(answers) / (time.monotonic() - begun)
    sys.stdout.write(f"  the flood: {rate:.0f} a second; {counted}; {times(answers)}\n")


if __name__ == "__main__":
    pour(int(sys.argv[1]), int(sys.argv[2]))

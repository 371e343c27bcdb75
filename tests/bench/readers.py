"""`python -m tests.bench readers`: what people look for, as ratios to `top` without a filter.

Each command takes turns with `top` on the same server, so that the machine's own drift counts for
neither; the median of the ratios of all turns is what counts.
"""

import argparse
import sys
from collections.abc import Callable
from statistics import median
from typing import Any

from bot.manifest import manifest
from bot.playground import LocalSlack
from tests.bench import servers
from tests.bench.library import PLANTED, fill_library, newest, writer
from tests.bench.load import Target

TURNS = 7
WARM = 5  # requests of each command before anything is timed
COUNT = 15  # requests of a turn
MOST = 3.0  # times an unfiltered `top`: what is promised
ROW = "{:<11} {:<44} {:>8} {:>8} {:>7}"


def measure(arguments: list[str], databases: Callable[[str], Any]) -> None:
    """Measure and print."""
    stated = _stated(arguments)
    print(ROW.format("engine", "command", "top ms", "ms", "ratio"))
    for engine in stated.engines:
        with databases(engine) as new_url, LocalSlack(manifest=manifest("/session", "")) as slack:
            url = stated.database or new_url()
            if not stated.database:
                fill_library(url, stated.size)
            with servers.bot(slack, url) as bot:
                _print(engine, Target(bot.port, slack.signing_secret, b"blocks"))


def _stated(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench readers")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--database", help="the URL of one that is filled already")
    return parser.parse_args(arguments)


def _print(engine: str, target: Target) -> None:
    ratios = []
    for text in commands():
        target.seconds_each(["top", text], 1, 2 * WARM)
        turns = [
            (target.seconds_each(["top"], 1, COUNT), target.seconds_each([text], 1, COUNT))
            for _ in range(TURNS)
        ]
        ratio = median(asked / plain for plain, asked in turns)
        plain, asked = (1000 * median(each) for each in zip(*turns, strict=True))
        ratios.append(ratio)
        print(ROW.format(engine, text, f"{plain:.2f}", f"{asked:.2f}", f"{ratio:.2f}"), flush=True)
    over = sum(ratio > MOST for ratio in ratios)
    sys.stdout.write(
        f"{engine}: the median of {len(ratios)} commands is {median(ratios):.2f} times `top`, "
        f"the slowest {max(ratios):.2f}; {over} of them above {MOST:.0f}\n"
    )


def commands() -> list[str]:
    """What is measured: words from absent to in every other note, and every filter."""
    latest = newest().date()
    since = f"since:{latest:%Y-%m-%d}"
    one = f"by:@{writer(7)}"
    return [
        *(f"search {word}" for word in PLANTED),
        "search yak gnu",
        "search quagga yak",
        "search yak topic:quantum",
        f"search gnu {one}",
        "search lemur role:sre",
        "top lemur",
        "top topic:net",
        "top topic:ai",
        "top topic:quantum",
        "top topic:nothing",
        "top type:chalk",
        "top type:nothing",
        "top level:300+",
        "top level:600",
        "top stars:4+",
        "top stars:2",
        "top stars:1",
        "top recorded",
        "top recommended",
        "top unwatched",
        "top topic:net level:300+ recorded",
        "top topic:quantum type:chalk unwatched",
        f"top {one}",
        "top role:poet",
        "top role:sre",
        "top recommended role:sre",
        f"top {since}",
        f"top role:sre {since}",
    ]

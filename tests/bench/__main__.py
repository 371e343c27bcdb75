"""`make bench`: each command as a ratio to a bare Bolt app on the same server, in the same run.

The machine's own speed drifts, so the bare app and the bot take turns, and the median of the
ratios of all turns is what counts. `digest` as the first argument measures digests instead,
`readers` what is looked for in a large log.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bot.manifest import manifest
from bot.playground import LocalSlack
from tests import postgres
from tests.bench import digests, readers, servers
from tests.bench.fill import code, fill
from tests.bench.load import Target

TURNS = 7
WARM = 60  # requests of each command before anything is timed
COUNT = 240  # requests of a turn
STAR = b"\\u2605"  # in JSON; every answer to the commands measured here shows stars
ROW = "{:<11} {:>8} {:>12} {:<5} {:>9} {:>9} {:>7}"


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["digest"]:
        digests.measure(sys.argv[2:], _databases)
        return
    if sys.argv[1:2] == ["readers"]:
        readers.measure(sys.argv[2:], _databases)
        return
    stated = _stated()
    print(ROW.format("engine", "size", "connections", "", "bare ms", "bot ms", "ratio"))
    ratios: dict[tuple[str, int, int, str], float] = {}
    for engine in stated.engines:
        with _databases(engine) as new_url, LocalSlack(manifest=manifest("/session", "")) as slack:
            for size in stated.sizes:
                for (connections, name), ratio in _measured(slack, engine, new_url(), size):
                    ratios[engine, connections, size, name] = ratio
    _print_growth(ratios, stated.sizes)


def _stated() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    return parser.parse_args()


def _measured(
    slack: LocalSlack, engine: str, url: str, size: int
) -> Iterator[tuple[tuple[int, str], float]]:
    sessions = fill(url, size)
    with servers.bare(slack) as bare, servers.bot(slack, url) as bot:
        start, idle = bot.ready_after, bot.megabytes()
        measure = Target(bare.port, slack.signing_secret, b"Saved.")
        target = Target(bot.port, slack.signing_secret, STAR)
        for name, texts in _commands(sessions).items():
            target.seconds_each(texts, 1, WARM)
            measure.seconds_each(texts, 1, WARM)
            for connections in (1, 16):
                turns = [
                    (
                        measure.seconds_each(texts, connections, COUNT),
                        target.seconds_each(texts, connections, COUNT),
                    )
                    for _ in range(TURNS)
                ]
                ratio = median(ours / theirs for theirs, ours in turns)
                plain, ours = (1000 * median(each) for each in zip(*turns, strict=True))
                numbers = f"{plain:.2f}", f"{ours:.2f}", f"{ratio:.2f}"
                print(ROW.format(engine, size, connections, name, *numbers), flush=True)
                yield (connections, name), ratio
        print(f"{engine} {size}: ready after {start:.2f} s, {idle:.0f} MB idle, "
              f"{bot.megabytes():.0f} MB after")  # fmt: skip


def _commands(sessions: int) -> dict[str, list[str]]:
    named = [code(at * 7919 % sessions) for at in range(100)]
    return {
        "top": ["top"],
        "show": [f"show {each}" for each in named],
        "rate": [f"rate {each} {1 + at % 5}" for at, each in enumerate(named)],
        "add": [f"{1 + at % 5} {each} seen {at} times" for at, each in enumerate(named)],
    }


def _print_growth(ratios: dict[tuple[str, int, int, str], float], sizes: list[int]) -> None:
    least, most = min(sizes), max(sizes)
    for (engine, connections, size, name), ratio in ratios.items():
        if size == most != least:
            grown = ratio / ratios[engine, connections, least, name]
            print(f"{engine}, {connections} connections: {name} grows by {grown:.2f} "
                  f"from {least} to {most} takeaways")  # fmt: skip


@contextmanager
def _databases(engine: str) -> Iterator["NewUrl"]:
    with tempfile.TemporaryDirectory() as folder:
        if engine == "sqlite":
            yield NewUrl(lambda at: f"sqlite:///{Path(folder, f'{at}.db')}")
            return
        with postgres.running() as server:
            yield NewUrl(lambda _: server.create())


class NewUrl:
    """Gives a database that is not there yet, each time another."""

    def __init__(self, make: Callable[[int], str]) -> None:
        self._make = make
        self._made = 0

    def __call__(self) -> str:
        """Give its address."""
        self._made += 1
        return self._make(self._made)


if __name__ == "__main__":
    main()

"""`python -m tests.bench digest`: many digests due in the same minute, and a tick with none.

The workspaces are simulated: each answers after 0.2 s, takes a message a second for each channel
and 300 a minute in all. What these limits allow is what the largest workspace takes.
"""

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.fill import fill
from tests.bench.load import Target
from tests.bench.servers import Running, free_port
from tests.bench.workspaces import fill_workspaces, subscribe
from tests.drills.slack import PER_MINUTE

SECRET = "bench"  # Signs what the benchmark itself sends.
TAKEAWAYS = 1_000
STAR = b"\\u2605"
IDLE = 100_000  # subscriptions
COUNT = 40  # requests of a turn


def measure(arguments: list[str], databases: Callable[[str], Any]) -> None:
    """Measure and print."""
    stated = _stated(arguments)
    for engine in stated.engines:
        with databases(engine) as new_url:
            _measure(engine, new_url(), stated)


def _stated(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench digest")
    parser.add_argument("--digests", type=int, default=10_000)
    parser.add_argument("--workspaces", type=int, default=1_000)
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument(
        "--even", action="store_true", help="as many in each workspace, not 1/n of the largest"
    )
    return parser.parse_args(arguments)


def _sizes(stated: argparse.Namespace) -> list[int]:
    """The digests of each workspace: the n-th largest has 1/n of what the largest has."""
    if stated.even:
        return [stated.digests // stated.workspaces] * stated.workspaces
    whole = sum(1 / n for n in range(1, stated.workspaces + 1))
    return [max(1, round(stated.digests / whole / n)) for n in range(1, stated.workspaces + 1)]


def _measure(engine: str, url: str, stated: argparse.Namespace) -> None:
    sizes = _sizes(stated)
    now = datetime.now(UTC)
    fill(url, TAKEAWAYS)
    fill_workspaces(url, sizes, now, now - timedelta(seconds=1))
    with _process(url) as (bot, ask):
        target = Target(bot.port, SECRET, STAR)
        target.seconds_each(["top"], 1, COUNT)
        alone = median(target.seconds_each(["top"], 1, COUNT) for _ in range(5))
        meanwhile, figures = _asked_meanwhile(target, lambda: ask("all"))
        peak = bot.megabytes("VmHWM")
        subscribe(url, [IDLE // 100] * 100, now, now + timedelta(hours=2), "IDLE")
        idle = ask("idle")["milliseconds"]
    allowed = max(sizes) * 60 / PER_MINUTE
    seconds = figures["seconds"]
    each = 1000 * figures["processor"] / figures["posts"]
    said = (
        f"{sum(sizes)} digests of {len(sizes)} workspaces, the largest {max(sizes)}\n"
        f"  {figures['posts']} posts in {seconds:.0f} s, {figures['posts'] / seconds:.0f} a second,"
        f" with {each:.1f} ms of a processor\n"
        f"  Slack's limits allow {allowed:.0f} s: {seconds / allowed:.2f} times that; "
        f"Slack asked {figures['limited']} times to wait\n"
        f"  top takes {1000 * alone:.2f} ms alone, {1000 * meanwhile:.2f} ms meanwhile: "
        f"{meanwhile / alone:.2f}\n"
        f"  {peak:.0f} MB at the most; an idle tick with {IDLE} subscriptions takes {idle:.2f} ms\n"
    )
    sys.stdout.write(f"{engine}: {said}")
    sys.stdout.flush()


def _asked_meanwhile(target: Target, work: Callable[[], Any]) -> tuple[float, Any]:
    """Do the work and ask all the while; the median seconds of an answer, and what it gave."""
    done: list[Any] = []
    thread = threading.Thread(target=lambda: done.append(work()))
    thread.start()
    times = []
    while thread.is_alive():
        times.append(target.seconds_each(["top"], 1, COUNT))
        thread.join(0.5)
    return median(times), done[0]


@contextmanager
def _process(url: str) -> Iterator[tuple[Running, Callable[[str], Any]]]:
    port = free_port()
    module = [sys.executable, "-m", "tests.bench.fanout", str(port), url, SECRET]
    with subprocess.Popen(
        module,
        cwd=Path(__file__).parent.parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def ask(line: str) -> Any:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield Running(process, port, "/readyz"), ask
        process.terminate()

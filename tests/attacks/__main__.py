"""`python -m tests.attacks`: ten thousand bodies of each kind by chance; prints what came back."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.attacks.door import under_attack
from tests.attacks.fuzzing import KINDS, fuzz


def main() -> int:
    """Send and print; an AssertionError shows the least body that was met wrongly."""
    parser = argparse.ArgumentParser(prog="tests.attacks")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    stated = parser.parse_args()
    for kind in stated.kinds:
        begun = time.monotonic()
        with (
            tempfile.TemporaryDirectory() as folder,
            under_attack(f"sqlite:///{Path(folder, 'takeaways.db')}") as door,
        ):
            statuses = fuzz(door, kind, stated.count)
        said = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
        seconds = time.monotonic() - begun
        sys.stdout.write(f"{kind}: {statuses.total()} sent in {seconds:.0f} s: {said}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

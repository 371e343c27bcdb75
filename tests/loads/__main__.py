"""`python -m tests.loads outage|burst|flood`: prints how long people wait for their answers."""

import argparse
import sys

from tests.loads import burst, flood, outage


def main() -> int:
    """Measure and print; the exit code is 1 where somebody was answered too late, or lost."""
    parser = argparse.ArgumentParser(prog="tests.loads")
    loads = parser.add_subparsers(required=True)
    for module in (outage, burst, flood):
        name = module.__name__.rpartition(".")[2]
        described = (module.__doc__ or "").partition("\n")[0]
        load = loads.add_parser(name, help=described, description=module.__doc__)
        module.state(load)
        load.set_defaults(measure=module.measure)
    stated = parser.parse_args()
    return 0 if stated.measure(stated) else 1


if __name__ == "__main__":
    sys.exit(main())

"""What each step makes of a digest's run, in the log."""

import logging
from collections.abc import Callable, Mapping

from bot import trace
from storage.digest_records import CameTo, Turn

log = logging.getLogger(__name__)

LEVELS: Mapping[CameTo, int] = {
    "unknown": logging.WARNING,
    "failed": logging.WARNING,
    "retried": logging.WARNING,
    "again": logging.WARNING,
}


def noted(then: Callable[[Turn], None]) -> Callable[[Turn], None]:
    """Make what writes an outcome into the log, with its run's id, and hands it on."""

    def note(turn: Turn) -> None:
        why = f" ({turn.reason})" if turn.reason else ""
        with trace.run(turn.run.run_id):
            level = LEVELS.get(turn.came_to, logging.INFO)
            log.log(level, "Digest, part %s: %s%s.", turn.part, turn.came_to, why)
        then(turn)

    return note

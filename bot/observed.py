"""Bolt's app, each of whose payloads has an id, a time and an outcome."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.request import BoltRequest

from bot import trace
from bot.trace import Asked

log = logging.getLogger(__name__)

KINDS: Mapping[str, str] = {
    "block_actions": "button",
    "view_submission": "form",
    "view_closed": "form",
    "block_suggestion": "options",
    "shortcut": "shortcut",
    "message_action": "shortcut",
    "event_callback": "event",
}


class ObservedApp(App):
    """The same app; `when_done` is told of each payload once all of its work is done."""

    when_done: Callable[[Asked], None] | None = None

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Answer a payload, whichever way it came."""
        with self.observing(req.body):
            return super().dispatch(req)

    @contextmanager
    def observing(self, body: Mapping[str, Any]) -> Iterator[None]:
        """See to a payload, and tell of it once all of its work is done."""
        with trace.request(), trace.asked(kind_of(body), self._done):
            yield

    def _done(self, asked: Asked) -> None:
        milliseconds = round(asked.seconds * 1000, 1)
        stated = {
            "kind": asked.kind,
            "action": asked.action,
            "outcome": asked.outcome,
            "milliseconds": milliseconds,
        }
        # What is typed in a form asks for options at each letter; Home is shown at each glance. Of
        # these the log tells where they are refused, as somebody of another workspace is.
        level = logging.INFO if asked.action or asked.outcome != "ok" else logging.DEBUG
        what = f"{asked.kind} {asked.action}".rstrip().capitalize()
        log.log(level, "%s: %s, %s ms.", what, asked.outcome, milliseconds, extra=stated)
        if self.when_done is not None:
            self.when_done(asked)


def turned_away(app: App, body: Mapping[str, Any]) -> None:
    """Note that a payload came when too much else did, so that nobody saw to it."""
    if isinstance(app, ObservedApp):
        with app.observing(body):
            trace.came_to("failed")


def kind_of(body: Mapping[str, Any]) -> str:
    """Name the kind of a payload."""
    if "command" in body:
        return "command"
    return KINDS.get(str(body.get("type")), trace.OTHER)

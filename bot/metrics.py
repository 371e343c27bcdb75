"""What Prometheus asks for: how much there was to do, how it went and how things stand.

Every label has a closed set of values, all of them words of ours: no name or id of a workspace, a
channel or a person, and nothing that people wrote. The ids of digests' runs come as exemplars,
which are given to those who ask for OpenMetrics.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, get_args

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from bot import trace
from bot.listeners import FORMS
from bot.router import SUBCOMMANDS
from bot.trace import OTHER, OUTCOMES, Asked
from bot.web.endpoint import answer
from bot.web.server import Web
from storage.digest_records import CameTo, Turn

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

METRICS = "/metrics"
PREFIX = "session_bot"
# Seconds; Slack waits for three.
ANSWERS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5)
LATE = (1, 5, 15, 30, 60, 300, 900, 3600, 14400)
# Why a run did not simply go through, in Slack's words and ours; any other word is "other".
REASONS = frozenset(
    {
        "account_inactive",
        "channel_not_found",
        "fatal_error",
        "internal_error",
        "invalid_auth",
        "is_archived",
        "late",
        "missing_scope",
        "msg_too_long",
        "no_answer",
        "no_json",
        "no_token",
        "no_ts",
        "not_in_channel",
        "off",
        "org_login_required",
        "parent_deleted",
        "ratelimited",
        "request_timeout",
        "restricted_action",
        "service_unavailable",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "unreachable",
        "unreadable",
    }
)

LOOKUPS = ("found", "absent", "again", "unreadable")

Stopping = Callable[[], bool]


class Metrics:
    """What is counted as it happens."""

    def __init__(self, registry: CollectorRegistry, clock: Callable[[], datetime]) -> None:
        self.registry = registry
        self._clock = clock

        def counter(name: str, tells: str, *labels: str) -> Counter:
            return Counter(f"{PREFIX}_{name}", tells, labels, registry=registry)

        self._commands = counter(
            "commands", "Commands that were typed or tapped.", "name", "outcome"
        )
        self._forms = counter("forms", "Forms that were submitted.", "name", "outcome")
        self._answers = Histogram(
            f"{PREFIX}_answer_seconds",
            "What Slack waited for the answer to a payload.",
            ("kind",),
            registry=registry,
            buckets=ANSWERS,
        )
        self._digests = counter(
            "digests", "What the steps of digests came to.", "outcome", "reason"
        )
        self._lookups = counter("digest_lookups", "Parts that were looked up in Slack.", "result")
        self._late = Histogram(
            f"{PREFIX}_digest_late_seconds",
            "From when a digest was due until its message stood in the channel.",
            registry=registry,
            buckets=LATE,
        )
        self._letters = counter("letters", "Direct messages of the bot's own.", "kind", "outcome")
        self._requests = counter("http_requests", "Requests over HTTP.", "path", "status")
        self._ticks = counter("ticks", "Looks at what is due that went through.", "of")
        self._begin()

    def _begin(self) -> None:
        """Begin with noughts: Prometheus sees no growth in a figure that begins at one."""
        for outcome in OUTCOMES:
            for name in (*SUBCOMMANDS, OTHER):
                self._commands.labels(name, outcome)
            for name in (*FORMS, OTHER):
                self._forms.labels(name, outcome)
        for came_to in get_args(CameTo):
            self._digests.labels(came_to, "")
        for reason in (*REASONS, "http_5xx", OTHER):
            self._digests.labels("failed", reason)
        for result in LOOKUPS:
            self._lookups.labels(result)

    def asked(self, asked: Asked) -> None:
        """Count a payload that has been seen to."""
        self._answers.labels(asked.kind).observe(asked.seconds)
        if asked.kind == "form":
            if asked.action:
                self._forms.labels(asked.action, asked.outcome).inc()
        elif asked.action or asked.kind in ("command", "button"):
            self._commands.labels(asked.action or OTHER, asked.outcome).inc()

    def digest(self, turn: Turn) -> None:
        """Count what a step made of a digest's run."""
        known = {"run": turn.run.run_id}
        why = "" if turn.came_to == "empty" else _kind(turn.reason)
        self._digests.labels(turn.came_to, why).inc(exemplar=known)
        is_there = turn.came_to in ("sent", "posted") and not turn.reason
        if turn.task == "look_up":
            result = "found" if is_there else turn.came_to
            self._lookups.labels(why if why == "unreadable" else result).inc()
        if is_there and turn.part == 0 and turn.task != "end":
            late = (self._clock() - turn.run.due_at).total_seconds()
            self._late.observe(max(late, 0), exemplar=known)

    def letter(self, kind: str, outcome: str) -> None:
        """Count a letter: `sent`, `waits`, `open` or `refused`."""
        self._letters.labels(kind, outcome).inc()

    def request(self, path: str, status: str) -> None:
        """Count a request over HTTP; `status` is such as `2xx`."""
        self._requests.labels(path, status).inc()

    def ticking(self, of: str, work: Callable[[Stopping], object]) -> Callable[[Stopping], None]:
        """Make a tick's work that is counted where it goes through."""
        ticks = self._ticks.labels(of)

        def tick(stopping: Stopping) -> None:
            work(stopping)
            ticks.inc()

        return tick

    def page(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer Prometheus."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return answer(HTTPStatus.METHOD_NOT_ALLOWED, start_response)
        if openmetrics.CONTENT_TYPE_LATEST.partition(";")[0] in environ.get("HTTP_ACCEPT", ""):
            told: bytes = openmetrics.generate_latest(self.registry)  # type: ignore[no-untyped-call]
            kind = openmetrics.CONTENT_TYPE_LATEST
        else:
            told, kind = generate_latest(self.registry), CONTENT_TYPE_PLAIN_0_0_4
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(told)))])
        return [told]


class CountedWeb(Web):
    """The same application; each of its requests has an id and is counted."""

    def __init__(
        self,
        routes: Mapping[str, "WSGIApplication"],
        is_ready: Callable[[], bool],
        metrics: Metrics,
    ) -> None:
        super().__init__({METRICS: metrics.page, **routes}, is_ready)
        self.metrics = metrics

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")

        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            self.metrics.request(path if path in self.routes else OTHER, f"{status[0]}xx")
            return start_response(status, headers, *failure)

        with trace.request():
            return super().__call__(environ, start)


def _kind(reason: str) -> str:
    """Give a reason as a label: one of a closed set."""
    if not reason or reason in REASONS:
        return reason
    return "http_5xx" if reason.startswith("http_5") else OTHER

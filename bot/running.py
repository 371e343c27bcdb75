"""The composition of the running bot: settings, storage, app, server, and their stop."""

import errno
import logging
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from slack_bolt import App

from bot import logs
from bot.app import build
from bot.authorize import Access, SlackUnreachable
from bot.away import Away
from bot.call import UserError
from bot.digest import Crew, Press, diary
from bot.directory import Directory
from bot.gauges import Gauges, register
from bot.installs.access import access_of
from bot.installs.renewal import NotNow
from bot.installs.workspaces import ManyWorkspaces
from bot.letters import Postman
from bot.metrics import CountedWeb, Metrics
from bot.observed import ObservedApp
from bot.posting import Posting
from bot.scheduler import Scheduler
from bot.settings import Settings, SettingsError
from bot.slack import SlackGateway
from bot.slack_posts import SlackPosts
from bot.sockets import Socket
from bot.web.endpoint import EVENTS, SlackEndpoint
from bot.web.server import Server, Web
from bot.workers import Workers
from storage import Store, open_store
from storage.errors import SchemaAhead, SchemaBehind, Unavailable

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

log = logging.getLogger(__name__)

# What the database and Slack refuse from the start, for `why`.
CLOSED = (SchemaAhead, SchemaBehind, Unavailable, SlackUnreachable)
THREADS = 16  # as many as the pool of the storage has connections


def now() -> datetime:
    """Tell the time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Running:
    """The bot, ready to serve."""

    app: App
    server: Server
    ticks: tuple[Scheduler, ...]

    def wake(self) -> None:
        """Look at once for what is due."""
        for each in self.ticks:
            each.wake()


def run(settings: Settings) -> int:
    """Serve Slack until SIGTERM or SIGINT; the exit code."""
    settings.for_slack()
    logs.configure(settings.log_level, settings.log_format)
    try:
        with (
            closing(open_store(settings.database_url, now)) as store,
            closing(access_of(settings, store, now)) as access,
            composed(settings, store, access, now) as running,
        ):
            _serve(running, settings)
    except (*CLOSED, OSError) as error:
        sys.stderr.write(f"session-bot: {why(error)}\n")
        return 1
    log.info("Stopped.")
    return 0


@contextmanager
def composed(
    settings: Settings, store: Store, access: Access, clock: Callable[[], datetime]
) -> Iterator[Running]:
    """Put the bot together; leaving it waits for the work that has begun."""
    with Workers() as workers:
        app = build(settings, store, access, workers, clock)
        metrics = measured(app, store, clock)
        server = _listening(_web(settings, store, app, metrics, access), settings)
        register(metrics.registry, Gauges(store, workers, lambda: server.waiting))
        press = press_of(settings, store, access, clock)
        crew = Crew(press)
        # Two ticks: letters do not wait for digests, nor these for letters.
        postman = Postman(press, clock, time.sleep, metrics.letter)
        digests = Scheduler(metrics.ticking("digests", crew.run_due))
        letters = Scheduler(metrics.ticking("letters", postman.run_due))
        store.digests.when_due(digests.wake)
        ticks = [digests, letters]
        if isinstance(access, ManyWorkspaces):
            ticks.append(Scheduler(metrics.ticking("renewals", access.renewal.run_due)))
        with closing(crew), ExitStack() as ticking:
            for each in ticks:
                ticking.enter_context(each.ticking())
            yield Running(app, server, tuple(ticks))


def measured(app: ObservedApp, store: Store, clock: Callable[[], datetime]) -> Metrics:
    """Count what the app answers and what becomes of digests, for `/metrics`."""
    metrics = Metrics(CollectorRegistry(), clock)
    app.when_done = metrics.asked
    store.digests.runs.when_told(diary.noted(metrics.digest))
    return metrics


def press_of(
    settings: Settings, store: Store, access: Access, clock: Callable[[], datetime]
) -> Press:
    """Make what posts the digests and letters of every workspace that the bot is in."""
    # Who leaves and is forgotten while a digest is written must not be written down again.
    directory = Directory(store, clock, settings.timezone, fleeting=True)

    def posting(team_id: str) -> Posting | None:
        try:
            here = access.of(team_id)
        except NotNow:
            return Away()
        except UserError:
            return None  # The log says why its token can't be used.
        if here is None:
            return None
        gateway = SlackGateway(directory, team_id, here.token, settings.api_url)
        return SlackPosts(here.token, settings.api_url, gateway.names)

    return Press(store, posting, settings.command)


def stop_on_signals(server: Server) -> None:
    """Let SIGTERM and SIGINT end the server; a second one changes nothing."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _serve(running: Running, settings: Settings) -> None:
    stop_on_signals(running.server)
    with _socket(running.app, settings):
        log.info("Ready on %s:%s.", settings.host, running.server.port)
        running.server.run()


def _web(
    settings: Settings, store: Store, app: App, metrics: Metrics, access: Access
) -> CountedWeb:
    routes: dict[str, WSGIApplication] = {}
    if isinstance(access, ManyWorkspaces):
        routes |= access.installing.routes(settings.command)
    if not settings.socket_mode:
        routes[EVENTS] = SlackEndpoint(app, settings.signing_secret, time.time)
    return CountedWeb(routes, lambda: _answers(store), metrics)


def _socket(app: App, settings: Settings) -> AbstractContextManager[object]:
    if not settings.socket_mode:
        return nullcontext()
    socket = Socket(app, settings)
    socket.connect()
    return closing(socket)


def _answers(store: Store) -> bool:
    try:
        store.ping()
    except Unavailable:
        return False
    return True


def _listening(web: Web, settings: Settings) -> Server:
    host, port = settings.host, settings.port
    try:
        return Server(web, host, port, THREADS)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"port {port} of {host} is taken: set PORT to another.") from error
        raise SettingsError(
            f"can't listen on {host}:{port} ({error.strerror}): set HOST and PORT to what this"
            " machine has."
        ) from error


def why(error: Exception) -> str:
    """Say in a line what keeps the program from its work, with the next step."""
    match error:
        case SchemaBehind():
            return "the database waits for a migration: run `python -m bot migrate`."
        case SchemaAhead():
            return (
                "the database is of a newer version of the bot: update the bot, then run"
                " `python -m bot migrate`."
            )
        case Unavailable():
            return "the database does not answer: check DATABASE_URL."
        case _:
            return str(error)

"""`demo`: a Slack workspace in the browser with the bot in it; needs no account, no token."""

import os
import sys
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bot import logs
from bot.authorize import OneWorkspace, installation_of
from bot.call import Reader
from bot.demo.clock import MovableClock
from bot.demo.loading import load, set_up_digest
from bot.locale import language_of
from bot.manifest import manifest
from bot.playground import Controls, LocalSlack
from bot.running import composed, stop_on_signals
from bot.settings import Settings, SettingsError
from storage import Store, Who, open_store

PAGE = 8080  # the page's port, where it is free
ADMIN = "U0ADMIN"
ZONE = "America/Los_Angeles"  # of the first member


def demo(settings: Settings, port: int | None) -> int:
    """Serve the page until a signal; the bot beside it is reached over HTTP, as Slack does."""
    logs.configure(settings.log_level, settings.log_format)
    clock = MovableClock()
    with _local_slack(settings.command, clock, port) as slack:
        own = _own(settings, slack)
        with (
            closing(open_store(own.database_url, clock.now)) as store,
            composed(own, store, OneWorkspace(installation_of(own)), clock.now) as running,
        ):
            team_id = slack.workspace.team_id
            set_up_digest(store, Who(team_id, ADMIN), ZONE)
            slack.controls = Controls(
                clock=clock,
                next_digest=lambda: _next_digest(store, team_id),
                on_clock_moved=running.wake,
                load_demo=lambda locale: load(store, team_id, Reader(language_of(locale))),
            )
            slack.connect(f"http://{own.host}:{running.server.port}/slack/events")
            stop_on_signals(running.server)
            _welcome(slack, own)
            running.server.run()
    return 0


def _local_slack(command: str, clock: MovableClock, port: int | None) -> LocalSlack:
    described = manifest(command, "https://127.0.0.1")
    if port is None:
        with suppress(OSError):
            return LocalSlack(described, clock.seconds, PAGE)
    try:
        return LocalSlack(described, clock.seconds, port or 0)
    except (OSError, OverflowError) as error:
        raise SettingsError(f"port {port} can't be opened: give another with --port.") from error


def _own(settings: Settings, slack: LocalSlack) -> Settings:
    """Settings of the demo's own: nothing of a real workspace is touched."""
    return replace(
        settings,
        bot_token=slack.bot_token,
        signing_secret=slack.signing_secret,
        app_token="",
        client_id="",
        client_secret="",
        api_url=slack.api_url,
        database_url=f"sqlite:///{_fresh_database(slack.server.port)}",
        host="127.0.0.1",
        port=0,
    )


def _fresh_database(port: int) -> Path:
    """Give the place of a new database; the workspace of the page is new each time as well."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(cache) / "session-bot"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"demo-{port}.db*"):
            left.unlink()
    except OSError as error:
        raise SettingsError(f"{folder} can't be written to: set XDG_CACHE_HOME.") from error
    return folder / f"demo-{port}.db"


def _next_digest(store: Store, team_id: str) -> datetime | None:
    moments = [each.next_run_at for each in store.digests.all(team_id) if each.next_run_at]
    return min(moments, default=None)


def _welcome(slack: LocalSlack, settings: Settings) -> None:
    sys.stdout.write(
        f"A Slack workspace with the bot in it: {slack.base_url}/\n"
        f"Type {settings.command} there. The digest comes to #conference at 9:00 in the morning.\n"
        f"Its database: {settings.database_url.removeprefix('sqlite:///')}\n"
        "Ctrl-C stops it.\n"
    )
    sys.stdout.flush()

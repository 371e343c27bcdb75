"""The Bolt app: which payload goes to which listener; there are no others."""

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import datetime

from slack_bolt import App
from slack_sdk import WebClient

from bot import refusals
from bot.authorize import Access
from bot.delivery import WAIT
from bot.directory import Directory
from bot.installs.uninstalling import Uninstalling
from bot.listeners import Listeners
from bot.observed import ObservedApp
from bot.settings import Settings
from bot.trust import certificates
from storage import Store

ANY = re.compile(".*", re.DOTALL)


def build(
    settings: Settings,
    store: Store,
    access: Access,
    workers: Executor,
    clock: Callable[[], datetime],
) -> ObservedApp:
    """Make the Bolt app; its slow work is done on `workers`."""
    client = WebClient(
        base_url=settings.api_url, timeout=WAIT, ssl=certificates(), retry_handlers=[]
    )
    with _without_slack_variables():
        app = ObservedApp(
            name="session-bot",
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            # Over HTTP the signature was checked before Bolt sees the body (bot/web/endpoint.py).
            request_verification_enabled=False,
            token_verification_enabled=False,
            client=client,
            authorize=access,  # type: ignore[arg-type]  # It may give None, as Bolt documents.
            before_authorize=refusals.strangers(access),
            listener_executor=workers,
        )
    directory = Directory(store, clock, settings.timezone, workers.submit)
    _listen(app, Listeners(settings, store, directory, workers))
    farewells = Uninstalling(access)
    app.event("app_uninstalled")(farewells.uninstalled)
    app.event("tokens_revoked")(farewells.revoked)
    return app


def _listen(app: App, to: Listeners) -> None:
    app.command(to.settings.command)(to.command)
    app.block_action(re.compile(r"command:\d+"))(to.button)
    app.block_action(ANY)(to.other_action)
    app.options(ANY)(to.suggestions)
    app.view(ANY)(to.submission)
    app.view_closed(ANY)(to.closed)
    app.shortcut("log_session")(to.log_session)
    app.message_shortcut("save_as_takeaway")(to.save_as_takeaway)
    app.event("app_home_opened")(to.home)
    app.event("message")(to.direct_message)
    app.error(refusals.unforeseen)


@contextmanager
def _without_slack_variables() -> Iterator[None]:
    """Keep Bolt from reading the environment: a client id there switches its OAuth on."""
    names = [name for name in os.environ if name.startswith("SLACK_")]
    kept = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(kept)

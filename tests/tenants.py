"""The bot for two workspaces that install it over OAuth, and the browser in which they do."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from bot.app import build
from bot.digest import run_due
from bot.gauges import Gauges, register
from bot.installs.access import many_workspaces
from bot.installs.workspaces import ManyWorkspaces
from bot.manifest import manifest
from bot.metrics import CountedWeb
from bot.playground import LocalSlack, Person, demo_team, to_wsgi
from bot.running import measured, press_of
from bot.settings import Settings
from bot.web.endpoint import EVENTS, SlackEndpoint
from bot.web.server import Web
from bot.workers import Workers
from storage import Store, open_store
from tests.bots import MovedClock

HERE, THERE = "T0LOCAL", "T0OTHER"
other_team = partial(demo_team, team_id=THERE, name="Other")


def key(word: str) -> str:
    """Make a key for tokens, the same each time."""
    return urlsafe_b64encode(word.encode().ljust(32, b"."))[:44].decode()


@dataclass
class Shown:
    """What a browser got."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def words(self) -> str:
        """The text as a person reads it, tags and all."""
        return unescape(self.text)


@dataclass
class Browser:
    """Asks the bot's pages, and keeps its cookies as a browser does."""

    web: Web
    language: str = "en"
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def gets(self, address: str, method: str = "GET", **headers: str) -> Shown:
        """Ask for a page."""
        parts = urlsplit(address)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "HTTP_COOKIE": "; ".join(f"{each.key}={each.value}" for each in self.cookies.values()),
            "HTTP_ACCEPT_LANGUAGE": self.language,
            **headers,
        }
        setup_testing_defaults(environ)
        said: list[Any] = []
        body = b"".join(self.web(environ, lambda *head: said.extend(head)))  # type: ignore[arg-type]
        shown = Shown(int(said[0].split()[0]), dict(said[1]), body.decode())
        self.cookies.load(shown.headers.get("Set-Cookie", ""))
        return shown

    def is_led_to_slack(self) -> str:
        """Begin an installation; gives the address at Slack."""
        return self.gets("/slack/install").headers["Location"]

    def installs(self, person: Person) -> Shown:
        """Install the app in the person's workspace."""
        return self.gets(person.allows(self.is_led_to_slack()))


@dataclass
class Tenancy:
    """The bot in many workspaces, with its Slack, its storage and its clock."""

    slack: LocalSlack
    store: Store
    settings: Settings
    access: ManyWorkspaces
    web: CountedWeb
    workers: Workers
    clock: MovedClock

    def person(self, name: str, team_id: str = HERE) -> Person:
        """Give somebody of a workspace."""
        return self.slack.person(self.slack.workspaces[team_id], name)

    def browser(self, language: str = "en") -> Browser:
        """Open a browser that was never here."""
        return Browser(self.web, language)

    def install_in(self, *teams: str) -> None:
        """Let an admin of each workspace install the app."""
        for team_id in teams:
            assert self.browser().installs(self.person("ada", team_id)).status == 200

    def token_of(self, team_id: str) -> str:
        """Give the token with which a workspace is answered."""
        here = self.access.of(team_id)
        assert here is not None
        return here.token

    def tick(self) -> None:
        """Make the digests that are due; pauses between two messages move the clock."""
        press = press_of(self.settings, self.store, self.access, self.clock.now)
        run_due(press, lambda seconds: self.clock.forward(seconds=seconds))


@contextmanager
def slack_of_two(clock: MovedClock, *, rotates: bool = False) -> Iterator[LocalSlack]:
    """Run a Slack with two workspaces of which neither has the app."""
    described = manifest("/session", "https://bot.example.com")
    described["settings"]["token_rotation_enabled"] = rotates
    teams = (demo_team, other_team)
    with LocalSlack(described, clock.seconds, workspaces=teams, installed=False) as slack:
        yield slack


@contextmanager
def tenancy(database_url: str, *, rotates: bool = False) -> Iterator[Tenancy]:
    """Run the bot for a Slack of two workspaces, in this process."""
    clock = MovedClock()
    with (
        slack_of_two(clock, rotates=rotates) as slack,
        replica(database_url, slack, clock) as here,
    ):
        slack.deliver_by(to_wsgi(here.web))
        yield here


@contextmanager
def replica(
    database_url: str, slack: LocalSlack, clock: MovedClock, keys: str = key("first")
) -> Iterator[Tenancy]:
    """Run the bot once, beside others on the same database."""
    settings = Settings(
        signing_secret=slack.signing_secret,
        client_id=slack.app.client_id,
        client_secret=slack.app.client_secret,
        encryption_keys=keys,
        api_url=slack.api_url,
        database_url=database_url,
    )
    with (
        closing(open_store(database_url, clock.now)) as store,
        closing(many_workspaces(settings, store, clock.now)) as access,
        Workers() as workers,
    ):
        app = build(settings, store, access, workers, clock.now)
        endpoint = SlackEndpoint(app, settings.signing_secret, time.time)
        pages = access.installing.routes(settings.command)
        metrics = measured(app, store, clock.now)
        register(metrics.registry, Gauges(store, workers, lambda: 0))
        web = CountedWeb({EVENTS: endpoint, **pages}, lambda: True, metrics)
        yield Tenancy(slack, store, settings, access, web, workers, clock)
        workers.finish()

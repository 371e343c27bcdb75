"""Two companies that installed the bot, with the same ids of people, channels and numbers.

All that the first keeps holds MARK, so that it is known wherever it shows.
"""

import io
import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, select

from bot.access import access_of
from bot.app import build
from bot.installing import INSTALL, REDIRECT
from bot.manifest import manifest
from bot.metrics import CountedWeb
from bot.playground import LocalSlack, Member, Person, Workspace, demo_team, to_wsgi
from bot.running import measured
from bot.server import EVENTS, SlackEndpoint
from bot.settings import Settings
from bot.workers import Workers
from bot.workspaces import ManyWorkspaces
from storage import Entry, Event, Profile, Question, Store, Who, open_store
from storage.table_parts import metadata
from tests.bots import ADDRESSES, Bot, MovedClock

ANN, BEN = Who("T0LOCAL", "U0LOCAL"), Who("T0LOCAL", "U0COLLEAGUE")
FIRST, SECOND = "T0LOCAL", "T0TWIN"
MARK = "firstonly"


@dataclass
class Companies(Bot):
    """The bot that both have installed."""

    @property
    def first(self) -> Workspace:
        """The company whose things hold MARK."""
        return self.slack.workspaces[FIRST]

    @property
    def second(self) -> Workspace:
        """The other one."""
        return self.slack.workspaces[SECOND]

    def of_first(self, name: str) -> Person:
        """Somebody of the first company."""
        return self.slack.person(self.first, name)

    def of_second(self, name: str) -> Person:
        """Somebody of the second one, with the same id."""
        return self.slack.person(self.second, name)


@contextmanager
def companies(database_url: str) -> Iterator[Companies]:
    """Run the bot in one process, and have both companies install it over its pages."""
    clock = MovedClock()
    teams = (demo_team, partial(demo_team, team_id=SECOND, name="Twin"))
    described = manifest("/session", ADDRESSES["http"])
    with (
        LocalSlack(described, clock.seconds, workspaces=teams, installed=False) as slack,
        closing(open_store(database_url, clock.now)) as store,
        Workers() as workers,
    ):
        settings = settings_for(slack, database_url)
        with closing(access_of(settings, store, clock.now)) as access:
            app = build(settings, store, access, workers, clock.now)
            metrics = measured(app, store, clock.now)
            routes: dict[str, Any] = {
                EVENTS: SlackEndpoint(app, settings.signing_secret, time.time)
            }
            assert isinstance(access, ManyWorkspaces)
            routes |= access.installing.routes(settings.command)
            web = CountedWeb(routes, lambda: True, metrics)
            slack.deliver_by(to_wsgi(web))
            bot = Companies(slack, store, settings, app, web, workers, access, clock)
            for workspace in slack.workspaces.values():
                installs(bot, workspace)
            yield bot
            workers.finish()
        assert [each for each in slack.refusals if each.error not in bot.expected] == []


def settings_for(slack: LocalSlack, database_url: str) -> Settings:
    """The settings of a bot that many workspaces may install."""
    return Settings(
        signing_secret=slack.signing_secret,
        client_id=slack.app.client_id,
        client_secret=slack.app.client_secret,
        encryption_keys=Fernet.generate_key().decode(),
        api_url=slack.api_url,
        database_url=database_url,
    )


def installs(bot: Companies, workspace: Workspace) -> None:
    """Let an admin install the bot, from its own page over Slack's and back."""
    begun, headers = _visited(bot, INSTALL)
    led_to = bot.slack.person(workspace, "ada").allows(headers["Location"])
    cookie = headers["Set-Cookie"].partition(";")[0]
    ended, _ = _visited(bot, REDIRECT, urlsplit(led_to).query, cookie)
    assert (begun[:3], ended[:3]) == ("302", "200")
    assert workspace.has_app


def _visited(
    bot: Companies, path: str, query: str = "", cookie: str = ""
) -> tuple[str, dict[str, str]]:
    """Visit a page of the bot as a browser does; gives its status and its headers."""
    came: list[tuple[str, dict[str, str]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        came.append((status, dict(headers)))

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_COOKIE": cookie,
        "wsgi.input": io.BytesIO(),
    }
    b"".join(bot.web(environ, start))
    return came[0]


def rows_of(store: Store, team_id: str) -> dict[str, list[str]]:
    """Every row that a workspace has in the database, by table."""

    def read(db: Connection) -> dict[str, list[str]]:
        found = {}
        for table in metadata.sorted_tables:
            rows = db.execute(select(table).where(table.c.team_id == team_id))
            found[table.name] = sorted(repr(tuple(row)) for row in rows)
        return found

    return store._database.snapshot(read)  # Beside every verb of the store, on purpose.


def kept_of(store: Store, team_id: str) -> dict[str, list[str]]:
    """The same, but for what was refused, and what Slack said of people."""
    rows = rows_of(store, team_id)
    return {name: each for name, each in rows.items() if name not in ("drafts", "people", "homes")}


def outcomes(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """The actions and outcomes that the log tells of."""
    lines = [each for each in caplog.records if each.name == "bot.observed"]
    return [(each.__dict__["action"], each.__dict__["outcome"]) for each in lines]


def shown_in(workspace: Workspace) -> str:
    """All that the people of a workspace see: messages, forms, Homes, files."""
    messages = [
        [each.text, each.blocks, each.attachments]
        for channel in workspace.channels
        for each in workspace.standing(channel)
    ]
    modals = [view.payload for stack in workspace.modals.values() for view in stack]
    homes = [view.payload for view in workspace.homes.values()]
    files = [file.content.decode("utf-8", "replace") for file in workspace.files.values()]
    return json.dumps([messages, modals, homes, files], ensure_ascii=False)


@dataclass(frozen=True)
class Ids:
    """What the first company has and the second has not."""

    number: int
    change: int
    draft: str
    tried: str
    event: str = "camp-2023"
    code: str = "CMP309"
    user: str = "U0ALF"


def furnished(bot: Companies) -> Ids:
    """Let the first company keep something of every kind, the second a little of the same ids."""
    store = bot.store
    store.events.create(ANN, Event("camp-2023", f"Camp {MARK}", "Europe/London"))
    for at in range(10):
        code = "NET402" if not at else f"CMP30{at}"
        store.takeaways.add(ANN, [_entry(code)])
    store.takeaways.add(BEN, [Entry(code="NET402", stars=2, impressions=f"Too loud {MARK}")])
    bot.first.add_member(Member("U0ALF", "alf", f"Alf {MARK}"))
    stranger = Who(FIRST, "U0ALF")
    store.takeaways.add(stranger, [_entry("NET402")])
    for who in (ANN, BEN, stranger):
        store.people.save_profile(who, Profile(who.user_id, role=f"Engineer {MARK}", about=MARK))
        store.watching.queue(who, 2)
    store.letters.remind_tomorrow(ANN, "camp-2023")
    ann = bot.of_first("ann")
    ann.types("/session digest on 09:00 UTC", channel="conference")
    ann.opens_home()
    bot.workers.finish()
    drafted = ann.types(f"/session add 9 NET402 {MARK}", channel="general").buttons[-1].value
    tried = store.drafts.keep(ANN, f"★★★★ CMP320 | Article {MARK}")
    own = Who(SECOND, ANN.user_id)
    store.takeaways.add(own, [Entry(code="NET402", title="Bravo overloads", stars=3)])
    store.takeaways.add(own, [Entry(code="COP343", title="Bravo chalk", stars=4)])
    bot.clock.forward(days=1)
    bot.tick()
    number = store.sessions.resolve(FIRST, "CMP309").matches[0].number
    return Ids(number, change=10, draft=drafted.removeprefix("draft "), tried=tried)


def _entry(code: str) -> Entry:
    return Entry(
        code=code,
        title=f"Talk {code} {MARK}",
        stars=5,
        recommended=True,
        topics=(f"Topic {MARK}",),
        facts=(f"Fact {MARK}",),
        impressions=f"Impression {MARK}",
        questions=(Question(f"Question {MARK}?", f"Answer {MARK}"),),
    )

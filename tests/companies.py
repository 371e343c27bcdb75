"""Two companies that installed the bot, with the same ids of people, channels and numbers.

All that the first keeps holds MARK, so that it is known wherever it shows.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, select

from bot.letters import Postman
from bot.playground import Member, Person, Workspace
from bot.running import press_of
from storage import Entry, Event, Profile, Question, Who
from storage.table_parts import metadata
from tests.bots import Bot
from tests.tenants import HERE, THERE, Tenancy, tenancy

ANN, BEN = Who("T0LOCAL", "U0LOCAL"), Who("T0LOCAL", "U0COLLEAGUE")
FIRST, SECOND = HERE, THERE
MARK = "firstonly"


@dataclass
class Companies(Tenancy):
    """The bot that both have installed."""

    expected: tuple[str, ...] = ()

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
        return self.person(name, FIRST)

    def of_second(self, name: str) -> Person:
        """Somebody of the second one, with the same id."""
        return self.person(name, SECOND)

    def expect_refusals(self, *errors: str) -> None:
        """Let Slack's refusals with these words pass."""
        self.expected = errors

    def brings_letters(self) -> int:
        """Bring the letters that are due, as a process does that has just started."""
        press = press_of(self.settings, self.store, self.access, self.clock.now)
        return Postman(press, self.clock.now, lambda _: None, lambda *_: None).run_due()


@contextmanager
def companies(database_url: str) -> Iterator[Companies]:
    """Run the bot in one process, and have both companies install it over its pages."""
    with tenancy(database_url) as here:
        bot = Companies(**vars(here))
        bot.install_in(FIRST, SECOND)
        yield bot
        bot.workers.finish()
        left = [each for each in bot.slack.refusals if each.error not in bot.expected]
    assert not left, left


def rows_of(bot: Bot | Tenancy, team_id: str) -> dict[str, list[str]]:
    """Every row that a workspace has in the database once all work is done, by table."""
    bot.workers.finish()

    def read(db: Connection) -> dict[str, list[str]]:
        found = {}
        for table in metadata.sorted_tables:
            rows = db.execute(select(table).where(table.c.team_id == team_id))
            found[table.name] = sorted(repr(tuple(row)) for row in rows)
        return found

    return bot.store._database.snapshot(read)  # Beside every verb of the store, on purpose.


def kept_of(bot: Companies, team_id: str) -> dict[str, list[str]]:
    """The same, but for what was refused, and what Slack said of people."""
    rows = rows_of(bot, team_id)
    return {name: each for name, each in rows.items() if name not in ("drafts", "people", "homes")}


def outcomes(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """The actions and outcomes that the log tells of."""
    lines = [each for each in caplog.records if each.name == "bot.observed"]
    return [(each.__dict__["action"], each.__dict__["outcome"]) for each in lines]


def shown_in(bot: Companies, team_id: str) -> str:
    """All that the people of a workspace see once all work is done."""
    bot.workers.finish()
    workspace = bot.slack.workspaces[team_id]
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

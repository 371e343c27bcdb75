"""Nothing crosses from one company to another, whichever way one tries, with the same ids or not.

Each route is tried from the second company with what the first has. A route that is not in the
tables below fails `test_every_route_is_tried`.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace

import pytest

from bot.playground import Outcome, Person
from bot.router import SUBCOMMANDS
from tests.companies import (
    FIRST,
    MARK,
    SECOND,
    Companies,
    Ids,
    companies,
    furnished,
    kept_of,
    outcomes,
    rows_of,
    shown_in,
)
from tests.refusing import tap

# What names something that only the first company has: it is not there for the second.
REFUSED: dict[str, tuple[str, ...]] = {
    "add": ("add #{number} 1 mine", "add event:{event} NET402 1", "add event:{event}"),
    "rate": (
        "rate #{number} 1",
        "rate #{number}",
        "rate #{number} none",
        "rate event:{event} NET402 1",
    ),
    "undo": ("undo {change}",),
    "top": ("top event:{event}", "top 5 event:{event} page:2", "top by:@alf"),
    "show": ("show #{number}", "show {code}", "show event:{event} NET402", "show Talk CMP309"),
    "search": ("search event:{event} talk",),
    "mine": ("mine event:{event}", "mine incomplete event:{event}"),
    "edit": ("edit #{number}", "edit {code}", "edit event:{event} NET402"),
    "delete": (
        "delete #{number}",
        "delete #{number} yes",
        "delete {code}",
        "delete #{number} yes by:<@{user}>",
        "delete #1 yes by:<@{user}>",
    ),
    "later": ("later #{number}", "later {code}", "later event:{event}"),
    "watched": ("watched #{number}", "watched #{number} 3", "watched {code} none"),
    "event": ("event use {event}", "event take {event}"),
    "digest": (
        "digest off",
        "digest now",
        "digest preview",
        "digest off <#C0CONF|conference>",
        "digest now <#C0CONF|conference>",
        "digest on 10:00 event:{event}",
    ),
    "stats": ("stats event:{event}",),
    "profile": ("profile @alf",),
    "import": ("import event:{event}", "import tried:{tried} event: report.md"),
    "export": ("export md event:{event}", "export json event:{event}"),
    "share": ("share #{number}", "share {code}", "share top event:{event}"),
    "read": ("read #{number} by:<@{user}>", "read #1 by:<@{user}>", "read {code} by:me"),
    "move": ("move {change} #1", "move 2 #{number}"),
    "nudge": ("nudge tomorrow {event}", "nudge off {event}", "nudge on {event}"),
    "instead": ("instead {change} NET402 ★", "instead 2 draft:{draft}"),
    "draft": ("draft {draft}",),
}
# What gives one's own: of the same ids, or of everything.
OWN: dict[str, tuple[str, ...]] = {
    "help": ("help", "help add"),
    "add": ("add NET402 4 bravo again", "add {code} 2 bravo"),
    "rate": ("rate #1 1", "rate NET402 2", "rate {code}"),
    "undo": ("undo 2", "undo"),
    "top": ("top", "top 20 event:all", "top by:<@{user}>", "top by:me", "top role:engineer"),
    "show": ("show #1", "show NET402"),
    "search": ("search fact", "search impression event:all", "search talk by:<@{user}>"),
    "mine": ("mine", "mine incomplete", "mine event:all"),
    "edit": ("edit #1",),
    "delete": ("delete #2", "delete #2 yes"),
    "later": ("later", "later #1"),
    "watched": ("watched #1 4",),
    "event": ("event", "event new"),
    "digest": ("digest", "digest status", "digest on 09:00", "digest preview", "digest off"),
    "stats": ("stats", "stats event:all", "stats by:<@{user}>"),
    "profile": ("profile", "profile <@U0LOCAL>", "profile <@{user}>", "profile me"),
    "import": ("import",),
    "export": ("export md", "export json event:all", "export csv by:<@{user}>"),
    "share": ("share #1", "share top"),
    "read": ("read #1 by:<@U0LOCAL>",),
    "forget-me": ("forget-me", "forget-me yes"),
}

Door = Callable[[Companies, Person, str], Outcome]


def slash(_: Companies, person: Person, text: str) -> Outcome:
    """Type a command in the channel where the first company has its digest."""
    return person.types(f"/session {text}", channel="conference")


def message(_: Companies, person: Person, text: str) -> Outcome:
    """Write to the bot in its own DM."""
    outcome = person.acting()
    person.client.say(person.client.workspace.channels[f"D{person.id[1:]}"], text)
    return outcome


def button(bot: Companies, person: Person, text: str) -> Outcome:
    """Tap a button that sends the text."""
    return tap(bot, slash(bot, person, "").message, text)


def at_home(bot: Companies, person: Person, text: str) -> Outcome:
    """Tap such a button at Home."""
    home = person.opens_home()
    bot.workers.finish()
    return tap(bot, home, text)


# Each door for a member, and one for an admin, who may delete what others wrote.
DOORS: tuple[tuple[Door, str], ...] = (
    (slash, "ann"),
    (message, "ann"),
    (button, "ann"),
    (at_home, "ann"),
    (slash, "ada"),
)


@pytest.fixture
def bot(database_url: str) -> Iterator[Companies]:
    with companies(database_url) as started:
        # People's clients turn names into ids: here they send the very ids.
        raw = [replace(each, should_escape=False) for each in started.slack.app.commands]
        started.slack.change_app(commands=tuple(raw))
        started.expect_refusals("user_not_found")
        yield started


@pytest.fixture
def ids(bot: Companies) -> Ids:
    return furnished(bot)


def test_every_route_is_tried() -> None:
    assert set(REFUSED) | set(OWN) == set(SUBCOMMANDS)


@pytest.mark.parametrize(("door", "who"), DOORS)
def test_what_only_another_company_has_is_refused_and_logged(
    bot: Companies, ids: Ids, door: Door, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    person = bot.of_second(who)
    door(bot, person, "help")
    bot.workers.finish()
    first, second = rows_of(bot, FIRST), kept_of(bot, SECOND)
    for name, texts in REFUSED.items():
        for text in texts:
            caplog.clear()
            door(bot, person, text.format(**asdict(ids)))
            bot.workers.finish()
            assert outcomes(caplog)[-1] == (name, "refused"), text
            assert MARK not in caplog.text, text
            assert kept_of(bot, SECOND) == second, text
            assert person.form is None or door is at_home, text
    assert rows_of(bot, FIRST) == first
    assert MARK not in shown_in(bot, SECOND)


@pytest.mark.parametrize(("door", "who"), DOORS)
def test_the_same_ids_are_ones_own(
    bot: Companies, ids: Ids, door: Door, who: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    person = bot.of_second(who)
    before = rows_of(bot, FIRST)
    seen = shown_in(bot, FIRST)
    for texts in OWN.values():
        for text in texts:
            door(bot, person, text.format(**asdict(ids)))
            bot.workers.finish()
            assert "failed" not in [outcome for _, outcome in outcomes(caplog)], text
            assert MARK not in shown_in(bot, SECOND), text
    assert rows_of(bot, FIRST) == before
    assert shown_in(bot, FIRST) == seen

"""What one person keeps, another of the same workspace neither changes nor sees."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bot.listeners import FORMS
from bot.playground import Person
from bot.router import SUBCOMMANDS
from tests.bots import Bot
from tests.companies import outcomes, rows_of
from tests.logged import ANN, TEAM, logged, number, typed
from tests.refusing import tap

SECRET = "only for ann"


@dataclass(frozen=True)
class Kept:
    """What Ann keeps and Ben has not: `change` is later than any of his."""

    change: int
    draft: str
    tried: str
    session: int


# What names something of Ann's, typed by Ben.
REFUSED: Mapping[str, tuple[str, ...]] = {
    "undo": ("undo {change}",),
    "move": ("move {change} #1",),
    "instead": ("instead {change} NET402 ★", "instead {change} draft:{draft}"),
    "draft": ("draft {draft}",),
    "import": ("import tried:{tried} event: report.md",),
    "delete": (
        "delete #{session}",
        "delete #{session} yes",
        "delete #{session} by:<@U0LOCAL>",
        "delete #{session} yes by:<@U0LOCAL>",
        "delete #1 yes by:<@U0LOCAL>",
    ),
    "digest": (
        "digest off",
        "digest now",
        "digest on 10:00",
        "digest off <#C0GENERAL|general>",
        "digest now <#C0GENERAL|general>",
    ),
}
# What writes one's own, whoever else has the same, and reads what is everybody's.
OWN: Mapping[str, str] = {
    "add": "adds to one's own takeaway",
    "rate": "sets one's own stars",
    "edit": "opens one's own takeaway, empty where there is none",
    "later": "is one's own list",
    "watched": "is one's own list",
    "mine": "lists one's own",
    "profile": "is written in a form of one's own, and read by everybody",
    "nudge": "is about one's own letters",
    "forget-me": "deletes one's own",
    "event": "is everybody's",
    "help": "reads nothing",
    "top": "reads what is everybody's",
    "show": "reads what is everybody's",
    "read": "reads what is everybody's",
    "search": "reads what is everybody's",
    "share": "reads what is everybody's",
    "stats": "reads what is everybody's",
    "export": "leaves out what others mean to watch",
}


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with logged(database_url) as started:
        yield started


@pytest.fixture
def kept(bot: Bot) -> Kept:
    for _ in range(4):
        typed(bot, "rate COP343 4")
        typed(bot, "rate COP343 3")
    typed(bot, "digest on 09:00")
    draft = typed(bot, f"add 9 NET402 {SECRET}").buttons[-1].value.removeprefix("draft ")
    tried = bot.store.drafts.keep(ANN, f"★★★★ NET402 | {SECRET}")
    undo = next(b.value for b in typed(bot, "rate COP343 5").buttons if "undo " in b.value)
    bot.store.watching.queue(ANN, number(bot, "COP343"))
    return Kept(int(undo.removeprefix("undo ")), draft, tried, number(bot, "COP343"))


def of_ann(bot: Bot) -> dict[str, list[str]]:
    """Every row that names Ann, by table: her own, and what she set up."""
    return {
        name: [row for row in rows if ANN.user_id in row]
        for name, rows in rows_of(bot, TEAM).items()
    }


def seen_by(person: Person) -> str:
    """All that a person sees."""
    shown = [each.text + each.shown for name in ("general", None) for each in person.reads(name)]
    modals = [view.payload for view in person.workspace.modals.get(person.id, [])]
    return json.dumps([shown, modals, person.home.blocks], ensure_ascii=False)


def test_every_route_is_thought_of() -> None:
    assert set(REFUSED) | set(OWN) == set(SUBCOMMANDS)
    assert not set(REFUSED) & set(OWN)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_somebody_elses_is_refused_and_logged(
    bot: Bot, kept: Kept, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    ben = bot.slack.member("ben")
    on = ben.types("/session", channel="general").message
    bot.workers.finish()
    before = of_ann(bot)
    for text in REFUSED[name]:
        caplog.clear()
        tap(bot, on, text.format(**vars(kept)))
        assert outcomes(caplog)[-1] == (name, "refused"), text
        assert of_ann(bot) == before, text
    assert SECRET not in seen_by(ben)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "add COP343 1 bens own",
        "rate COP343 1",
        "rate COP343 none",
        "undo",
        "edit COP343",
        "later COP343",
        "watched COP343 2",
        "mine",
        "later",
        "export json",
        "forget-me yes",
    ],
)
def test_the_same_session_is_each_persons_own(bot: Bot, kept: Kept, text: str) -> None:
    before = of_ann(bot)
    ben = bot.slack.member("ben")
    ben.types(f"/session {text}", channel="general")
    if ben.form is not None:
        assert not ben.form.fields["impressions"]
        ben.form.submit(impressions="bens own")
    bot.workers.finish()
    assert kept.session
    assert of_ann(bot) == before
    assert SECRET not in seen_by(ben)


FORGED: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    "takeaway": (
        ("add NET402", {"user": ANN.user_id, "draft": "{draft}", "left": ["impressions"]}),
        ("edit COP343", {"user": ANN.user_id, "user_id": ANN.user_id}),
    ),
    "profile": (("profile", {"user": ANN.user_id, "user_id": ANN.user_id}),),
    "event": (("event new", {"user": ANN.user_id}),),
    "search": (("search", {"user": ANN.user_id}),),
    "import": (("import", {"user": ANN.user_id}),),
}
TYPED: Mapping[str, Mapping[str, Any]] = {
    "takeaway": {"impressions": "bens own", "stars": "1"},
    "profile": {"role": "bens own"},
    "event": {"name": "Bens own", "key": "bens-own", "timezone": "UTC"},
    "search": {"words": "only ann"},
    "import": {},
}


def test_every_form_is_thought_of() -> None:
    assert set(FORGED) == set(TYPED) == set(FORMS)


@pytest.mark.parametrize(
    ("name", "opened", "carried"),
    [(name, *each) for name, forged in FORGED.items() for each in forged],
)
def test_a_form_saves_what_is_the_senders(
    bot: Bot, kept: Kept, name: str, opened: str, carried: Mapping[str, Any]
) -> None:
    ben = bot.slack.member("ben")
    outcome = ben.types(f"/session {opened.partition(' NET402')[0]}", channel="general")
    form = outcome.form
    own = json.loads(form.view.payload.get("private_metadata") or "{}")
    forged = json.dumps(own | dict(carried)).replace("{draft}", kept.draft)
    form.view.payload["private_metadata"] = forged
    form.fill(**TYPED[name])
    if opened == "add NET402":
        form.choose("session", form.search("session", "NET402")[-1])
    if name == "import":
        file = bot.slack.member("ann").client.hand_over(
            "report.md", b"\xe2\x98\x85\xe2\x98\x85 NET402"
        )
        form.fill(file=[file.as_slack(bot.slack.base_url)])
    before = of_ann(bot)
    form.submit()
    bot.workers.finish()
    assert of_ann(bot) == before
    assert SECRET not in seen_by(ben)

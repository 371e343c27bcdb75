"""`import`: a file handed over in a form comes into the log."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from slack_sdk import WebClient

from bot import files
from bot.call import UserError
from bot.downloading import download
from bot.formats.bounds import LETTERS, LIST, MOST
from bot.playground import Form, Outcome
from storage import Filter, Store
from storage.records import Event
from tests.bots import Bot, running
from tests.logged import ANN, BEN, TEAM, logged

pytestmark = pytest.mark.engines("sqlite")
BOTH = pytest.mark.engines("sqlite", "postgresql")

ARTICLE = """# What I saw

## About me

- role: SRE

## Chalk Talk [not recorded]

### ★★★★★ OPN310 | Paging without pain (recommended)

It was good.

## Community Activity

### ★★★ dinner on the terrace
"""


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


def opened(bot: Bot, who: str = "ann", text: str = "") -> Form:
    return bot.slack.member(who).types(f"/session import {text}".strip(), "general").form


def brought(
    bot: Bot, content: str | bytes, who: str = "ann", name: str = "report.md", **fields: Any
) -> Outcome:
    """Hand a file over in the form and wait for the report."""
    return submitted(bot, opened(bot, who), content, name, **fields)


def submitted(
    bot: Bot, form: Form, content: str | bytes, name: str = "report.md", **fields: Any
) -> Outcome:
    data = content.encode() if isinstance(content, str) else content
    file = form.person.client.hand_over(name, data).as_slack(bot.slack.base_url)
    outcome = form.submit(file=[file], **fields)
    bot.workers.finish()
    return outcome


def mine(store: Store, who: Any = ANN) -> list[tuple[str | None, int | None]]:
    found = store.takeaways.mine(who).items
    return sorted((each.session.code or each.session.title, each.takeaway.stars) for each in found)


def test_the_first_real_event_offers_to_take_over_what_general_holds(bot: Bot) -> None:
    bot.slack.member("ben").types("/session add OPN301 | Logged before 4")
    log = json.dumps(
        {
            "format": "session-takeaways/1",
            "events": [{"key": "camp", "sessions": [{"code": "OPN310", "title": "Paging"}]}],
        }
    )
    outcome = brought(bot, log, name="log.json")
    outcome.button("Take over what General holds").click()
    [event] = bot.store.transfer.export(TEAM, "camp").events
    assert {each.details.code for each in event.sessions} == {"OPN301", "OPN310"}
    assert "event take" not in str(brought(bot, log, name="log.json").message.blocks)


@BOTH
def test_an_article_is_its_bringers_and_the_report_says_what_came(bot: Bot) -> None:
    outcome = brought(bot, ARTICLE, "ben")
    assert outcome.messages[0].shown == "Reading report.md …"
    assert outcome.text.splitlines() == [
        "Imported report.md into general. Its entries are yours.",
        "Session types: 0 new, 0 changed, 2 unchanged",
        "Sessions: 2 new, 0 changed, 0 unchanged",
        "Takeaways: 2 new, 0 changed, 0 unchanged",
        "Profiles: 1 new, 0 changed, 0 unchanged",
        "1 line outside of entries was left out.",
    ]
    assert mine(bot.store, BEN) == [("OPN310", 5), ("dinner on the terrace", 3)]
    profile = bot.store.people.profile(BEN)
    assert profile is not None
    assert profile.role == "SRE"
    assert "OPN310" in outcome.button("Top sessions").click().shown


def test_the_same_file_again_changes_nothing(bot: Bot) -> None:
    brought(bot, ARTICLE)
    assert "Takeaways: 0 new, 0 changed, 2 unchanged" in brought(bot, ARTICLE).shown


def test_the_report_is_in_the_readers_language(bot: Bot) -> None:
    shown = brought(bot, ARTICLE, "haru").shown
    assert "2" in shown
    assert "Takeaways:" not in shown


@BOTH
def test_a_dry_run_saves_nothing_until_its_button_is_tapped(bot: Bot) -> None:
    form = opened(bot)
    [new] = form.search("event", "ReInvent 2023")
    tried = submitted(bot, form, ARTICLE, event=new, dry_run=["yes"])
    assert tried.shown.startswith("Would import report.md into reinvent-2023.")
    assert "Sessions: 2 new, 0 changed, 0 unchanged" in tried.shown
    assert tried.text.endswith("Nothing was saved: this was a dry run.")
    assert mine(bot.store) == []
    assert [each.event.key for each in bot.store.events.all(TEAM)] == []
    done = tried.button("Import it").click()
    bot.workers.finish()
    assert done.shown.startswith("Imported report.md into reinvent-2023.")
    assert mine(bot.store) == [("OPN310", 5), ("dinner on the terrace", 3)]


def test_what_was_only_tried_is_kept_for_a_day_and_for_its_bringer(bot: Bot) -> None:
    tried = brought(bot, ARTICLE, dry_run=["yes"]).button("Import it")
    stolen = bot.slack.member("ben").types(f"/session {tried.value}", "general")
    bot.workers.finish()
    assert "The file is no longer kept. Choose it again." in stolen.shown
    bot.clock.forward(hours=25)
    late = tried.click()
    bot.workers.finish()
    assert "The file is no longer kept." in late.shown
    assert late.button("Choose another file").click().form.callback_id == "import"
    assert mine(bot.store) == []


@BOTH
def test_a_file_brings_only_the_callers_own_but_an_admins_brings_everyones(
    database_url: str,
) -> None:
    with logged(database_url) as bot:
        bot.store.watching.queue(BEN, 1)
        log = files.written(bot.store.transfer.export(TEAM), "json", "en")
        bot.store.forgetting.forget_workspace(TEAM)
        outcome = brought(bot, log, "ann", "log.json")
        assert "Sessions: 3 new" in outcome.shown
        assert "Takeaways: 2 new, 0 changed, 0 unchanged" in outcome.shown
        assert "Profiles: 1 new" in outcome.shown
        assert "3 takeaways, profiles and watch list lines of others were left out." in (
            outcome.shown
        )
        assert mine(bot.store, BEN) == []
        assert bot.store.watching.list(BEN) == ()
        whole = brought(bot, log, "ada", "log.json")
        assert "Takeaways: 2 new, 0 changed, 2 unchanged" in whole.shown
        assert "left out" not in whole.shown
        assert len(mine(bot.store, BEN)) == 2
        assert len(bot.store.watching.list(BEN)) == 1
        assert files.written(bot.store.transfer.export(TEAM), "json", "en") == log


@pytest.mark.parametrize("name", ["旅の 報告.md", "100% of it?.md", "a#b.md"])
def test_a_file_may_have_any_name(bot: Bot, name: str) -> None:
    assert f"Imported {name} into general." in brought(bot, ARTICLE, name=name).shown


def test_lines_that_can_not_be_read_are_named_by_their_numbers(bot: Bot) -> None:
    log = json.loads(files.written(bot.store.transfer.export(TEAM), "json", "en"))
    log["events"] = [
        {
            "key": "summit",
            "sessions": [{"code": "SUM100", "title": "Opening"}, {"level": 300}],
        }
    ]
    shown = brought(bot, json.dumps(log, indent=1), name="log.json").shown
    assert "Line 11: A session without a code and a title." in shown
    assert "Sessions: 1 new" in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"just words\n", "Line 1: The file holds no session."),
        (b'{"format": "session-takeaways/1", "events": [', "This is no valid JSON."),
        (b"\xff\xfa\x00words", "This is no text in UTF-8 or UTF-16."),
    ],
)
def test_a_file_that_is_not_understood_changes_nothing_and_says_why(
    bot: Bot, content: bytes, said: str
) -> None:
    outcome = brought(bot, content)
    assert "report.md was not imported, and nothing was changed." in outcome.shown
    assert said in outcome.shown
    assert outcome.button("Choose another file").value == "import"
    assert bot.store.sessions.top(ANN, Filter(event="all")).items == ()


def test_the_form_wants_a_file_of_at_most_ten_megabytes(bot: Bot) -> None:
    form = opened(bot)
    form.submit()
    assert "file" in form.errors
    file = form.person.client.hand_over("big.json", b"{}").as_slack(bot.slack.base_url)
    form.submit(file=[file | {"size": 10 * 1024 * 1024 + 1}])
    assert form.errors["file"].startswith("The file is larger than 10 MB.")


def test_a_page_in_the_place_of_the_file_is_not_the_file(bot: Bot) -> None:
    form = opened(bot)
    bot.slack.workspace.granted_scopes = bot.slack.workspace.granted_scopes - {"files:read"}
    outcome = submitted(bot, form, ARTICLE)
    assert "Slack gave a page instead of the file." in outcome.shown
    assert mine(bot.store) == []


def test_a_file_that_is_not_whole_is_not_read(bot: Bot) -> None:
    form = opened(bot)
    file = form.person.client.hand_over("report.md", ARTICLE.encode())
    outcome = form.submit(file=[file.as_slack(bot.slack.base_url) | {"size": 9}])
    bot.workers.finish()
    assert "The file did not come whole." in outcome.shown
    assert mine(bot.store) == []


@pytest.mark.parametrize(
    "address", ["https://example.com/x", "http://files.slack.com/x", "https://evilslack.com/x", ""]
)
def test_the_token_goes_to_slack_alone(bot: Bot, address: str) -> None:
    form = opened(bot)
    file = form.person.client.hand_over("report.md", ARTICLE.encode())
    outcome = form.submit(file=[file.as_slack(bot.slack.base_url) | {"url_private": address}])
    bot.workers.finish()
    assert "Slack did not hand the file over." in outcome.shown


def test_a_redirect_takes_the_token_nowhere() -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/stolen")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        Thread(target=server.handle_request).start()
        here = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(UserError, match="gave a page"):
            download(f"{here}/file", 3, WebClient("xoxb-1", base_url=f"{here}/api/"))
    assert asked == ["/file"]


def test_events_are_offered_and_a_new_one(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "The Summit"))
    form = opened(bot)
    assert [each["value"] for each in form.search("event", "")] == ["summit"]
    assert [each["value"] for each in form.search("event", "summi")] == ["new:summi", "summit"]
    assert [each["value"] for each in form.search("event", "SUMMIT")] == ["summit"]
    [new] = form.search("event", "No key!")
    file = form.person.client.hand_over("report.md", ARTICLE.encode())
    form.submit(file=[file.as_slack(bot.slack.base_url)], event=new)
    assert "event" in form.errors


def test_an_event_that_is_named_stands_in_the_form(bot: Bot) -> None:
    bot.store.events.create(ANN, Event("summit", "The Summit"))
    assert opened(bot, text="event:summit").fields["event"] == "summit"
    wrong = bot.slack.member("ann").types("/session import report.md", "general")
    assert wrong.button("Choose a file").value == "import"


def test_from_home_and_from_the_dm_the_report_comes_there(bot: Bot) -> None:
    ann = bot.slack.member("ann")
    ann.types("import")
    bot.workers.finish()
    form = ann.reads()[-1].button("Open the form").click().form
    submitted(bot, form, ARTICLE)
    assert ann.reads()[-1].shown.startswith("Imported report.md into general.")


def camp(**holding: Any) -> dict[str, Any]:
    """Make a file of one event."""
    held = {"key": "camp", "sessions": [{"title": "Paging"}], **holding}
    return {"format": "session-takeaways/1", "events": [held]}


FACTS = {"user": "U0LOCAL", "facts": ["x"] * (LIST + 1)}
TOO_MUCH = [
    camp(sessions=[{"title": f"Talk {at}"} for at in range(MOST["sessions"] + 1)]),
    camp(sessions=[{"title": "Paging", "takeaways": [FACTS]}]),
    camp(types=[{"name": f"Kind {at}"} for at in range(MOST["types"] + 1)]),
    camp() | {"profiles": [{"user": f"U{at}"} for at in range(MOST["profiles"] + 1)]},
    camp() | {"watching": [{}] * (MOST["watching"] + 1)},
    camp() | {"events": [{"key": f"e{at}"} for at in range(MOST["events"] + 1)]},
    "".join(f"### ★★★ NET{at} | Talk\n\n" for at in range(1000, 2001 + MOST["sessions"])),
    "### ★★★ NET402 | Talk\n\n" + "- one more\n" * (LIST + 1),
    "x" * (LETTERS + 1),
]


@pytest.mark.parametrize("file", TOO_MUCH)
def test_a_file_that_would_keep_others_waiting_is_the_command_lines(
    bot: Bot, file: dict[str, Any] | str
) -> None:
    content = file if isinstance(file, str) else json.dumps(file)
    shown = brought(bot, content, "haru").shown
    assert "python -m bot import" in shown
    assert "取り込" in shown
    assert bot.store.events.all(TEAM) == ()
    assert not bot.store.people.profile(ANN)


def test_a_file_of_just_as_much_comes_in(bot: Bot) -> None:
    facts = [{"user": "U0LOCAL", "facts": [f"x {at}" for at in range(LIST)]}]
    sessions = [{"title": f"Talk {at}", "takeaways": facts} for at in range(3)]
    sessions += [{"title": f"Talk {at}"} for at in range(3, MOST["sessions"])]
    profiles = [{"user": f"U{at}", "role": "SRE"} for at in range(MOST["profiles"])]
    outcome = brought(bot, json.dumps(camp(sessions=sessions) | {"profiles": profiles}), "ada")
    assert f"Sessions: {MOST['sessions']} new" in outcome.shown
    assert f"Profiles: {MOST['profiles']} new" in outcome.shown


def test_where_slack_refuses_the_form_for_want_of_a_scope_it_is_said(bot: Bot) -> None:
    bot.slack.fail_next("views.open", "error", error="missing_scope")
    said = bot.slack.member("ann").types("/session import", "general")
    assert "the bot lacks a permission for it" in said.shown


@pytest.mark.parametrize("dry_run", [[], ["yes"]])
def test_a_report_of_the_longest_texts_is_one_that_slack_takes(
    bot: Bot, dry_run: list[str]
) -> None:
    long = "題🎉" * 90
    events = [
        {"key": f"{at}-" + "k" * 37, "name": long, "sessions": [{"title": long}, {"level": 1}]}
        for at in range(50)
    ]
    log = json.dumps({"format": "session-takeaways/1", "events": events})
    outcome = brought(bot, log, "haru", name=long + ".json", dry_run=dry_run)
    assert len(outcome.buttons) == 1
    assert len(outcome.shown.splitlines()) > 20
    if dry_run:
        outcome.button(outcome.buttons[0].label).click()
        bot.workers.finish()
        assert len(bot.store.events.all(TEAM)) == 50
    opened(bot).search("event", "")

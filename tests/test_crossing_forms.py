"""No form, option, shortcut or event carries anything from one company to another."""

import copy
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

from bot.listeners import FORMS
from bot.playground import Form
from bot.playground.delivery import Envelope
from bot.playground.state import Json
from bot.web.endpoint import EVENTS, SlackEndpoint
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


@pytest.fixture
def bot(database_url: str) -> Iterator[Companies]:
    with companies(database_url) as started:
        started.expect_refusals("user_not_found", "file_not_found")
        yield started


@pytest.fixture
def ids(bot: Companies) -> Ids:
    return furnished(bot)


def option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": "Forged"}, "value": value}


@dataclass(frozen=True)
class Forgery:
    """A form of the second company with something of the first's in it.

    `opened` is what opens it, `carried` what its private_metadata then says besides, `typed` what
    its fields hold; `{…}` is one of Ids.
    """

    opened: str
    carried: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    is_refused: bool = True

    def opened_by(self, bot: Companies, ids: Ids) -> Form:
        """Open the form and forge it."""
        ann = bot.of_second("ann")
        form = ann.types(f"/session {self.opened}", channel="conference").form
        bot.workers.finish()  # So that what opened it is logged before what comes of it.
        own = json.loads(form.view.payload.get("private_metadata") or "{}")
        forged = own | _filled(dict(self.carried), ids)
        form.view.payload["private_metadata"] = json.dumps(forged)
        return form.fill(**_filled(dict(self.typed), ids))


def _filled(value: Any, ids: Ids) -> Any:
    """Put the ids in, wherever they are meant; a whole `{number}` is a number."""
    match value:
        case "{number}":
            return ids.number
        case str():
            return value.format(**asdict(ids))
        case dict():
            return {key: _filled(each, ids) for key, each in value.items()}
        case list():
            return [_filled(each, ids) for each in value]
        case _:
            return value


NEW = option("new:NET402")
FORGED: Mapping[str, tuple[Forgery, ...]] = {
    "takeaway": (
        Forgery("add", typed={"session": option("{number:d}")}),
        Forgery("add", typed={"session": option("{draft}")}),
        Forgery("add", typed={"session": option("new:…{draft}")}),
        Forgery("add", {"event": "{event}"}, {"session": NEW, "stars": "1"}),
        Forgery("add", {"session": "{number}", "opened": {}}, {"session": NEW}),
        Forgery("edit #1", {"session": "{number}"}, {"impressions": "bravo"}),
        Forgery("edit #1", {"event": "{event}"}, {"impressions": "bravo"}, is_refused=False),
        Forgery("add", {"draft": "{draft}", "left": ["impressions"]}, {"session": NEW}),
    ),
    "event": (
        Forgery(
            "event new",
            typed={"name": "Ours", "key": "{event}", "timezone": "UTC"},
            is_refused=False,
        ),
    ),
    "profile": (
        Forgery("profile", {"user": "{user}"}, {"role": "Bravo engineer"}, is_refused=False),
    ),
    "search": (
        Forgery("search", typed={"words": "event:{event} talk"}),
        Forgery("search", typed={"words": "fact"}, is_refused=False),
    ),
    "import": (
        Forgery("import"),
        Forgery("import", typed={"event": option("{event}")}),
        Forgery("import", typed={"event": option("new:{event}")}),
    ),
}


# Each listener of the app, and where it is tried.
TRIED = {
    "Listeners.command": "test_crossing: slash",
    "Listeners.button": "test_crossing: button, at_home",
    "Listeners.direct_message": "test_crossing: message",
    "Listeners.submission": "a forged form",
    "Listeners.suggestions": "options",
    "Listeners.other_action": "choosing a session",
    "Listeners.log_session": "shortcuts",
    "Listeners.save_as_takeaway": "shortcuts",
    "Listeners.home": "shortcuts",
    "Listeners.closed": "reads nothing",
    "Uninstalling.uninstalled": "test_crossing_work: who takes the app out",
    "Uninstalling.revoked": "test_crossing_work: who takes the app out",
}


def test_every_form_is_tried() -> None:
    assert set(FORGED) == set(FORMS)


@pytest.mark.engines("sqlite")
def test_every_listener_is_tried(bot: Companies) -> None:
    endpoint = bot.web.routes[EVENTS]
    assert isinstance(endpoint, SlackEndpoint)
    listeners = endpoint.app._listeners
    assert {each.ack_function.__qualname__ for each in listeners} == set(TRIED)


@pytest.mark.parametrize(
    ("name", "forgery"), [(name, each) for name, forged in FORGED.items() for each in forged]
)
def test_a_forged_form_finds_nothing_of_another_company(
    bot: Companies, ids: Ids, name: str, forgery: Forgery, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    form = forgery.opened_by(bot, ids)
    if name == "import":
        form.fill(file=[theirs(bot)])
    first, second = rows_of(bot, FIRST), kept_of(bot, SECOND)
    seen = shown_in(bot, FIRST)
    form.submit()
    bot.workers.finish()
    assert rows_of(bot, FIRST) == first
    assert shown_in(bot, FIRST) == seen
    assert MARK not in shown_in(bot, SECOND)
    assert MARK not in caplog.text
    if forgery.is_refused:
        assert outcomes(caplog)[-1] == (name, "refused")
        assert kept_of(bot, SECOND) == second
    else:
        assert outcomes(caplog)[-1] == (name, "ok")


def theirs(bot: Companies) -> Json:
    """A file of the first company, as its own people's payloads describe it."""
    article = f"★★★★ NET402 | Article {MARK}".encode()
    file = bot.of_first("ann").client.hand_over("report.md", article)
    return file.as_slack(bot.slack.base_url)


# Options, and what choosing one changes


def suggested(bot: Companies, form: Form, typed: str, **changed: Any) -> list[str]:
    """The options of the session's field, with the payload forged."""
    form.search("session", typed)
    payload = bot.slack.sent[-1].payload
    said = sent(bot, payload | changed)
    return [each["text"]["text"] for each in said["options"]]


def sent(bot: Companies, payload: Json) -> Json:
    """Send a forged interaction, as Slack would sign it; gives what the bot acknowledges."""
    answer = bot.slack.send(Envelope("interactive", payload))
    bot.workers.finish()
    assert answer.accepted
    return answer.content() or {}


def test_options_are_of_the_own_company(bot: Companies, ids: Ids) -> None:
    form = bot.of_second("ann").types("/session add", channel="conference").form
    assert not [each for each in suggested(bot, form, "Talk") if MARK in each]
    assert suggested(bot, form, "NET402") == ["New: NET402", "NET402 Bravo overloads"]
    view = bot.slack.sent[-1].payload["view"]
    forged = view | {"private_metadata": json.dumps({"event": ids.event})}
    assert suggested(bot, form, "Talk", view=forged) == ["New: Talk"]
    of_import = bot.of_second("ann").types("/session import", channel="conference").form
    assert [each["value"] for each in of_import.search("event", "")] == ["general"]


def test_choosing_a_session_of_another_company_shows_nothing_of_it(
    bot: Companies, ids: Ids
) -> None:
    bot.expect_refusals("user_not_found", "not_found", "hash_conflict")
    theirs_open = bot.of_first("ann").types("/session edit NET402", channel="general").form
    seen = shown_in(bot, FIRST)
    form = bot.of_second("ann").types("/session add", channel="conference").form
    form.choose("session", option(str(ids.number)))
    form.choose("session", option("new:Something"))
    payload = bot.slack.sent[-1].payload
    # The same view's id, should they ever be alike: it is looked up with the own token.
    sent(bot, payload | {"view": payload["view"] | {"id": theirs_open.view.id}})
    bot.workers.finish()
    assert MARK not in shown_in(bot, SECOND)
    assert shown_in(bot, FIRST) == seen


# Shortcuts, Home, messages


def test_shortcuts_and_home_are_of_the_own_company(
    bot: Companies, ids: Ids, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    first = rows_of(bot, FIRST)
    theirs_said = bot.of_first("ben").says(f"NET402 5 {MARK}", channel="general")
    ann = bot.of_second("ann")
    ann.opens_home()
    ann.uses_shortcut("log_session").form.close()
    said = ann.says("NET402 5 Bravo", channel="conference")
    ann.uses_message_shortcut("save_as_takeaway", said).form.close()
    payload = bot.slack.sent[-1].payload
    # The shortcut on a message that stands in the first company only.
    place = {"channel": {"id": "C0GENERAL", "name": "general"}, "message_ts": theirs_said.ts}
    trigger = bot.second.new_trigger(ann.id).id
    bot.expect_refusals("message_not_found")
    sent(bot, payload | place | {"trigger_id": trigger})
    bot.workers.finish()
    assert ids.event
    assert MARK not in shown_in(bot, SECOND)
    assert rows_of(bot, FIRST) == first


def test_a_message_reaches_the_company_that_it_was_written_in(bot: Companies, ids: Ids) -> None:
    first, seen = rows_of(bot, FIRST), shown_in(bot, FIRST)
    bot.of_second("ann").types(f"later #{ids.number}")
    bot.of_second("ann").types("mine")
    bot.workers.finish()
    texts = [each.text for each in bot.of_second("ann").reads()]
    assert any("Bravo overloads" in each for each in texts)
    assert MARK not in shown_in(bot, SECOND)
    assert (rows_of(bot, FIRST), shown_in(bot, FIRST)) == (first, seen)


# Who claims to be elsewhere


@pytest.mark.parametrize(
    "changed",
    [
        {"user": {"id": "U0LOCAL", "team_id": FIRST}},
        {"view": {"app_installed_team_id": FIRST}},
        {"team": None, "user": {"id": "U0LOCAL", "team_id": FIRST}},
    ],
    ids=["a person of the first", "the first's installation", "nobody's team"],
)
def test_who_is_of_another_company_is_refused_and_logged(
    bot: Companies, ids: Ids, changed: Json, caplog: pytest.LogCaptureFixture
) -> None:
    """As in a channel that two companies share, or with a payload that contradicts itself."""
    caplog.set_level(logging.INFO, "bot")
    form = bot.of_second("ann").types("/session add", channel="conference").form
    form.submit(session=option("new:NET402"), stars="1")
    bot.workers.finish()
    payload = copy.deepcopy(bot.slack.sent[-1].payload)
    first, second = rows_of(bot, FIRST), rows_of(bot, SECOND)
    caplog.clear()
    for key, value in changed.items():
        payload[key] = payload[key] | value if value and payload[key] else value
    said = sent(bot, payload)
    assert said["response_action"] == "errors"
    assert "workspace only" in str(said["errors"])
    assert (rows_of(bot, FIRST), rows_of(bot, SECOND)) == (first, second)
    assert [outcome for _, outcome in outcomes(caplog)] == ["refused"]
    assert ids.event


@pytest.mark.parametrize(
    "changed",
    [
        {"user": {"id": "U0LOCAL", "team_id": SECOND}},
        {"user": {"id": "U0LOCAL", "team_id": SECOND}, "team": {"id": SECOND, "domain": "other"}},
    ],
    ids=["in the first's channel", "in the same channel as the second sees it"],
)
def test_a_tap_on_another_companys_digest_is_refused_and_logged(
    bot: Companies, ids: Ids, changed: Json, caplog: pytest.LogCaptureFixture
) -> None:
    """A channel that both share: whoever is of the second sees the first's digest in it."""
    caplog.set_level(logging.INFO, "bot")
    posted = [each for each in bot.of_first("ann").reads("conference") if not each.is_private]
    posted[0].button("Details").click()
    bot.workers.finish()
    payload = copy.deepcopy(bot.slack.sent[-1].payload)
    assert payload["message"]["team"] == FIRST
    # With it the refusal would come to whoever taps: here, to the first's Ann.
    del payload["response_url"]
    for value in ("rate #1 1", "delete #1 yes", "show #1", "later #1"):
        payload["actions"][0]["value"] = value
        first, second = rows_of(bot, FIRST), rows_of(bot, SECOND)
        caplog.clear()
        sent(bot, payload | changed)
        assert (rows_of(bot, FIRST), rows_of(bot, SECOND)) == (first, second)
        assert [outcome for _, outcome in outcomes(caplog)] == ["refused"]
    assert MARK not in shown_in(bot, SECOND)
    assert ids.event

"""What comes back in a payload: someone else's, another workspace's, stale, or sent twice."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground import Outcome
from bot.playground.delivery import Envelope
from storage import Entry, Who
from tests.bots import Bot
from tests.logged import TEAM, logged, number, typed
from tests.refusing import log_of, refusal_of, tap

pytestmark = pytest.mark.engines("sqlite")

ELSEWHERE = "T0OTHER"
STRANGER = Who(ELSEWHERE, "U0STRANGER")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    """Another workspace in the same database has sessions with numbers that this one lacks."""
    with logged(database_url) as started:
        entries = [Entry(code=f"ZZZ{at}", title=f"Secret {at}", stars=5) for at in range(100, 120)]
        started.store.takeaways.add(STRANGER, entries)
        yield started


def refused(said: Outcome) -> None:
    assert refusal_of(said.message) == ""
    assert "Secret" not in said.shown


def again(bot: Bot, change: Any = None) -> Any:
    """Send the last payload once more, changed or not; gives the acknowledgement."""
    envelope = bot.slack.sent[-1]
    payload = copy.deepcopy(envelope.payload)
    if change is not None:
        change(payload)
    answer = bot.slack.send(Envelope(envelope.kind, payload))
    bot.workers.finish()
    assert answer.accepted
    return answer.content()


def test_a_button_changes_only_what_is_the_callers(bot: Bot) -> None:
    """Ben sends what stands on Ann's buttons."""
    net = number(bot, "NET402")
    ann = typed(bot, "rate NET402 4")
    change = next(b.value for b in ann.buttons if b.value.startswith("undo ")).removeprefix("undo ")
    kept = typed(bot, "add NET402 9").buttons[-1].value
    before = log_of(bot)
    on = typed(bot, "top", "ben").message
    for value in (
        f"undo {int(change) + 40}",
        f"move {int(change) + 40} #{net}",
        f"instead {int(change) + 40} NET402 ★",
        f"delete #{number(bot, 'COP343')} yes",
        f"delete #{net} yes by:<@U0LOCAL>",
        kept,
    ):
        refused(tap(bot, on, value))
    assert log_of(bot) == before


def test_a_change_of_someone_else_is_not_undone(bot: Bot) -> None:
    """The numbers of changes are each person's own, so the same number is another change."""
    undo = next(b for b in typed(bot, "rate NET402 1").buttons if b.value.startswith("undo "))
    of_ann = [each for each in _takeaways(bot) if each["user"] == "U0LOCAL"]
    for _ in range(5):
        tap(bot, typed(bot, "top", "ben").message, undo.value)
    assert [each for each in _takeaways(bot) if each["user"] == "U0LOCAL"] == of_ann


def _takeaways(bot: Bot) -> list[dict[str, Any]]:
    events = log_of(bot)["events"]
    return [t for event in events for s in event["sessions"] for t in s["takeaways"]]


def test_a_button_of_another_workspace_leads_nowhere(bot: Bot) -> None:
    here, there = log_of(bot), log_of(bot, ELSEWHERE)
    on = typed(bot, "top").message
    for value in (
        *["show #15", "rate #15 1", "rate #15", "edit #15", "delete #15 yes", "later #15"],
        *["watched #15 3", "share #15", "read #15 by:<@U0STRANGER>", "move 1 #15", "show ZZZ110"],
    ):
        refused(tap(bot, on, value))
    assert (log_of(bot), log_of(bot, ELSEWHERE)) == (here, there)


@pytest.mark.parametrize(
    "value", ["15", "-1", "0", "9" * 30, "x", "1 OR 1=1", "new:", "new:…abcdefghijkl"]
)
def test_an_option_that_was_never_offered_is_refused_in_the_form(bot: Bot, value: str) -> None:
    here, there = log_of(bot), log_of(bot, ELSEWHERE)
    form = typed(bot, "add").form
    forged = {"text": {"type": "plain_text", "text": "Secret"}, "value": value}
    form.submit(session=forged, stars="1", impressions="What I typed")
    assert form.is_open
    assert set(form.errors) == {"session"}
    assert form.fields["impressions"] == "What I typed"
    assert (log_of(bot), log_of(bot, ELSEWHERE)) == (here, there)


@pytest.mark.parametrize(
    "stated",
    [
        {"session": 15},
        {"session": -1},
        {"session": "1"},
        {"session": [1]},
        {"session": 2**70},
        {"draft": "x", "left": ["impressions"]},
        {"left": "impressions"},
        {"event": "nowhere"},
        {"event": 7},
        {"event": ["nowhere"]},
        {"opened": "x"},
        {"opened": {"impressions": 3}},
    ],
)
def test_what_a_form_carries_is_looked_up(bot: Bot, stated: dict[str, Any]) -> None:
    """The metadata of Ann's form is forged: what it names is not there for her."""
    form = typed(bot, "edit COP343").form
    own = json.loads(form.view.payload["private_metadata"])
    form.view.payload["private_metadata"] = json.dumps(own | stated)
    here, there = log_of(bot), log_of(bot, ELSEWHERE)
    form.submit(impressions="What I typed")
    bot.workers.finish()
    assert log_of(bot, ELSEWHERE) == there
    if form.is_open:
        assert all("went wrong" not in each for each in form.errors.values())
        assert log_of(bot) == here


@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '"x"', "{}", '{"session": null}'])
def test_broken_metadata_is_a_sentence(bot: Bot, metadata: str) -> None:
    form = typed(bot, "edit COP343").form
    form.view.payload["private_metadata"] = metadata
    form.submit(impressions="What I typed")
    bot.workers.finish()
    assert all("went wrong" not in each for each in form.errors.values())


def test_a_click_from_another_workspace_is_refused(bot: Bot) -> None:
    typed(bot, "top").button("show #1").click()
    bot.workers.finish()
    before = log_of(bot)

    def forge(payload: dict[str, Any]) -> None:
        payload["user"]["team_id"] = ELSEWHERE
        payload["actions"][0]["value"] = "rate #1 1"

    again(bot, forge)
    assert log_of(bot) == before
    assert "workspace only" in bot.slack.member("ann").reads("general")[-1].text


def test_a_form_that_is_sent_twice_saves_once(bot: Bot) -> None:
    form = typed(bot, "add").form
    form.choose("session", form.search("session", "NEW404 Twice")[0])
    form.submit(stars="4", impressions="Once", facts="• one", questions="Q: a?\nA: b")
    bot.workers.finish()
    before = log_of(bot)
    again(bot)
    assert log_of(bot) == before
    typed(bot, "undo")
    assert "not logged" in typed(bot, "show NEW404").shown


def test_an_edit_that_is_sent_twice_saves_once(bot: Bot) -> None:
    typed(bot, "edit COP343").form.submit(impressions="Changed", stars="1")
    bot.workers.finish()
    before = log_of(bot)
    again(bot)
    assert log_of(bot) == before


def test_an_event_whose_form_is_sent_twice_is_there_once(bot: Bot) -> None:
    typed(bot, "event new").form.submit(name="Twice", key="twice", timezone="Tokyo")
    bot.workers.finish()
    assert again(bot)["response_action"] == "errors"
    assert [each.event.key for each in bot.store.events.all(TEAM)].count("twice") == 1


def test_a_button_that_is_tapped_twice_changes_once(bot: Bot) -> None:
    said = typed(bot, "add NEW404 4 Twice").message
    seen = said.buttons
    for value in ("rate #1 2", "later #1", "watched #1 3", said.button("Undo").value):
        tap(bot, typed(bot, "top").message, value)
        before = log_of(bot)
        again(bot)
        assert log_of(bot) == before
    assert seen


def test_a_stale_button_says_that_it_is_one(bot: Bot) -> None:
    saved = typed(bot, "add NEW404 4 Soon gone").message
    gone = number(bot, "NEW404")
    undo = next(each.value for each in saved.buttons if each.value.startswith("undo "))
    tap(bot, saved, undo)
    on = typed(bot, "top").message
    before = log_of(bot)
    for value in (
        *[undo, undo.replace("undo", "instead") + " NEW404: 4 Soon gone"],
        *[undo.replace("undo", "move") + " #1"],
        *[f"show #{gone}", f"rate #{gone} 5", f"rate #{gone}", f"edit #{gone}", f"later #{gone}"],
        *[f"delete #{gone} yes", f"watched #{gone}", f"share #{gone}", f"read #{gone}"],
        *["event use gone", "event take gone", "top page:99", "digest off <#C0RANDOM>"],
        *["draft gone", "no-longer-a-command 7"],
    ):
        said = tap(bot, on, value)
        assert refusal_of(said.message) == "", value
    assert log_of(bot) == before


def test_a_form_whose_session_went_says_so_and_keeps_all(bot: Bot) -> None:
    typed(bot, "add NEW404 4 Soon gone")
    form = typed(bot, "edit NEW404").form
    adding = bot.slack.member("ben").types("/session add", "general").form
    number_there = str(number(bot, "NEW404"))
    offered = adding.search("session", "NEW404")
    [chosen] = [option for option in offered if option["value"] == number_there]
    typed(bot, "undo")
    form.submit(impressions="What I typed")
    assert "no longer there" in form.errors["session"]
    adding.submit(session=chosen, impressions="What Ben typed")
    assert adding.is_open
    assert (form.fields["impressions"], adding.fields["impressions"]) == (
        "What I typed",
        "What Ben typed",
    )


def test_a_draft_is_kept_for_a_day_and_for_its_writer(bot: Bot) -> None:
    said = typed(bot, "add 9 NET402 What I typed").message
    bot.clock.forward(hours=23)
    form = said.button("Open it in the form").click().form
    assert "What I typed" in " ".join(str(each) for each in form.fields.values())
    form.close()
    bot.clock.forward(hours=2)
    assert "no longer kept" in said.button("Open it in the form").click().shown

"""What the first company is shown and sends, said once more by the second: all of it."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import chain

import pytest

from bot.playground.delivery import Envelope
from bot.playground.seen import Shown
from tests.companies import (
    FIRST,
    MARK,
    SECOND,
    Companies,
    Ids,
    companies,
    furnished,
    outcomes,
    rows_of,
    shown_in,
)
from tests.refusing import tap
from tests.test_crossing import OWN, REFUSED


@pytest.fixture
def bot(database_url: str) -> Iterator[Companies]:
    with companies(database_url) as started:
        # Triggers, response_urls, views and messages are the first's alone, whoever sends them.
        theirs = ("invalid_trigger_id", "expired_url", "not_found", "message_not_found")
        started.expect_refusals("user_not_found", *theirs)
        yield started


@pytest.fixture
def ids(bot: Companies) -> Ids:
    return furnished(bot)


def typed_by_first(
    bot: Companies, ids: Ids, *tables: Mapping[str, tuple[str, ...]]
) -> Iterator[Shown]:
    """Let the first's Ann type every command, and see what comes."""
    ann = bot.of_first("ann")
    for table in tables:
        for text in chain.from_iterable(table.values()):
            if "yes" in text:
                continue  # What she has is to stay.
            outcome = ann.types(f"/session {text.format(**asdict(ids))}", channel="conference")
            bot.workers.finish()
            yield from outcome.messages
            while ann.form is not None:
                yield ann.form
                ann.form.close()
    yield ann.opens_home()
    yield from ann.reads("conference")
    yield from ann.reads()


def test_no_button_of_another_company_leads_there(
    bot: Companies, ids: Ids, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    buttons = [each for shown in typed_by_first(bot, ids, REFUSED, OWN) for each in shown.buttons]
    values = dict.fromkeys(each.value for each in buttons if each.value)
    assert len(values) > 50
    ann = bot.of_second("ann")
    bot.workers.finish()
    first, seen = rows_of(bot, FIRST), shown_in(bot, FIRST)
    for value in values:
        on = ann.types("/session", channel="conference").message
        caplog.clear()
        tap(bot, on, value)
        assert outcomes(caplog)[-1][1] in ("ok", "refused"), value
        while ann.form is not None:
            assert MARK not in json.dumps(ann.form.view.payload), value
            ann.form.close()
    assert rows_of(bot, FIRST) == first
    assert MARK not in without(shown_in(bot, SECOND), values)
    assert shown_in(bot, FIRST) == seen


def without(shown: str, values: dict[str, None]) -> str:
    """What is shown but for the values themselves, which a refusal repeats."""
    for value in sorted(values, key=len, reverse=True):
        shown = shown.replace(json.dumps(value, ensure_ascii=False)[1:-1], "")
    return shown


def test_no_payload_of_another_company_changes_it(
    bot: Companies, ids: Ids, caplog: pytest.LogCaptureFixture
) -> None:
    """Every payload that Slack sent for the first, with the second's team in place of its own."""
    caplog.set_level(logging.INFO, "bot")
    for shown in typed_by_first(bot, ids, OWN):
        for button in [each for each in shown.buttons if "yes" not in each.value][:1]:
            button.click()
            bot.workers.finish()
    ann = bot.of_first("ann")
    ann.uses_message_shortcut("save_as_takeaway", ann.says("NET402 5", channel="conference"))
    ann.uses_shortcut("log_session").form.close()
    for name in ("add", "edit #1", "profile", "event new", "search"):
        form = ann.types(f"/session {name}", channel="conference").form
        if name == "add":
            form.search("session", "talk")
        form.submit(**({"words": "talk"} if name == "search" else {}))
    bot.workers.finish()
    sent = list(bot.slack.sent)
    assert len({each.what for each in sent}) > 6
    first, seen = rows_of(bot, FIRST), shown_in(bot, FIRST)
    for each in sent:
        caplog.clear()
        claimed = json.loads(json.dumps(each.payload).replace(FIRST, SECOND))
        answer = bot.slack.send(Envelope(each.kind, claimed))
        bot.workers.finish()
        assert answer.accepted, each.what
        # A form can't be opened with a trigger of long ago; nothing else may go wrong.
        assert "Unforeseen" not in caplog.text, each.what
    assert rows_of(bot, FIRST) == first
    assert shown_in(bot, FIRST) == seen

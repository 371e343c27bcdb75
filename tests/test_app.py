"""The doors: each payload of Slack gets its answer, whatever goes wrong."""

import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot import listeners, router
from bot.call import Block, Button, Call, Later, Message, Modal, Reply, UserError
from bot.playground.delivery import Envelope
from bot.views import blocks
from storage import Store, Who
from storage.errors import Unavailable
from tests.bots import Bot, running

SECRET = "what Ann wrote"


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


class Word:
    """A subcommand that does what a test needs."""

    ALIASES: tuple[str, ...] = ()
    SUMMARY = SYNTAX = EXAMPLE = "{command} test"
    HIDDEN = True

    def __init__(self, name: str, does: Callable[[Call], Reply]) -> None:
        self.NAME = name
        self.does = does

    def run(self, call: Call, store: Store) -> Reply:
        del store
        return self.does(call)


class Question:
    """A form with one field that does what a test needs."""

    CALLBACK_ID = "question"

    def __init__(self, does: Callable[[Call, Block], Reply]) -> None:
        self.does = does

    def submit(self, call: Call, store: Store, view: Block) -> Reply:
        del store
        return self.does(call, view)


def said(text: str, **how: bool) -> Message:
    return blocks.message([blocks.section(text)], **how)


def asked() -> Modal:
    field = {"type": "plain_text_input", "action_id": "words"}
    block = {"type": "input", "block_id": "words", "label": blocks.plain("?"), "element": field}
    return Modal(
        {
            "type": "modal",
            "callback_id": "question",
            "title": blocks.plain("Question"),
            "submit": blocks.plain("Send"),
            "blocks": [block],
        }
    )


@pytest.fixture
def learn(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[Call], Reply]], None]:
    """Teach the router a word for the time of a test."""

    def teach(name: str, does: Callable[[Call], Reply]) -> None:
        known = {**router.SUBCOMMANDS, name: Word(name, does)}
        monkeypatch.setattr(router, "SUBCOMMANDS", known)

    return teach


Learn = Callable[[str, Callable[[Call], Reply]], None]


def fail(error: Exception) -> Any:
    raise error


def values(of: Block) -> str:
    return str(of["state"]["values"]["words"]["words"]["value"])


# Commands and buttons


def test_the_bare_command_answers_with_a_menu_for_the_one_who_typed(bot: Bot) -> None:
    answer = bot.slack.member("ann").types("/session", "general").message
    assert answer.is_private
    assert "What would you like to do?" in answer.shown
    assert answer.buttons[-1].label == "All commands"


def test_a_button_is_a_typed_command(bot: Bot) -> None:
    menu = bot.slack.member("ann").types("/session", "general")
    assert "/session help" in menu.button("All commands").click().shown


def test_the_answer_is_in_the_language_of_the_one_who_asks(bot: Bot, learn: Learn) -> None:
    learn("who", lambda call: said(f"{call.reader.language} {call.reader.timezone}"))
    assert bot.slack.member("haru").types("/session who", "general").shown == "ja Asia/Tokyo"
    assert bot.slack.member("ben").types("/session who", "general").shown == "en Europe/London"


def test_a_chosen_language_wins_over_slacks(bot: Bot, learn: Learn) -> None:
    learn("who", lambda call: said(call.reader.language))
    haru = bot.slack.member("haru")
    bot.store.people.choose_language(Who("T0LOCAL", haru.id), "en")
    assert haru.types("/session who", "general").shown == "en"


def test_what_is_typed_arrives_as_it_was_written(bot: Bot, learn: Learn) -> None:
    learn("echo", lambda call: said(call.text))
    typed = "a payload & <b> &lt; “quoted”\n  second   line 🎉"
    assert bot.slack.member("ann").types(f"/session echo {typed}", "general").shown == typed


def test_a_public_answer_is_for_all_in_the_channel(bot: Bot, learn: Learn) -> None:
    learn("share", lambda _: said("for all", public=True))
    bot.slack.member("ann").types("/session share", "general")
    assert bot.slack.member("ben").reads("general")[-1].shown == "for all"


def test_a_button_can_replace_its_message_or_answer_below_it(bot: Bot, learn: Learn) -> None:
    learn("next", lambda _: said("second", replaces=True))
    learn("more", lambda _: said("third"))
    ann = bot.slack.member("ann")
    row = blocks.actions(Button("Next", "next"), Button("More", "more"))
    learn("first", lambda _: blocks.message([blocks.section("first"), row]))
    message = ann.types("/session first", "general").message
    message.button("More").click()
    assert [each.shown.split("\n")[0] for each in ann.reads("general")][-2:] == ["first", "third"]
    message.button("Next").click()
    assert [each.shown for each in ann.reads("general")][-2:] == ["second", "third"]


def test_a_message_that_others_see_is_never_replaced(bot: Bot, learn: Learn) -> None:
    learn("next", lambda _: said("for Ben alone", replaces=True))
    row = blocks.actions(Button("Next", "next"))
    learn("share", lambda _: blocks.message([blocks.section("for all"), row], public=True))
    bot.slack.member("ann").types("/session share", "general")
    ben = bot.slack.member("ben")
    ben.reads("general")[-1].button("Next").click()
    assert ben.reads("general")[-1].is_private
    assert "for all" in bot.slack.member("ann").reads("general")[-1].shown


def test_what_takes_longer_is_acknowledged_first(bot: Bot, learn: Learn) -> None:
    first = blocks.message([blocks.section("working")])
    learn("slow", lambda _: Later(first, lambda: said("done")))
    ann = bot.slack.member("ann")
    ann.types("/session slow", "general")
    bot.workers.finish()
    assert {each.shown for each in ann.reads("general")[-2:]} == {"working", "done"}


# What goes wrong


def test_an_unforeseen_error_has_the_same_reference_in_answer_and_log(
    bot: Bot, learn: Learn, caplog: pytest.LogCaptureFixture
) -> None:
    learn("break", lambda _: fail(RuntimeError(SECRET)))
    answer = bot.slack.member("ann").types("/session break", "general")
    [reference] = re.findall(r"reference: ([0-9a-f]{8})", answer.shown)
    assert any(reference in record.getMessage() for record in caplog.records)
    assert SECRET not in caplog.text.replace(f"RuntimeError: {SECRET}", "")


def test_a_refusal_repeats_what_was_typed_as_plain_text(bot: Bot, learn: Learn) -> None:
    learn("no", lambda call: fail(UserError("Not like this.", typed=call.text)))
    answer = bot.slack.member("ann").types("/session no <!channel> *bold* @here", "general")
    assert "Not like this." in answer.shown
    assert "<!channel> *bold* @here" in answer.shown
    assert "<!" not in answer.text


def test_a_database_that_is_away_is_said_with_what_was_typed(bot: Bot, learn: Learn) -> None:
    learn("save", lambda _: fail(Unavailable()))
    answer = bot.slack.member("ann").types("/session save my words", "general")
    assert "The database does not answer" in answer.shown
    assert "save my words" in answer.shown


def test_forty_thousand_characters_are_answered_within_a_message(bot: Bot, learn: Learn) -> None:
    learn("no", lambda call: fail(UserError("Too long.", typed=call.text)))
    answer = bot.slack.member("ann").types("/session no " + "長い🎉" * 13_000, "general")
    assert "Too long." in answer.shown


# Forms


def open_question(bot: Bot, learn: Learn) -> Any:
    learn("ask", lambda _: asked())
    return bot.slack.member("ann").types("/session ask", "general").form


@pytest.fixture
def form(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Call, Block], Reply]], None]:
    def register(does: Callable[[Call, Block], Reply]) -> None:
        monkeypatch.setattr(listeners, "FORMS", {**listeners.FORMS, "question": Question(does)})

    return register


FormIs = Callable[[Callable[[Call, Block], Reply]], None]


def test_a_form_closes_and_answers_where_it_was_opened(
    bot: Bot, learn: Learn, form: FormIs
) -> None:
    form(lambda call, view: said(f"{values(view)} in {call.channel_id}"))
    question = open_question(bot, learn)
    question.submit(words="hello")
    bot.workers.finish()
    assert not question.is_open
    assert bot.slack.member("ann").reads("general")[-1].shown == "hello in C0GENERAL"


def test_without_a_place_to_answer_it_comes_by_direct_message(
    bot: Bot, form: FormIs, monkeypatch: pytest.MonkeyPatch
) -> None:
    form(lambda _, view: said(values(view)))
    monkeypatch.setattr(router, "SUBCOMMANDS", {"add": Word("add", lambda _: asked())})
    ann = bot.slack.member("ann")
    ann.uses_shortcut("log_session").form.submit(words="by shortcut")
    bot.workers.finish()
    assert ann.reads()[-1].shown == "by shortcut"


def test_an_answer_that_its_link_refuses_comes_by_direct_message(
    bot: Bot, learn: Learn, form: FormIs
) -> None:
    form(lambda _, view: said(values(view)))
    question = open_question(bot, learn)
    bot.clock.forward(minutes=31)
    question.submit(words="late")
    bot.workers.finish()
    assert bot.slack.member("ann").reads()[-1].shown == "late"
    bot.expect_refusals("expired_url", "used_url")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (UserError("Say more.", field="words"), "Say more."),
        (UserError("Say more.", field="not there"), "Say more."),
        (Unavailable(), "The database does not answer. Nothing was saved: try again soon."),
    ],
)
def test_a_form_that_can_not_be_saved_stays_open_and_says_so(
    bot: Bot, learn: Learn, form: FormIs, error: Exception, sentence: str
) -> None:
    form(lambda *_: fail(error))
    question = open_question(bot, learn)
    question.submit(words="kept")
    assert question.is_open
    assert question.errors == {"words": sentence}
    assert question.fields["words"] == "kept"


def test_a_form_stays_open_with_a_reference_where_the_bot_fails(
    bot: Bot, learn: Learn, form: FormIs
) -> None:
    form(lambda *_: fail(RuntimeError(SECRET)))
    question = open_question(bot, learn)
    question.submit(words="kept")
    assert re.search(r"reference: [0-9a-f]{8}", question.errors["words"])


def test_a_form_of_an_older_version_stays_open_and_says_so(bot: Bot, learn: Learn) -> None:
    question = open_question(bot, learn)
    question.submit(words="kept")
    assert "older version" in question.errors["words"]


def test_a_form_that_slack_does_not_open_is_offered_as_a_button(bot: Bot, learn: Learn) -> None:
    learn("ask", lambda _: asked())
    bot.slack.fail_next("views.open", "error", error="expired_trigger_id")
    answer = bot.slack.member("ann").types("/session ask", "general")
    assert answer.button("Open the form").click().form.callback_id == "question"


def test_closing_a_form_is_acknowledged(bot: Bot, learn: Learn) -> None:
    open_question(bot, learn).close()


# The bot's own direct messages, and Home


def test_a_direct_message_is_read_as_a_command(bot: Bot, learn: Learn) -> None:
    learn("echo", lambda call: said(f"{call.door}: {call.text}"))
    ann = bot.slack.member("ann")
    ann.types("echo one & two <three>")
    bot.workers.finish()
    assert ann.reads()[-1].shown == "dm: one & two <three>"
    assert len(ann.reads()) == 2


def test_what_is_typed_beside_a_file_is_read_too(bot: Bot, learn: Learn) -> None:
    learn("echo", lambda call: said(f"{call.door}: {call.text}"))
    inside: dict[str, object] = {"type": "message", "subtype": "file_share"}
    inside |= {"channel_type": "im", "text": "echo one"}
    inside |= {"channel": "D0LOCAL", "user": "U0LOCAL", "files": [{"id": "F1"}]}
    payload = {"type": "event_callback", "event_id": "Ev1", "team_id": "T0LOCAL", "event": inside}
    assert bot.slack.send(Envelope("events_api", payload)).status == 200
    bot.workers.finish()
    assert bot.slack.member("ann").reads()[-1].shown == "dm: one"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/session echo one", "dm: one"),
        ("/session\necho one", "dm: one"),
        ("／Session echo one", "dm: one"),
        ("/sessionecho one", "“/sessionecho” is not a command."),
    ],
)
def test_a_direct_message_may_begin_with_the_command(
    bot: Bot, learn: Learn, typed: str, read: str
) -> None:
    learn("echo", lambda call: said(f"{call.door}: {call.text}"))
    said_to_bot = {"type": "message", "channel_type": "im", "channel": "D0LOCAL", "text": typed}
    inside = said_to_bot | {"user": "U0LOCAL"}
    payload = {"type": "event_callback", "event_id": typed, "team_id": "T0LOCAL", "event": inside}
    assert bot.slack.send(Envelope("events_api", payload)).status == 200
    bot.workers.finish()
    assert bot.slack.member("ann").reads()[-1].shown.startswith(read)


def test_a_form_can_be_opened_from_a_direct_message_by_a_tap(bot: Bot, learn: Learn) -> None:
    learn("ask", lambda _: asked())
    ann = bot.slack.member("ann")
    ann.types("ask")
    bot.workers.finish()
    assert ann.reads()[-1].button("Open the form").click().form.callback_id == "question"


def test_an_event_that_comes_twice_is_answered_once(bot: Bot, learn: Learn) -> None:
    counted: list[str] = []

    def count(call: Call) -> Reply:
        counted.append(call.text)
        return said("counted")

    learn("count", count)
    inside = {"type": "message", "channel_type": "im", "channel": "D0LOCAL", "user": "U0LOCAL"}
    payload = {
        "type": "event_callback",
        "event_id": "Ev1",
        "team_id": "T0LOCAL",
        "event": inside | {"text": "count once"},
    }
    for _ in range(2):
        assert bot.slack.send(Envelope("events_api", payload)).status == 200
    bot.workers.finish()
    assert counted == ["once"]


# Strangers and strange payloads


def payload(kind: str, **more: Any) -> dict[str, Any]:
    person = {"id": "U9", "team_id": "T9"}
    return {"type": kind, "team": {"id": "T0LOCAL"}, "user": person, "trigger_id": "1"} | more


def send(bot: Bot, body: dict[str, Any]) -> dict[str, Any] | None:
    answer = bot.slack.send(Envelope("interactive", body))
    assert answer.status == 200
    return answer.content()


def test_a_tap_by_someone_of_another_workspace_is_refused(bot: Bot, learn: Learn) -> None:
    ran: list[str] = []

    def run(call: Call) -> Reply:
        ran.append(call.text)
        return said("gone")

    learn("delete", run)
    tap = {"action_id": "command:0", "type": "button", "value": "delete #1"}
    assert send(bot, payload("block_actions", actions=[tap])) == {}
    assert ran == []


def test_a_form_of_someone_of_another_workspace_stays_open(bot: Bot) -> None:
    view = asked().view | {"id": "V1", "state": {"values": {}}}
    answer = send(bot, payload("view_submission", view=view))
    assert answer is not None
    assert answer["response_action"] == "errors"
    assert "its workspace only" in answer["errors"]["words"]


def test_a_command_of_another_workspace_is_refused(bot: Bot) -> None:
    body = {"command": "/session", "team_id": "T9", "user_id": "U9", "text": "help"}
    answer = bot.slack.send(Envelope("slash_commands", body)).content()
    assert answer is not None
    assert "its workspace only" in answer["text"]


@pytest.mark.parametrize(
    "body",
    [
        payload("view_closed", view={"type": "modal", "callback_id": "gone"}),
        payload("shortcut", callback_id="gone"),
        payload("message_action", callback_id="gone", message={}),
        payload("block_actions", actions=[{"action_id": "link", "type": "button"}]),
        payload("something_new"),
        {"type": "event_callback", "team_id": "T0LOCAL", "event": {"type": "reaction_added"}},
        {"type": "app_rate_limited", "team_id": "T0LOCAL"},
    ],
)
def test_what_nobody_listens_to_is_acknowledged(bot: Bot, body: dict[str, Any]) -> None:
    if "user" in body:
        body = body | {"user": {"id": "U0LOCAL", "team_id": "T0LOCAL"}}
    assert send(bot, body) == {}


def test_slacks_own_questions_are_answered(bot: Bot) -> None:
    challenge = {"type": "url_verification", "challenge": "abc", "token": "x"}
    answer = bot.slack.send(Envelope("events_api", challenge))
    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": "abc"})


def test_no_level_of_the_log_holds_what_people_wrote(
    bot: Bot, learn: Learn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    learn("no", lambda call: fail(UserError("No.", typed=call.text)))
    bot.slack.member("ann").types(f"/session no {SECRET}", "general")
    bot.slack.member("ann").types(SECRET)
    bot.workers.finish()
    assert SECRET not in caplog.text


def test_what_bolt_reads_from_the_environment_changes_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "of-another-app")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-of-another-app")
    with running(database_url) as started:
        assert started.app.oauth_flow is None
        assert "What would" in started.slack.member("ann").types("/session", "general").shown
    assert os.environ["SLACK_CLIENT_ID"] == "1.2"

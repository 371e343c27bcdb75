"""The local workspace treats an app, and lets people act, as Slack does."""

from collections.abc import Iterator
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.playground import Answer, CannotDo, LocalSlack, Person, SignedRequest, to_wsgi
from tests.tiny_app import FORM, MANIFEST, SMALL, TinyApp, button, note


class Clock:
    """Slack's clock, which stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_701_162_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[LocalSlack]:
    with LocalSlack(MANIFEST, clock) as slack:
        yield slack


@pytest.fixture
def app(slack: LocalSlack) -> TinyApp:
    app = TinyApp(slack)
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    return app


@pytest.fixture
def ann(slack: LocalSlack, app: TinyApp) -> Person:
    assert app.heard == []
    return slack.member("ann")


def errors(slack: LocalSlack) -> list[tuple[str, str]]:
    return [(refusal.where, refusal.error) for refusal in slack.refusals]


# Commands


def test_a_command_is_answered_to_the_one_who_typed_it(ann: Person, slack: LocalSlack) -> None:
    reply = ann.types("/note buy milk", channel="general")
    assert reply.text == "buy milk"
    assert [button.label for button in reply.buttons] == ["Keep", "Drop"]
    assert reply.message.is_private
    assert [seen.text for seen in ann.reads("general")] == ["buy milk"]
    assert slack.member("ben").reads("general") == []
    assert slack.refusals == []


def test_a_shared_answer_stands_below_the_command_for_everybody(
    ann: Person, slack: LocalSlack
) -> None:
    ann.types("/note share lunch is here", channel="general")
    seen = slack.member("ben").reads("general")
    assert [message.text for message in seen] == ["/note share lunch is here", "lunch is here"]


def test_an_empty_acknowledgement_shows_nothing(ann: Person) -> None:
    assert ann.types("/note nothing", channel="general").messages == []


def test_a_command_that_nobody_has_is_answered_by_slack(ann: Person, app: TinyApp) -> None:
    assert ann.types("/notes", channel="general").text == "/notes is not a valid command."
    assert app.heard == []


def test_names_and_addresses_arrive_escaped_where_the_manifest_says_so(
    ann: Person, app: TinyApp
) -> None:
    ann.types("/note @ben & #general #leads https://x.example/@a <b>\nmore", channel="general")
    assert app.last("command")["text"] == (
        "<@U0COLLEAGUE|ben> &amp; <#C0GENERAL|general> <#G0LEADS|> <https://x.example/@a>"
        " &lt;b&gt;\nmore"
    )
    ann.types("/raw @ben & <b>", channel="general")
    assert app.last("command")["text"] == "@ben & <b>"


def test_an_answer_that_slack_cannot_show_becomes_its_error(ann: Person, slack: LocalSlack) -> None:
    reply = ann.types("/note long", channel="general")
    assert reply.text == "/note failed with the error “dispatch_failed”"
    assert slack.refusals[0].pointer == "/blocks/0/text/text"
    assert slack.refusals[0].reason == "must be at most 3000 characters, has 3001"


def test_a_command_that_breaks_becomes_an_error_too(ann: Person, slack: LocalSlack) -> None:
    reply = ann.types("/note crash", channel="general")
    assert reply.text == "/note failed with the error “dispatch_failed”"
    assert slack.refusals[0].reason == "the app answered with status 500"


def test_an_app_that_is_late_or_away_is_told_apart(ann: Person, slack: LocalSlack) -> None:
    def late(_: SignedRequest) -> Answer:
        raise TimeoutError

    def away(_: SignedRequest) -> Answer:
        raise ConnectionRefusedError

    slack.deliver_by(late)
    assert "operation_timeout" in ann.types("/note x", channel="general").text
    slack.deliver_by(away)
    assert "dispatch_failed" in ann.types("/note x", channel="general").text


def test_an_answer_after_three_seconds_is_none(
    ann: Person, app: TinyApp, slack: LocalSlack, clock: Clock
) -> None:
    deliver = to_wsgi(SlackRequestHandler(app.bolt))

    def slowly(request: SignedRequest) -> Answer:
        clock.seconds += 3.1
        return deliver(request)

    slack.deliver_by(slowly)
    reply = ann.types("/note x", channel="general")
    assert reply.text == "/note failed with the error “operation_timeout”"
    assert app.last("command")["text"] == "x"  # what the app did stays done
    assert errors(slack) == [("slash command", "operation_timeout")]


def test_a_request_with_another_secret_is_not_taken_by_the_app(
    ann: Person, slack: LocalSlack
) -> None:
    app = TinyApp(slack)
    slack.change_app(signing_secret="another")
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    assert "dispatch_failed" in ann.types("/note x", channel="general").text
    assert app.heard == []


# Buttons and response_urls


def test_a_click_replaces_the_private_message_it_was_on(ann: Person, slack: LocalSlack) -> None:
    reply = ann.types("/note buy milk", channel="general").button("Keep").click()
    assert reply.text == "Kept."
    assert [seen.text for seen in ann.reads("general")] == ["Kept."]
    assert slack.refusals == []


def test_a_private_message_is_named_but_not_sent_along(ann: Person, app: TinyApp) -> None:
    ann.types("/note buy milk", channel="general").button("Keep").click()
    payload = app.last("action")
    assert payload["container"]["is_ephemeral"] is True
    assert payload["container"]["channel_id"] == "C0GENERAL"
    assert "message" not in payload


def test_a_button_that_asks_first_does_nothing_without_a_yes(ann: Person, app: TinyApp) -> None:
    drop = ann.types("/note buy milk", channel="general").button("Drop")
    drop.click(agree=False)
    assert [kind for kind, _ in app.heard] == ["command"]
    drop.click()
    assert ann.reads("general") == []


def test_a_click_that_the_app_does_not_take_is_shown_at_the_message(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    app.client.chat_postMessage(
        channel="C0GENERAL",
        text="x",
        blocks=[
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "gone",
                        "text": {"type": "plain_text", "text": "Old"},
                    }
                ],
            }
        ],
    )
    seen = ann.reads("general")[-1]
    seen.button("Old").click()
    assert seen.message.trouble == "We had some trouble connecting. Try again?"
    assert errors(slack) == [("block_actions", "dispatch_failed")]


def test_a_response_url_works_five_times_within_half_an_hour(
    ann: Person, app: TinyApp, slack: LocalSlack, clock: Clock
) -> None:
    def url() -> WebhookClient:
        ann.types("/note x", channel="general")
        return WebhookClient(app.last("command")["response_url"], retry_handlers=[])

    first = url()
    assert [first.send(text="more").status_code for _ in range(6)] == [200] * 5 + [404]
    second = url()
    assert second.send(blocks=[{"type": "sektion"}]).body == "invalid_blocks"
    clock.seconds += 1801
    assert second.send(text="late").body == "expired_url"
    assert errors(slack)[-1] == ("response_url", "expired_url")


def test_a_response_can_go_to_everybody_and_into_a_thread(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    parent = ann.says("lunch?", channel="general")
    ann.types("/note x", channel="general")
    url = WebhookClient(app.last("command")["response_url"], retry_handlers=[])
    url.send_dict({"text": "yes", "response_type": "in_channel", "thread_ts": parent.ts})
    answer = slack.member("ben").reads("general")[-1]
    assert (answer.text, answer.message.thread_ts) == ("yes", parent.ts)


def test_an_answer_that_does_not_say_whether_it_replaces_does_so_and_is_reported(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    def answered(**said: bool) -> list[str]:
        ann.types("/note milk", channel="general").button("Keep").click()
        url = WebhookClient(app.last("action")["response_url"], retry_handlers=[])
        url.send_dict({"text": "again"} | said)
        return [seen.text for seen in ann.reads("general")][-2:]

    assert answered(replace_original=False) == ["Kept.", "again"]
    assert slack.refusals == []
    assert answered() == ["again", "again"]
    assert [(r.pointer, r.refused) for r in slack.refusals] == [("/replace_original", False)]


# Forms


def test_a_form_is_filled_and_sent_with_what_it_held_at_first(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    form = ann.types("/note", channel="general").form
    assert form.title == "Note"
    assert form.fields == {"words": None, "about": None, "stars": "4"}
    form.fill(words="milk", about=form.search("about", "net")[0])
    form.submit()
    assert ann.form is None
    view = app.last("submission")["view"]
    assert view["private_metadata"] == "kept"
    assert view["state"]["values"]["words"]["words"]["value"] == "milk"
    assert view["state"]["values"]["about"]["about"]["selected_option"]["value"] == "new:net"
    assert view["state"]["values"]["stars"]["stars"]["selected_option"]["value"] == "4"
    assert slack.refusals == []


def test_the_client_keeps_a_form_that_it_would_not_send(ann: Person, app: TinyApp) -> None:
    form = ann.types("/note", channel="general").form
    form.submit()
    assert form.errors == {"words": "Please complete this required field."}
    with pytest.raises(CannotDo, match="holds 20 characters"):
        form.fill(words="x" * 21)
    with pytest.raises(CannotDo, match="'6' is not among"):
        form.fill(stars="6")
    assert "submission" not in [kind for kind, _ in app.heard]


def test_nothing_is_asked_of_the_app_before_the_shortest_query(ann: Person, app: TinyApp) -> None:
    form = ann.types("/note", channel="general").form
    assert form.search("about", "") == []
    assert "suggestion" not in [kind for kind, _ in app.heard]


def test_a_refused_form_stays_open_with_what_was_typed(ann: Person) -> None:
    form = ann.types("/note", channel="general").form
    form.submit(words="bad", stars=None)
    assert form.errors == {"words": "Say it nicely."}
    assert form.fields == {"words": "bad", "about": None, "stars": None}
    form.submit(words="good")
    assert not form.is_open


def test_a_form_can_be_changed_stacked_and_cleared_by_its_answer(ann: Person) -> None:
    form = ann.types("/note", channel="general").form
    assert form.submit(words="push").form.title == "Small"
    small = ann.form
    assert small is not None
    small.close()
    form.submit(words="small")
    assert form.title == "Small"
    form = ann.types("/note", channel="general").form
    form.submit(words="push")
    assert ann.form is not None
    ann.form.close()
    form.submit(words="clear")
    assert ann.form is None


@pytest.mark.parametrize("words", ["text", "wrong"])
def test_a_form_answered_in_the_wrong_shape_says_there_was_trouble(
    ann: Person, slack: LocalSlack, words: str
) -> None:
    form = ann.types("/note", channel="general").form
    form.submit(words=words)
    assert form.trouble == "We had some trouble connecting. Try again?"
    assert form.is_open
    assert errors(slack) == [("view_submission", "dispatch_failed")]


def test_no_more_than_three_forms_lie_on_each_other(ann: Person, slack: LocalSlack) -> None:
    ann.types("/note", channel="general")
    for _ in range(3):
        assert ann.form is not None
        ann.form.button("More").click()
    assert len(slack.workspace.modals[ann.id]) == 3
    assert ("views.push", "push_limit_reached") in errors(slack)


def test_the_app_hears_of_a_closed_form_where_it_asked_to(ann: Person, app: TinyApp) -> None:
    form = ann.types("/note", channel="general").form
    form.fill(words="never sent")
    form.close()
    assert app.last("closed")["is_cleared"] is False
    assert ann.form is None


def test_a_trigger_works_once_and_for_three_seconds(
    ann: Person, app: TinyApp, slack: LocalSlack, clock: Clock
) -> None:
    ann.types("/note once", channel="general")
    trigger = app.last("command")["trigger_id"]
    clock.seconds += 3
    app.client.views_open(trigger_id=trigger, view=FORM)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        app.client.views_open(trigger_id=trigger, view=FORM)
    ann.types("/note late", channel="general")
    clock.seconds += 3.1
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        app.client.views_open(trigger_id=app.last("command")["trigger_id"], view=FORM)
    assert [error for _, error in errors(slack)] == ["exchanged_trigger_id", "expired_trigger_id"]


def test_typed_words_outlast_a_change_where_both_ids_stay(ann: Person, app: TinyApp) -> None:
    form = ann.types("/note", channel="general").form
    form.fill(words="milk", stars="5")
    stars = FORM["blocks"][2] | {"element": FORM["blocks"][2]["element"] | {"action_id": "new"}}
    changed = FORM | {"blocks": [*FORM["blocks"][:2], stars]}
    app.client.views_update(view_id=form.view.id, hash=form.view.hash, view=changed)
    assert form.fields == {"words": "milk", "about": None, "stars": "4"}
    with pytest.raises(SlackApiError, match="hash_conflict"):
        app.client.views_update(view_id=form.view.id, hash="old", view=SMALL)


# Shortcuts, Home, messages


def test_a_global_shortcut_opens_a_form(ann: Person) -> None:
    assert ann.uses_shortcut("new").form.title == "Note"
    with pytest.raises(CannotDo, match="no global shortcut this"):
        ann.uses_shortcut("this")


def test_a_message_shortcut_brings_the_message_as_slack_keeps_it(
    ann: Person, slack: LocalSlack, app: TinyApp
) -> None:
    message = slack.member("ben").says("⭐⭐ R&D by @ann, https://x.example", channel="random")
    reply = ann.uses_message_shortcut("this", message)
    text = ":star::star: R&amp;D by <@U0LOCAL>, <https://x.example>"
    assert app.last("message_action")["message"]["text"] == text
    assert reply.text == f"Noted: {text}"
    assert reply.message.is_private
    assert slack.refusals[0].error == "live_syntax"  # an app that repeats it mentions people


def test_home_is_published_when_it_is_opened_and_has_no_response_url(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    assert ann.home.blocks == []
    home = ann.opens_home()
    home.button("Here").click()
    payload = app.last("action")
    assert payload["view"]["type"] == "home"
    assert "response_url" not in payload
    assert "view" not in app.last("home")
    ann.opens_home()
    assert app.last("home")["view"]["type"] == "home"
    assert slack.member("ben").home.blocks == []


def test_a_direct_message_reaches_the_app_and_is_answered(ann: Person, app: TinyApp) -> None:
    assert ann.types("hello").text == "I hear you."
    event = app.last("event")["event"]
    assert (event["channel"], event["channel_type"]) == ("D0LOCAL", "im")


def test_only_subscribed_events_reach_the_app(ann: Person, app: TinyApp) -> None:
    ann.says("nothing for you", channel="general")
    assert app.heard == []
    assert ann.types("<@U0BOT> hello", channel="general").messages == []
    ann.types("@notes hello", channel="general")
    assert app.last("event")["event"]["type"] == "app_mention"


def test_an_event_comes_again_until_it_is_acknowledged(
    ann: Person, app: TinyApp, slack: LocalSlack, clock: Clock
) -> None:
    app.fails_events = True
    ann.says("hello")
    assert len(app.heard) == 2  # at once a second time
    clock.seconds += 60
    slack.redeliver()
    slack.redeliver()
    assert len(app.heard) == 3
    app.fails_events = False
    clock.seconds += 300
    slack.redeliver()
    assert len(app.heard) == 4
    assert len({payload["event_id"] for _, payload in app.heard}) == 1
    assert ann.reads()[-1].text == "I hear you."
    assert errors(slack) == [("event", "not_acknowledged")] * 3


def test_people_act_only_where_they_are(ann: Person, slack: LocalSlack) -> None:
    with pytest.raises(CannotDo, match="ben is not in leads"):
        slack.member("ben").says("hello", channel="leads")
    with pytest.raises(CannotDo, match="is archived"):
        ann.types("/note x", channel="conference-2022")


def test_an_edit_and_a_deletion_are_told_with_their_subtypes(ann: Person, app: TinyApp) -> None:
    message = ann.says("hello")
    ann.edits(message, "hello & goodbye")
    event = app.last("event")["event"]
    assert (event["subtype"], event["message"]["text"]) == (
        "message_changed",
        "hello &amp; goodbye",
    )
    assert event["previous_message"]["text"] == "hello"
    ann.deletes(message)
    event = app.last("event")["event"]
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", message.ts)
    assert message.text not in [seen.text for seen in ann.reads()]


def test_an_app_can_be_told_of_its_own_message(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    own = ann.types("hello").message.message
    heard = len(app.heard)
    slack.send_message_event(own)
    assert slack.sent[-1].payload["event"]["bot_id"] == "B0LOCAL"
    assert len(app.heard) == heard  # Bolt keeps it from its listeners
    assert slack.refusals == []


def test_an_event_needs_its_scope_and_a_channel_with_the_bot(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    ann.types("@notes hello", channel="random")
    slack.change_app(scopes=slack.app.scopes - {"im:history"})
    slack.install(slack.workspace)
    ann.says("hello")
    assert app.heard == []


def test_nobody_writes_to_an_app_whose_messages_tab_is_for_reading(
    ann: Person, slack: LocalSlack
) -> None:
    slack.change_app(messages_read_only=True)
    with pytest.raises(CannotDo, match="turned off"):
        ann.says("hello")
    slack.change_app(messages_tab=False)
    with pytest.raises(CannotDo, match="turned off"):
        ann.types("/note x")


def test_a_post_to_a_response_url_can_be_lost_on_the_way(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    ann.types("/note x", channel="general")
    url = WebhookClient(app.last("command")["response_url"], retry_handlers=[])
    slack.fail_next("response_url", "http_500")
    assert url.send(text="lost").status_code == 500
    slack.fail_next("response_url", "drop_after")
    with pytest.raises((OSError, HTTPException)):
        url.send(text="arrived")
    slack.fail_next("response_url", "drop_before")
    slack.faults.clear()
    assert url.send(text="at last").status_code == 200
    assert [seen.text for seen in ann.reads("general")] == ["x", "arrived", "at last"]


def test_what_cannot_be_read_at_a_response_url_is_refused(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    ann.types("/note x", channel="general")
    url = app.last("command")["response_url"]
    for address, body, words in (
        (url, b"no json", b"invalid_payload"),
        (url + "0", b'{"text": "x"}', b"expired_url"),
    ):
        with pytest.raises(HTTPError) as refused:
            urlopen(Request(address, body))  # noqa: S310
        with refused.value:
            assert refused.value.read() == words
    slack.workspace.channels["C0GENERAL"].is_archived = True
    shared = WebhookClient(url).send_dict({"text": "all", "response_type": "in_channel"})
    assert shared.body == "channel_is_archived"


def test_handles_say_what_is_missing(ann: Person, slack: LocalSlack) -> None:
    outcome = ann.types("/note nothing", channel="general")
    with pytest.raises(CannotDo, match="nothing came"):
        _ = outcome.text
    with pytest.raises(CannotDo, match="no form is open"):
        _ = outcome.form
    with pytest.raises(CannotDo, match=r"no button 'Share' among \['Keep', 'Drop'\]"):
        ann.types("/note x", channel="general").button("Share")
    with pytest.raises(CannotDo, match="no channel nowhere"):
        ann.says("x", channel="nowhere")
    with pytest.raises(KeyError):
        slack.member("nobody")
    reply = ann.types("/note x", channel="general")
    assert reply.shown == "x\nKeep\nDrop"
    keep = reply.button("Keep")
    slack.workspace.remove(reply.message.message)
    with pytest.raises(CannotDo, match="this message is gone"):
        keep.click()


def test_a_line_break_parts_a_command_from_its_text(ann: Person, app: TinyApp) -> None:
    ann.types("/note\n★4 NET402\n• fact", channel="general")
    assert app.last("command")["text"] == "★4 NET402\n• fact"


def test_a_reply_makes_a_thread_and_a_click_in_it_says_so(
    ann: Person, app: TinyApp, slack: LocalSlack
) -> None:
    parent = ann.says("lunch?", channel="general")
    app.client.chat_postMessage(
        channel="C0GENERAL", thread_ts=parent.ts, **note("Which?", button("Keep", "keep"))
    )
    ann.types("that one", channel="general", thread=parent.ts)
    assert parent.thread_ts == parent.ts
    with pytest.raises(CannotDo, match="no slash commands in threads"):
        ann.types("/note x", channel="general", thread=parent.ts)
    ann.reads("general")[1].button("Keep").click()
    assert app.last("action")["container"]["thread_ts"] == parent.ts
    kept = ann.reads("general")[1]
    assert (kept.text, kept.message.edited_ts is None) == ("Kept.", False)
    assert slack.refusals == []


def test_a_shortcut_that_fails_is_told_where_it_was_used(ann: Person, slack: LocalSlack) -> None:
    slack.deliver_by(lambda _: Answer(status=500))
    failed = "“Take a note” failed with the error “dispatch_failed”"
    assert ann.uses_shortcut("new").text == failed
    message = ann.says("hello", channel="random")
    ann.uses_message_shortcut("this", message)
    assert ann.reads("random")[-1].text == failed.replace("Take a note", "Note this")


def test_an_event_is_sent_no_more_where_the_app_says_so(ann: Person, slack: LocalSlack) -> None:
    slack.deliver_by(lambda _: Answer(status=500, headers={"x-slack-no-retry": "1"}))
    ann.says("hello")
    assert len(slack.sent) == 1


def test_a_fourth_form_is_not_pushed_by_an_answer(ann: Person, slack: LocalSlack) -> None:
    form = ann.types("/note", channel="general").form
    for _ in range(2):
        form.button("More").click()
        assert ann.form is not None
        form = ann.form
    form.submit(words="push")
    assert (form.trouble, form.is_open) == ("We had some trouble connecting. Try again?", True)
    assert errors(slack) == [("view_submission", "push_limit_reached")]


def test_a_form_that_is_closed_cannot_be_used(ann: Person) -> None:
    form = ann.types("/note", channel="general").form
    with pytest.raises(CannotDo, match="nothing can be put into a button"):
        form.person.client.put(form.view, "more", "more", "x")
    form.close()
    with pytest.raises(CannotDo, match="this view is closed"):
        form.fill(words="x")

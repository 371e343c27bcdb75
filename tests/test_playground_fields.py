"""Every field of a form takes what Slack's client lets a person put into it."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import Answer, CannotDo, Form, LocalSlack, SignedRequest
from tests.limit_cases import Json, field, many, modal, plain, section
from tests.tiny_app import MANIFEST


def named(kind: str, **rest: Any) -> Json:
    """An optional input block whose ids are the element's kind."""
    return field({"type": kind, "action_id": kind} | rest, block_id=kind, optional=True)


EVERY_FIELD = modal(
    named("plain_text_input", min_length=3),
    named("email_text_input"),
    named("url_text_input"),
    named("number_input", is_decimal_allowed=False, min_value="1", max_value="5"),
    named("static_select", options=many(3)),
    named("multi_static_select", option_groups=[{"label": plain("All"), "options": many(4)}]),
    named("radio_buttons", options=many(3)),
    named("checkboxes", options=many(3), initial_options=many(3)[:1]),
    named("users_select", initial_user="U0COLLEAGUE"),
    named("multi_users_select"),
    named("channels_select"),
    named("conversations_select", response_url_enabled=True),
    named("datepicker", initial_date="2023-11-28"),
    named("timepicker"),
)


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(MANIFEST, lambda: 1_701_162_000.0) as slack:
        slack.deliver_by(lambda _: Answer())
        yield slack


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


def opened(slack: LocalSlack, client: WebClient, view: Json) -> Form:
    ann = slack.member("ann")
    trigger = slack.workspace.new_trigger(ann.id)
    client.views_open(trigger_id=trigger.id, view=view)
    assert ann.form is not None
    return ann.form


def submitted(slack: LocalSlack) -> Json:
    sent = slack.sent[-1].payload
    assert sent["type"] == "view_submission"
    return sent


def test_an_untouched_form_holds_nothing_but_what_it_opened_with(
    slack: LocalSlack, client: WebClient
) -> None:
    form = opened(slack, client, EVERY_FIELD)
    started = {name: value for name, value in form.fields.items() if value}
    assert started == {
        "checkboxes": ["0"],
        "users_select": "U0COLLEAGUE",
        "datepicker": "2023-11-28",
    }
    assert form.fields["multi_static_select"] == []
    assert form.fields["static_select"] is None


def test_every_field_sends_what_was_put_into_it(slack: LocalSlack, client: WebClient) -> None:
    form = opened(slack, client, EVERY_FIELD)
    form.fill(
        plain_text_input="one\nline",
        email_text_input="ann@example.com",
        url_text_input="https://example.com/talk",
        number_input="4",
        static_select="1",
        multi_static_select=["1", "3"],
        radio_buttons="2",
        checkboxes=[],
        users_select="haru",
        multi_users_select=["ben", "U0ADMIN"],
        channels_select="general",
        conversations_select="#conference",
        datepicker="2023-12-01",
        timepicker="09:30",
    )
    form.submit()
    assert not form.is_open
    sent = submitted(slack)
    values = {
        block: next(v for k, v in states[block].items() if k != "type")
        for block, states in sent["view"]["state"]["values"].items()
    }
    assert values["plain_text_input"] == "one line"
    assert values["number_input"] == "4"
    assert values["static_select"]["value"] == "1"
    assert [option["value"] for option in values["multi_static_select"]] == ["1", "3"]
    assert values["checkboxes"] == []
    assert values["users_select"] == "U0JAPAN"
    assert values["multi_users_select"] == ["U0COLLEAGUE", "U0ADMIN"]
    assert values["channels_select"] == "C0GENERAL"
    assert values["conversations_select"] == "C0CONF"
    assert values["timepicker"] == "09:30"
    urls = sent["response_urls"]
    assert [(url["block_id"], url["channel_id"]) for url in urls] == [
        ("conversations_select", "C0CONF")
    ]


@pytest.mark.parametrize(
    ("name", "typed", "complaint"),
    [
        ("plain_text_input", "ab", "Please enter at least 3 characters."),
        ("email_text_input", "ann", "Please enter a valid email address."),
        ("url_text_input", "example.com", "Please enter a valid URL."),
        ("number_input", "4.5", "Please enter a number."),
        ("number_input", "0", "Please enter a number of at least 1."),
        ("number_input", "6", "Please enter a number of at most 5."),
    ],
)
def test_the_client_complains_before_it_sends(
    slack: LocalSlack, client: WebClient, name: str, typed: str, complaint: str
) -> None:
    form = opened(slack, client, EVERY_FIELD)
    form.submit(**{name: typed})
    assert form.errors == {name: complaint}
    assert not slack.sent


def test_what_is_not_there_cannot_be_chosen(slack: LocalSlack, client: WebClient) -> None:
    form = opened(slack, client, EVERY_FIELD)
    with pytest.raises(CannotDo, match="nobody is not in this workspace"):
        form.fill(users_select="nobody")
    with pytest.raises(CannotDo, match="there is no field 'stars'"):
        form.fill(stars="5")


def test_a_select_outside_of_an_input_tells_the_app_at_once(
    slack: LocalSlack, client: WebClient
) -> None:
    select = {"type": "static_select", "action_id": "pick", "options": many(3)}
    menu = {"type": "overflow", "action_id": "menu", "options": many(2)}
    row = {"type": "actions", "block_id": "row", "elements": [select, menu]}
    client.chat_postMessage(channel="C0GENERAL", text="Pick", blocks=[row])
    seen = slack.member("ann").reads("general")[0]
    seen.choose("pick", "2")
    sent = slack.sent[-1].payload
    assert sent["actions"][0]["selected_option"]["value"] == "2"
    assert sent["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "2"
    assert sent["message"]["text"] == "Pick"
    seen.choose("menu", "1")
    assert slack.sent[-1].payload["actions"][0]["selected_option"]["value"] == "1"
    with pytest.raises(CannotDo, match="'9' is not in the menu"):
        seen.choose("menu", "9")


def test_an_input_tells_the_app_at_once_only_where_it_dispatches(
    slack: LocalSlack, client: WebClient
) -> None:
    quiet = named("static_select", options=many(3))
    loud = quiet | {"block_id": "loud", "dispatch_action": True}
    form = opened(slack, client, modal(quiet, loud))
    form.person.client.press(form.view, "static_select", "static_select", "1")
    assert not slack.sent
    form.person.client.press(form.view, "loud", "static_select", "1")
    assert slack.sent[-1].payload["view"]["id"] == form.view.id


def test_suggestions_in_groups_and_failures_to_suggest(
    slack: LocalSlack, client: WebClient
) -> None:
    external = named("external_select", min_query_length=0)
    form = opened(slack, client, modal(external))
    answers = [
        Answer(
            body=b'{"option_groups": [{"label": {"type": "plain_text", "text": "All"}, '
            b'"options": [{"text": {"type": "plain_text", "text": "A"}, "value": "a"}]}]}'
        ),
        Answer(status=500),
        Answer(body=b'{"options": "none"}'),
        Answer(body=b"\xff"),
    ]
    slack.deliver_by(lambda _: answers.pop(0))
    assert [option["value"] for option in form.search("external_select", "")] == ["a"]
    for _ in range(3):
        assert form.search("external_select", "x") == []
    assert [refusal.where for refusal in slack.refusals] == ["block_suggestion"] * 3
    with pytest.raises(CannotDo, match="search first"):
        form.fill(external_select="a")


def test_a_form_submitted_twice_and_a_stale_click_can_be_sent_again(
    slack: LocalSlack, client: WebClient
) -> None:
    form = opened(slack, client, modal(named("plain_text_input")))
    form.submit(plain_text_input="words")
    received: list[SignedRequest] = []

    def deliver(request: SignedRequest) -> Answer:
        received.append(request)
        return Answer()

    slack.deliver_by(deliver)
    assert slack.send(slack.sent[-1]).accepted
    assert b"view_submission" in received[0].body
    button = {"type": "button", "action_id": "go", "text": plain("Go"), "value": "old"}
    row = {"type": "actions", "block_id": "row", "elements": [button]}
    ts = client.chat_postMessage(channel="C0GENERAL", text="x", blocks=[row])["ts"]
    seen = slack.member("ann").reads("general")[0].button("Go")
    changed = row | {"elements": [button | {"value": "new"}]}
    client.chat_update(channel="C0GENERAL", ts=ts, text="x", blocks=[changed])
    seen.click()
    assert slack.sent[-1].payload["actions"][0]["value"] == "old"


# Views by other roads


def test_a_view_is_found_by_its_external_id_which_only_one_may_have(
    slack: LocalSlack, client: WebClient
) -> None:
    form = opened(slack, client, modal(section(), external_id="mine"))
    client.views_update(external_id="mine", view=modal(section(), title=plain("New")))
    assert form.title == "New"
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(external_id="mine", view=modal(section()))
    opened(slack, client, modal(section(), external_id="mine"))
    other = slack.workspace.new_trigger("U0JAPAN").id
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        client.views_open(trigger_id=other, view=modal(section(), external_id="mine"))


def test_a_trigger_from_elsewhere_does_not_push(slack: LocalSlack, client: WebClient) -> None:
    opened(slack, client, modal(section()))
    trigger = slack.workspace.new_trigger("U0LOCAL").id
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_push(trigger_id=trigger, view=modal(section()))
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="1.2.3", view=modal(section()))


def test_home_is_published_only_where_there_is_one_and_with_its_hash(
    slack: LocalSlack, client: WebClient
) -> None:
    home = {"type": "home", "blocks": [section()]}
    first = client.views_publish(user_id="U0LOCAL", view=home)["view"]["hash"]
    second = client.views_publish(user_id="U0LOCAL", view=home, hash=first)["view"]["hash"]
    assert second != first
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_publish(user_id="U0LOCAL", view=home, hash=first)
    with pytest.raises(SlackApiError, match="user_not_found"):
        client.views_publish(user_id="U0NOBODY", view=home)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_publish(user_id="U0LOCAL", view=modal(section()))
    slack.change_app(home_tab=False)
    with pytest.raises(SlackApiError, match="not_enabled"):
        client.views_publish(user_id="U0LOCAL", view=home)


def test_closing_with_clear_on_close_closes_the_whole_stack(
    slack: LocalSlack, client: WebClient
) -> None:
    form = opened(slack, client, modal(section(), notify_on_close=True))
    trigger = slack.workspace.new_trigger("U0LOCAL", form.view.id).id
    client.views_push(trigger_id=trigger, view=modal(section(), clear_on_close=True))
    with pytest.raises(CannotDo, match="not on top"):
        form.close()
    top = slack.member("ann").form
    assert top is not None
    top.close()
    assert slack.member("ann").form is None
    assert slack.sent[-1].payload["is_cleared"] is True


def test_an_app_without_interactivity_is_not_told_of_clicks(
    slack: LocalSlack, client: WebClient
) -> None:
    slack.change_app(interactive=False)
    form = opened(slack, client, modal(named("plain_text_input")))
    form.submit(plain_text_input="words")
    assert form.trouble
    assert slack.refusals[0].error == "interactivity_is_off"
    assert not slack.sent

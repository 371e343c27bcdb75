"""Several workspaces in one local Slack keep apart, also where their ids are the same."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import LocalSlack, Person, Workspace, demo_team, to_wsgi
from bot.playground.state import Member
from tests.tiny_app import MANIFEST, SMALL, Json, TinyApp

twin_team = partial(demo_team, team_id="T0TWIN", name="Twin")


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(MANIFEST, lambda: 1_701_162_000.0, workspaces=(demo_team, twin_team)) as slack:
        yield slack


@pytest.fixture
def here(slack: LocalSlack) -> Workspace:
    return slack.workspace


@pytest.fixture
def there(slack: LocalSlack) -> Workspace:
    """The twin, where somebody and something is that the first has not."""
    there = slack.workspaces["T0TWIN"]
    there.add_member(Member("U0ZOE", "zoe", "Zoe Zeit"))
    there.add_channel("C0SECRET", "secret", members={"U0ZOE", "U0BOT"})
    return there


def client_of(slack: LocalSlack, workspace: Workspace) -> WebClient:
    return WebClient(token=workspace.bot_token, base_url=slack.api_url, retry_handlers=[])


def error_of(client: WebClient, method: str, **given: Any) -> str:
    try:
        client.api_call(method, json=given)
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("chat.postMessage", {"channel": "C0SECRET", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "U0ZOE", "text": "x"}, "channel_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "C0GENERAL", "user": "U0ZOE", "text": "x"},
            "user_not_found",
        ),
        ("conversations.info", {"channel": "C0SECRET"}, "channel_not_found"),
        ("conversations.history", {"channel": "C0SECRET"}, "channel_not_found"),
        ("conversations.members", {"channel": "C0SECRET"}, "channel_not_found"),
        ("conversations.open", {"users": "U0ZOE"}, "user_not_found"),
        ("users.info", {"user": "U0ZOE"}, "user_not_found"),
        ("views.publish", {"user_id": "U0ZOE", "view": SMALL}, "user_not_found"),
    ],
)
def test_a_token_does_not_know_the_other_workspaces_things(
    slack: LocalSlack, there: Workspace, method: str, given: Json, error: str
) -> None:
    assert there.find_member("zoe")
    assert error_of(client_of(slack, slack.workspace), method, **given) == error


def test_a_message_with_the_other_ones_name_is_not_found(
    slack: LocalSlack, there: Workspace
) -> None:
    posted = client_of(slack, there).chat_postMessage(channel="C0GENERAL", text="ours")
    outside = client_of(slack, slack.workspace)
    named = {"channel": "C0GENERAL", "ts": posted["ts"]}
    assert error_of(outside, "chat.update", text="theirs", **named) == "message_not_found"
    assert error_of(outside, "chat.delete", **named) == "message_not_found"
    assert error_of(outside, "conversations.replies", **named) == "thread_not_found"
    assert outside.conversations_history(channel="C0GENERAL")["messages"] == []
    assert [seen.text for seen in slack.person(there, "ann").reads("general")] == ["ours"]


def test_lists_hold_what_is_in_the_tokens_workspace(slack: LocalSlack, there: Workspace) -> None:
    inside, outside = client_of(slack, there), client_of(slack, slack.workspace)
    assert "U0ZOE" in [each["id"] for each in inside.users_list()["members"]]
    assert "U0ZOE" not in [each["id"] for each in outside.users_list()["members"]]
    assert "C0SECRET" in [each["id"] for each in inside.conversations_list()["channels"]]
    assert "C0SECRET" not in [each["id"] for each in outside.conversations_list()["channels"]]
    assert inside.users_list()["members"][-1]["team_id"] == "T0TWIN"


def test_triggers_and_views_of_the_other_one_cannot_be_used(
    slack: LocalSlack, there: Workspace
) -> None:
    trigger = there.new_trigger("U0LOCAL")
    view = there.new_view("U0LOCAL", SMALL)
    there.modals["U0LOCAL"] = [view]
    outside = client_of(slack, slack.workspace)
    answer = error_of(outside, "views.open", trigger_id=trigger.id, view=SMALL)
    assert answer == "invalid_trigger_id"
    assert error_of(outside, "views.update", view_id=view.id, view=SMALL) == "not_found"


def test_a_file_opens_for_its_own_workspaces_token_only(
    slack: LocalSlack, there: Workspace
) -> None:
    ours = slack.person(slack.workspace, "ann").client.hand_over("notes.txt", b"ours")
    theirs = slack.person(there, "ann").client.hand_over("notes.txt", b"theirs")
    assert ours.id == theirs.id
    for workspace, file, content in ((slack.workspace, ours, b"ours"), (there, theirs, b"theirs")):
        for other in slack.workspaces.values():
            address = file.as_slack(slack.base_url)["url_private"]
            headers = {"Authorization": f"Bearer {other.bot_token}"}
            with urlopen(Request(address, headers=headers)) as answer:  # noqa: S310
                assert (answer.read() == content) == (other is workspace)


def test_an_upload_lands_in_the_workspace_that_asked_for_it(
    slack: LocalSlack, there: Workspace
) -> None:
    slack.person(slack.workspace, "ann").client.hand_over("notes.txt", b"ours")
    client_of(slack, there).files_upload_v2(
        filename="report.txt", content="theirs", channel="C0GENERAL"
    )
    assert [file.content for file in there.files.values()] == [b"theirs"]
    assert [file.content for file in slack.workspace.files.values()] == [b"ours"]


def teams_in(payload: Json) -> set[str]:
    """Every team that a payload names, at any depth."""
    found = set()
    waiting: list[Any] = [payload]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            named = (each.get(key) for key in ("team_id", "team", "app_installed_team_id"))
            found |= {name for name in named if isinstance(name, str)}
            if isinstance(each.get("team"), dict):
                found.add(each["team"]["id"])
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found


def test_every_payload_names_its_workspace_and_no_other(
    slack: LocalSlack, here: Workspace, there: Workspace
) -> None:
    app = TinyApp(slack, there)
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    ann = slack.person(there, "ann")
    ann.types("/note buy milk", channel="general").button("Keep").click()
    message = ann.says("hello", channel="general")
    ann.uses_message_shortcut("this", message)
    form = ann.types("/note", channel="general").form
    form.search("about", "milk")
    form.submit(words="wrong")
    form.close()
    ann.uses_shortcut("new")
    ann.opens_home()
    ann.types("hello in private")
    kinds = {envelope.what for envelope in slack.sent}
    assert kinds >= {"slash command", "block_actions", "view_submission", "event"}
    assert kinds >= {"message_action", "shortcut", "block_suggestion", "view_closed"}
    assert [teams_in(envelope.payload) for envelope in slack.sent] == [{"T0TWIN"}] * len(slack.sent)
    assert here.standing("C0GENERAL") == []
    assert here.modals == {}
    assert here.homes == {}


def test_a_name_is_looked_up_where_it_was_typed(slack: LocalSlack, there: Workspace) -> None:
    app = TinyApp(slack)
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    assert there.find_member("zoe")
    slack.member("ann").types("/note for @zoe in #secret", channel="general")
    assert app.last("command")["text"] == "for @zoe in #secret"


def test_one_workspace_may_have_the_app_and_another_not(
    slack: LocalSlack, here: Workspace, there: Workspace
) -> None:
    slack.uninstall(there)
    assert client_of(slack, here).auth_test()["team_id"] == "T0LOCAL"
    assert error_of(WebClient(token="xoxb-T0TWIN-local", base_url=slack.api_url), "auth.test")
    app = TinyApp(slack)
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    zoe: Person = slack.person(there, "zoe")
    assert zoe.types("/note x", channel="secret").text == "/note is not a valid command."
    assert slack.member("ann").types("/note x", channel="general").text == "x"


def test_the_page_shows_the_workspace_that_it_is_asked_for(slack: LocalSlack) -> None:
    for team in slack.workspaces:
        url = f"{slack.base_url}/_playground/state?as=U0LOCAL&team={team}"
        with urlopen(url) as answer:  # noqa: S310
            assert f'"id": "{team}"' in answer.read().decode()

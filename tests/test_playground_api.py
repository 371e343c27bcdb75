"""The local workspace's Web API gives Slack's answers, and the faults that a test orders."""

from collections.abc import Callable, Iterator
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import LocalSlack, Workspace, demo_team
from bot.playground.state import Member
from tests.tiny_app import MANIFEST, SMALL, Json


class Clock:
    """Slack's clock, which stands still until a test moves it."""

    seconds = 1_701_162_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(MANIFEST, Clock()) as slack:
        yield slack


@pytest.fixture
def client(slack: LocalSlack) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=5)


def texts(slack: LocalSlack, channel: str = "C0GENERAL") -> list[str]:
    return [message.text for message in slack.workspace.public(channel)]


def refusal(call: SlackApiError) -> str:
    return str(call.response["error"])


# Who may do what


def test_a_token_that_slack_does_not_know_is_refused(slack: LocalSlack) -> None:
    for token, error in (("xoxb-stolen", "invalid_auth"), ("", "not_authed")):
        with pytest.raises(SlackApiError) as refused:
            WebClient(token=token, base_url=slack.api_url).auth_test()
        assert refusal(refused.value) == error


def test_a_method_wants_its_scope_which_comes_with_an_installation(
    slack: LocalSlack, client: WebClient
) -> None:
    assert "chat:write" in client.auth_test().headers["x-oauth-scopes"]
    slack.change_app(scopes=frozenset({"commands"}))
    client.chat_postMessage(channel="C0GENERAL", text="granted before")
    slack.install(slack.workspace)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0GENERAL", text="x")
    assert refused.value.response["needed"] == "chat:write"
    assert slack.refusals[-1].reason == "missing_scope chat:write"


def test_an_unknown_method_and_unreadable_json_are_said_to_be_so(
    slack: LocalSlack, client: WebClient
) -> None:
    with pytest.raises(SlackApiError, match="unknown_method"):
        client.api_call("chat.shout")
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
    broken = Request(f"{slack.api_url}auth.test", b"{", headers)  # noqa: S310
    with urlopen(broken) as answer:  # noqa: S310
        assert b"invalid_json" in answer.read()


# Posting


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("G0LEADS", "channel_not_found"),
        ("C0RANDOM", "not_in_channel"),
        ("C0OLD", "is_archived"),
    ],
)
def test_a_post_goes_only_where_the_bot_is(client: WebClient, channel: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=channel, text="x")
    assert refusal(refused.value) == error


def test_a_post_to_a_member_goes_to_their_direct_messages(
    slack: LocalSlack, client: WebClient
) -> None:
    assert client.chat_postMessage(channel="U0LOCAL", text="hi")["channel"] == "D0LOCAL"
    assert slack.member("ann").reads()[-1].text == "hi"


def test_unsound_blocks_are_refused_with_the_place(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0GENERAL", text="x", blocks=[{"type": "sektion"}])
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == ["unknown block type: sektion [json-pointer:/blocks/0/type]"]


def test_a_message_is_changed_and_taken_back_by_its_own_bot(
    slack: LocalSlack, client: WebClient
) -> None:
    blocks = SMALL["blocks"]
    ts = client.chat_postMessage(channel="C0GENERAL", text="one", blocks=blocks)["ts"]
    client.chat_update(channel="C0GENERAL", ts=ts, text="two")
    message = slack.workspace.message("C0GENERAL", ts)
    assert message is not None
    assert (message.text, message.blocks, message.edited_ts is None) == ("two", [], False)
    with pytest.raises(SlackApiError, match="msg_too_long"):
        client.chat_update(channel="C0GENERAL", ts=ts, text="x" * 4001)
    client.chat_delete(channel="C0GENERAL", ts=ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel="C0GENERAL", ts=ts, text="three")
    said = slack.member("ann").says("mine", channel="general")
    with pytest.raises(SlackApiError, match="cant_update_message"):
        client.chat_update(channel="C0GENERAL", ts=said.ts, text="yours")


def test_a_private_post_is_seen_by_one_member_and_cannot_be_changed(
    slack: LocalSlack, client: WebClient
) -> None:
    answer = client.chat_postEphemeral(channel="C0GENERAL", user="U0LOCAL", text="psst")
    assert [seen.text for seen in slack.member("ann").reads("general")] == ["psst"]
    assert slack.member("ben").reads("general") == []
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel="C0GENERAL", ts=answer["message_ts"], text="x")


def test_a_reply_to_a_parent_that_is_gone_stands_in_the_channel(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="parent")["ts"]
    reply = client.chat_postMessage(channel="C0GENERAL", text="reply", thread_ts=ts)
    assert reply["message"]["thread_ts"] == ts
    client.chat_delete(channel="C0GENERAL", ts=ts)
    astray = client.chat_postMessage(channel="C0GENERAL", text="astray", thread_ts=ts)
    assert "thread_ts" not in astray["message"]
    replies = client.conversations_replies(channel="C0GENERAL", ts=ts)["messages"]
    assert [m["text"] for m in replies] == ["This message was deleted.", "reply"]


def test_two_messages_of_one_moment_have_two_names(client: WebClient) -> None:
    names = [client.chat_postMessage(channel="C0GENERAL", text="x")["ts"] for _ in range(3)]
    assert names == sorted(set(names))
    assert names[0] == "1701162000.000000"


def test_a_channel_takes_one_message_a_second_where_the_limit_is_on(
    slack: LocalSlack, client: WebClient
) -> None:
    slack.paces_posts = True
    client.chat_postMessage(channel="C0GENERAL", text="one")
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0GENERAL", text="two")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    assert texts(slack) == ["one"]


def test_a_message_has_an_address(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="#general", text="by its name")["ts"]
    link = client.chat_getPermalink(channel="C0GENERAL", message_ts=ts)["permalink"]
    assert link.endswith("/archives/C0GENERAL/p1701162000000000")
    for channel, error in (("general", "channel_not_found"), ("C0CONF", "message_not_found")):
        with pytest.raises(SlackApiError, match=error):
            client.chat_getPermalink(channel=channel, message_ts=ts)


def test_a_private_post_needs_its_reader_in_the_channel(
    slack: LocalSlack, client: WebClient
) -> None:
    slack.workspace.channels["C0CONF"].members.remove("U0JAPAN")
    for text in ("x" * 4001, "長" * 1334):
        with pytest.raises(SlackApiError, match="msg_too_long"):
            client.chat_postEphemeral(channel="C0CONF", user="U0LOCAL", text=text)
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        client.chat_postEphemeral(channel="C0CONF", user="U0JAPAN", text="x")


def test_a_bot_joins_public_channels_with_the_scope_for_it(
    slack: LocalSlack, client: WebClient
) -> None:
    with pytest.raises(SlackApiError, match="missing_scope"):
        client.conversations_join(channel="C0RANDOM")
    slack.change_app(scopes=slack.app.scopes | {"channels:join", "chat:write.public"})
    slack.install(slack.workspace)
    client.chat_postMessage(channel="C0RANDOM", text="as a guest")
    client.conversations_join(channel="C0RANDOM")
    assert "U0BOT" in slack.workspace.channels["C0RANDOM"].members
    for channel, error in (("C0OLD", "is_archived"), ("D0LOCAL", "method_not_supported")):
        with pytest.raises(SlackApiError, match=error):
            client.conversations_join(channel=channel)


def test_a_call_without_its_arguments_names_what_is_missing(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call("chat.postMessage", params={"text": "x"})
    messages = refused.value.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] missing required field: channel"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.api_call("chat.postMessage", params={"channel": "C0GENERAL", "blocks": "[{"})


# Reading


def test_history_comes_in_pages_with_metadata_where_it_is_asked_for(
    slack: LocalSlack, client: WebClient
) -> None:
    metadata = {"event_type": "digest", "event_payload": {"run": 7}}
    for number in range(5):
        client.chat_postMessage(channel="C0GENERAL", text=str(number), metadata=metadata)
    slack.page_limit = 2
    seen: list[Json] = []
    cursor = None
    for _ in range(3):
        page = client.conversations_history(
            channel="C0GENERAL", cursor=cursor, include_all_metadata=True
        )
        seen += page["messages"]
        rest: Json = page.get("response_metadata") or {}
        cursor = rest.get("next_cursor")
    assert [m["text"] for m in seen] == ["4", "3", "2", "1", "0"]
    assert cursor is None
    assert seen[0]["metadata"] == metadata
    since = client.conversations_history(channel="C0GENERAL", oldest=seen[2]["ts"])
    assert [m["text"] for m in since["messages"]] == ["4", "3"]
    assert "metadata" not in since["messages"][0]
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        client.conversations_history(channel="C0GENERAL", cursor="nonsense")
    for name, value in (("limit", "many"), ("limit", "0"), ("oldest", "then"), ("latest", "now")):
        with pytest.raises(SlackApiError, match="invalid_"):
            client.api_call("conversations.history", params={"channel": "C0GENERAL", name: value})


def test_history_wants_membership_and_the_scope_of_the_channel_s_kind(
    slack: LocalSlack, client: WebClient
) -> None:
    with pytest.raises(SlackApiError, match="not_in_channel"):
        client.conversations_history(channel="C0RANDOM")
    slack.workspace.channels["G0LEADS"].members.add("U0BOT")
    with pytest.raises(SlackApiError) as refused:
        client.conversations_history(channel="G0LEADS")
    assert refused.value.response["needed"] == "groups:history"
    assert client.conversations_info(channel="G0LEADS")["channel"]["is_private"] is True


def test_channels_are_listed_as_far_as_the_bot_may_know(client: WebClient) -> None:
    known = client.conversations_list()["channels"]
    assert [c["name"] for c in known] == ["general", "conference", "random", "conference-2022"]
    types = "public_channel,private_channel"
    known = client.conversations_list(exclude_archived=True, types=types)["channels"]
    assert [c["name"] for c in known] == ["general", "conference", "random"]


def test_people_are_given_with_locale_zone_and_rights(client: WebClient) -> None:
    haru = client.users_info(user="U0JAPAN", include_locale=True)["user"]
    assert (haru["locale"], haru["tz"], haru["tz_offset"]) == ("ja-JP", "Asia/Tokyo", 32400)
    assert "locale" not in client.users_info(user="U0JAPAN")["user"]
    assert client.users_info(user="U0ADMIN")["user"]["is_admin"] is True
    with pytest.raises(SlackApiError, match="user_not_found"):
        client.users_info(user="U0NOBODY")
    members = client.users_list()["members"]
    assert {"U0LOCAL", "U0COLLEAGUE", "U0BOT"} <= {member["id"] for member in members}


def test_a_channel_knows_its_members_and_a_member_their_conversation(client: WebClient) -> None:
    assert "U0BOT" in client.conversations_members(channel="C0CONF")["members"]
    assert client.conversations_open(users="U0JAPAN")["channel"]["id"] == "D0JAPAN"


# Files


def test_a_file_is_uploaded_shared_and_read_with_the_token(
    slack: LocalSlack, client: WebClient
) -> None:
    content = "code,stars\nNET402,5\n"
    answer = client.files_upload_v2(
        filename="log.csv", content=content, channel="D0LOCAL", initial_comment="Your log"
    )
    shared = slack.member("ann").reads()[-1].message
    assert (shared.text, shared.files[0]["name"]) == ("Your log", "log.csv")
    url = client.files_info(file=answer["file"]["id"])["file"]["url_private"]
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    with urlopen(Request(url, headers=headers)) as given:  # noqa: S310
        assert given.read().decode() == content
    with urlopen(url) as page:  # noqa: S310
        assert page.headers.get_content_type() == "text/html"


def test_a_file_of_a_person_is_read_by_the_bot_alone(slack: LocalSlack) -> None:
    message = slack.member("ann").uploads("talks.csv", b"code\nNET402\n")
    assert message.subtype == "file_share"
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    with urlopen(Request(message.files[0]["url_private"], headers=headers)) as given:  # noqa: S310
        assert given.read() == b"code\nNET402\n"


def test_a_file_goes_only_where_the_bot_is(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="not_in_channel"):
        client.files_upload_v2(filename="a.txt", content="x", channel="C0RANDOM")


# Faults


def post(client: WebClient) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="digest")


def test_a_dropped_connection_may_or_may_not_have_posted(
    slack: LocalSlack, client: WebClient
) -> None:
    slack.fail_next("chat.postMessage", "drop_before")
    with pytest.raises((OSError, HTTPException)):
        post(client)
    assert texts(slack) == []
    slack.fail_next("chat.postMessage", "drop_after")
    with pytest.raises((OSError, HTTPException)):
        post(client)
    assert texts(slack) == ["digest"]
    post(client)
    assert texts(slack) == ["digest", "digest"]


def test_a_post_may_land_after_its_sender_gave_up(slack: LocalSlack, client: WebClient) -> None:
    slack.fail_next("chat.postMessage", "drop_late")
    with pytest.raises((OSError, HTTPException)):
        post(client)
    assert texts(slack) == []
    slack.late_calls_land()
    assert texts(slack) == ["digest"]


def test_an_error_of_slack_s_may_or_may_not_have_posted(
    slack: LocalSlack, client: WebClient
) -> None:
    slack.fail_next("chat.postMessage", "http_500")
    slack.fail_next("chat.postMessage", "error", error="fatal_error")
    slack.fail_next("chat.postMessage", "ratelimited", retry_after=30)
    answers = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as refused:
            post(client)
        answers.append(refused.value.response)
    assert [answer.status_code for answer in answers] == [500, 200, 429]
    assert answers[2].headers["Retry-After"] == "30"
    assert texts(slack) == []
    slack.fail_next("chat.postMessage", "http_500_after")
    slack.fail_next("chat.postMessage", "error_after", error="internal_error")
    for _ in range(2):
        with pytest.raises(SlackApiError):
            post(client)
    assert texts(slack) == ["digest", "digest"]


def test_a_slow_answer_outlasts_its_caller_who_has_posted_all_the_same(slack: LocalSlack) -> None:
    hasty = WebClient(token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    slack.fail_next("chat.postMessage", "slow", seconds=30.0)
    with pytest.raises(TimeoutError):
        post(hasty)
    assert texts(slack) == ["digest"]


# Several workspaces


def test_a_token_opens_its_own_workspace_and_no_other() -> None:
    def other(clock: Callable[[], float]) -> Workspace:
        workspace = Workspace("T0OTHER", "Other", clock)
        workspace.add_member(Member("U0LOCAL", "zoe", "Zoe"))
        workspace.add_channel("C0GENERAL", "general", members={"U0LOCAL", "U0BOT"})
        return workspace

    with LocalSlack(MANIFEST, Clock(), workspaces=(demo_team, other)) as slack:
        there = slack.workspaces["T0OTHER"]
        client = WebClient(token=there.bot_token, base_url=slack.api_url)
        assert client.auth_test()["team_id"] == "T0OTHER"
        post(client)
        assert texts(slack) == []
        assert slack.person(there, "zoe").reads("general")[-1].text == "digest"


def test_a_page_of_another_origin_reaches_nothing(slack: LocalSlack) -> None:
    attempts = [
        {"Origin": "https://evil.example"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ]
    for headers in attempts:
        for path in ("/api/auth.test", "/_playground/state?as=U0LOCAL", "/"):
            with pytest.raises(HTTPError) as refused:
                urlopen(Request(slack.base_url + path, headers=headers))  # noqa: S310
            assert refused.value.code == 403
            refused.value.close()


@pytest.mark.parametrize(
    ("method", "given", "error"),
    [
        ("conversations.open", {"channel": "D0NOBODY"}, "channel_not_found"),
        ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
        ("conversations.replies", {"channel": "C0GENERAL", "ts": "1.000001"}, "thread_not_found"),
        ("chat.postMessage", {"channel": "C0GENERAL"}, "no_text"),
        (
            "chat.postMessage",
            {"channel": "C0GENERAL", "metadata": '{"a": 1}', "text": "x"},
            "invalid_metadata_format",
        ),
        ("chat.delete", {"channel": "C0GENERAL", "ts": "1.000001"}, "message_not_found"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "invalid_arguments"),
        (
            "files.getUploadURLExternal",
            {"filename": "a", "length": 1, "alt_txt": "x" * 1001},
            "alt_txt_too_large",
        ),
        ("files.completeUploadExternal", {"files": "[]"}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": '[{"id": "F1"}]'}, "file_not_found"),
        ("files.info", {"file": "F1"}, "file_not_found"),
        ("views.update", {"view_id": "V1", "view": "{}"}, "not_found"),
    ],
)
def test_calls_that_cannot_be_carried_out_are_answered_with_slack_s_error(
    client: WebClient, method: str, given: Json, error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, params=given)
    assert refusal(refused.value) == error


def test_an_upload_has_the_length_that_it_announced(slack: LocalSlack, client: WebClient) -> None:
    url = client.files_getUploadURLExternal(filename="a.txt", length=3)["upload_url"]
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(url, b"four"))  # noqa: S310
    with refused.value:
        assert refused.value.code == 400
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.files_upload_v2(filename="a.txt", content="x", channel="G0LEADS")
    assert slack.workspace.public("G0LEADS") == []


def test_a_direct_conversation_has_its_reader_s_locale(client: WebClient) -> None:
    shown = client.conversations_info(channel="D0JAPAN", include_locale=True)["channel"]
    assert (shown["is_im"], shown["user"], shown["locale"]) == (True, "U0JAPAN", "ja-JP")
    public = client.conversations_info(channel="C0CONF", include_num_members=True)["channel"]
    assert public["num_members"] == 5
    assert client.conversations_open(channel="D0JAPAN")["channel"]["id"] == "D0JAPAN"


def test_history_ends_at_the_moments_that_are_asked_for(client: WebClient) -> None:
    first, last = (client.chat_postMessage(channel="C0GENERAL", text=t)["ts"] for t in "ab")

    asked = {"channel": "C0GENERAL", "oldest": first, "latest": last}
    page = client.api_call("conversations.history", params=asked)
    assert page["messages"] == []
    page = client.api_call("conversations.history", params=asked | {"inclusive": "true"})
    assert [message["text"] for message in page["messages"]] == ["b", "a"]


def test_nothing_of_an_archived_channel_is_changed(slack: LocalSlack, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C0GENERAL", text="x")["ts"]
    slack.workspace.channels["C0GENERAL"].is_archived = True
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_update(channel="C0GENERAL", ts=ts, text="y")
    slack.change_app(messages_tab=False)
    with pytest.raises(SlackApiError, match="messages_tab_disabled"):
        client.chat_postMessage(channel="U0LOCAL", text="x")

"""The page of the local workspace can do what a person can, over its own API and nowhere else."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.playground import Controls, LocalSlack, to_wsgi
from bot.web.server import Web
from tests.sites import served
from tests.tiny_app import MANIFEST, Json, TinyApp

MORNING = datetime(2023, 11, 28, 9, 0, tzinfo=UTC)


class MovableClock:
    """A clock that a demo may put forward."""

    def __init__(self) -> None:
        self.moment = MORNING

    def now(self) -> datetime:
        return self.moment

    def advance_to(self, moment: datetime) -> None:
        self.moment = moment


class Page:
    """Asks as the page's script does, for one member."""

    def __init__(self, slack: LocalSlack, member: str = "U0LOCAL") -> None:
        self.slack = slack
        self.member = member

    def get(self, path: str, **query: Any) -> Json:
        asked = urlencode({"as": self.member} | query)
        return self._send(Request(f"{self.slack.base_url}/_playground/{path}?{asked}"))  # noqa: S310

    def post(self, path: str, **body: Any) -> Json:
        content = json.dumps({"as": self.member} | body).encode()
        headers = {"Content-Type": "application/json", "Origin": self.slack.base_url}
        url = f"{self.slack.base_url}/_playground/{path}"
        return self._send(Request(url, content, headers))  # noqa: S310

    def _send(self, request: Request) -> Json:
        try:
            with urlopen(request) as answer:  # noqa: S310
                return dict(json.load(answer))
        except HTTPError as error:
            with error:
                return {"status": error.code, **json.load(error)}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def slack(clock: MovableClock) -> Iterator[LocalSlack]:
    with LocalSlack(MANIFEST, lambda: clock.now().timestamp()) as slack:
        yield slack


@pytest.fixture
def app(slack: LocalSlack) -> TinyApp:
    app = TinyApp(slack)
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    return app


@pytest.fixture
def page(slack: LocalSlack, app: TinyApp) -> Page:
    assert app.heard == []
    return Page(slack)


def last(page: Page) -> Json:
    return dict(page.get("state")["messages"][-1])


def test_the_page_begins_with_all_that_its_member_sees(page: Page) -> None:
    state = page.get("state")
    assert (state["me"], state["team"]["id"]) == ("U0LOCAL", "T0LOCAL")
    assert state["app"]["commands"][0]["command"] == "/note"
    assert [c["name"] for c in state["channels"] if c["kind"] == "private"] == ["leads"]
    assert [m["locale"] for m in state["members"] if m["dm"]][-1] == "ja-JP"
    assert state["home"] is None
    others = Page(page.slack, "U0JAPAN").get("state")
    assert [c["name"] for c in others["channels"] if c["kind"] == "private"] == []
    assert [c["id"] for c in others["channels"] if c["kind"] == "im"] == ["D0JAPAN"]


def test_the_page_says_taps_and_asks_before_it_deletes(page: Page) -> None:
    page.post("say", channel="C0GENERAL", text="/note buy milk")
    message = last(page)
    assert (message["text"], message["ephemeral"]) == ("buy milk", True)
    where = {"channel": message["channel"], "ts": message["ts"]}
    where["block_id"] = message["blocks"][1]["block_id"]
    asked = page.post("act", action_id="drop", **where)
    assert (asked["status"], asked["confirm"]["title"]["text"]) == (409, "Sure?")
    page.post("act", action_id="keep", **where)
    assert last(page)["text"] == "Kept."


def test_the_page_fills_and_sends_a_form(page: Page, app: TinyApp) -> None:
    page.post("shortcut", callback_id="new")
    form = page.get("state")["modals"][-1]
    assert form["values"]["stars"]["stars"]["selected_option"]["value"] == "4"
    found = page.get("suggest", view=form["id"], block_id="about", action_id="about", query="net")
    chosen = found["options"][0]
    values = {"words": {"words": "bad"}, "about": {"about": chosen}, "stars": {"stars": "5"}}
    page.post("submit", view=form["id"], values=values)
    kept = page.get("state")["modals"][-1]
    assert kept["errors"] == {"words": "Say it nicely."}
    assert kept["values"]["about"]["about"]["selected_option"] == chosen
    page.post("submit", view=form["id"], values={"words": {"words": "good"}})
    assert page.get("state")["modals"] == []
    assert app.last("submission")["view"]["state"]["values"]["stars"]["stars"][
        "selected_option"
    ] == {"text": {"type": "plain_text", "text": "5 stars"}, "value": "5"}
    gone = page.post("submit", view=form["id"])
    assert gone == {"status": 409, "error": "This form is closed."}


def test_the_page_opens_home_and_closes_forms(page: Page) -> None:
    page.post("home")
    assert page.get("state")["home"]["blocks"][0]["elements"][0]["action_id"] == "at_home"
    page.post("say", channel="C0GENERAL", text="/note")
    form = page.get("state")["modals"][-1]
    page.post("put", view=form["id"], block_id="words", action_id="words", value="half")
    assert page.get("state")["modals"][-1]["values"]["words"]["words"]["value"] == "half"
    where = {"view": form["id"], "block_id": "more", "action_id": "more"}
    assert page.post("act", values=["half"], **where)["status"] == 400
    page.post("act", values={"words": {"words": "whole"}}, **where)
    below, above = page.get("state")["modals"]
    assert below["values"]["words"]["words"]["value"] == "whole"
    page.post("close", view=above["id"])
    page.post("close", view=form["id"])
    assert page.get("state")["modals"] == []


def test_updates_wait_for_a_change_and_bring_only_what_changed(page: Page) -> None:
    page.post("say", channel="C0GENERAL", text="one")
    revision = page.get("state")["revision"]
    assert page.get("updates", since=revision, wait=0)["messages"] == []
    got: list[Json] = []
    waiting = threading.Thread(target=lambda: got.append(page.get("updates", since=revision)))
    waiting.start()
    Page(page.slack, "U0COLLEAGUE").post("say", channel="C0GENERAL", text="two")
    waiting.join(10)
    assert [m["text"] for m in got[0]["messages"]] == ["two"]
    assert got[0]["revision"] > revision


def test_a_message_taken_back_leaves_the_page_too(page: Page, app: TinyApp) -> None:
    ts = app.client.chat_postMessage(channel="C0GENERAL", text="oops")["ts"]
    revision = page.get("state")["revision"]
    app.client.chat_delete(channel="C0GENERAL", ts=ts)
    assert [m["deleted"] for m in page.get("updates", since=revision)["messages"]] == [True]
    assert page.get("state")["messages"] == []


def test_another_s_private_message_and_form_are_out_of_reach(page: Page) -> None:
    page.post("say", channel="C0GENERAL", text="/note buy milk")
    page.post("say", channel="C0GENERAL", text="/note")
    message, form = last(page), page.get("state")["modals"][-1]
    ben = Page(page.slack, "U0COLLEAGUE")
    assert ben.get("state")["messages"] == []
    where = {"channel": message["channel"], "ts": message["ts"], "block_id": "b"}
    assert ben.post("act", action_id="keep", **where)["error"] == "This message is gone."
    assert ben.post("submit", view=form["id"])["error"] == "This form is closed."


def test_what_slack_refuses_is_shown(page: Page) -> None:
    page.post("say", channel="C0GENERAL", text="/note long")
    assert last(page)["text"] == "/note failed with the error “dispatch_failed”"
    shown = page.get("state")["refusals"][-1]
    assert (shown["where"], shown["pointer"]) == ("slash command", "/blocks/0/text/text")


def test_calls_that_make_no_sense_are_answered_in_words(page: Page) -> None:
    assert page.post("say", channel="C0NOWHERE", text="x") == {
        "status": 400,
        "error": "there is no channel C0NOWHERE",
    }
    assert page.post("say", channel="C0GENERAL")["error"] == "“text” is missing"
    assert page.post("dance")["status"] == 404
    for number in ("soon", "inf", "nan"):
        assert page.get("updates", since=number)["error"] == "“since” is not a number"
    assert Page(page.slack, "U0BOT").get("state")["status"] == 400
    thread = page.post("say", channel="C0GENERAL", text="/note x", thread_ts="1.0")
    assert thread["error"] == "Slack has no slash commands in threads."
    form = Request(f"{page.slack.base_url}/_playground/say", b"as=U0LOCAL")  # noqa: S310
    with pytest.raises(HTTPError) as refused:
        urlopen(form)  # noqa: S310
    with refused.value:
        assert refused.value.code == 400


def test_people_join_channels_and_invite_the_bot(page: Page, app: TinyApp) -> None:
    page.post("invite", channel="C0RANDOM")
    app.client.chat_postMessage(channel="C0RANDOM", text="thanks")
    assert last(page)["text"] == "thanks"
    assert "not archived" in page.post("join", channel="C0OLD")["error"]
    assert "Only members" in page.post("invite", channel="C0OLD")["error"]
    page.slack.workspace.channels["C0RANDOM"].members.remove("U0LOCAL")
    assert "is not in random" in page.post("say", channel="C0RANDOM", text="x")["error"]
    page.post("join", channel="C0RANDOM")
    page.post("say", channel="C0RANDOM", text="here I am")
    assert last(page)["text"] == "here I am"


def test_the_clock_goes_to_the_next_digest_and_wakes_the_bot(
    page: Page, slack: LocalSlack, clock: MovableClock
) -> None:
    assert page.post("clock", to="next-digest")["error"] == "This clock cannot be moved."
    coming: list[datetime] = []
    woken: list[datetime] = []
    slack.controls = Controls(
        clock,
        next_digest=lambda: coming[0] if coming else None,
        on_clock_moved=lambda: woken.append(clock.now()),
    )
    assert page.post("clock", to="next-digest")["status"] == 409
    coming.append(MORNING + timedelta(days=1))
    assert page.get("state")["clock"]["next_digest"] == "2023-11-29T09:00:00+00:00"
    moved = page.post("clock", to="next-digest")
    assert moved["clock"]["now"] == "2023-11-29T09:00:00+00:00"
    assert woken == [MORNING + timedelta(days=1)]
    assert page.post("clock", forward=60)["clock"]["now"] == "2023-11-29T09:01:00+00:00"
    assert page.post("clock", to="2023-11-28T09:00:00Z")["error"] == "The clock only goes forward."
    assert page.post("clock", to="tomorrow")["status"] == 400
    assert page.post("clock", forward=1e300)["status"] == 400


def test_the_demo_is_loaded_by_whoever_brought_it(page: Page, slack: LocalSlack) -> None:
    assert page.post("load-demo")["error"] == "There is nothing to load."
    slack.controls = Controls(load_demo=lambda locale: f"12 sessions, said in {locale}")
    assert page.post("load-demo")["said"] == "12 sessions, said in en-US"
    assert page.get("state")["can"]["load_demo"] is True


def test_an_app_on_a_port_of_its_own_is_reached_by_its_address(slack: LocalSlack) -> None:
    app = TinyApp(slack)
    web = Web({"/slack/events": SlackRequestHandler(app.bolt)}, lambda: True)
    with served(web) as address:
        slack.connect(f"{address}/slack/events")
        reply = slack.member("ann").types("/note 日本語 ⭐", channel="general")
        assert reply.text == "日本語 ⭐"
        assert slack.refusals == []
    assert "dispatch_failed" in slack.member("ann").types("/note x", channel="general").text


def test_only_the_page_s_own_files_are_served(slack: LocalSlack) -> None:
    for path in ("/../server.py", "/%2e%2e/server.py", "/nothing.html"):
        with pytest.raises(HTTPError) as refused:
            urlopen(slack.base_url + path)  # noqa: S310
        with refused.value:
            assert refused.value.code == 404


def test_a_link_may_lead_to_the_page_but_no_further(slack: LocalSlack) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for path, refused_with in (("/", (404, 200)), ("/_playground/state?as=U0LOCAL", (403,))):
        try:
            with urlopen(Request(slack.base_url + path, headers=followed)) as answer:  # noqa: S310
                status = answer.status
        except HTTPError as error:
            with error:
                status = error.code
        assert status in refused_with


def test_a_shared_file_is_downloaded_by_those_who_see_it(page: Page, app: TinyApp) -> None:
    given = app.client.files_upload_v2(filename="ログ.html", content="<b>", channel="D0LOCAL")
    address = f"{page.slack.base_url}/_playground/file?id={given['file']['id']}&as="
    with urlopen(f"{address}U0LOCAL") as file:  # noqa: S310
        assert file.read() == b"<b>"
        assert file.headers["Content-Disposition"].startswith("attachment")
    for other in ("U0JAPAN", "U0NOBODY"):
        with pytest.raises(HTTPError) as refused:
            urlopen(address + other)  # noqa: S310
        with refused.value:
            assert refused.value.code == 404


def test_a_body_too_large_is_refused_unread(slack: LocalSlack) -> None:
    with socket.create_connection(("127.0.0.1", slack.server.port), 5) as connection:
        head = f"POST /api/auth.test HTTP/1.1\r\nHost: 127.0.0.1:{slack.server.port}\r\n"
        connection.sendall(f"{head}Content-Length: 99999999\r\n\r\n".encode())
        assert b" 413 " in connection.recv(100)

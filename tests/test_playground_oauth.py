"""The local Slack installs an app by OAuth as Slack does, and takes it out again."""

import base64
import json
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import CannotAsk, CannotDo, LocalSlack, Person, demo_team, to_wsgi
from tests.tiny_app import MANIFEST, Json, TinyApp

BACK = "https://notes.example.com/slack/oauth_redirect"
OPTIONAL = "files:write"
SCOPES = "chat:write,commands,files:write,im:history"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_701_162_000.0

    def __call__(self) -> float:
        return self.seconds


class NoRedirect(HTTPRedirectHandler):
    """A browser that shows where it is led, and stays."""

    def redirect_request(self, *_: Any) -> None:
        return None


def asked_for(**settings: Any) -> Json:
    manifest: Json = json.loads(json.dumps(MANIFEST))
    manifest["oauth_config"]["redirect_urls"] = ["https://notes.example.com"]
    manifest["oauth_config"]["scopes"]["bot_optional"] = [OPTIONAL]
    manifest["settings"]["event_subscriptions"]["bot_events"] += [
        "app_uninstalled",
        "tokens_revoked",
    ]
    manifest["settings"] |= settings
    return manifest


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(clock: Clock) -> Iterator[LocalSlack]:
    teams = (demo_team, partial(demo_team, team_id="T0OTHER", name="Other"))
    with LocalSlack(asked_for(), clock, workspaces=teams, installed=False) as slack:
        yield slack


@pytest.fixture
def ada(slack: LocalSlack) -> Person:
    return slack.member("ada")


def address(slack: LocalSlack, **changed: str) -> str:
    query = {
        "client_id": slack.app.client_id,
        "scope": SCOPES,
        "redirect_uri": BACK,
        "state": "s1",
    } | changed
    return f"{slack.authorize_url}?{urlencode(query)}"


def answers_in(led_to: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(led_to).query))


def code_of(person: Person, **changed: str) -> str:
    return answers_in(person.allows(address(person.slack, **changed)))["code"]


def access(slack: LocalSlack, **given: str) -> Json:
    """Call oauth.v2.access; the error's word stands in the answer."""
    client = WebClient(base_url=slack.api_url, retry_handlers=[])
    stated = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret} | given
    try:
        return dict(client.oauth_v2_access(**stated).data)  # type: ignore[arg-type]  # JSON.
    except SlackApiError as error:
        return dict(error.response.data)


def installed(person: Person, **changed: str) -> Json:
    return access(person.slack, code=code_of(person, **changed), redirect_uri=BACK)


def error_of(slack: LocalSlack, token: str, method: str = "auth.test", **given: Any) -> str:
    """What Slack says against a call with this token; "" for nothing."""
    client = WebClient(token=token, base_url=slack.api_url, retry_handlers=[])
    try:
        client.api_call(method, params=given)
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


# The way in


def test_allow_leads_back_with_a_code_that_gives_the_workspaces_token(ada: Person) -> None:
    led_to = ada.allows(address(ada.slack))
    assert led_to.startswith(f"{BACK}?")
    assert answers_in(led_to)["state"] == "s1"
    granted = access(ada.slack, code=answers_in(led_to)["code"], redirect_uri=BACK)
    assert granted == {
        "ok": True,
        "access_token": ada.workspace.bot_token,
        "token_type": "bot",
        "scope": "chat:write,commands,files:write,im:history",
        "bot_user_id": "U0BOT",
        "app_id": "A0LOCAL",
        "team": {"id": "T0LOCAL", "name": "Local"},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": "U0ADMIN"},
    }
    assert error_of(ada.slack, granted["access_token"]) == ""


def test_cancel_leads_back_with_access_denied_and_installs_nothing(ada: Person) -> None:
    led_to = ada.cancels(address(ada.slack))
    assert answers_in(led_to) == {"error": "access_denied", "state": "s1"}
    assert not ada.workspace.has_app


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"client_id": "2.other"}, "Invalid client_id parameter"),
        ({"scope": ""}, "Invalid scope parameter"),
        ({"redirect_uri": "https://evil.example/slack/oauth_redirect"}, "did not match"),
        ({"redirect_uri": "https://notes.example.com.evil.example/"}, "did not match"),
        ({"redirect_uri": "http://notes.example.com/slack/oauth_redirect"}, "did not match"),
        ({"redirect_uri": f"{BACK}#part"}, "did not match"),
    ],
)
def test_an_address_that_slack_does_not_take_is_not_asked_about(
    ada: Person, changed: dict[str, str], words: str
) -> None:
    with pytest.raises(CannotAsk, match=words):
        ada.allows(address(ada.slack, **changed))


def test_without_a_redirect_uri_the_first_registered_one_is_taken(ada: Person) -> None:
    led_to = ada.allows(address(ada.slack, redirect_uri=""))
    assert led_to.startswith("https://notes.example.com?")
    assert access(ada.slack, code=answers_in(led_to)["code"])["ok"]


def test_a_redirect_on_this_machine_needs_no_tls(ada: Person) -> None:
    ada.slack.change_app(redirect_urls=("http://127.0.0.1:3000/slack",))
    back = "http://127.0.0.1:3000/slack/oauth_redirect"
    assert ada.allows(address(ada.slack, redirect_uri=back)).startswith(back)


# Codes


def test_a_code_is_good_once(ada: Person) -> None:
    code = code_of(ada)
    assert access(ada.slack, code=code, redirect_uri=BACK)["ok"]
    again = access(ada.slack, code=code, redirect_uri=BACK)
    assert again == {"ok": False, "error": "code_already_used"}


def test_a_code_is_good_for_ten_minutes(ada: Person, clock: Clock) -> None:
    in_time, late = code_of(ada), code_of(ada)
    clock.seconds += 600
    assert access(ada.slack, code=in_time, redirect_uri=BACK)["ok"]
    clock.seconds += 1
    assert access(ada.slack, code=late, redirect_uri=BACK)["error"] == "invalid_code"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code": "nobody's"}, "invalid_code"),
        ({"client_id": "2.other"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"redirect_uri": "https://notes.example.com/elsewhere"}, "bad_redirect_uri"),
        ({"grant_type": "password"}, "invalid_grant_type"),
    ],
)
def test_a_refused_exchange_leaves_the_code_as_it_is(
    ada: Person, changed: dict[str, str], error: str
) -> None:
    stated = {"code": code_of(ada), "redirect_uri": BACK}
    assert access(ada.slack, **(stated | changed)) == {"ok": False, "error": error}
    assert not ada.workspace.has_app
    assert access(ada.slack, **stated)["ok"]


def test_the_apps_id_and_secret_may_stand_in_the_form_too(ada: Person) -> None:
    app = ada.slack.app
    form = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "code": code_of(ada),
        "redirect_uri": BACK,
    }
    url = f"{ada.slack.api_url}oauth.v2.access"
    with urlopen(Request(url, urlencode(form).encode())) as answer:  # noqa: S310
        assert json.load(answer)["ok"]


def test_a_broken_header_is_no_id(ada: Person) -> None:
    for words in ("Basic %%%", "Basic " + base64.b64encode(b"\xff").decode(), "Bearer x"):
        url = f"{ada.slack.api_url}oauth.v2.access"
        request = Request(url, b"code=1", {"Authorization": words})  # noqa: S310
        with urlopen(request) as answer:  # noqa: S310
            assert json.load(answer)["error"] == "invalid_client_id"


def test_a_test_may_let_the_exchange_fail(ada: Person) -> None:
    ada.slack.fail_next("oauth.v2.access", "error", error="internal_error")
    code = code_of(ada)
    assert access(ada.slack, code=code, redirect_uri=BACK)["error"] == "internal_error"
    assert access(ada.slack, code=code, redirect_uri=BACK)["ok"]


# Scopes


def test_an_optional_scope_may_be_declined_and_a_needed_one_may_not(ada: Person) -> None:
    led_to = ada.allows(address(ada.slack), without={OPTIONAL, "commands"})
    granted = access(ada.slack, code=answers_in(led_to)["code"], redirect_uri=BACK)
    assert granted["scope"] == "chat:write,commands,im:history"


def test_scopes_add_up_with_each_installation_and_the_token_stays(ada: Person) -> None:
    first = installed(ada, scope="commands")
    second = installed(ada, scope="chat:write")
    assert (first["scope"], second["scope"]) == ("commands", "chat:write,commands")
    assert first["access_token"] == second["access_token"]


# Rotation


@pytest.fixture
def rotating(ada: Person) -> Person:
    ada.slack.change_app(token_rotation=True)
    return ada


def refreshed(slack: LocalSlack, refresh_token: str) -> Json:
    return access(slack, grant_type="refresh_token", refresh_token=refresh_token)


def test_a_rotating_token_ends_after_twelve_hours_and_is_renewed(
    rotating: Person, clock: Clock
) -> None:
    slack = rotating.slack
    first = installed(rotating)
    assert first["access_token"].startswith("xoxe.xoxb-1-")
    assert first["refresh_token"].startswith("xoxe-1-")
    assert first["expires_in"] == 43200
    clock.seconds += 43199
    assert error_of(slack, first["access_token"]) == ""
    clock.seconds += 1
    assert error_of(slack, first["access_token"]) == "token_expired"
    second = refreshed(slack, first["refresh_token"])
    assert second["team"]["id"] == "T0LOCAL"
    assert "authed_user" not in second
    assert error_of(slack, second["access_token"]) == ""


def test_a_refresh_token_is_good_once(rotating: Person) -> None:
    first = installed(rotating)
    assert refreshed(rotating.slack, first["refresh_token"])["ok"]
    again = refreshed(rotating.slack, first["refresh_token"])
    assert again == {"ok": False, "error": "invalid_refresh_token"}
    assert refreshed(rotating.slack, "")["error"] == "invalid_refresh_token"


def test_two_tokens_live_at_most(rotating: Person) -> None:
    slack = rotating.slack
    first = installed(rotating)
    second = refreshed(slack, first["refresh_token"])
    assert error_of(slack, first["access_token"]) == ""
    third = refreshed(slack, second["refresh_token"])
    said = [error_of(slack, each["access_token"]) for each in (first, second, third)]
    assert said == ["token_revoked", "", ""]


# The way out


@pytest.fixture
def app(slack: LocalSlack) -> TinyApp:
    app = TinyApp(slack)
    for event in ("app_uninstalled", "tokens_revoked"):
        app.bolt.event(event)(lambda body: app.heard.append(("farewell", body)))
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    return app


def farewells(app: TinyApp) -> list[tuple[str, str, int]]:
    return [
        (body["team_id"], body["event"]["type"], body["event_time"])
        for kind, body in app.heard
        if kind == "farewell"
    ]


def test_an_uninstallation_ends_the_token_and_tells_the_app(
    ada: Person, slack: LocalSlack, app: TinyApp, clock: Clock
) -> None:
    token = installed(ada)["access_token"]
    slack.uninstall(ada.workspace)
    assert error_of(slack, token) == "account_inactive"
    now = int(clock.seconds)
    told = [("T0LOCAL", "tokens_revoked", now), ("T0LOCAL", "app_uninstalled", now)]
    assert farewells(app) == told
    assert app.last("farewell")["authorizations"] == []
    assert app.heard[-2][1]["event"]["tokens"] == {"oauth": [], "bot": ["U0BOT"]}


def test_the_farewells_may_come_in_the_other_order_and_late(
    ada: Person, slack: LocalSlack, app: TinyApp, clock: Clock
) -> None:
    installed(ada)
    went = int(clock.seconds)
    slack.uninstall(ada.workspace, tells=("app_uninstalled", "tokens_revoked"), late=True)
    clock.seconds += 90
    installed(ada)
    assert farewells(app) == []
    slack.late_calls_land()
    told = [("T0LOCAL", "app_uninstalled", went), ("T0LOCAL", "tokens_revoked", went)]
    assert farewells(app) == told


def test_a_new_installation_gets_a_new_token(ada: Person, slack: LocalSlack) -> None:
    first = installed(ada)["access_token"]
    slack.uninstall(ada.workspace)
    second = installed(ada)["access_token"]
    assert [error_of(slack, each) for each in (first, second)] == ["account_inactive", ""]


def test_an_app_may_give_its_token_back(ada: Person, slack: LocalSlack, app: TinyApp) -> None:
    token = installed(ada)["access_token"]
    assert error_of(slack, token, "auth.revoke", test="true") == ""
    assert error_of(slack, token) == ""
    assert error_of(slack, token, "auth.revoke") == ""
    assert error_of(slack, token) == "account_inactive"
    slack.late_calls_land()
    assert [event for _, event, _ in farewells(app)] == ["tokens_revoked"]


def test_an_app_may_leave_with_its_id_and_secret(
    ada: Person, slack: LocalSlack, app: TinyApp
) -> None:
    token = installed(ada)["access_token"]
    secret = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
    wrong = secret | {"client_secret": "guessed"}
    assert error_of(slack, token, "apps.uninstall", **wrong) == "bad_client_secret"
    assert error_of(slack, token, "apps.uninstall", **secret) == ""
    assert error_of(slack, token) == "account_inactive"
    slack.late_calls_land()
    assert [event for _, event, _ in farewells(app)] == ["tokens_revoked", "app_uninstalled"]


def test_where_the_app_is_not_installed_nothing_of_it_works(ada: Person, slack: LocalSlack) -> None:
    installed(ada)
    app = TinyApp(slack)
    slack.deliver_by(to_wsgi(SlackRequestHandler(app.bolt)))
    keep = ada.types("/note buy milk", channel="general").button("Keep")
    slack.uninstall(ada.workspace)
    app.heard.clear()
    assert ada.types("/note more", channel="general").text == "/note is not a valid command."
    with pytest.raises(CannotDo):
        ada.uses_shortcut("new")
    ada.opens_home()
    keep.click()
    assert app.heard == []


# The page


def page(slack: LocalSlack, url: str, form: dict[str, str] | None = None) -> tuple[int, Any]:
    """What the browser gets: the status with the page, or with where it is led."""
    content = urlencode(form).encode() if form else None
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    if form:
        headers = {"Origin": slack.base_url, "Sec-Fetch-Site": "same-origin"}
    try:
        request = Request(url, content, headers)  # noqa: S310
        with build_opener(NoRedirect).open(request) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers["Location"] or error.read().decode()


def test_the_page_asks_which_workspace_and_for_what(ada: Person) -> None:
    status, shown = page(ada.slack, address(ada.slack, team="T0OTHER"))
    assert status == 200
    assert "notes asks to come into a workspace" in shown
    assert 'value="T0OTHER/U0LOCAL" selected' in shown
    assert 'type="checkbox" name="scope" value="files:write" checked' in shown
    assert "U0BOT" not in shown


def test_allow_on_the_page_installs_in_the_chosen_workspace(ada: Person) -> None:
    slack = ada.slack
    form = {"as": "T0OTHER/U0ADMIN", "answer": "allow"}
    status, led_to = page(slack, address(slack), form)
    assert status == 302
    granted = access(slack, code=answers_in(led_to)["code"], redirect_uri=BACK)
    assert granted["team"]["id"] == "T0OTHER"
    assert granted["scope"] == "chat:write,commands,im:history"  # The box was not ticked.
    assert not ada.workspace.has_app


def test_cancel_on_the_page_leads_back_as_well(ada: Person) -> None:
    status, led_to = page(ada.slack, address(ada.slack), {"answer": "cancel"})
    assert (status, answers_in(led_to)["error"]) == (302, "access_denied")


def test_the_page_says_what_is_wrong_with_an_address(ada: Person) -> None:
    status, shown = page(ada.slack, address(ada.slack, redirect_uri="https://<evil>.example"))
    assert status == 400
    assert "did not match any configured URIs" in shown
    assert "<evil>" not in shown
    nobody = {"as": "T0OTHER/U0NOBODY", "answer": "allow"}
    assert page(ada.slack, address(ada.slack), nobody)[0] == 400

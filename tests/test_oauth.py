"""The app comes into workspaces over OAuth: once for each state, in the browser that began."""

import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot import scopes
from bot.installs.oauth import Granted, SlackOAuth
from bot.installs.spoken import language_for
from bot.settings import Settings
from storage.errors import Unavailable
from tests.tenants import HERE, THERE, Tenancy, tenancy

BACK = "/slack/oauth_redirect"


@pytest.fixture
def bot(database_url: str) -> Iterator[Tenancy]:
    with tenancy(database_url) as running:
        yield running


def query_of(address: str) -> dict[str, str]:
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


# The way in


def test_a_browser_is_led_to_slack_with_all_scopes_and_no_address_of_its_own(bot: Tenancy) -> None:
    shown = bot.browser().gets("/slack/install", HTTP_HOST="evil.example.com")
    assert shown.status == 302
    address = shown.headers["Location"]
    assert address.startswith(bot.slack.authorize_url)
    asked = query_of(address)
    assert set(asked["scope"].split(",")) == {*scopes.NEEDED, *scopes.OPTIONAL}
    assert asked["client_id"] == bot.slack.app.client_id
    assert "redirect_uri" not in asked
    assert "evil" not in str(shown)


def test_the_real_slack_asks_and_opens_the_app_at_its_own_address() -> None:
    real = SlackOAuth(Settings(client_id="1.2", client_secret="s"))
    assert real.asking("state").startswith("https://slack.com/oauth/v2/authorize?client_id=1.2&")
    granted = Granted("T1", "Acme", "UBOT", "xoxb-1", app_id="A1")
    assert real.app_in(granted) == "https://slack.com/app_redirect?app=A1&team=T1"
    assert "xoxb" not in repr(granted)


def test_two_workspaces_install_and_each_has_its_own_entries(bot: Tenancy) -> None:
    bot.install_in(HERE, THERE)
    bot.person("ann", HERE).types("/session add KEY101 5 Ours alone", "general")
    bot.person("ann", THERE).types("/session add KEY101 2 Theirs", "general")
    ours = bot.person("ben", HERE).types("/session top", "general").shown
    theirs = bot.person("ben", THERE).types("/session top", "general").shown
    assert ("Ours alone" in ours, "Theirs" in ours) == (True, False)
    assert ("Ours alone" in theirs, "Theirs" in theirs) == (False, True)
    assert bot.token_of(HERE) != bot.token_of(THERE)
    assert bot.slack.refusals == []


def test_the_page_of_success_names_the_workspace_and_the_command(bot: Tenancy) -> None:
    shown = bot.browser().installs(bot.person("ada"))
    assert shown.status == 200
    assert "The app is installed in Local" in shown.words
    assert "/session" in shown.words


def test_pages_are_in_the_browsers_language(bot: Tenancy) -> None:
    shown = bot.browser("ja,en;q=0.5").installs(bot.person("ada"))
    assert '<html lang="ja">' in shown.text
    assert re.search("[ぁ-ん]", shown.text)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ja-JP", "ja"),
        ("de, ja;q=0.8, en;q=0.5", "ja"),
        ("en;q=0.1, ja;q=0.9", "ja"),
        ("ja;q=0, en", "en"),
        ("*", "en"),
        ("ja;q=nan, \x00, " + "x" * 9000, "en"),
    ],
)
def test_the_most_wanted_language_is_taken(accepted: str, language: str) -> None:
    assert language_for(accepted) == language


def test_installing_anew_with_more_scopes_replaces_what_was_kept(bot: Tenancy) -> None:
    browser, ada = bot.browser(), bot.person("ada")
    browser.gets(ada.allows(browser.is_led_to_slack(), without=["files:write"]))
    before = bot.access.of(HERE)
    assert before is not None
    assert "files:write" not in before.scopes
    browser.installs(ada)
    after = bot.access.of(HERE)
    assert after is not None
    assert "files:write" in after.scopes
    assert len(bot.store.installs.all()) == 1


# One browser, one use, ten minutes


def test_the_cookie_is_for_this_host_over_tls_and_out_of_scripts_reach(bot: Tenancy) -> None:
    cookie = bot.browser().gets("/slack/install").headers["Set-Cookie"]
    assert re.match(r"__Host-[\w-]+=[A-Za-z0-9_-]{43}; ", cookie)
    stated = set(cookie.split("; ")[1:])
    assert stated == {"Path=/", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax"}


def test_the_same_answer_does_not_install_twice(bot: Tenancy) -> None:
    browser, ada = bot.browser(), bot.person("ada")
    led_to = ada.allows(browser.is_led_to_slack())
    assert browser.gets(led_to).status == 200
    again = browser.gets(led_to)
    assert again.status == 400
    assert "Already used" in again.words
    # Nor with a code of its own that nobody has used.
    state = query_of(led_to)["state"]
    code = query_of(ada.allows(browser.is_led_to_slack()))["code"]
    assert "Already used" in browser.gets(f"{BACK}?state={state}&code={code}").words


def test_a_state_is_the_same_however_it_is_written(bot: Tenancy) -> None:
    browser, ada = bot.browser(), bot.person("ada")
    led_to = ada.allows(browser.is_led_to_slack())
    browser.gets(led_to)
    asked = query_of(led_to)
    for state in (f"%0A{asked['state']}", f"!{asked['state']}", f"{asked['state']}===="):
        shown = browser.gets(f"{BACK}?state={state}&code={asked['code']}")
        assert "Already used" in shown.words or "not complete" in shown.words


def test_another_browser_does_not_finish_what_this_one_began(bot: Tenancy) -> None:
    mine, theirs = bot.browser(), bot.browser()
    led_to = bot.person("ada").allows(mine.is_led_to_slack())
    for other in (theirs, bot.browser()):
        shown = other.gets(led_to)
        assert shown.status == 400
        assert "Not the same browser" in shown.words
        other.is_led_to_slack()  # From here on it has a cookie, of its own.
        assert "Not the same browser" in other.gets(led_to).words
    assert bot.store.installs.teams() == ()
    # It was not used up by them.
    assert mine.gets(led_to).status == 200


def test_two_tabs_of_a_browser_can_both_be_finished(bot: Tenancy) -> None:
    browser = bot.browser()
    first, second = browser.is_led_to_slack(), browser.is_led_to_slack()
    assert browser.gets(bot.person("ada", HERE).allows(first)).status == 200
    assert browser.gets(bot.person("ada", THERE).allows(second)).status == 200
    assert bot.store.installs.teams() == (HERE, THERE)


def test_after_ten_minutes_it_is_too_late(bot: Tenancy) -> None:
    browser = bot.browser()
    address = browser.is_led_to_slack()
    bot.clock.forward(seconds=599)
    in_time = bot.person("ada").allows(address)
    bot.clock.forward(seconds=1)
    shown = browser.gets(in_time)
    assert shown.status == 400
    assert "within ten minutes" in shown.words
    # The browser has dropped its cookie by then, and is told the same.
    assert "within ten minutes" in bot.browser().gets(in_time).words
    assert bot.store.installs.teams() == ()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=1",
        "code=1&state=",
        "code=1&state=forged",
        "code=1&state=%E3%81%82",
        "code=1&state=%00",
        "code=1&state=a&state=b",
        "state=gAAAAA",
        "code=1&state=" + "A" * 9000,
        "&".join(f"a{number}=1" for number in range(50)),
        "error=%3Cscript%3E",
    ],
)
@pytest.mark.engines("sqlite")
def test_what_slack_did_not_send_is_a_page_that_says_so(bot: Tenancy, query: str) -> None:
    shown = bot.browser().gets(f"{BACK}?{query}")
    assert shown.status == 400
    assert "Begin" in shown.words
    assert "script" not in shown.text


@pytest.mark.parametrize("cookie", ["", "=", "__Host-session-bot-install=x", '"; \\', "a" * 9000])
@pytest.mark.engines("sqlite")
def test_a_broken_cookie_is_none(bot: Tenancy, cookie: str) -> None:
    browser = bot.browser()
    led_to = bot.person("ada").allows(browser.is_led_to_slack())
    assert browser.gets(led_to, HTTP_COOKIE=cookie).status == 400
    assert browser.gets("/slack/install", HTTP_COOKIE=cookie).status == 302


# What a person is told


def test_who_says_no_at_slack_is_told_that_nothing_changed(bot: Tenancy) -> None:
    browser = bot.browser()
    shown = browser.gets(bot.person("ada").cancels(browser.is_led_to_slack()))
    assert shown.status == 200
    assert "Nothing was changed" in shown.words
    assert bot.store.installs.teams() == ()


def test_a_code_that_slack_does_not_take_is_told_with_slacks_word(bot: Tenancy) -> None:
    browser = bot.browser()
    state = query_of(browser.is_led_to_slack())["state"]
    shown = browser.gets(f"{BACK}?state={state}&code=wrong")
    assert shown.status == 502
    assert "invalid_code" in shown.words


def test_a_slack_that_does_not_answer_is_told(bot: Tenancy) -> None:
    browser = bot.browser()
    bot.slack.fail_next("oauth.v2.access", "drop_before")
    shown = browser.installs(bot.person("ada"))
    assert shown.status == 502
    assert "Slack did not answer" in shown.words
    assert browser.installs(bot.person("ada")).status == 200


def test_an_installation_in_a_whole_organization_is_told_what_to_do_instead(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = WebClient.oauth_v2_access

    def access(self: WebClient, **how: Any) -> SlackResponse:
        answer = real(self, **how)
        assert isinstance(answer.data, dict)
        answer.data |= {"is_enterprise_install": True, "team": None, "enterprise": {"id": "E1"}}
        return answer

    monkeypatch.setattr(WebClient, "oauth_v2_access", access)
    shown = bot.browser().installs(bot.person("ada"))
    assert shown.status == 400
    assert "choose one workspace" in shown.words
    assert bot.store.installs.teams() == ()
    # Its workspaces are told how the app comes in, until they install it themselves.
    ann = bot.person("ann")
    assert "/slack/install" in ann.types("/session top", "general").text
    monkeypatch.undo()
    bot.install_in(HERE)
    assert "KEY101" in ann.types("/session add KEY101 5 Opening", "general").shown


def test_an_answer_without_a_token_is_none(bot: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    real = WebClient.oauth_v2_access

    def access(self: WebClient, **how: Any) -> SlackResponse:
        answer = real(self, **how)
        assert isinstance(answer.data, dict)
        del answer.data["access_token"]
        return answer

    monkeypatch.setattr(WebClient, "oauth_v2_access", access)
    assert bot.browser().installs(bot.person("ada")).status == 502
    assert bot.store.installs.teams() == ()


def test_an_installation_does_not_fail_for_want_of_the_bots_id(bot: Tenancy) -> None:
    bot.slack.fail_next("auth.test", "http_500")
    assert bot.browser().installs(bot.person("ada")).status == 200
    (kept,) = bot.store.installs.all()
    assert kept.install.bot_id == ""
    assert "KEY101" in bot.person("ann").types("/session add KEY101 5 Opening", "general").shown


def test_an_error_of_slack_is_shown_as_a_word_or_not_at_all(bot: Tenancy) -> None:
    browser = bot.browser()
    state = query_of(browser.is_led_to_slack())["state"]
    shown = browser.gets(f"{BACK}?state={state}&error=%3Cb%3Ehello")
    assert shown.status == 502
    assert "hello" not in shown.words
    state = query_of(browser.is_led_to_slack())["state"]
    assert "invalid_scope" in browser.gets(f"{BACK}?state={state}&error=invalid_scope").words


@pytest.mark.engines("sqlite")
def test_words_that_somebody_puts_into_an_address_are_not_in_the_log(
    bot: Tenancy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = bot.browser()
    state = query_of(browser.is_led_to_slack())["state"]
    assert "ann_is_late" in browser.gets(f"{BACK}?state={state}&error=ann_is_late").words
    state = query_of(browser.is_led_to_slack())["state"]
    browser.gets(f"{BACK}?state={state}&code=ann_is_away")
    assert "invalid_code" in caplog.text
    assert "ann_is" not in caplog.text


@pytest.mark.engines("sqlite")
def test_pages_that_anybody_can_ask_for_do_not_fill_the_log(
    bot: Tenancy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for asked in ("", "?code=x", "?code=x&state=y", "?error=access_denied", "?error=z&state=y"):
        assert bot.browser().gets(f"{BACK}{asked}").status in (200, 400)
    assert "An installation ended" not in caplog.text
    bot.install_in(HERE)
    assert "An installation ended with status 200: -." in caplog.text


def test_a_database_that_is_away_is_told_and_nothing_is_used_up(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = bot.browser()
    led_to = bot.person("ada").allows(browser.is_led_to_slack())

    def away(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(bot.store.installs, "use_state", away)
        shown = browser.gets(led_to)
        assert shown.status == 503
        assert "nothing was saved" in shown.words
    with monkeypatch.context() as broken:
        broken.setattr(bot.store.installs, "save", away)
        assert browser.gets(led_to).status == 503
    assert browser.installs(bot.person("ada")).status == 200


# Every page


@pytest.mark.parametrize("address", ["/slack/install", BACK])
@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.engines("sqlite")
def test_pages_are_only_got(bot: Tenancy, address: str, method: str) -> None:
    shown = bot.browser().gets(address, method)
    assert shown.status == 405
    assert shown.headers["Allow"] == "GET"
    assert "Set-Cookie" not in shown.headers


@pytest.mark.parametrize("address", ["/slack/install", BACK, f"{BACK}?error=access_denied"])
@pytest.mark.engines("sqlite")
def test_pages_load_nothing_run_nothing_and_are_not_kept(bot: Tenancy, address: str) -> None:
    headers = bot.browser().gets(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.engines("sqlite")
def test_a_name_with_tags_is_text(bot: Tenancy) -> None:
    bot.slack.workspace.name = "<img src=x onerror=alert(1)>"
    shown = bot.browser().installs(bot.person("ada"))
    assert shown.status == 200
    assert "<img" not in shown.text
    assert "&lt;img" in shown.text

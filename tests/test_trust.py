"""Whom the bot trusts to be Slack, and what a call costs that asks for it."""

import ssl
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot import delivery, uploading
from bot.authorize import SlackUnreachable, identified
from bot.call import File, Message, Reader
from bot.installs.oauth import NotGranted, SlackOAuth
from bot.posting import Mark, Passing
from bot.settings import Settings
from bot.slack_posts import SlackPosts
from bot.sockets import Socket
from bot.trust import certificates

NOBODY = "https://127.0.0.1:9"  # Nobody listens there.


@pytest.fixture(autouse=True)
def no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    certificates()

    def read(*_: Any, **__: Any) -> None:
        raise AssertionError("The certificates are read anew.")

    monkeypatch.setattr(ssl, "create_default_context", read)
    monkeypatch.setattr(ssl, "_create_default_https_context", read)


def test_slack_has_to_prove_who_it_is() -> None:
    assert certificates().verify_mode == ssl.CERT_REQUIRED
    assert certificates().check_hostname


def test_a_call_reads_no_certificates_of_its_own() -> None:
    posts = SlackPosts("xoxb-any", f"{NOBODY}/api/", lambda ids: dict.fromkeys(ids, "Ann"))
    with pytest.raises(Passing) as raised:
        posts.post("C1", Message("Text", ()), Mark("r", 0))
    assert raised.value.reason == "unreachable"


def test_neither_does_an_installation_nor_what_it_begins_with() -> None:
    settings = Settings(client_id="1.2", client_secret="any", api_url=f"{NOBODY}/api/")
    oauth = SlackOAuth(settings)
    for ask in (oauth.exchange, oauth.refresh, oauth.check):
        with pytest.raises(NotGranted, match="unreachable"):
            ask("any")
    with pytest.raises(SlackUnreachable):
        identified("xoxb-any", settings.api_url)


def test_neither_does_a_file() -> None:
    file = File(Message("Text", ()), "log.csv", b"x", "Log")
    client = WebClient("xoxb-any", base_url=f"{NOBODY}/api/", ssl=certificates())
    with pytest.raises(OSError, match="refused"):
        uploading.send(file, "U1", client, Reader())


def test_neither_does_socket_mode() -> None:
    identity = AuthorizeResult(enterprise_id=None, team_id="T1")
    app = App(client=WebClient(ssl=certificates()), authorize=lambda: identity)
    settings = Settings(app_token="xapp-any", api_url=f"{NOBODY}/api/")
    with pytest.raises(SlackUnreachable):
        Socket(app, settings).connect()


def test_an_answer_reads_none_either(monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[Exception] = []
    send = WebhookClient.send_dict

    def sent(client: WebhookClient, body: Any, *rest: Any) -> Any:
        try:
            return send(client, body, *rest)
        except OSError as error:
            failed.append(error)
            raise

    monkeypatch.setattr(WebhookClient, "send_dict", sent)
    text = Message("Text", ())
    assert not delivery.respond(f"{NOBODY}/response", text, f"{NOBODY}/api/", replace=False)
    assert len(failed) == 1

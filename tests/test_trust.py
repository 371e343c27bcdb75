"""Whom the bot trusts to be Slack, and what a call costs that asks for it."""

import ssl
from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from bot import delivery
from bot.call import Message
from bot.posting import Mark, Passing
from bot.slack_posts import SlackPosts
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

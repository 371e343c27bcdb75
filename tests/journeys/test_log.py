"""The log of the main job and of everything that goes wrong: no token, no secret, no words."""

import io
import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from bot import logs, router
from bot.playground.delivery import Envelope
from tests.bots import Bot, Way, running
from tests.journeys import main_line
from tests.outages import gone

pytestmark = pytest.mark.engines("sqlite")

SHORTEST = 4  # characters of a word that is looked for
# What a payload holds besides people's words, and the words of commands.
NAMES = re.compile(r"[a-z_]+|[A-Z][A-Z0-9]{5,}|\d[\d.]*")


def typed_words(sent: list[Envelope]) -> set[str]:
    """Every word that people typed into commands, messages and forms."""
    texts: list[str] = []
    for envelope in sent:
        payload = envelope.payload
        texts.append(str(payload.get("text", "")))
        texts.append(str((payload.get("event") or {}).get("text", "")))
        texts.append(str(payload.get("value", "")))
        values = ((payload.get("view") or {}).get("state") or {}).get("values") or {}
        texts += [
            str(element.get("value") or "")
            for block in values.values()
            for element in block.values()
        ]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    return {word for word in words if len(word) >= SHORTEST and not NAMES.fullmatch(word)}


def secrets_of(bot: Bot) -> list[str]:
    """What lets whoever has it act as the bot."""
    slack = bot.slack
    urls = {str(envelope.payload.get("response_url") or "") for envelope in slack.sent}
    return [slack.bot_token, slack.app_token, slack.signing_secret, *(urls - {""})]


def go_wrong(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database go, Slack fail, and a command break."""
    ann = bot.slack.member("ann")
    with gone(bot.settings.database_url):
        ann.types("/session add NET404 5 Unsaved Confidences", "general")
        ann.opens_home()
        bot.workers.finish()
    bot.slack.fail_next("views.open", "http_500")
    ann.types("/session add", "general")
    bot.slack.fail_next("users.info", "error", error="invalid_auth")
    ann.types("/session delete NET402 by:@ben", "general")

    def breaks(*_: Any) -> Any:
        raise ValueError("Unsaved Confidences broke it")

    monkeypatch.setattr(router.SUBCOMMANDS["top"], "run", breaks)
    ann.types("/session top Unsaved Confidences", "general")
    ann.types("top Unsaved Confidences")
    bot.workers.finish()


@pytest.mark.parametrize(("form", "way"), [("text", "http"), ("json", "socket")])
def test_the_log_holds_no_token_no_secret_and_no_words(
    tmp_path: Path, form: str, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    logs.configure("DEBUG", form, stream)
    # More than LOG_LEVEL asks for: what the libraries say at DEBUG comes here as well.
    logging.getLogger().setLevel(logging.DEBUG)
    with running(f"sqlite:///{tmp_path / 'bot.db'}", way) as bot:
        bot.slack.sent = type(bot.slack.sent)(maxlen=5_000)
        main_line.walk(bot)
        go_wrong(bot, monkeypatch)
        bot.expect_refusals("http_500", "invalid_auth", "internal_error")
        said, words = stream.getvalue(), typed_words(list(bot.slack.sent))
        secrets = secrets_of(bot)
    assert {"Surviving", "Slower", "振り返りは30分", "Confidences"} <= words
    assert "The database does not answer." in said
    assert "Unforeseen, reference" in said
    assert [secret for secret in secrets if secret in said] == []
    assert sorted(word for word in words if re.search(rf"\b{word}\b", said)) == []
    if form == "json":
        assert all(json.loads(line)["level"] for line in said.splitlines())

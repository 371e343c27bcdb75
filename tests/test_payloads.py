"""Whose a request is, told from its bytes: by what Slack wrote, never by what people did."""

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.connections import Request
from bot.web.endpoint import EVENTS
from bot.web.payloads import payload_of, team_of
from tests.attacks import samples
from tests.attacks.door import TEAM, command, under_attack
from tests.attacks.samples import Json
from tests.bots import Bot
from tests.wire import FORM, JSON, request, signed

LOOK_ALIKES = (
    "&team_id=T0EVIL",
    "payload={}&team_id=T0EVIL",
    '"team":{"id":"T0EVIL"}',
    '{"team_id": "T0EVIL"}',
    '\\"team_id":"T0EVIL"',
    "%22team_id%22%3A%22T0EVIL%22",
    '"team_id"',
    "team_id=T0EVIL",
)
ENCODINGS: tuple[Callable[[str], str], ...] = (quote, quote_plus, lambda text: quote(text, safe=""))


def texts_of(payload: Json) -> list[str]:
    """An interaction as several programs would write it."""
    written = [json.dumps(payload), json.dumps(payload, separators=(",", ":"), ensure_ascii=False)]
    return [f"payload={encoded(each)}" for each in written for encoded in ENCODINGS]


@pytest.mark.parametrize("kind", samples.INTERACTIONS)
def test_the_workspace_of_an_interaction_is_told_from_its_bytes(kind: str) -> None:
    payload = samples.INTERACTIONS[kind]()
    for text in texts_of(payload):
        assert team_of(text) == TEAM
        assert payload_of(text, FORM)["type"] == payload["type"]


@pytest.mark.parametrize("kind", samples.EVENTS)
def test_the_workspace_of_an_event_is_told_from_its_bytes(kind: str) -> None:
    event = samples.EVENTS[kind]()
    for text in (json.dumps(event), json.dumps(event, indent=2), json.dumps(event, indent=None)):
        assert team_of(text) == TEAM
        assert payload_of(text, JSON)["event"] == event["event"]


@given(st.sampled_from(LOOK_ALIKES) | st.text())
def test_words_do_not_change_whose_a_request_is(words: str) -> None:
    # What people wrote comes first, where a look-alike would be found first.
    typed = {"text": words, **command(words)}
    assert team_of(urlencode(typed, errors="replace")) == TEAM
    said: Json = {"event": {"text": words, "user": "U1"}, **samples.direct_message()}
    said["event"] = {"text": words, **said["event"], "blocks": [words]}
    assert team_of(json.dumps(said)) == TEAM
    for text in texts_of({"message": {"text": words}, **samples.button(), "state": {}}):
        assert team_of(text) == TEAM


def test_what_has_no_workspace_is_nobodys() -> None:
    for text in ("", "ssl_check=1", '{"type":"url_verification","challenge":"x"}', "team_id="):
        assert team_of(text) == ""


def came(bot: Bot, written: bytes) -> str:
    """Whose a request is to the web server."""
    arriving = Request(Adjusted())
    while written and not arriving.completed:
        written = written[arriving.received(written) :]
    assert arriving.completed
    whose = bot.web.party(arriving)
    # It was only looked at.
    assert arriving.error is not None or arriving.peek() == arriving.get_body_stream().read()
    return whose


class Adjusted:
    """The settings of Waitress that a request looks at."""

    max_request_header_size = 10_000
    max_request_body_size = 2_000_000
    inbuf_overflow = 100_000
    url_scheme = "http"


@pytest.mark.engines("sqlite")
def test_only_what_slack_signed_waits_with_a_workspace(database_url: str) -> None:
    body = urlencode(command("top")).encode()
    with under_attack(database_url) as door:
        bot = door.bot
        assert came(bot, request(body, signed(door.secret, body))) == TEAM
        assert came(bot, request(body, signed("another", body))) == ""
        assert came(bot, request(body, {})) == ""
        assert came(bot, request(b"\xff", signed(door.secret, b"\xff"))) == ""
        # Who asks for health does not wait behind who only knocks.
        assert came(bot, request(b"", {}, "GET /healthz HTTP/1.1")) == "/healthz"
        assert came(bot, request(b"", {}, "GET /nowhere HTTP/1.1")) == ""
        assert came(bot, request(body, {}, f"POST {EVENTS} HTTP/3")) == ""

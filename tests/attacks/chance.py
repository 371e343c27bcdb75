"""Bodies by chance: payloads as Slack sends them, changed here and there, and bytes of any kind."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from hypothesis import strategies as st

from bot import router
from bot.commands.help import Help
from tests.attacks import samples
from tests.attacks.door import CANARY, TEAM, USER, command
from tests.attacks.samples import Json
from tests.wire import FORM, JSON

NASTY = (
    CANARY,
    f"{CANARY}\0{CANARY}",
    f"\ud800{CANARY}\udfff",
    f"<!channel> <@{USER}|{CANARY}> <#C0GENERAL|> <https://a.example|{CANARY}>",
    f"★★★★ NET402 | {CANARY}",
    f"5 NET402 {CANARY}\n- Level 400\n• a fact\nQ: why?\nA: so",
    f"NET402 event:general by:@ann level:300+ since:2d {CANARY}",
    "{0} %s ${x} {{}} payload={} \\",
    "\u202e\u2066\u200f語👩‍👩‍👧‍👦",
    "9" * 400,
    "#" + "9" * 30,
    "#1",
    "new:",
    "4",
    "yes",
    " \u3000\t\n",
    "",
    f"{CANARY} " * 400,
)
CONTENT_TYPES = (FORM, JSON, f"{JSON}; charset=utf-8", "text/plain", "")


@dataclass(frozen=True, slots=True)
class Chance:
    """A body with what it is said to be."""

    body: bytes
    content_type: str


# With halves of pairs, which JSON can state.
texts = st.sampled_from(NASTY) | st.text(st.characters(codec=None), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(texts, below, max_size=3),
    max_leaves=8,
)
names = st.sampled_from([*router.SUBCOMMANDS, *Help.ALIASES, "", "NET402", "5", "xyzzy"])
typed = st.builds(lambda name, words: f"{name} {words}", names, texts)


@st.composite
def changed(draw: st.DrawFn, kinds: dict[str, Any]) -> Json:
    """A payload of one of these kinds, with up to four changes."""
    payload: Json = copy.deepcopy(kinds[draw(st.sampled_from(sorted(kinds)))]())
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2, 2, 4)))):
        place = draw(st.sampled_from(sorted(_places(payload), key=str)))
        _change(draw, payload, place)
    return payload


@st.composite
def commands(draw: st.DrawFn) -> Chance:
    """A slash command: its words, now and then another field, now and then its bytes."""
    fields: list[tuple[str, str]] = list((command(draw(typed)) | {"trigger_id": "1.2.3"}).items())
    for _ in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from([*command(), "payload", "ssl_check", "type"]) | texts)
        fields.insert(draw(st.integers(0, len(fields))), (name, draw(texts)))
    if draw(st.booleans()):
        fields = list(dict(fields).items())
    body = urlencode(fields, errors="surrogatepass").encode()
    return _spoilt(draw, body, FORM)


@st.composite
def interactions(draw: st.DrawFn) -> Chance:
    """A tap, a form, a letter in a select or a shortcut."""
    payload = draw(changed(samples.INTERACTIONS))
    if payload.get("type") == "block_actions" and draw(st.booleans()):
        payload["actions"] = [{"action_id": "command:0", "type": "button", "value": draw(typed)}]
    body = b"payload=" + quote_from_bytes(json.dumps(payload).encode()).encode()
    return _spoilt(draw, body, FORM)


@st.composite
def events(draw: st.DrawFn) -> Chance:
    """A message to the bot, an opened Home, or another event."""
    payload = draw(changed(samples.EVENTS))
    event = payload.get("event")
    if isinstance(event, dict):
        if draw(st.booleans()):
            event["text"] = draw(typed)
        if draw(st.booleans()):
            event["type"] = draw(st.sampled_from(("message", "app_home_opened", "team_join")))
    # Slack sends one event under one id.
    payload["event_id"] = draw(st.uuids().map(str) | texts)
    return _spoilt(draw, json.dumps(payload).encode(), JSON)


def _spoilt(draw: st.DrawFn, body: bytes, content_type: str) -> Chance:
    """One in six is no longer what it was: cut, with bytes put in, or of another type."""
    match draw(st.integers(0, 17)):
        case 0:
            return Chance(body[: draw(st.integers(0, len(body)))], content_type)
        case 1:
            at = draw(st.integers(0, len(body)))
            return Chance(body[:at] + draw(st.binary(max_size=20)) + body[at:], content_type)
        case 2:
            return Chance(draw(st.binary(max_size=200)), draw(st.sampled_from(CONTENT_TYPES)))
        case _:
            return Chance(body, content_type)


def _places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a payload, but the payload itself."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    for step, each in inside:
        yield (*way, step)
        yield from _places(each, (*way, step))


def _change(draw: st.DrawFn, payload: Any, place: tuple[str | int, ...]) -> None:
    *way, last = place
    at = payload
    for step in way:
        at = at[step]
    match draw(st.integers(0, 9)):
        case 0:
            del at[last]
        case 1:
            at[last] = {"id": draw(texts)}
        case 2:
            at[last] = [at[last]] * draw(st.integers(0, 3))
        case 3:
            at[last] = draw(st.sampled_from((TEAM, USER, "C0GENERAL", "T0OTHER", "takeaway")))
        case 4:
            at[last] = draw(values)
        case _:
            # Of the same kind as it was, so that it gets further in.
            at[last] = draw(texts) if isinstance(at[last], str) else copy.deepcopy(at[last])

"""The page's own API, below `/_playground/`: JSON in, JSON out.

Every call names the member who acts as `as` (a member's id; the demo's first is `U0LOCAL`); in a
GET it stands in the query. POST bodies are JSON objects with `Content-Type: application/json`.
Answers are 200; 400 `{"error"}` for a call that is not understood; 404 for one there is none of;
409 `{"error"}` for what Slack's client does not let a person do, in words to be shown. POSTs that
act answer `{"ok": true, "revision": N}`; what came of it is in the state or the next updates.

    GET  state?as=U            everything that the member sees:
         {"revision", "me", "team": {"id", "name"},
          "app": {"name", "bot_user", "commands": [{"command", "description", "usage_hint"}],
                  "shortcuts": [{"name", "type", "callback_id", "description"}], "home_tab"},
          "members": [{"id", "name", "shown_name", "real_name", "locale", "tz", "title",
                       "is_admin", "is_bot", "dm"}],
          "channels": [{"id", "name", "kind", "is_archived", "is_member", "bot_is_member"}],
          "messages": [Message], "modals": [View], "home": View or null, "clock": Clock,
          "refusals": [Refusal], "can": {"move_clock", "go_to_next_digest", "load_demo"}}
    GET  updates?as=U&since=N  waits up to 20 s for a change after revision N (`wait=S` for less):
         {"revision", "messages": [Message, changed ones only, `deleted` ones too], "modals",
          "home", "clock", "refusals", "channels"}
    GET  file?as=U&id=F        a file of a message, as a download (no JSON)
    GET  suggest?as=U&…        options while typing: `view` (id) or `channel` and `ts`, `block_id`,
         `action_id`, `query` → {"options": […]} or {"option_groups": […]}

    POST say       {"as", "channel", "text", "thread_ts"?}  a message, or a command where the text
                   begins with "/" (outside of threads)
    POST act       {"as", "view" or "channel" and "ts", "block_id", "action_id", "value"?,
                   "confirmed"?, "values"?}  press a button, choose in a select, checkboxes, menu;
                   an element with `confirm` answers 409 {"error", "confirm": dialog} until
                   `confirmed` is true; `values` are what the form's fields hold, as for submit
    POST put       {"as", "view" or "channel" and "ts", "block_id", "action_id", "value"}  put a
                   value into a field without telling the bot (input blocks)
    POST upload    {"as", "name", "content": base64}  → {"ok", "revision", "file"}, which is then
                   among the value of a file field
    POST submit    {"as", "view", "values"?: {block_id: {action_id: value}}}  errors under fields
                   are in the view's `errors`
    POST close     {"as", "view", "all"?}
    POST shortcut  {"as", "callback_id", "channel"?, "ts"?}  global, or of a message
    POST home      {"as", "tab"?}  tab "home" or "messages" opened
    POST join      {"as", "channel"}  the member joins a public channel
    POST invite    {"as", "channel"}  the bot is invited to a channel
    POST clock     {"to": "next-digest" or an ISO time with zone} or {"forward": seconds}
                   → {"ok", "revision", "clock"}; 409 where there is no digest to come
    POST load-demo {} → {"ok", "revision", "said": words or null}

A value is plain: text for inputs; an option's `value` for selects and radio buttons, a list of
them for checkboxes and multi-selects; the whole option for external selects; ids for people and
channels; a list of file objects; null or "" or [] for nothing.

    Message  {"channel", "ts", "user", "text", "blocks", "attachments", "files", "thread_ts",
              "ephemeral", "edited", "deleted", "subtype", "trouble", "values"}
             `values` are the member's states of the message's fields, as in Slack's `state.values`
    View     {"id", "kind", "title", "submit", "close", "callback_id", "blocks", "values", "errors",
              "trouble", "hash"}  modals from the bottom to the top of the stack
    Clock    {"now": ISO, "next_digest": ISO or null}
    Refusal  {"where", "error", "pointer", "reason", "refused"}  the last 50, newest last
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.playground.components import ConfirmFirst
from bot.playground.fields import CannotDo
from bot.playground.page_call import Asked, NotUnderstood
from bot.playground.page_state import clock_now, everything, updates_since
from bot.playground.state import Channel, File, Json
from bot.playground.workspace import BOT_USER

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

LONGEST_WAIT = 20.0  # seconds


def answer(slack: LocalSlack, verb: str, path: str, given: Json) -> tuple[int, Json]:
    """Answer one call of the page: an HTTP status and the JSON for it."""
    run = CALLS.get((verb, path))
    if run is None:
        return 404, {"error": f"there is no {verb} {path}"}
    try:
        asked = Asked(slack, given)
        result = run(asked) or {}
        return 200, result if verb == "GET" else {"ok": True, "revision": asked.revision} | result
    except NotUnderstood as error:
        return 400, {"error": str(error)}
    except ConfirmFirst as error:
        return 409, {"error": str(error), "confirm": error.dialog}
    except CannotDo as error:
        return 409, {"error": str(error)}


def file_for(slack: LocalSlack, given: Json) -> File | None:
    """The file `id`, where the member `as` sees a channel that it was shared in."""
    try:
        client = Asked(slack, given).client
    except NotUnderstood:
        return None
    file = client.workspace.files.get(str(given.get("id")))
    channels = client.workspace.channels
    shared = [channels[channel] for channel in file.shared_in] if file else []
    return file if any(client.sees(channel) for channel in shared) else None


def _state(asked: Asked) -> Json:
    return everything(asked.client)


def _updates(asked: Asked) -> Json:
    client = asked.client
    since = int(asked.number("since", 0))
    wait = min(asked.number("wait", LONGEST_WAIT), LONGEST_WAIT)
    asked.slack.redeliver()
    server = asked.slack.server

    def changed() -> bool:
        return client.workspace.revision > since or server.stopping.is_set()

    client.workspace.wait_until(changed, wait)
    return updates_since(client, since)


def _suggest(asked: Asked) -> Json:
    query = str(asked.given.get("query", ""))
    return asked.client.suggest(asked.place, asked.text("block_id"), asked.text("action_id"), query)


def _say(asked: Asked) -> None:
    asked.client.enter(asked.channel, asked.text("text"), asked.given.get("thread_ts"))


def _act(asked: Asked) -> None:
    if asked.given.get("view"):
        _fill(asked)
    asked.client.press(
        asked.place,
        asked.text("block_id"),
        asked.text("action_id"),
        asked.given.get("value"),
        confirmed=asked.given.get("confirmed") is True,
    )


def _put(asked: Asked) -> None:
    asked.client.put(
        asked.place, asked.text("block_id"), asked.text("action_id"), asked.given.get("value")
    )


def _upload(asked: Asked) -> Json:
    try:
        content = base64.b64decode(asked.text("content"), validate=True)
    except ValueError as error:
        raise NotUnderstood("“content” is not base64") from error
    file = asked.client.hand_over(asked.text("name"), content)
    return {"file": file.as_slack(asked.slack.base_url)}


def _submit(asked: Asked) -> None:
    _fill(asked)
    asked.client.submit(asked.view)


def _fill(asked: Asked) -> None:
    """Put what the page's fields hold into the view."""
    for block_id, values in asked.structure(asked.given.get("values")).items():
        for action_id, value in asked.structure(values).items():
            asked.client.put(asked.view, block_id, action_id, value)


def _close(asked: Asked) -> None:
    asked.client.close(asked.view, everything=asked.given.get("all") is True)


def _shortcut(asked: Asked) -> None:
    message = asked.message if asked.given.get("ts") else None
    asked.client.use_shortcut(asked.text("callback_id"), message)


def _home(asked: Asked) -> None:
    asked.client.open_home(str(asked.given.get("tab") or "home"))


def _join(asked: Asked) -> None:
    channel = asked.channel
    if channel.kind != "public" or channel.is_archived:
        raise CannotDo("Only public channels that are not archived can be joined.")
    _enter(asked, channel, asked.client.member.id)


def _invite(asked: Asked) -> None:
    channel = asked.channel
    if asked.client.member.id not in channel.members or channel.is_archived:
        raise CannotDo("Only members of a channel can invite to it.")
    _enter(asked, channel, BOT_USER)


def _enter(asked: Asked, channel: Channel, member: str) -> None:
    with asked.workspace.lock:
        channel.members.add(member)
        asked.workspace.touch()


def _clock(asked: Asked) -> Json:
    controls = asked.slack.controls
    if controls.clock is None:
        raise CannotDo("This clock cannot be moved.")
    moment = _wanted_moment(asked, controls.clock.now())
    if moment < controls.clock.now():
        raise CannotDo("The clock only goes forward.")
    controls.clock.advance_to(moment)
    if controls.on_clock_moved is not None:
        controls.on_clock_moved()
    asked.slack.redeliver()
    asked.slack.workspace.touch()
    return {"clock": clock_now(asked.slack)}


def _wanted_moment(asked: Asked, now: datetime) -> datetime:
    if "forward" in asked.given:
        try:
            return now + timedelta(seconds=asked.number("forward", 0))
        except OverflowError as error:
            raise NotUnderstood("there is no time so far ahead") from error
    wanted = asked.text("to")
    if wanted == "next-digest":
        find = asked.slack.controls.next_digest
        moment = find() if find else None
        if moment is None:
            raise CannotDo("No digest is set up. Type /session digest on 09:00 in a channel.")
        return moment
    try:
        moment = datetime.fromisoformat(wanted)
    except ValueError as error:
        raise NotUnderstood(f"{wanted} is not a time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _load_demo(asked: Asked) -> Json:
    load = asked.slack.controls.load_demo
    if load is None:
        raise CannotDo("There is nothing to load.")
    said = load(asked.client.member.locale)
    asked.slack.workspace.touch()
    return {"said": said}


CALLS: dict[tuple[str, str], Callable[[Asked], Json | None]] = {
    ("GET", "state"): _state,
    ("GET", "updates"): _updates,
    ("GET", "suggest"): _suggest,
    ("POST", "say"): _say,
    ("POST", "act"): _act,
    ("POST", "put"): _put,
    ("POST", "upload"): _upload,
    ("POST", "submit"): _submit,
    ("POST", "close"): _close,
    ("POST", "shortcut"): _shortcut,
    ("POST", "home"): _home,
    ("POST", "join"): _join,
    ("POST", "invite"): _invite,
    ("POST", "clock"): _clock,
    ("POST", "load-demo"): _load_demo,
}

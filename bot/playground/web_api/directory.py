"""auth.test, users.* and conversations.*: who and what there is, and what was said."""

from __future__ import annotations

from collections.abc import Iterable

from bot.playground.state import Channel, Json, Message
from bot.playground.web_api.call import ApiCall, SlackError, page
from bot.playground.workspace import BOT_USER

PREFIX = {"public": "channels", "private": "groups", "im": "im"}
TYPES = {"public": "public_channel", "private": "private_channel", "im": "im"}


def auth_test(call: ApiCall) -> Json:
    """auth.test."""
    return {
        "url": f"https://{call.workspace.name.lower()}.slack.com/",
        "team": call.workspace.name,
        "user": call.workspace.members[BOT_USER].name,
        "team_id": call.workspace.team_id,
        "user_id": BOT_USER,
        "bot_id": call.slack.app.bot_id,
        "is_enterprise_install": False,
    }


def users_info(call: ApiCall) -> Json:
    """users.info."""
    user = call.user().as_slack(
        call.workspace.team_id, call.slack.clock(), call.flag("include_locale")
    )
    return {"user": user}


def users_list(call: ApiCall) -> Json:
    """users.list."""
    now, locale = call.slack.clock(), call.flag("include_locale")
    team, everybody = call.workspace.team_id, call.workspace.members.values()
    members = [member.as_slack(team, now, locale) for member in everybody]
    some, rest = page(call, members)
    return {"members": some, "response_metadata": rest}


def conversations_info(call: ApiCall) -> Json:
    """conversations.info."""
    channel = call.channel()
    call.need(f"{PREFIX[channel.kind]}:read")
    shown = channel.as_slack(BOT_USER)
    if call.flag("include_locale"):
        reader = call.workspace.members.get(channel.with_user or "")
        shown["locale"] = reader.locale if reader else "en-US"
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def conversations_list(call: ApiCall) -> Json:
    """conversations.list: of each kind that is asked for and that the scopes allow."""
    return _listed(call, call.workspace.channels.values())


def users_conversations(call: ApiCall) -> Json:
    """users.conversations: the same of one member; private channels where the bot is too."""
    member = call.text("user") or BOT_USER
    channels = call.workspace.channels.values()
    return _listed(call, [each for each in channels if member in each.members])


def _listed(call: ApiCall, channels: Iterable[Channel]) -> Json:
    kinds = (call.text("types") or "public_channel").replace(" ", "").split(",")
    wanted = [kind for kind, name in TYPES.items() if name in kinds]
    for kind in wanted:
        call.need(f"{PREFIX[kind]}:read")
    shown = [
        channel.as_slack(BOT_USER)
        for channel in channels
        if channel.kind in wanted
        and (channel.kind == "public" or BOT_USER in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    some, rest = page(call, shown)
    return {"channels": some, "response_metadata": rest}


def conversations_members(call: ApiCall) -> Json:
    """conversations.members."""
    channel = call.channel()
    call.need(f"{PREFIX[channel.kind]}:read")
    some, rest = page(call, sorted(channel.members))
    return {"members": some, "response_metadata": rest}


def conversations_open(call: ApiCall) -> Json:
    """conversations.open, of the direct messages with one member."""
    if call.text("channel"):
        channel = call.channel()
    else:
        member = call.required("users")
        found = call.workspace.find_channel(member) if member[:1] in "UW" else None
        if found is None:
            raise SlackError("user_not_found")
        channel = found
    return {"channel": channel.as_slack(BOT_USER)}


def conversations_join(call: ApiCall) -> Json:
    """conversations.join, of a public channel."""
    channel = call.channel()
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    with call.workspace.lock:
        channel.members.add(BOT_USER)
        call.workspace.touch()
    return {"channel": channel.as_slack(BOT_USER)}


def conversations_history(call: ApiCall) -> Json:
    """conversations.history, newest first, without the replies in threads."""
    channel = _readable(call)
    messages = [m for m in call.workspace.public(channel.id) if m.thread_ts in (None, m.ts)]
    some, rest = page(call, _between(call, messages)[::-1])
    return _walk(call, some, rest)


def conversations_replies(call: ApiCall) -> Json:
    """conversations.replies, oldest first, with the parent at the head of each page."""
    channel = _readable(call)
    ts = call.required("ts")
    parent = call.workspace.message(channel.id, ts)
    replies = [m for m in call.workspace.public(channel.id) if m.thread_ts == ts and m.ts != ts]
    if parent is None and not replies:
        raise SlackError("thread_not_found")
    if parent is None:
        gone = Message(ts, channel.id, "USLACKBOT", "This message was deleted.", thread_ts=ts)
        gone.subtype = "tombstone"
        parent = gone
    some, rest = page(call, _between(call, replies))
    return _walk(call, [parent, *some], rest)


def _readable(call: ApiCall) -> Channel:
    channel = call.channel()
    call.need(f"{PREFIX[channel.kind]}:history")
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(call: ApiCall, messages: list[Message]) -> list[Message]:
    oldest = call.number("oldest", 0, "invalid_ts_oldest")
    latest = call.number("latest", float("inf"), "invalid_ts_latest")
    if call.flag("inclusive"):
        return [m for m in messages if oldest <= float(m.ts) <= latest]
    return [m for m in messages if oldest < float(m.ts) < latest]


def _walk(call: ApiCall, messages: list[Message], rest: Json) -> Json:
    with_metadata = call.flag("include_all_metadata")
    shown = [m.as_slack(call.workspace.team_id, with_metadata) for m in messages]
    answer: Json = {"messages": shown, "has_more": bool(rest["next_cursor"])}
    return answer | ({"response_metadata": rest} if rest["next_cursor"] else {})

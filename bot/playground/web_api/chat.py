"""chat.*: what an app posts, changes and takes back."""

from __future__ import annotations

from collections.abc import Callable

from bot.playground.limits import Problem, check_live_syntax, check_message
from bot.playground.limits.messages import UPDATED_TEXT, check_ephemeral
from bot.playground.state import Channel, Json, Message
from bot.playground.web_api.call import ApiCall, SlackError
from bot.playground.workspace import BOT_USER

POSTS_EVERY = 1.0  # seconds between two posts to one channel, where the limit is on


def post_message(call: ApiCall) -> Json:
    """chat.postMessage; a reply to a parent that is gone stands in the channel, as in Slack."""
    channel = _may_post(call)
    content = _content(call, check_message)
    _pace(call, channel)
    message = _new(call, channel, content)
    message.thread_ts = _live_parent(call, channel)
    call.workspace.put(message)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message.as_slack(call.workspace.team_id),
    }


def post_ephemeral(call: ApiCall) -> Json:
    """chat.postEphemeral."""
    channel = _may_post(call)
    member = call.user()
    if member.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _new(call, channel, _content(call, check_ephemeral))
    message.thread_ts = _live_parent(call, channel)
    message.only_for = member.id
    call.workspace.put(message)
    return {"message_ts": message.ts}


def update(call: ApiCall) -> Json:
    """chat.update; text without blocks takes the blocks away."""
    message = _own_message(call, "cant_update_message")
    content = _content(call, lambda update: check_message(update, UPDATED_TEXT))
    with call.workspace.lock:
        message.text = content.get("text") or ""
        message.blocks = content.get("blocks") or []
        message.attachments = content.get("attachments") or message.attachments
        message.metadata = content.get("metadata") or message.metadata
        message.edited_ts = call.workspace.next_ts()
        call.workspace.put(message)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message.as_slack(call.workspace.team_id),
    }


def delete(call: ApiCall) -> Json:
    """chat.delete; replies under the message stay."""
    message = _own_message(call, "cant_delete_message")
    call.workspace.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: ApiCall) -> Json:
    """chat.getPermalink."""
    channel = call.channel()
    ts = call.required("message_ts")
    message = call.workspace.message(channel.id, ts)
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    domain = call.workspace.name.lower()
    address = f"https://{domain}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != ts:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


def _may_post(call: ApiCall) -> Channel:
    channel = call.addressee()
    if channel.is_archived:
        raise SlackError("is_archived")
    open_to_all = "chat:write.public" in call.workspace.granted_scopes
    if BOT_USER not in channel.members and not (channel.kind == "public" and open_to_all):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not call.slack.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    return channel


def _content(call: ApiCall, check: Callable[[Json], list[Problem]]) -> Json:
    content: Json = {name: call.structure(name) for name in ("blocks", "attachments", "metadata")}
    content["text"] = call.args.get("text")
    call.accept(check(content) + check_live_syntax(content, call.slack.hostile_marks))
    return content


def _new(call: ApiCall, channel: Channel, content: Json) -> Message:
    return Message(
        ts=call.workspace.next_ts(),
        channel=channel.id,
        user=BOT_USER,
        bot_id=call.slack.app.bot_id,
        text=content.get("text") or "",
        blocks=content.get("blocks") or [],
        attachments=content.get("attachments") or [],
        metadata=content.get("metadata"),
    )


def _live_parent(call: ApiCall, channel: Channel) -> str | None:
    """The thread that a reply joins; none where its parent is gone (slack-go/slack#1571)."""
    wanted = call.text("thread_ts")
    if not wanted:
        return None
    parent = call.workspace.message(channel.id, wanted)
    if parent is None or parent.only_for:
        return None
    if parent.thread_ts is None:
        parent.thread_ts = parent.ts
    return parent.thread_ts


def _own_message(call: ApiCall, refusal: str) -> Message:
    channel = call.channel()
    message = call.workspace.message(channel.id, call.required("ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.user != BOT_USER:
        raise SlackError(refusal)
    if channel.is_archived:
        raise SlackError("is_archived")
    return message


def _pace(call: ApiCall, channel: Channel) -> None:
    if not call.slack.paces_posts:
        return
    now = call.slack.clock()
    posts = (m for m in reversed(call.workspace.public(channel.id)) if m.user == BOT_USER)
    last = next(posts, None)
    if last is not None and now - float(last.ts) < POSTS_EVERY:
        raise SlackError("ratelimited", retry_after=1)

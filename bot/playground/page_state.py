"""What a member sees, as JSON for the page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.playground.client import Client
from bot.playground.fields import values_of
from bot.playground.state import Channel, Json, Member, Message, View
from bot.playground.workspace import BOT_USER

if TYPE_CHECKING:
    from bot.playground.service import LocalSlack

SHOWN_REFUSALS = 50


def everything(client: Client) -> Json:
    """All that a page needs when it opens; see `page_api` for its shape."""
    slack, workspace = client.slack, client.workspace
    controls = slack.controls
    with workspace.lock:
        members = [_member(member) for member in workspace.members.values()]
        return updates_since(client, 0) | {
            "me": client.member.id,
            "team": {"id": workspace.team_id, "name": workspace.name},
            "app": _app(slack),
            "members": members,
            "can": {
                "move_clock": controls.clock is not None,
                "go_to_next_digest": controls.next_digest is not None,
                "load_demo": controls.load_demo is not None,
            },
        }


def updates_since(client: Client, since: int) -> Json:
    """What changed after a revision, with the small things whole."""
    workspace, me = client.workspace, client.member.id
    with workspace.lock:
        home = workspace.homes.get(me)
        changed = workspace.visible_to(me, since)
        return {
            "revision": workspace.revision,
            "messages": [_message(m, me) for m in changed if since or not m.deleted],
            "modals": [_view(view) for view in workspace.modals.get(me, [])],
            "home": _view(home) if home else None,
            "clock": clock_now(client.slack),
            "channels": [_channel(c, me) for c in workspace.channels.values() if client.sees(c)],
            "refusals": [asdict(refusal) for refusal in workspace.refusals[-SHOWN_REFUSALS:]],
        }


def clock_now(slack: LocalSlack) -> Json:
    """The time by Slack's clock, and the moment of the next digest."""
    controls = slack.controls
    coming = controls.next_digest() if controls.next_digest else None
    now = datetime.fromtimestamp(slack.clock(), UTC)
    return {"now": now.isoformat(), "next_digest": coming.isoformat() if coming else None}


def _app(slack: LocalSlack) -> Json:
    app = slack.app
    return {
        "name": app.name,
        "bot_user": BOT_USER,
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in app.commands
        ],
        "shortcuts": [asdict(shortcut) for shortcut in app.shortcuts],
        "home_tab": app.home_tab,
    }


def _member(member: Member) -> Json:
    return {
        "id": member.id,
        "name": member.name,
        "shown_name": member.shown_name,
        "real_name": member.real_name,
        "locale": member.locale,
        "tz": member.tz,
        "title": member.title,
        "is_admin": member.is_admin,
        "is_bot": member.is_bot,
        "dm": None if member.is_bot else f"D{member.id[1:]}",
    }


def _channel(channel: Channel, me: str) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "is_archived": channel.is_archived,
        "is_member": me in channel.members,
        "bot_is_member": BOT_USER in channel.members,
    }


def _message(message: Message, me: str) -> Json:
    return {
        "channel": message.channel,
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "files": message.files,
        "thread_ts": message.thread_ts,
        "ephemeral": message.only_for is not None,
        "edited": message.edited_ts is not None,
        "deleted": message.deleted,
        "subtype": message.subtype,
        "trouble": message.trouble,
        "values": values_of(message.blocks, message.states.get(me, {})),
    }


def _view(view: View) -> Json:
    shown = view.payload
    return {
        "id": view.id,
        "kind": view.kind,
        "title": shown.get("title"),
        "submit": shown.get("submit"),
        "close": shown.get("close"),
        "callback_id": shown.get("callback_id", ""),
        "blocks": shown["blocks"],
        "values": values_of(shown["blocks"], view.values),
        "errors": view.errors,
        "trouble": view.trouble,
        "hash": view.hash,
    }

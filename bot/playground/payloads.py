"""The payloads that Slack sends, key by key."""

from __future__ import annotations

from typing import Any

from bot.playground.app_settings import AppSettings
from bot.playground.fields import values_of
from bot.playground.state import Channel, Json, Member, Message, View
from bot.playground.workspace import BOT_USER, Workspace

# Slack's verification token of old, which nobody should look at any more.
VERIFICATION = "local-verification"


def slash_command(
    app: AppSettings, workspace: Workspace, member: Member, channel: Channel, typed: dict[str, str]
) -> dict[str, str]:
    """The form of a slash command; `typed` has command, text, trigger_id and response_url."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "team_domain": workspace.name.lower(),
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": member.id,
        "user_name": member.name,
        "api_app_id": app.app_id,
        "is_enterprise_install": "false",
        **typed,
    }


def channel_name(channel: Channel) -> str:
    """A channel's name where no one may know more: DMs and private channels have none."""
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def event(app: AppSettings, workspace: Workspace, event_id: str, inside: Json) -> Json:
    """The envelope of the Events API around one event."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "api_app_id": app.app_id,
        "event": inside,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(workspace.clock()),
        "authorizations": [_authorization(workspace)] if workspace.has_app else [],
        "is_ext_shared_channel": False,
    }


def _authorization(workspace: Workspace) -> Json:
    return {
        "enterprise_id": None,
        "team_id": workspace.team_id,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }


def interaction(app: AppSettings, workspace: Workspace, member: Member, kind: str) -> Json:
    """What every interaction has."""
    return {
        "type": kind,
        "token": VERIFICATION,
        "team": {"id": workspace.team_id, "domain": workspace.name.lower()},
        "user": {
            "id": member.id,
            "username": member.name,
            "name": member.name,
            "team_id": workspace.team_id,
        },
        "api_app_id": app.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_context(workspace: Workspace, member: Member, message: Message) -> Json:
    """Where a component in a message was used; an ephemeral message is not sent along."""
    channel = workspace.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    context: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": values_of(message.blocks, message.states.get(member.id, {}))},
    }
    if message.only_for is None:
        context["message"] = message.as_slack(workspace.team_id)
    return context


def view_payload(app: AppSettings, workspace: Workspace, view: View) -> Json:
    """A view as interactions and views.* carry it."""
    asked = view.payload
    modal = view.kind == "modal"
    shown: dict[str, Any] = {
        "id": view.id,
        "team_id": workspace.team_id,
        "type": view.kind,
        "blocks": asked["blocks"],
        "private_metadata": asked.get("private_metadata", ""),
        "callback_id": asked.get("callback_id", ""),
        "state": {"values": values_of(asked["blocks"], view.values)},
        "hash": view.hash,
        "clear_on_close": asked.get("clear_on_close", False),
        "notify_on_close": asked.get("notify_on_close", False),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app.app_id,
        "external_id": asked.get("external_id", ""),
        "app_installed_team_id": workspace.team_id,
        "bot_id": app.bot_id,
        "title": asked.get("title") if modal else None,
        "submit": asked.get("submit"),
        "close": asked.get("close"),
    }
    return shown


def action(element: Json, block_id: str, state: Json, action_ts: str) -> Json:
    """One entry of `actions`: what was pressed, or chosen."""
    done: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": action_ts,
    }
    if element["type"] == "button":
        done["text"] = element["text"]
        for key in ("value", "url", "style"):
            if key in element:
                done[key] = element[key]
        return done
    return done | {key: value for key, value in state.items() if key != "type"}

"""The Slack app's manifest, for Socket Mode or for HTTP."""

import json
import re
from collections.abc import Mapping
from typing import Any

from bot import scopes

DESCRIPTION = "Log conference sessions and ratings, read the best of the day in one digest."
LONG_DESCRIPTION = (
    "Each attendee of a conference logs the sessions they sat in: one to five stars, a recommended"
    " mark, facts, impressions, questions and answers. Colleagues at home read one digest a day in"
    " a channel and ask which recording is worth an hour. At the end the log is the trip report."
)
# What a client may complete: every subcommand, those first that a newcomer needs.
USAGE = (
    "add NET402 5 What I learnt · top · search WORDS · show NET402 · rate NET402 5 · mine"
    " · edit NET402 · delete NET402 · undo · later NET402 · watched NET402 5 · event · digest"
    " · profile · stats · import · export md · forget-me · help"
)

# Words that YAML reads as what they are, without quotes.
PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z]+(?:[_.:][a-z]+)*")


def manifest(command: str, url: str = "") -> dict[str, Any]:
    """Describe the app to Slack; without the public address of the bot, for Socket Mode."""
    endpoint = f"{url.rstrip('/')}/slack/events" if url else ""
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Session Takeaways",
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Session Takeaways", "always_online": True},
            "shortcuts": [
                {
                    "name": "Log a session",
                    "type": "global",
                    "callback_id": "log_session",
                    "description": "Opens the form for a session that you attended.",
                },
                {
                    "name": "Save as takeaway",
                    "type": "message",
                    "callback_id": "save_as_takeaway",
                    "description": "Opens the form with this message's text.",
                },
            ],
            "slash_commands": [
                {
                    "command": command,
                    "description": "Log a session, see the best ones",
                    "usage_hint": USAGE,
                    # People and channels in a filter come as ids that names can't give.
                    "should_escape": True,
                }
                | _only("url", endpoint)
            ],
        },
        "oauth_config": _redirect(url)
        | {"scopes": {"bot": sorted(scopes.NEEDED), "bot_optional": sorted(scopes.OPTIONAL)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(scopes.EVENTS)}
            | _only("request_url", endpoint),
            "interactivity": {"is_enabled": True}
            | _only("request_url", endpoint)
            | _only("message_menu_options_url", endpoint),
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(described: Mapping[str, Any]) -> str:
    """Write a manifest as YAML, each scope and event with its reason."""
    reasons = {**scopes.NEEDED, **scopes.OPTIONAL, **scopes.EVENTS}
    return "\n".join(_lines(described, reasons)) + "\n"


def _redirect(url: str) -> dict[str, list[str]]:
    return {"redirect_urls": [f"{url.rstrip('/')}/slack/oauth_redirect"]} if url else {}


def _only(key: str, value: str) -> dict[str, str]:
    return {key: value} if value else {}


def _lines(value: Any, reasons: Mapping[str, str], depth: int = 0) -> list[str]:
    dent = "  " * depth
    lines: list[str] = []
    items = value.items() if isinstance(value, Mapping) else ((None, each) for each in value)
    for key, each in items:
        head = f"{dent}{key}:" if key is not None else f"{dent}-"
        if isinstance(each, (Mapping, list)) and key is not None:
            lines += [head, *_lines(each, reasons, depth + 1)]
        elif isinstance(each, Mapping):
            inner = _lines(each, reasons, depth + 1)
            lines += [f"{dent}- {inner[0].lstrip()}", *inner[1:]]
        else:
            reason = f"  # {reasons[each]}" if isinstance(each, str) and each in reasons else ""
            lines.append(f"{head} {_scalar(each)}{reason}")
    return lines


def _scalar(value: str | bool | int) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return value
    # JSON's strings, numbers and truths are YAML's too.
    return json.dumps(value, ensure_ascii=False)

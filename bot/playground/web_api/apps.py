"""auth.revoke and apps.uninstall: how an app gives its token back, or leaves."""

from __future__ import annotations

from bot.playground.state import Json
from bot.playground.web_api.call import ApiCall


def revoke(call: ApiCall) -> Json:
    """auth.revoke; with the bot's last token the app is no longer installed."""
    if call.flag("test"):
        return {"revoked": False}
    call.slack.uninstall(call.workspace, tells=("tokens_revoked",), late=True)
    return {"revoked": True}


def uninstall(call: ApiCall) -> Json:
    """apps.uninstall, which wants the app's id and secret beside the token."""
    call.slack.oauth.check_client(call.args, "")
    call.slack.uninstall(call.workspace, late=True)
    return {}

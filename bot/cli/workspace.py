"""Which workspace and which person a command of the command line is about."""

from bot.authorize import installation_of
from bot.settings import Settings, SettingsError
from storage import Store

LOCAL_TEAM = "T0LOCAL"  # the workspace of `demo`
LOCAL_USER = "U0LOCAL"  # its first member


def team_of(stated: str, settings: Settings, store: Store) -> str:
    """Give the workspace: the stated one, that of the token, the only one, else the demo's.

    Raises:
        SettingsError: There are several, and none is named.
    """
    if stated:
        return stated
    if settings.bot_token:
        return installation_of(settings).team_id
    teams = sorted({*store.transfer.teams(), *store.installs.teams()})
    if len(teams) > 1:
        raise SettingsError(f"Name the workspace with --team: {', '.join(teams)}.")
    return teams[0] if teams else LOCAL_TEAM


def user_of(stated: str, team_id: str) -> str:
    """Give the person: the stated one, in the demo's workspace its first member, else nobody."""
    return stated or (LOCAL_USER if team_id == LOCAL_TEAM else "")

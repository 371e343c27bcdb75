"""By the settings: the one workspace of a token, or all that installed the app."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.authorize import Access, OneWorkspace, installation_of
from bot.installs.oauth import SlackOAuth
from bot.installs.vault import Vault
from bot.installs.workspaces import LOCKED, ManyWorkspaces
from bot.settings import Settings
from storage import Store

log = logging.getLogger(__name__)


def access_of(settings: Settings, store: Store, clock: Callable[[], datetime]) -> Access:
    """Give the workspaces that the settings reach.

    Raises:
        SettingsError: Slack refuses the token, or the keys open no token.
        SlackUnreachable: Slack does not say whose token it is.
    """
    if not settings.many_workspaces:
        return OneWorkspace(installation_of(settings))
    access = many_workspaces(settings, store, clock)
    for team_id in access.locked():
        log.error(LOCKED, team_id)
    return access


def many_workspaces(
    settings: Settings, store: Store, clock: Callable[[], datetime]
) -> ManyWorkspaces:
    """Give the workspaces that installed the app."""
    vault = vault_of(settings, clock)
    return ManyWorkspaces(store.installs, vault, SlackOAuth(settings), clock)


def vault_of(settings: Settings, clock: Callable[[], datetime]) -> Vault:
    """Give what opens the tokens with the keys of the settings."""
    return Vault(settings.encryption_keys.split(","), clock)

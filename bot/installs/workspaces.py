"""The bot in many workspaces: who installed it, with tokens that are kept encrypted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.authorize import Access, Installation
from bot.call import UserError
from bot.installs.installing import Installing
from bot.installs.oauth import NotGranted, SlackOAuth
from bot.installs.renewal import Renewal
from bot.installs.vault import Locked, Vault
from bot.locale import N_
from bot.settings import SettingsError
from storage.errors import Unavailable
from storage.install_records import Kept
from storage.installs import Installs

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=15)  # for which another process's uninstall may go unnoticed
SKEW = timedelta(minutes=5)  # by which this machine's clock may be ahead of Slack's
REMEMBERED = 10_000  # workspaces in memory
ABSENT = N_(
    "This app is not installed in this workspace. Whoever may install apps here opens"
    " /slack/install at the bot's address."
)

LOCKED = (
    "No key of TOKEN_ENCRYPTION_KEYS opens the token of workspace %s: set the key that it was"
    " sealed with, or have the app installed there anew."
)


@dataclass(frozen=True, slots=True)
class Read:
    """An installation as it was read at a time; its token is good until it ends."""

    at: datetime
    installation: Installation
    ends_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Tell whether its token has not ended."""
        return self.ends_at is None or now < self.ends_at


class ManyWorkspaces(Access):
    """Reads an installation at most every few seconds, and asks Slack only to renew a token."""

    def __init__(
        self,
        installs: Installs,
        vault: Vault,
        oauth: SlackOAuth,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.renewal = Renewal(installs, vault, oauth, clock)
        self.installing = Installing(oauth, vault, installs, clock, self.changed)
        self._installs = installs
        self._vault = vault
        self._oauth = oauth
        self._clock = clock
        self._memory: dict[str, Read] = {}
        self._changes = 0

    def of(self, team_id: str) -> Installation | None:
        """Give the bot in a workspace; where the database is away, as it was last."""
        known, now = self._memory.get(team_id), self._clock()
        if known and known.is_good(now) and timedelta(0) <= now - known.at < FRESH:
            return known.installation
        changes = self._changes
        try:
            kept = self._installs.find(team_id)
        except Unavailable:
            if known and known.is_good(now):
                return known.installation
            raise
        if kept is None:
            self._memory.pop(team_id, None)
            return None
        kept = self.renewal.current(kept)
        installation = self._opened(kept)
        if changes == self._changes:  # Else it may have been read before an uninstall.
            self._remember(Read(now, installation, kept.install.tokens.expires_at))
        return installation

    def absence(self) -> str:
        """Say how the app comes into a workspace."""
        return ABSENT

    def left(self, team_id: str, happened_at: datetime) -> None:
        """Delete the workspace's tokens, unless it has installed the app since."""
        self.changed(team_id)
        gone = self._installs.delete(team_id, happened_at)
        if not gone:
            # One that seems to be of later may be so by the difference of the clocks alone.
            kept = self._installs.find(team_id)
            is_near = kept is not None and kept.installed_at - happened_at <= SKEW
            gone = is_near and self._discard_dead(team_id)
        self._note_gone(team_id, gone)

    def doubted(self, team_id: str) -> None:
        """Delete the workspace's tokens where Slack calls them dead."""
        self._note_gone(team_id, self._discard_dead(team_id))

    def _discard_dead(self, team_id: str) -> bool:
        kept = self._installs.find(team_id)
        if kept is None:
            return False
        try:
            self._oauth.check(self._vault.open(team_id, kept.install.tokens.token))
        except NotGranted as refusal:
            return refusal.final and self._installs.discard(kept)
        except Locked:
            return False
        return False

    def _note_gone(self, team_id: str, gone: bool) -> None:
        self.changed(team_id)
        log.info("The app was taken out of a workspace: %s.", "deleted" if gone else "known")

    def changed(self, team_id: str) -> None:
        """Read an installation anew when it is next asked for."""
        self._changes += 1
        self._memory.pop(team_id, None)

    def close(self) -> None:
        """Let a renewal that is under way finish."""
        self.renewal.close()

    def locked(self) -> tuple[str, ...]:
        """Name the workspaces whose tokens none of the keys opens.

        Raises:
            SettingsError: There are tokens, and none of them opens.
        """
        every = self._installs.all()
        locked = tuple(each.install.team_id for each in every if not self._opens(each))
        if locked and len(locked) == len(every):
            raise SettingsError(
                "TOKEN_ENCRYPTION_KEYS opens none of the tokens in the database: add the key that"
                " they were sealed with."
            )
        return locked

    def seal_anew(self) -> tuple[int, tuple[str, ...]]:
        """Encrypt all tokens with the newest key; names the workspaces of those that stay."""
        return self._installs.seal_anew(self._vault.seal_anew)

    def _opens(self, kept: Kept) -> bool:
        try:
            self._vault.open(kept.install.team_id, kept.install.tokens.token)
        except Locked:
            return False
        return True

    def _opened(self, kept: Kept) -> Installation:
        install = kept.install
        try:
            token = self._vault.open(install.team_id, install.tokens.token)
        except Locked:
            log.error(LOCKED, install.team_id)  # noqa: TRY400  # Where it was teaches nothing.
            raise UserError(
                "The bot can't read its token for this workspace. Please ask whoever runs it to"
                " look at its keys, or install the app anew."
            ) from None
        return Installation(
            team_id=install.team_id,
            team=install.team,
            bot_id=install.bot_id,
            bot_user_id=install.bot_user_id,
            token=token,
            scopes=install.scopes,
        )

    def _remember(self, read: Read) -> None:
        if len(self._memory) >= REMEMBERED:
            self._memory.clear()
        self._memory[read.installation.team_id] = read

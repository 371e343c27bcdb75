"""The state of OAuth: what ties Slack's answer to the browser that asked, once and for a while."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.installs.vault import Locked, Vault
from storage.install_records import Sealed
from storage.installs import Installs

LIVES = timedelta(minutes=10)
OWNER = "oauth-state"  # what a sealed state names as its owner, unlike any workspace


class BadState(Exception):
    """Slack's answer is not taken."""


class Unknown(BadState):
    """The state is none of ours."""


class Expired(BadState):
    """It was made more than ten minutes ago."""


class OtherBrowser(BadState):
    """Another browser began."""


class Used(BadState):
    """It was used before."""


class States:
    """Makes states and takes each once.

    A state says by itself when it was made and for which browser, since only the vault can make
    one; nothing is written down until it is used. So whoever asks for many fills no table.
    """

    def __init__(self, vault: Vault, installs: Installs, clock: Callable[[], datetime]) -> None:
        self._vault = vault
        self._installs = installs
        self._clock = clock

    def begin(self, browser: str) -> str:
        """Make a state for a browser that is known by this word."""
        return self._vault.seal(OWNER, f"{_hash(browser)} {secrets.token_urlsafe(16)}")

    def take(self, state: str, browser: str) -> None:
        """Use a state.

        Raises:
            BadState: It can't be used, by this browser or at all.
            Unavailable: The database does not answer; the state stays unused.
        """
        try:
            words = self._vault.open(OWNER, Sealed(state))
            ends_at = self._vault.sealed_at(Sealed(state)) + LIVES
        except Locked:
            raise Unknown from None
        # By then the browser has dropped its cookie, and would be taken for another.
        if self._clock() >= ends_at:
            raise Expired
        if not hmac.compare_digest(words.partition(" ")[0], _hash(browser)):
            raise OtherBrowser
        # One state can be written in several ways; what it holds stays the same.
        if not self._installs.use_state(_hash(words), ends_at):
            raise Used


def new_browser() -> str:
    """Make the word by which a browser is known."""
    return secrets.token_urlsafe(32)


def is_browser(word: str) -> bool:
    """Tell whether a word can be one of ours."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", word) is not None


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()

"""Tokens are kept encrypted, with keys that the database does not know."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from storage.install_records import Sealed

# A text that is no ASCII is a ValueError, not an invalid token.
UNREADABLE = (InvalidToken, ValueError)


class Locked(Exception):
    """None of the keys opens it, or it was sealed for somebody else."""


class Vault:
    """Seals with the newest key and opens with any; the keys stand newest first.

    What is sealed names its owner, so that it opens for nobody else: tokens that change places in
    the database are of no use.
    """

    def __init__(self, keys: Sequence[str], clock: Callable[[], datetime]) -> None:
        self._keys = MultiFernet([Fernet(key) for key in keys])
        self._clock = clock

    def seal(self, owner: str, text: str) -> Sealed:
        """Encrypt a text of the owner's."""
        words = f"{owner} {text}".encode()
        return Sealed(self._keys.encrypt_at_time(words, int(self._clock().timestamp())).decode())

    def open(self, owner: str, sealed: Sealed) -> str:
        """Give back what was sealed for the owner.

        Raises:
            Locked: No key opens it, or it is not the owner's.
        """
        try:
            whose, _, text = self._keys.decrypt(sealed).decode().partition(" ")
        except UNREADABLE as error:
            raise Locked from error
        if whose != owner:
            raise Locked
        return text

    def sealed_at(self, sealed: Sealed) -> datetime:
        """Tell when it was sealed, in whole seconds.

        Raises:
            Locked: No key opens it.
        """
        try:
            return datetime.fromtimestamp(self._keys.extract_timestamp(sealed), UTC)
        except UNREADABLE as error:
            raise Locked from error

    def seal_anew(self, owner: str, sealed: Sealed) -> Sealed | None:
        """Seal with the newest key what opens for the owner; None where it does not."""
        try:
            return self.seal(owner, self.open(owner, sealed))
        except Locked:
            return None

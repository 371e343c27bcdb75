"""What is sealed opens with any of the keys, for its owner alone."""

from datetime import UTC, datetime

import pytest

from bot.installs.vault import Locked, Vault
from storage.install_records import Sealed
from tests.tenants import key

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def vault(*words: str) -> Vault:
    return Vault([key(word) for word in words], lambda: NOW)


def test_what_is_sealed_opens_with_its_key_wherever_that_stands() -> None:
    sealed = vault("first").seal("T1", "xoxb-1 with a space")
    assert "xoxb" not in sealed
    assert vault("second", "first").open("T1", sealed) == "xoxb-1 with a space"
    assert vault("first").sealed_at(sealed) == NOW


def test_it_opens_for_nobody_else_and_with_no_other_key() -> None:
    sealed = vault("first").seal("T1", "xoxb-1")
    for word, owner in (("first", "T2"), ("other", "T1")):
        with pytest.raises(Locked):
            vault(word).open(owner, sealed)


@pytest.mark.parametrize("sealed", ["", "x", "あ", "gAAAAABpqAwQ", "\x00", "A" * 500])
def test_what_was_never_sealed_is_locked(sealed: str) -> None:
    with pytest.raises(Locked):
        vault("first").open("T1", Sealed(sealed))
    with pytest.raises(Locked):
        vault("first").sealed_at(Sealed(sealed))
    assert vault("first").seal_anew("T1", Sealed(sealed)) is None


def test_a_token_that_was_changed_does_not_open() -> None:
    sealed = vault("first").seal("T1", "xoxb-1")
    changed = Sealed(sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:])
    with pytest.raises(Locked):
        vault("first").open("T1", changed)


def test_sealing_anew_takes_the_newest_key() -> None:
    sealed = vault("first").seal("T1", "xoxb-1")
    anew = vault("second", "first").seal_anew("T1", sealed)
    assert anew is not None
    assert vault("second").open("T1", anew) == "xoxb-1"
    assert vault("second", "first").seal_anew("T2", sealed) is None

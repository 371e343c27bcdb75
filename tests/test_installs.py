"""Installs as the storage keeps them: by workspace, sealed, renewed by one at a time."""

from dataclasses import replace
from datetime import datetime, timedelta

from storage import Store, Who
from storage.install_records import Install, Kept, Sealed, Tokens
from tests.keeping import Ticking, opened


def install(team_id: str = "T1", sealed: str = "sealed", **fields: object) -> Install:
    made = Install(team_id, "Acme", "UBOT", Tokens(Sealed(sealed)), installed_by="UANN")
    return replace(made, **fields)  # type: ignore[arg-type]


def rotating(clock: Ticking, number: int = 1, hours: int = 12) -> Tokens:
    end = clock.now + timedelta(hours=hours)
    return Tokens(Sealed(f"token {number}"), Sealed(f"refresh {number}"), end)


def kept(store: Store, team_id: str = "T1") -> Kept:
    found = store.installs.find(team_id)
    assert found is not None
    return found


def test_an_install_is_found_by_its_workspace_alone(store: Store, clock: Ticking) -> None:
    both = install("T1", tokens=rotating(clock)), install("T2", scopes="commands", bot_id="B2")
    for each in both:
        store.installs.save(each)
    assert (kept(store, "T1").install, kept(store, "T2").install) == both
    assert store.installs.find("T3") is None
    assert store.installs.teams() == ("T1", "T2")
    assert [each.install for each in store.installs.all()] == list(both)


def test_installing_anew_replaces_what_was_there(store: Store, clock: Ticking) -> None:
    store.installs.save(install(tokens=rotating(clock)))
    before = kept(store)
    store.installs.save(install(sealed="another", scopes="commands,chat:write"))
    after = kept(store)
    assert (after.install.scopes, after.install.tokens.refresh_token) == (
        "commands,chat:write",
        None,
    )
    assert after.edition != before.edition
    assert after.installed_at > before.installed_at


def test_no_record_shows_a_token(store: Store, clock: Ticking) -> None:
    store.installs.save(install(tokens=rotating(clock)))
    assert "token 1" not in repr(kept(store))
    assert "refresh 1" not in repr(kept(store))


def test_an_uninstall_deletes_and_a_second_one_finds_nothing(store: Store, clock: Ticking) -> None:
    store.installs.save(install("T1"))
    store.installs.save(install("T2"))
    assert store.installs.delete("T1", clock.now + timedelta(seconds=5))
    assert not store.installs.delete("T1", clock.now + timedelta(seconds=5))
    assert store.installs.teams() == ("T2",)


def test_a_late_uninstall_leaves_the_newer_install(store: Store, clock: Ticking) -> None:
    uninstalled_at = clock.now
    clock.wait(timedelta(seconds=30))
    store.installs.save(install())
    assert not store.installs.delete("T1", uninstalled_at)
    assert store.installs.find("T1") is not None


def test_an_uninstall_in_the_second_of_the_install_counts(store: Store, clock: Ticking) -> None:
    clock.wait(timedelta(milliseconds=700))
    store.installs.save(install())
    in_whole_seconds = kept(store).installed_at.replace(microsecond=0)
    assert store.installs.delete("T1", in_whole_seconds)


def test_one_of_two_processes_may_renew(database_url: str, store: Store, clock: Ticking) -> None:
    store.installs.save(install(tokens=rotating(clock)))
    with opened(database_url, clock) as other:
        before = kept(store)
        assert store.installs.claim_renewal(before)
        assert not other.installs.claim_renewal(kept(other))
        assert store.installs.renewed(before, rotating(clock, 2))
        # Whoever looked before the renewal has the claim of tokens that are gone.
        assert not other.installs.claim_renewal(before)
        assert other.installs.claim_renewal(kept(other))


def test_a_claim_that_nobody_gave_back_runs_out(store: Store, clock: Ticking) -> None:
    store.installs.save(install(tokens=rotating(clock)))
    assert store.installs.claim_renewal(kept(store))
    clock.wait(timedelta(seconds=60))
    assert store.installs.claim_renewal(kept(store))


def test_a_claim_that_was_given_back_is_free(store: Store, clock: Ticking) -> None:
    store.installs.save(install(tokens=rotating(clock)))
    assert store.installs.claim_renewal(kept(store))
    store.installs.not_renewed(kept(store))
    assert store.installs.claim_renewal(kept(store))


def test_renewed_tokens_never_replace_those_of_a_newer_install(
    store: Store, clock: Ticking
) -> None:
    store.installs.save(install(tokens=rotating(clock)))
    before = kept(store)
    store.installs.save(install(sealed="newer"))
    assert not store.installs.renewed(before, rotating(clock, 2))
    store.installs.not_renewed(before, "invalid_refresh_token")
    assert kept(store).install.tokens.token == "newer"
    assert kept(store).trouble == ""
    store.installs.delete("T1")
    assert not store.installs.renewed(before, rotating(clock, 2))
    assert store.installs.find("T1") is None


def test_those_that_end_soon_and_can_be_renewed_are_named(store: Store, clock: Ticking) -> None:
    store.installs.save(install("T1", tokens=rotating(clock, hours=12)))
    store.installs.save(install("T2", tokens=rotating(clock, hours=1)))
    store.installs.save(install("T3"))
    store.installs.save(install("T4", tokens=rotating(clock, hours=1)))
    store.installs.not_renewed(kept(store, "T4"), "invalid_refresh_token")
    soon = clock.now + timedelta(hours=2)
    assert [each.install.team_id for each in store.installs.ending(soon)] == ["T2"]


def test_sealing_anew_changes_tokens_and_nothing_else(store: Store, clock: Ticking) -> None:
    store.installs.save(install("T1", tokens=rotating(clock)))
    store.installs.save(install("T2", sealed="closed"))
    before = kept(store, "T1")

    def rotate(team_id: str, sealed: Sealed) -> Sealed | None:
        return None if sealed == "closed" else Sealed(f"new {sealed} of {team_id}")

    assert store.installs.seal_anew(rotate) == (1, ("T2",))
    after = kept(store, "T1")
    tokens = after.install.tokens
    assert (tokens.token, tokens.refresh_token) == (
        "new token 1 of T1",
        "new refresh 1 of T1",
    )
    assert (after.edition, after.installed_at) == (before.edition, before.installed_at)
    assert kept(store, "T2").install.tokens.token == "closed"


def test_a_state_is_used_once_and_forgotten_when_it_is_over(
    database_url: str, store: Store, clock: Ticking
) -> None:
    def end() -> datetime:
        return clock.now + timedelta(minutes=10)

    assert store.installs.use_state("hash", end())
    with opened(database_url, clock) as other:
        assert not other.installs.use_state("hash", end())
        assert other.installs.use_state("another", end())
    clock.wait(timedelta(minutes=20))
    # By then the state itself is refused as too old.
    assert store.installs.use_state("a third", end())
    assert store.installs.use_state("hash", end())


def test_forgetting_a_workspace_takes_its_install_along(store: Store, clock: Ticking) -> None:
    store.installs.save(install("T1"))
    store.installs.save(install("T2"))
    store.installs.use_state("hash", clock.now + timedelta(minutes=10))
    store.forgetting.forget_workspace("T1")
    assert store.installs.teams() == ("T2",)
    assert not store.installs.use_state("hash", clock.now + timedelta(minutes=10))


def test_forgetting_the_person_who_installed_takes_their_id_out(store: Store) -> None:
    store.installs.save(install("T1"))
    store.installs.save(install("T2"))
    store.forgetting.forget(Who("T1", "UANN"))
    assert kept(store, "T1").install.installed_by == ""
    assert kept(store, "T2").install.installed_by == "UANN"

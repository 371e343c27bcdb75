"""Profiles, languages, remembered names, refused texts and watch lists."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import KnownPerson, NotFound, Profile, Store
from tests.keeping import ANN, BEN, STRANGER, Ticking, log, number_of

NOON = datetime(2023, 11, 28, 12, tzinfo=UTC)


def test_a_profile_replaces_the_one_before(store: Store) -> None:
    assert store.people.profile(ANN) is None
    store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE", tech="EC2"))
    profile = Profile(ANN.user_id, company="Acme", about="・One\n・Two")
    store.people.save_profile(ANN, profile)
    assert store.people.profile(ANN) == profile
    assert store.people.profile(BEN) is None


def test_a_chosen_language_stays_until_it_is_given_up(store: Store) -> None:
    assert store.people.language(ANN) is None
    store.people.choose_language(ANN, "ja")
    log(store, ANN, "NET402")
    assert store.people.language(ANN) == "ja"
    store.people.choose_language(ANN, None)
    assert store.people.language(ANN) is None


def person(user: str, name: str) -> KnownPerson:
    return KnownPerson(user, name, "ja", "Asia/Tokyo", NOON)


def test_people_are_remembered_by_id_and_found_by_name(store: Store) -> None:
    store.people.remember(
        "T1", [person("U1", "Ann Lee"), person("U2", "アンナ"), person("U3", "Ann")]
    )
    assert store.people.known("T1", ["U1", "U9"]) == {"U1": person("U1", "Ann Lee")}
    assert store.people.named("T1", "@ANN") == ("U3",)
    assert store.people.named("T1", "lee") == ("U1",)
    assert store.people.named("T1", "ｱﾝﾅ") == ("U2",)
    assert store.people.named("T1", "nn") == ()
    assert store.people.named("T1", "@") == ()
    store.people.remember("T1", [person("U1", "Ann Kay")])
    assert store.people.named("T1", "lee") == ()
    store.people.remember("T1", [])


def test_a_refused_text_is_kept_for_a_day_and_for_its_writer(store: Store, clock: Ticking) -> None:
    typed = "★★ x" * 20_000
    draft = store.drafts.keep(ANN, typed)
    assert store.drafts.get(ANN, draft) == typed
    for who in (BEN, STRANGER):
        with pytest.raises(NotFound):
            store.drafts.get(who, draft)
    clock.wait(timedelta(days=1))
    with pytest.raises(NotFound) as refused:
        store.drafts.get(ANN, draft)
    assert refused.value.kind == "draft"


def test_a_watch_list_knows_what_was_watched(store: Store) -> None:
    first = number_of(log(store, ANN, "NET402"))
    second = number_of(log(store, ANN, "NET403"))
    assert store.watching.queue(BEN, first)
    assert not store.watching.queue(BEN, first)
    store.watching.queue(BEN, second)
    store.watching.watched(BEN, first)
    assert [
        (watch.session.number, watch.watched_at is not None) for watch in store.watching.list(BEN)
    ] == [
        (second, False),
        (first, True),
    ]
    assert store.watching.queue(BEN, first)
    assert store.watching.list(BEN)[1].watched_at is None
    assert store.watching.list(ANN) == ()
    with pytest.raises(NotFound):
        store.watching.queue(BEN, 99)
    with pytest.raises(NotFound):
        store.watching.watched(STRANGER, first)

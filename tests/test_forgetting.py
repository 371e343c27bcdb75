"""Forgetting: nothing of a person is left in the database, and nothing of others goes."""

from datetime import time, timedelta

import pytest

from storage import Edit, Entry, Filter, KnownPerson, NotFound, Profile, Question, Store, Who
from storage.digest_records import Plan
from storage.table_parts import metadata
from tests.keeping import ANN, BEN, CHO, STRANGER, Ticking, log, number_of
from tests.traces import traces

SECRET = "ひみつのことば"
PLAIN = "a word of mine"

# Every column of every table, with what becomes of it. One that is new has to be considered here
# and in `storage.forgetting`: rows with a `user_id` go by themselves.
NOBODYS = {
    "digest_holds": "holder until",
    "digest_marks": "session marked_at",
    "digest_parts": "run_id part state ts sent_at update_at",
    "digest_runs": "run_id channel_id due_at started_at day_ends_at state reason attempts claim"
    " attempt_at look_cursor",
    "digest_sessions": "run_id position session part",
    "digest_subscriptions": "channel_id channel_name private active hour timezone language"
    " set_up_at since next_run_at told",
    "events": "key name timezone starts_on ends_on catalogue created_at",
    "installations": "team enterprise_id app_id bot_id bot_user_id scopes token refresh_token"
    " expires_at installed_at edition renewing_until trouble",
    "nudged_events": "event day",
    "oauth_states": "state expires_at",
    "retired_numbers": "number",
    # What is kept of a role goes with the last takeaway of those who have it.
    "role_ratings": "session role score ratings stars_total recommended lowest highest rated_at",
    "session_types": "event key name description availability position",
    "sessions": "number event code code_key title title_key type level code_level topics"
    " topic_words tags speakers starts_at availability recording_url catalogue folded created_at"
    " score ratings stars_total recommended lowest highest rated_at written asked gave_1 gave_2"
    " gave_3 gave_4 gave_5",
    "workspaces": "last_session current_event",
}
EMPTIED = {
    "digest_subscriptions": "filter set_up_by",
    "events": "created_by",
    "installations": "installed_by",
    "workspaces": "current_set_by",
}


def wrote(store: Store, who: Who, word: str) -> None:
    """Let a person leave the word wherever a person can."""
    fields = {"impressions": word, "facts": (word,), "questions": (Question(word, word),)}
    log(store, who, "NET402", 4, **fields)
    number = number_of(log(store, who, "AIM101", 2, impressions=f"{word} draft"))
    store.takeaways.edit(
        who, number, Edit(Entry(impressions=f"{word} 2"), frozenset({"impressions"}))
    )
    store.takeaways.delete(who, number)
    store.takeaways.add(who, [Entry(title=f"{word} breakfast", stars=3, speakers=(word,))])
    gone = store.takeaways.add(who, [Entry(title=f"{word} lunch", stars=3)])
    store.takeaways.delete(who, number_of(gone))
    store.people.save_profile(who, Profile(who.user_id, *[word] * 6))
    store.people.choose_language(who, "ja")
    store.people.remember(who.team_id, [KnownPerson(who.user_id, word, "ja", "UTC", Ticking().now)])
    store.drafts.keep(who, word)
    store.watching.queue(who, number)
    store.events.use(who, "general")
    plan = Plan("C1", "general", time(9), "UTC", "en", filter=Filter(by=(who.user_id,)))
    store.digests.set_up(who, plan)
    store.homes.opened(who)
    store.letters.want_nudges(who, "general", on=False)
    store.letters.remind_tomorrow(who, "general")


def test_not_a_byte_of_a_person_is_left(store: Store, database_url: str) -> None:
    wrote(store, ANN, SECRET)
    log(store, BEN, "NET402", 5, impressions=PLAIN)
    words = (ANN.user_id, SECRET)
    assert traces(database_url, *words) == list(words)
    store.forgetting.forget(ANN)
    assert traces(database_url, *words, PLAIN) == [PLAIN]


@pytest.mark.engines("sqlite")
def test_a_file_of_much_writing_holds_nothing_either(store: Store, database_url: str) -> None:
    for turn in range(120):
        who = (ANN, BEN, CHO)[turn % 3]
        words = f"{SECRET} {who.user_id} {turn} " * (1 + turn * 7 % 90)
        code = f"NET{100 + turn % 40}"
        log(store, who, code, turn % 5 + 1, impressions=words, facts=(words,))
        if turn % 4 == 0:
            number = store.sessions.resolve("T1", code).matches[0].number
            store.takeaways.edit(who, number, Edit(Entry(), frozenset({"impressions"})))
    store.forgetting.forget(ANN)
    assert traces(database_url, ANN.user_id, f"{SECRET} {BEN.user_id}") == [
        f"{SECRET} {BEN.user_id}"
    ]


def test_it_is_told_what_went(store: Store) -> None:
    wrote(store, ANN, SECRET)
    gone = store.forgetting.forget(ANN)
    assert (gone.takeaways, gone.profile, gone.watched, gone.drafts) == (2, True, 1, 1)
    assert (gone.sessions, gone.handed_on, gone.ended) == (2, 1, 1)
    again = store.forgetting.forget(ANN)
    assert (again.takeaways, again.profile, again.sessions) == (0, False, 0)


def test_the_ratings_are_those_of_the_others(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 1))
    log(store, BEN, "NET402", 5)
    store.forgetting.forget(ANN)
    rating = store.sessions.get("T1", number).rating
    assert (rating.count, rating.total, rating.lowest) == (1, 5, 5)


def test_others_and_other_workspaces_keep_everything(store: Store) -> None:
    for who in (ANN, BEN, STRANGER):
        wrote(store, who, f"by {who.team_id} {who.user_id}")
    kept = [(who, store.takeaways.mine(who), store.people.profile(who)) for who in (BEN, STRANGER)]
    store.forgetting.forget(ANN)
    for who, own, profile in kept:
        assert [each.takeaway for each in store.takeaways.mine(who).items] == [
            each.takeaway for each in own.items
        ]
        assert store.people.profile(who) == profile
        assert store.watching.list(who)


def test_a_session_stays_where_it_is_not_the_persons_words_alone(store: Store) -> None:
    coded = number_of(log(store, ANN, "NET402", 4))
    breakfast, lunch, dinner = (
        number_of(store.takeaways.add(ANN, [Entry(title=title, stars=3)]))
        for title in ("Breakfast", "Lunch", "Dinner")
    )
    store.takeaways.rate(BEN, breakfast, 4)
    store.watching.queue(CHO, lunch)
    assert store.forgetting.forget(ANN).sessions == 1
    for number in (coded, breakfast, lunch):
        assert store.sessions.get("T1", number).number == number
    with pytest.raises(NotFound):
        store.sessions.get("T1", dinner)
    assert number_of(log(store, BEN, "NET500")) > dinner


def test_what_an_admin_deleted_is_not_brought_back(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 4, impressions=SECRET))
    gone = store.takeaways.delete(CHO, number, ANN.user_id)
    store.forgetting.forget(ANN)
    with pytest.raises(NotFound):
        store.takeaways.undo(CHO, gone.change)


def test_a_digest_goes_on_without_the_name_of_who_set_it_up(store: Store) -> None:
    store.digests.set_up(ANN, Plan("C1", "general", time(9), "UTC", "en"))
    by = Filter(by=(ANN.user_id, BEN.user_id), recorded=True)
    store.digests.set_up(BEN, Plan("C2", "random", time(9), "UTC", "en", filter=by))
    gone = store.forgetting.forget(ANN)
    assert (gone.handed_on, gone.ended) == (1, 0)
    own, other = store.digests.get("T1", "C1"), store.digests.get("T1", "C2")
    assert own is not None
    assert other is not None
    assert own.set_up_by == ""
    assert (other.set_up_by, other.plan.filter) == (
        BEN.user_id,
        Filter(by=(BEN.user_id,), recorded=True),
    )


def test_a_digest_of_the_persons_words_alone_ends(store: Store) -> None:
    by = Filter(by=(ANN.user_id,))
    store.digests.set_up(BEN, Plan("C1", "general", time(9), "UTC", "en", filter=by))
    assert store.forgetting.forget(ANN).ended == 1
    assert store.digests.get("T1", "C1") is None
    assert store.digests.wait() is None


def test_whoever_changes_a_digest_of_nobody_has_it(store: Store) -> None:
    store.digests.set_up(ANN, Plan("C1", "general", time(9), "UTC", "en"))
    store.forgetting.forget(ANN)
    assert store.digests.set_up(BEN, Plan("C1", "general", time(10), "UTC", "en")).set_up_by == (
        BEN.user_id
    )


def test_a_posted_digest_is_rendered_anew_however_old_it_is(store: Store, clock: Ticking) -> None:
    store.digests.set_up(ANN, Plan("C1", "general", time(9), "UTC", "en"))
    log(store, ANN, "NET402", 4)
    store.digests.bring_forward("T1", "C1")
    claim = store.digests.runs.claim()
    assert claim is not None
    assert store.digests.runs.sending(claim, claim.sessions)
    store.digests.runs.sent(claim, "1.0")
    clock.wait(timedelta(days=30))
    assert store.digests.updates.claim() is None
    assert store.forgetting.forget(ANN).messages == 1
    refresh = store.digests.updates.claim()
    assert refresh is not None
    assert (refresh.ts, refresh.sessions) == ("1.0", claim.sessions)


def test_a_workspace_is_forgotten_whole(store: Store, database_url: str) -> None:
    wrote(store, ANN, SECRET)
    wrote(store, BEN, SECRET)
    wrote(store, STRANGER, PLAIN)
    assert store.forgetting.forget_workspace("T1") == 4
    assert store.transfer.teams() == ("T2",)
    assert traces(database_url, SECRET, BEN.user_id, PLAIN) == [PLAIN]


def test_someone_who_comes_back_begins_anew(store: Store) -> None:
    wrote(store, ANN, SECRET)
    store.forgetting.forget(ANN)
    assert store.takeaways.mine(ANN).items == ()
    assert store.people.profile(ANN) is None
    saved = log(store, ANN, "NET402", 5)
    assert saved.entries[0].first_time
    assert store.takeaways.undo(ANN).entries[0].takeaway is None


def test_every_column_is_considered() -> None:
    for table in metadata.sorted_tables:
        columns = {column.name for column in table.columns} - {"team_id"}
        considered = {*NOBODYS.get(table.name, "").split(), *EMPTIED.get(table.name, "").split()}
        if "user_id" not in columns:
            assert columns == considered, table.name


@pytest.mark.engines("sqlite")
def test_every_connection_overwrites_what_it_deletes(store: Store) -> None:
    engine = store._database.engine  # There is no other way to see a pragma.
    with engine.connect() as db:
        assert db.exec_driver_sql("PRAGMA secure_delete").scalar() == 1

"""Saving takeaways: what is set, what is added, what a session learns, and Undo."""

from datetime import timedelta

import pytest

from storage import (
    Edit,
    Entry,
    Event,
    NewerChange,
    NotAllowed,
    NotFound,
    Profile,
    Question,
    Store,
    Who,
)
from storage.errors import Unavailable
from tests.keeping import ANN, BEN, CHO, STRANGER, Ticking, log, number_of


def test_an_entry_about_an_unknown_code_makes_the_session(store: Store) -> None:
    saved = log(store, ANN, "NET402", 5, title="Surviving overloads", facts=("a", "  b"))
    (entry,) = saved.entries
    assert (entry.new_session, entry.first_time, entry.changed) == (True, True, True)
    assert entry.session.title == "Surviving overloads"
    assert entry.session.rating.mean == 5
    assert store.takeaways.get(ANN, entry.session.number) == entry.takeaway
    assert entry.takeaway.facts == ("a", "  b")


def test_every_field_comes_back_as_it_was_saved(store: Store) -> None:
    full = Entry(
        code="COP343",
        raw="COP343-R-SC4",
        title="Budgets — 予算",
        tags=("REPEAT",),
        stars=4,
        recommended=True,
        type="Chalk Talk",
        level=300,
        topics=("Cost, and more", "運用"),
        speakers=("Ann A.",),
        availability="recorded",
        recording_url="https://example.com/v",
        attended="overflow",
        partial=True,
        facts=("α", "  β", "  γ", "δ"),
        impressions="one\n\ntwo",
        questions=(Question("why?", "so"), Question("when?")),
    )
    number = number_of(store.takeaways.add(ANN, [full]))
    session, kept = store.sessions.get("T1", number), store.takeaways.get(ANN, number)
    assert kept is not None
    for name in ("code", "title", "tags", "type", "level", "topics", "speakers"):
        assert getattr(session, name) == getattr(full, name)
    assert (session.availability, session.recording_url) == ("recorded", "https://example.com/v")
    for name in ("raw", "stars", "recommended", "attended", "partial"):
        assert getattr(kept, name) == getattr(full, name)
    assert (kept.facts, kept.impressions) == (full.facts, full.impressions)
    assert kept.questions == full.questions


def test_deliveries_are_one_session_and_the_raw_code_is_remembered(store: Store) -> None:
    first = number_of(log(store, ANN, "COP343"))
    entry = Entry(code="COP-343", raw="COP-343-R", stars=3)
    second = store.takeaways.add(BEN, [entry])
    assert number_of(second) == first
    assert second.entries[0].takeaway.raw == "COP-343-R"


def test_saving_again_sets_what_is_stated_and_adds_lines(store: Store) -> None:
    log(store, ANN, "NET402", 5, facts=("a", "b"), impressions="good", attended="in_person")
    (entry,) = log(store, ANN, "NET402", facts=("b", "c"), impressions="good\nlong").entries
    assert entry.takeaway.stars == 5
    assert entry.takeaway.attended == "in_person"
    assert entry.takeaway.facts == ("a", "b", "c")
    assert entry.takeaway.impressions == "good\nlong"
    assert not entry.first_time


def test_a_nested_fact_is_added_under_the_one_it_stands_under(store: Store) -> None:
    log(store, ANN, "NET402", facts=("a", "  x", "b"))
    (entry,) = log(store, ANN, "NET402", facts=("a", "  x", "  y", "c", "  z")).entries
    assert entry.takeaway.facts == ("a", "  x", "  y", "b", "c", "  z")


def test_a_late_answer_goes_to_its_question(store: Store) -> None:
    log(store, ANN, "NET402", questions=(Question("why?"), Question("when?", "now")))
    again = (Question("why?", "so"), Question("when?"), Question("when?", "later"))
    (entry,) = log(store, ANN, "NET402", questions=again).entries
    assert entry.takeaway.questions == (
        Question("why?", "so"),
        Question("when?", "now"),
        Question("when?", "later"),
    )


def test_what_stands_between_fences_is_added_whole(store: Store) -> None:
    code = "```\nx\n\nx\n```"
    log(store, ANN, "NET402", impressions="x")
    (entry,) = log(store, ANN, "NET402", impressions=f"x\n{code}").entries
    assert entry.takeaway.impressions == f"x\n{code}"
    assert log(store, ANN, "NET402", impressions=code).change is None


def test_a_save_that_changes_nothing_is_none(store: Store) -> None:
    log(store, ANN, "NET402", 5, facts=("a",), impressions="good")
    undoable = log(store, ANN, "NET403", 4)
    before = store.takeaways.get(ANN, 1)
    saved = log(store, ANN, "NET402", 5, facts=("a",), impressions="good")
    assert saved.change is None
    assert not saved.entries[0].changed
    assert store.takeaways.get(ANN, 1) == before
    undone = store.takeaways.undo(ANN)
    assert [session.number for session in undone.sessions_removed] == [number_of(undoable)]


def test_details_fill_only_what_is_empty(store: Store) -> None:
    log(store, ANN, "NET402", title="First", topics=("A",))
    (entry,) = log(store, BEN, "NET402", title="Second", topics=("B",), level=300).entries
    assert (entry.session.title, entry.session.topics, entry.session.level) == (
        "First",
        ("A",),
        300,
    )
    assert entry.refused_title == "Second"


def test_a_title_that_is_the_code_is_no_title(store: Store) -> None:
    log(store, ANN, "NET402", title="net-402")
    (entry,) = log(store, BEN, "NET402", title="Real").entries
    assert (entry.session.title, entry.refused_title) == ("Real", "")


@pytest.mark.parametrize(
    ("typed", "noted"),
    [
        ("great talk", "great talk"),
        ("Surviving", ""),
        ("surviving OVERLOADS", ""),
        ("Surviving overloads great talk", "great talk"),
        ("over", "over"),
    ],
)
def test_in_a_quick_entry_other_words_than_the_title_are_a_note(
    store: Store, typed: str, noted: str
) -> None:
    log(store, ANN, "NET402", title="Surviving overloads")
    entry = Entry(code="NET402", raw="NET402", title=typed, stars=4)
    (saved,) = store.takeaways.add(BEN, [entry], quick=True).entries
    assert (saved.noted, saved.refused_title) == (noted, "")
    assert saved.takeaway.impressions == noted
    assert saved.session.title == "Surviving overloads"


def test_a_session_without_a_code_is_found_by_its_folded_title(store: Store) -> None:
    first = store.takeaways.add(ANN, [Entry(title="モーニング Breakfast", stars=4)])
    second = store.takeaways.add(BEN, [Entry(title="もーにんぐ  ｂｒｅａｋｆａｓｔ", stars=5)])
    assert number_of(first) == number_of(second)
    assert second.entries[0].refused_title == ""


def test_two_entries_of_one_text_about_one_session_are_put_together(store: Store) -> None:
    entries = [
        Entry(code="NET402", raw="NET402", stars=3, facts=("a",)),
        Entry(code="NET403", raw="NET403", stars=2),
        Entry(code="NET402", raw="NET402-R", facts=("b",)),
    ]
    saved = store.takeaways.add(ANN, entries)
    kept = store.takeaways.get(ANN, number_of(saved))
    assert kept is not None
    assert (kept.stars, kept.facts, kept.raw) == (3, ("a", "b"), "NET402-R")
    undone = store.takeaways.undo(ANN)
    assert len(undone.sessions_removed) == 2
    assert store.takeaways.mine(ANN).items == ()


def test_a_chosen_session_gets_the_entry_whatever_it_names(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402"))
    entry = Entry(code="CAR100", raw="CAR100", stars=2)
    (saved,) = store.takeaways.add(BEN, [entry], number=number).entries
    assert saved.session.number == number
    assert saved.takeaway.raw is None


def test_an_unknown_code_is_answered_with_the_nearest_known(store: Store) -> None:
    log(store, ANN, "NET402")
    log(store, ANN, "CAR100")
    (entry,) = log(store, ANN, "NET420").entries
    assert [session.code for session in entry.nearest] == ["NET402"]
    assert log(store, BEN, "NET402").entries[0].nearest == ()


def test_stars_and_watched_are_saved_together(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 5))
    saved = store.takeaways.rate_watched(BEN, number, 2, "too loud")
    rated = saved.entries[0].takeaway
    assert (rated.stars, rated.impressions) == (2, "too loud")
    assert [each.watched_at is not None for each in store.watching.list(BEN)] == [True]
    store.takeaways.undo(BEN, saved.change)
    assert store.takeaways.get(BEN, number) is None


def test_the_same_stars_again_still_mark_as_watched(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 5))
    assert store.takeaways.rate_watched(ANN, number, 5).change is None
    assert [each.watched_at is not None for each in store.watching.list(ANN)] == [True]
    store.takeaways.undo(ANN)
    assert store.takeaways.get(ANN, number) is None


def test_no_stars_are_kept_where_watched_can_not_be(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = number_of(log(store, ANN, "NET402", 5))

    def fail(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr("storage.takeaways.put_watch", fail)
    with pytest.raises(Unavailable):
        store.takeaways.rate_watched(BEN, number, 2)
    assert store.takeaways.get(BEN, number) is None
    assert store.sessions.get("T1", number).rating.count == 1
    with pytest.raises(NotFound):
        store.takeaways.rate_watched(BEN, 99, 2)


def test_an_entry_that_names_no_session_saves_nothing(store: Store) -> None:
    with pytest.raises(NotFound):
        store.takeaways.add(ANN, [Entry(code="NET402", stars=4), Entry(stars=3)])
    assert store.takeaways.mine(ANN).items == ()
    assert store.takeaways.add(ANN, []).entries == ()


def test_an_entry_for_an_unknown_event_saves_nothing(store: Store) -> None:
    log(store, ANN, "NET402")
    with pytest.raises(NotFound) as refused:
        store.takeaways.add(ANN, [Entry(code="NET402")], event="generall")
    assert (refused.value.kind, refused.value.nearest) == ("event", ("general",))


def test_availability_is_the_sessions_own_else_its_types(store: Store) -> None:
    chalk = log(store, ANN, "ARC301", type="chalk talks", availability="not_recorded")
    assert chalk.entries[0].session.availability == "not_recorded"
    edit = Edit(Entry(type="Keynote"), frozenset({"type"}))
    session = store.sessions.correct(ANN, number_of(chalk), edit)
    # It was never the session's own, so it is that of the new type now.
    assert (session.type, session.availability) == ("Keynote", "recorded")
    edit = Edit(Entry(availability="live_only"), frozenset({"availability"}))
    assert store.sessions.correct(ANN, number_of(chalk), edit).availability == "live_only"


def test_a_stated_level_wins_over_that_of_the_code(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402"))
    assert store.sessions.get("T1", number).level == 400
    log(store, ANN, "NET402", level=300)
    assert store.sessions.get("T1", number).level == 300
    store.sessions.correct(ANN, number, Edit(Entry(), frozenset({"level"})))
    assert store.sessions.get("T1", number).level == 400
    number = number_of(log(store, ANN, "NET403", level=400))
    log(store, BEN, "NET403", level=300)
    assert store.sessions.get("T1", number).level == 400
    assert log(store, ANN, "AIM301", level=0).entries[0].session.level == 0


def test_rating_keeps_everything_else(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 5, facts=("a",), impressions="good"))
    (entry,) = store.takeaways.rate(ANN, number, 2, "not so good").entries
    assert (entry.takeaway.stars, entry.takeaway.facts) == (2, ("a",))
    assert entry.takeaway.impressions == "good\nnot so good"
    assert entry.session.rating.mean == 2
    (entry,) = store.takeaways.rate(ANN, number, None).entries
    assert (entry.takeaway.stars, entry.session.rating.count) == (None, 0)
    with pytest.raises(NotFound) as refused:
        store.takeaways.rate(BEN, number, None)
    assert refused.value.kind == "takeaway"


def test_an_edit_replaces_the_named_fields_only(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 5, facts=("a",), impressions="good"))
    edit = Edit(Entry(facts=("b",), impressions="ignored"), frozenset({"facts", "stars"}))
    (entry,) = store.takeaways.edit(ANN, number, edit).entries
    assert (entry.takeaway.stars, entry.takeaway.facts) == (None, ("b",))
    assert entry.takeaway.impressions == "good"
    assert store.takeaways.edit(ANN, number, edit).change is None


def test_details_are_corrected_by_those_who_logged_the_session(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", title="Frist"))
    edit = Edit(Entry(title="First"), frozenset({"title"}))
    with pytest.raises(NotAllowed):
        store.takeaways.edit(BEN, number, edit)
    with pytest.raises(NotAllowed):
        store.sessions.correct(BEN, number, edit)
    assert store.takeaways.edit(ANN, number, edit).entries[0].session.title == "First"
    store.takeaways.undo(ANN)
    assert store.sessions.get("T1", number).title == "Frist"


def test_undo_takes_one_step_back_and_not_two(store: Store) -> None:
    log(store, ANN, "NET402", 5)
    store.takeaways.rate(ANN, 1, 1)
    undone = store.takeaways.undo(ANN)
    (restored,) = undone.entries
    assert restored.takeaway is not None
    assert (restored.takeaway.stars, restored.session.rating.mean) == (5, 5)
    with pytest.raises(NotFound) as refused:
        store.takeaways.undo(ANN)
    assert refused.value.kind == "change"


def test_a_button_undoes_its_own_change_unless_something_newer_was_saved(store: Store) -> None:
    first = log(store, ANN, "NET402", 5)
    second = log(store, ANN, "NET403", 4)
    with pytest.raises(NewerChange):
        store.takeaways.undo(ANN, first.change)
    store.takeaways.undo(ANN, second.change)
    assert store.takeaways.undo(ANN, first.change).sessions_removed[0].code == "NET402"
    with pytest.raises(NotFound):
        store.takeaways.undo(ANN, first.change)


def test_undo_leaves_a_session_that_others_logged_or_watch(store: Store) -> None:
    log(store, ANN, "NET402", 5)
    log(store, BEN, "NET402", 3)
    undone = store.takeaways.undo(ANN)
    assert undone.sessions_removed == ()
    assert undone.entries[0].session.rating.count == 1
    log(store, ANN, "NET403", 5)
    store.watching.queue(CHO, 2)
    assert store.takeaways.undo(ANN).sessions_removed == ()


def test_undo_takes_back_the_details_that_the_entry_filled(store: Store) -> None:
    log(store, ANN, "NET402", 5)
    log(store, BEN, "NET402", 3, title="Named", level=200, topics=("A",))
    store.sessions.correct(ANN, 1, Edit(Entry(level=100), frozenset({"level"})))
    store.takeaways.undo(BEN)
    session = store.sessions.get("T1", 1)
    # What somebody else changed since stays.
    assert (session.title, session.topics, session.level) == ("NET402", (), 100)


def test_the_number_of_a_session_that_is_gone_is_not_given_again(store: Store) -> None:
    log(store, ANN, "NET402")
    store.takeaways.undo(ANN)
    assert number_of(log(store, ANN, "NET402")) == 2


def test_an_entry_moves_to_the_session_it_belongs_to(store: Store) -> None:
    right = number_of(log(store, BEN, "NET402", 3, title="Surviving overloads"))
    entry = Entry(code="NET420", raw="NET420", title="great", stars=5, facts=("a",))
    mistaken = store.takeaways.add(ANN, [entry], quick=True)
    assert mistaken.change is not None
    moved = store.takeaways.move(ANN, mistaken.change, right)
    (saved,) = moved.entries
    assert (saved.session.number, saved.takeaway.stars, saved.noted) == (right, 5, "great")
    with pytest.raises(NotFound):
        store.sessions.get("T1", number_of(mistaken))
    store.takeaways.undo(ANN, moved.change)
    assert store.takeaways.get(ANN, right) is None
    back = store.takeaways.get(ANN, number_of(mistaken))
    assert back == mistaken.entries[0].takeaway
    assert store.sessions.get("T1", number_of(mistaken)) == mistaken.entries[0].session


def test_a_session_that_came_back_may_go_again(store: Store) -> None:
    right = number_of(log(store, BEN, "NET402"))
    mistaken = log(store, ANN, "NET420", 5)
    assert mistaken.change is not None
    store.takeaways.move(ANN, mistaken.change, right)
    store.takeaways.undo(ANN)
    store.events.create(ANN, Event("conf", "Conf"))
    there = log(store, ANN, "NET420", 4)
    # The new event knows the code, so the old session is put together with its own.
    assert store.events.take_over(ANN, "conf") == 2
    with pytest.raises(NotFound):
        store.sessions.get("T1", number_of(mistaken))
    kept = store.takeaways.get(ANN, number_of(there))
    assert kept is not None
    assert kept.stars == 4


def test_what_was_changed_since_is_not_moved(store: Store) -> None:
    right = number_of(log(store, BEN, "NET402"))
    mistaken = log(store, ANN, "NET420", 5)
    assert mistaken.change is not None
    store.takeaways.rate(ANN, number_of(mistaken), 1)
    with pytest.raises(NewerChange):
        store.takeaways.move(ANN, mistaken.change, right)
    with pytest.raises(NotFound):
        store.takeaways.move(BEN, 99, right)
    with pytest.raises(NotFound):
        store.takeaways.move(ANN, mistaken.change, 99)


def test_a_takeaway_is_deleted_and_brought_back(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 5, facts=("a",)))
    before = store.takeaways.get(ANN, number)
    own = store.takeaways.delete(ANN, number)
    assert (own.takeaway, own.session.rating.count) == (before, 0)
    with pytest.raises(NotFound):
        store.takeaways.delete(ANN, number)
    store.takeaways.undo(ANN)
    assert store.takeaways.get(ANN, number) == before


def test_an_admin_deletes_and_brings_back_what_somebody_else_wrote(store: Store) -> None:
    saved = log(store, ANN, "NET402", 5)
    number = number_of(saved)
    store.takeaways.delete(BEN, number, owner=ANN.user_id)
    assert store.takeaways.get(ANN, number) is None
    with pytest.raises(NewerChange):
        store.takeaways.undo(ANN, saved.change)
    store.takeaways.undo(BEN)
    assert store.takeaways.get(ANN, number) == saved.entries[0].takeaway
    assert store.takeaways.undo(ANN, saved.change).entries == ()


def test_mine_are_the_newest_first_in_parts(store: Store) -> None:
    for code in ("NET401", "NET402", "NET403"):
        log(store, ANN, code, 4)
    log(store, ANN, "NET404", 4, facts=("a",))
    store.takeaways.rate(ANN, 1, 3, "good")
    page = store.takeaways.mine(ANN, limit=2)
    assert [own.session.number for own in page.items] == [1, 4]
    assert (page.total, page.more) == (4, True)
    page = store.takeaways.mine(ANN, incomplete=True, event=None)
    assert [own.session.number for own in page.items] == [3, 2]
    assert not page.more


def test_reviews_come_with_the_writers_profile(store: Store) -> None:
    number = number_of(log(store, ANN, "NET402", 5))
    log(store, BEN, "NET402", 3)
    store.people.save_profile(ANN, Profile(ANN.user_id, role="SRE"))
    reviews = store.takeaways.of_session("T1", number)
    assert [review.takeaway.user for review in reviews] == [BEN.user_id, ANN.user_id]
    assert reviews[0].profile is None
    assert reviews[1].profile == Profile(ANN.user_id, role="SRE")


def test_times_are_those_of_the_first_and_the_last_save(store: Store, clock: Ticking) -> None:
    first = log(store, ANN, "NET402", 5).entries[0].takeaway
    clock.wait(timedelta(hours=1))
    second = log(store, ANN, "NET402", 4).entries[0].takeaway
    assert second.created_at == first.created_at
    assert second.updated_at > first.updated_at + timedelta(hours=1)


def test_nothing_of_somebody_else_can_be_changed(store: Store) -> None:
    saved = log(store, ANN, "NET402", 5)
    number = number_of(saved)
    for who in (BEN, STRANGER):
        assert store.takeaways.get(who, number) is None
        with pytest.raises(NotFound):
            store.takeaways.delete(who, number)
        with pytest.raises(NotFound):
            store.takeaways.undo(who, saved.change)
    with pytest.raises(NotFound):
        store.takeaways.rate(Who("T2", "UANN"), number, 1)
    assert store.takeaways.get(ANN, number) == saved.entries[0].takeaway

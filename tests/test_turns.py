"""Workspaces in turn: one that floods waits behind itself, the others do not."""

from concurrent.futures import ThreadPoolExecutor

from bot.turns import Turns, party, working_for


def order(turns: Turns[int], count: int) -> list[tuple[str, int]]:
    """Take and finish so many, one after the other."""
    taken = []
    for _ in range(count):
        turn = turns.take()
        assert turn is not None
        taken.append(turn)
        turns.done(turn[0])
    return taken


def test_parties_take_turns_and_within_one_the_first_comes_first() -> None:
    turns: Turns[int] = Turns(most=4)
    for at in range(4):
        turns.add("flood", at)
    turns.add("calm", 0)
    turns.add("other", 0)
    turns.add("calm", 1)
    assert len(turns) == 7
    assert order(turns, 7) == [
        ("flood", 0),
        ("calm", 0),
        ("other", 0),
        ("flood", 1),
        ("calm", 1),
        ("flood", 2),
        ("flood", 3),
    ]
    assert turns.take() is None


def test_a_party_is_not_under_way_more_often_than_it_may() -> None:
    turns: Turns[int] = Turns(most=2)
    for at in range(3):
        turns.add("flood", at)
    turns.add("calm", 0)
    assert [turns.take() for _ in range(4)] == [("flood", 0), ("calm", 0), ("flood", 1), None]
    turns.done("calm")
    assert turns.take() is None
    turns.done("flood")
    assert turns.take() == ("flood", 2)


def test_a_party_may_have_a_smaller_share() -> None:
    turns: Turns[int] = Turns(most=3, fewer={"page": 1})
    for at in range(2):
        turns.add("page", at)
        turns.add("calm", at)
    assert [turns.take() for _ in range(4)] == [("page", 0), ("calm", 0), ("calm", 1), None]
    turns.done("page")
    assert turns.take() == ("page", 1)


def test_who_waits_is_told_where_nobody_is_served_any_more() -> None:
    turns: Turns[int] = Turns(most=2)
    turns.add("one", 1)
    turns.add("two", 2)
    assert turns.empty() == [1, 2]
    assert (len(turns), turns.take()) == (0, None)


def test_work_counts_as_that_of_whom_it_is_done_for() -> None:
    with working_for("T1"):
        with working_for("T2"):
            assert party() == "T2"
        assert party() == "T1"
        with ThreadPoolExecutor(1) as threads:
            assert threads.submit(party).result() == ""
    assert party() == ""

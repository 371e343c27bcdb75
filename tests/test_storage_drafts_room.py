"""What one person has kept as drafts stays within bounds."""

from unittest.mock import patch

import pytest

from storage import Store, Who
from storage.errors import NotFound

ANN, BEN, FAR = Who("T1", "U1"), Who("T1", "U2"), Who("T2", "U1")


def is_kept(store: Store, who: Who, draft: str) -> bool:
    try:
        store.drafts.get(who, draft)
    except NotFound:
        return False
    return True


def keep(store: Store, who: Who, texts: list[str]) -> list[bool]:
    """Keep one after the other, and tell which are there in the end."""
    ids = [store.drafts.keep(who, text) for text in texts]
    return [is_kept(store, who, each) for each in ids]


def test_of_a_persons_many_drafts_the_newest_are_kept(store: Store) -> None:
    others = store.drafts.keep(BEN, "of another"), store.drafts.keep(FAR, "of another workspace")
    with patch("storage.drafts.MOST", 3):
        kept = keep(store, ANN, ["a", "b", "c", "d", "e"])
    assert sum(kept) == 3
    assert kept[-1]
    assert is_kept(store, BEN, others[0])
    assert is_kept(store, FAR, others[1])


@pytest.mark.parametrize("size", [10, 26])
def test_large_drafts_make_room_for_the_newest(store: Store, size: int) -> None:
    with patch("storage.drafts.LARGEST", 25):
        kept = keep(store, ANN, ["x" * 10, "y" * 10, "z" * size])
    assert kept[-1]
    assert sum(kept) == (2 if size == 10 else 1)

"""Whom the bot tells that a digest does not arrive, and when it has told them."""

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest

from bot.digest import Press
from bot.letters import Postman
from storage.digest_records import Plan
from tests.offices import ADA, ANN, BEN, CHANNEL, DAY, NINE, Office, at, opened

pytestmark = pytest.mark.engines("sqlite")


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        yield found


def test_once_the_one_who_set_it_up_has_left_an_admin_is_told_and_may_take_it_over(
    office: Office,
) -> None:
    office.save(1)
    office.store.digests.set_up(BEN, Plan(CHANNEL, "conference", time(9), "UTC", "en"))
    office.slack.workspace.channels[CHANNEL].is_archived = True
    office.slack.workspace.members[BEN.user_id].deleted = True
    at(office, NINE)
    office.tick_through(hours=1)
    at(office, NINE + DAY)
    office.tick()
    assert len(office.told(ADA)) == 1
    assert "archived" in office.told(ADA)[0]
    assert "Ann, who set it up, has left this workspace" in office.told(ADA)[0]
    office.slack.workspace.channels[CHANNEL].is_archived = False
    at(office, NINE + 2 * DAY)
    office.tick()
    assert len(office.parents()) == 1
    taken = office.store.digests.set_up(ADA, Plan(CHANNEL, "conference", time(9), "UTC", "en"))
    assert taken.set_up_by == ADA.user_id


@pytest.mark.parametrize("fails", ["users.info", "users.list", "chat.postMessage"])
@pytest.mark.parametrize("kind", ["ratelimited", "drop_before", "http_500"])
def test_who_could_not_be_told_is_told_as_soon_as_slack_answers(
    office: Office, fails: str, kind: Any
) -> None:
    office.save(1)
    office.store.digests.set_up(BEN, Plan(CHANNEL, "conference", time(9), "UTC", "en"))
    office.slack.workspace.channels[CHANNEL].is_archived = True
    office.slack.workspace.members[BEN.user_id].deleted = True
    at(office, NINE)
    if fails == "chat.postMessage":
        office.slack.fail_next(fails, "error", error="is_archived")  # of the digest itself
    office.slack.fail_next(fails, kind)
    office.tick()
    assert office.told(ADA) == []
    press = Press(office.store, lambda _: office.posts)
    postman = Postman(press, office.clock.now, lambda _: None)
    for _ in range(5):
        office.clock.forward(minutes=1)
        postman.run_due()
    # A message that may have arrived is not sent again: each reason is told once.
    may_be_out = fails == "chat.postMessage" and kind != "ratelimited"
    assert len(office.told(ADA)) == (0 if may_be_out else 1)


@pytest.mark.parametrize(
    ("faults", "outcome"),
    [
        ([], "sent"),
        ([("chat.postMessage", "ratelimited")], "waits"),
        ([("chat.postMessage", "http_500")], "open"),
        ([("chat.postMessage", "error")] * 2, "refused"),
        ([("users.list", "error")], "refused"),
    ],
)
def test_what_became_of_a_letter_of_trouble_is_said_as_it_is(
    office: Office, faults: list[tuple[str, Any]], outcome: str
) -> None:
    office.save(1)
    office.store.digests.set_up(BEN, Plan(CHANNEL, "conference", time(9), "UTC", "en"))
    office.slack.workspace.channels[CHANNEL].is_archived = True
    office.slack.workspace.members[BEN.user_id].deleted = True
    at(office, NINE)
    office.slack.fail_next("users.info", "http_500")
    office.tick()
    for method, kind in faults:
        office.slack.fail_next(method, kind, error="messages_tab_disabled")
    office.clock.forward(minutes=2)
    said: list[tuple[str, str]] = []
    press = Press(office.store, lambda _: office.posts)
    postman = Postman(press, office.clock.now, lambda _: None, lambda *each: said.append(each))
    postman.run_due()
    assert said == [("trouble", outcome)]
    assert bool(office.told(ADA)) == (outcome == "sent")


def test_what_is_mended_is_not_told_any_more(office: Office) -> None:
    office.save(1)
    office.set_up()
    office.slack.workspace.channels[CHANNEL].is_archived = True
    at(office, NINE)
    office.slack.fail_next("users.info", "http_500")
    office.tick()
    office.slack.workspace.channels[CHANNEL].is_archived = False
    assert office.store.digests.bring_forward("T0LOCAL", CHANNEL) == "due"
    office.tick()
    office.clock.forward(minutes=2)
    press = Press(office.store, lambda _: office.posts)
    Postman(press, office.clock.now, lambda _: None).run_due()
    assert (len(office.parents()), office.told()) == (1, [])


def test_an_admin_who_can_t_be_told_is_followed_by_the_next(office: Office) -> None:
    office.save(1)
    office.store.digests.set_up(BEN, Plan(CHANNEL, "conference", time(9), "UTC", "en"))
    office.slack.workspace.channels[CHANNEL].is_archived = True
    members = office.slack.workspace.members
    members[BEN.user_id].deleted = True
    members[ANN.user_id].is_admin = True
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "error", error="is_archived")  # the digest itself
    office.slack.fail_next("chat.postMessage", "error", error="messages_tab_disabled")
    office.tick()
    assert len(office.told(ADA)) + len(office.told(ANN)) == 1


def test_the_name_of_a_private_channel_is_not_told_to_an_admin(office: Office) -> None:
    office.save(1)
    secret = Plan(CHANNEL, "secret-plans", time(9), "UTC", "en", private=True)
    office.store.digests.set_up(BEN, secret)
    office.slack.workspace.channels[CHANNEL].is_archived = True
    office.slack.workspace.members[BEN.user_id].deleted = True
    at(office, NINE)
    office.tick()
    assert "secret-plans" not in office.told(ADA)[0]


def test_a_digest_whose_setter_is_there_is_not_taken_over(office: Office) -> None:
    office.store.digests.set_up(BEN, Plan(CHANNEL, "conference", time(9), "UTC", "en"))
    office.save(1)
    office.slack.workspace.channels[CHANNEL].is_archived = True
    at(office, NINE)
    office.tick()
    changed = office.store.digests.set_up(ADA, Plan(CHANNEL, "conference", time(9), "UTC", "en"))
    assert (changed.set_up_by, office.told(ADA)) == (BEN.user_id, [])

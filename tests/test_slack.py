"""What the bot asks of Slack while somebody waits, and what it does where Slack is silent."""

import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.call import Person, UserError
from bot.directory import Directory
from bot.manifest import manifest
from bot.playground import LocalSlack
from bot.slack import SlackGateway
from storage import Store, open_store
from tests.bots import MovedClock
from tests.outages import gone

TEAM = "T0LOCAL"


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def slack(clock: MovedClock) -> Iterator[LocalSlack]:
    with LocalSlack(manifest("/session"), clock.seconds) as running:
        yield running


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    with closing(open_store(database_url, clock.now)) as opened:
        yield opened


class Office:
    """A gateway as the bot has it, and as it has it after a restart."""

    def __init__(self, slack: LocalSlack, store: Store, clock: MovedClock) -> None:
        self.slack, self.store, self.clock = slack, store, clock
        self.gateway = self.restarted()

    def restarted(self) -> SlackGateway:
        directory = Directory(self.store, self.clock.now, "Europe/Berlin")
        return SlackGateway(directory, TEAM, self.slack.bot_token, self.slack.api_url)


@pytest.fixture
def office(slack: LocalSlack, store: Store, clock: MovedClock) -> Office:
    return Office(slack, store, clock)


HARU = Person("U0JAPAN", "はる", "ja", "Asia/Tokyo")


def test_a_member_is_asked_about_once_a_day(office: Office) -> None:
    assert office.gateway.person("U0JAPAN") == HARU
    office.slack.fail_next("users.info", "error", 99, error="fatal_error")
    office.clock.forward(hours=23)
    assert office.gateway.person("U0JAPAN") == HARU
    assert office.restarted().person("U0JAPAN") == HARU


def test_what_changed_is_known_the_next_day(office: Office) -> None:
    office.gateway.person("U0JAPAN")
    office.slack.workspace.members["U0JAPAN"].tz = "Europe/Paris"
    assert office.gateway.person("U0JAPAN").timezone == "Asia/Tokyo"
    office.clock.forward(days=1)
    assert office.gateway.person("U0JAPAN").timezone == "Europe/Paris"


def test_where_slack_is_silent_what_was_known_holds(office: Office) -> None:
    office.gateway.person("U0JAPAN")
    office.clock.forward(days=2)
    office.slack.fail_next("users.info", "error", error="fatal_error")
    assert office.gateway.person("U0JAPAN") == HARU


def test_somebody_unknown_is_an_english_reader_with_the_id_as_name(office: Office) -> None:
    office.slack.fail_next("users.info", "error", error="user_not_found")
    assert office.gateway.person("U9") == Person("U9", "U9", "en", "Europe/Berlin")


def test_a_silent_slack_is_asked_again_after_a_minute(office: Office) -> None:
    office.slack.fail_next("users.info", "error", error="fatal_error")
    assert office.gateway.person("U0JAPAN").language == "en"
    assert office.gateway.person("U0JAPAN").language == "en"
    office.clock.forward(minutes=1)
    assert office.gateway.person("U0JAPAN") == HARU


def test_people_are_named_as_text(office: Office) -> None:
    assert office.gateway.names(["U0LOCAL", "U0JAPAN", "U9", "U0LOCAL"]) == {
        "U0LOCAL": "Ann",
        "U0JAPAN": "はる",
        "U9": "U9",
    }


def test_people_are_named_though_the_database_is_gone(office: Office, database_url: str) -> None:
    office.gateway.person("U0JAPAN")
    office.clock.forward(days=2)
    with gone(database_url):
        assert office.gateway.names(["U0LOCAL", "U0JAPAN"]) == {
            "U0LOCAL": "U0LOCAL",
            "U0JAPAN": "はる",
        }


def test_questions_that_share_their_time_wait_for_a_slow_slack_once(office: Office) -> None:
    slow = 5.0
    for method in ("users.info", "chat.getPermalink"):
        office.slack.fail_next(method, "slow", 9, seconds=slow)
    hurried = office.gateway.within(0.1)
    begun = time.monotonic()
    assert hurried.names(["U0LOCAL", "U0ADMIN"])
    assert hurried.names(["U0JAPAN"]) == {"U0JAPAN": "U0JAPAN"}
    assert hurried.permalink("C0GENERAL", "1.000001") == ""
    assert time.monotonic() - begun < slow
    office.slack.faults.clear()
    # Of whom nobody was asked for want of time, the next one asks.
    assert office.gateway.names(["U0JAPAN"]) == {"U0JAPAN": "はる"}


def test_who_is_an_admin_is_asked_anew(office: Office) -> None:
    assert office.gateway.is_admin("U0ADMIN")
    assert not office.gateway.is_admin("U0LOCAL")
    assert not office.gateway.is_admin("U9")
    admin = office.slack.workspace.members["U0ADMIN"]
    admin.is_admin = admin.is_owner = False
    assert not office.gateway.is_admin("U0ADMIN")


def test_a_right_that_slack_does_not_tell_is_a_refusal_to_try_again(office: Office) -> None:
    office.slack.fail_next("users.info", "error", error="fatal_error")
    with pytest.raises(UserError, match="Slack did not answer"):
        office.gateway.is_admin("U0ADMIN")
    office.slack.fail_next("conversations.info", "error", error="fatal_error")
    with pytest.raises(UserError, match="Slack did not answer"):
        office.gateway.channel("C0GENERAL")


@pytest.mark.parametrize(
    ("channel_id", "member", "private", "direct", "archived"),
    [
        ("C0CONF", True, False, False, False),
        ("C0RANDOM", False, False, False, False),
        ("C0OLD", True, False, False, True),
        ("D0LOCAL", True, True, True, False),
    ],
)
def test_a_channel_is_described(  # noqa: PLR0917
    office: Office, channel_id: str, member: bool, private: bool, direct: bool, archived: bool
) -> None:
    found = office.gateway.channel(channel_id)
    assert found is not None
    described = (found.member, found.private, found.direct, found.archived)
    assert described == (member, private, direct, archived)


def test_a_channel_that_the_bot_does_not_see_is_none(office: Office) -> None:
    assert office.gateway.channel("G0LEADS") is None

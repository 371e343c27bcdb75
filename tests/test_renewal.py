"""Tokens that end are renewed once, whoever asks, and whatever fails meanwhile."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from bot.installs import renewal
from bot.installs.oauth import Granted
from bot.installs.renewal import NotAnyMore, NotNow
from storage.errors import Unavailable
from tests.tenants import HERE, THERE, Tenancy, replica, tenancy


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a person wait as long as it takes, on a busy machine too."""
    monkeypatch.setattr(renewal, "PATIENCE", 20)


@pytest.fixture
def bot(database_url: str) -> Iterator[Tenancy]:
    with tenancy(database_url, rotates=True) as running:
        running.install_in(HERE, THERE)
        yield running


def live(bot: Tenancy, team_id: str = HERE) -> str:
    """Give the newest token that Slack has given."""
    return bot.slack.workspaces[team_id].bot_token


def trouble(bot: Tenancy, team_id: str = HERE) -> str:
    kept = bot.store.installs.find(team_id)
    assert kept is not None
    return kept.trouble


def test_a_token_is_renewed_ahead_of_its_end_and_nobody_waits(bot: Tenancy) -> None:
    first = bot.token_of(HERE)
    assert bot.access.renewal.run_due() == 0
    bot.clock.forward(hours=10, minutes=1)
    assert bot.access.renewal.run_due() == 2
    assert bot.token_of(HERE) == live(bot) != first
    assert bot.access.renewal.run_due() == 0
    bot.clock.forward(hours=2)
    assert "KEY101" in bot.person("ann").types("/session add KEY101 5 Opening", "general").shown
    assert bot.slack.refusals == []


def test_a_token_that_ended_while_the_bot_was_down_is_renewed_for_the_first_who_asks(
    bot: Tenancy,
) -> None:
    bot.clock.forward(hours=20)
    bot.person("ann").opens_home()
    bot.workers.finish()
    assert bot.token_of(HERE) == live(bot)
    assert bot.slack.refusals == []


def test_a_digest_is_posted_with_a_renewed_token(bot: Tenancy) -> None:
    ann = bot.person("ann")
    ann.types("/session add KEY101 5 Opening", "general")
    ann.types("/session digest on 07:00 UTC #conference", "general")
    bot.clock.forward(hours=22, minutes=1)
    bot.tick()
    assert "KEY101" in ann.reads("conference")[-1].shown
    assert bot.slack.refusals == []


def test_of_two_processes_one_renews_and_both_go_on(bot: Tenancy, database_url: str) -> None:
    bot.clock.forward(hours=13)
    bot.slack.fail_next("oauth.v2.access", "slow", seconds=0.3)
    with (
        replica(database_url, bot.slack, bot.clock) as other,
        ThreadPoolExecutor(6) as people,
    ):
        together = Barrier(6)

        def asks(one: Tenancy) -> str:
            together.wait()
            return one.token_of(HERE)

        tokens = set(people.map(asks, [bot, other] * 3))
    assert tokens == {live(bot)}
    # A second use of the refresh token would have been refused.
    assert trouble(bot) == ""
    assert bot.slack.workspaces[HERE].bot_token.endswith("-2")


def test_a_slack_that_is_away_is_waited_for(bot: Tenancy) -> None:
    bot.clock.forward(hours=13)
    bot.slack.fail_next("oauth.v2.access", "drop_before")
    told = bot.person("ann").types("/session add KEY101 5 Opening", "general").text
    assert "Slack did not answer. Try again in a minute." in told
    assert trouble(bot) == ""
    assert "KEY101" in bot.person("ann").types("/session add KEY101 5 Opening", "general").shown


def test_a_digest_waits_for_a_slack_that_is_away(bot: Tenancy) -> None:
    ann = bot.person("ann")
    ann.types("/session add KEY101 5 Opening", "general")
    ann.types("/session digest on 07:00 UTC #conference", "general")
    bot.clock.forward(hours=22, minutes=1)
    bot.slack.fail_next("oauth.v2.access", "http_500", times=2)
    for _ in range(4):
        bot.tick()
        bot.clock.forward(minutes=1)
    assert "KEY101" in ann.reads("conference")[-1].shown


def test_a_lost_answer_costs_nothing_before_the_end_and_is_told_then(
    bot: Tenancy, caplog: pytest.LogCaptureFixture
) -> None:
    bot.clock.forward(hours=11)
    bot.slack.fail_next("oauth.v2.access", "drop_after", times=1)
    bot.access.renewal.run_due()
    bot.clock.forward(minutes=2)
    with caplog.at_level(logging.ERROR):
        bot.access.renewal.run_due()
    assert (trouble(bot), trouble(bot, THERE)).count("invalid_refresh_token") == 1
    assert "can't be renewed (invalid_refresh_token)" in caplog.text
    lost = HERE if trouble(bot) else THERE
    assert bot.access.of(lost) is not None
    bot.clock.forward(hours=1)
    with pytest.raises(NotAnyMore):
        bot.access.of(lost)
    told = bot.person("ann", lost).types("/session top", "general").text
    assert "has ended" in told
    assert "終了しました" in told
    bot.install_in(lost)
    assert bot.access.of(lost) is not None


def test_a_database_that_goes_away_after_slacks_answer_gets_it_later(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.clock.forward(hours=11)

    def away(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(bot.store.installs, "renewed", away)
        bot.access.renewal.run_due()
        bot.clock.forward(hours=2)
        # In this process the new token is good at once.
        assert bot.token_of(HERE) == live(bot)
    bot.access.renewal.run_due()
    kept = bot.store.installs.find(HERE)
    assert kept is not None
    assert kept.install.tokens.expires_at is not None
    assert kept.install.tokens.expires_at > bot.clock.now()
    assert bot.slack.refusals == []


def test_a_claim_of_a_process_that_died_runs_out(bot: Tenancy, database_url: str) -> None:
    bot.clock.forward(hours=13)
    kept = bot.store.installs.find(HERE)
    assert kept is not None
    assert bot.store.installs.claim_renewal(kept)
    with replica(database_url, bot.slack, bot.clock) as other:
        waits = iter(range(1000))

        def pause(_: float) -> None:
            next(waits)
            other.clock.forward(seconds=1)

        other.access.renewal._pause = pause
        with pytest.raises(NotNow):
            other.access.of(HERE)
        other.clock.forward(minutes=1)
        assert other.token_of(HERE) == live(bot)


def test_a_slow_slack_is_not_waited_for_by_a_person_and_its_answer_is_kept(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "PATIENCE", 0.1)
    bot.clock.forward(hours=13)
    bot.slack.fail_next("oauth.v2.access", "slow", seconds=0.5)
    with pytest.raises(NotNow):
        bot.access.of(HERE)
    bot.access.renewal.close()  # Waits for what is under way.
    kept = bot.store.installs.find(HERE)
    assert kept is not None
    assert kept.install.tokens.expires_at is not None
    assert kept.install.tokens.expires_at > bot.clock.now()
    assert trouble(bot) == ""


@pytest.mark.parametrize(
    ("tokens", "raised"),
    [
        ({"refresh_token": "gAAAA"}, NotNow),  # No key opens it: a key that is set mends it.
        ({"refresh_token": None}, NotAnyMore),
    ],
)
def test_a_token_that_ends_without_what_renews_it_is_told(
    bot: Tenancy, tokens: dict[str, Any], raised: type[Exception]
) -> None:
    kept = bot.store.installs.find(HERE)
    assert kept is not None
    ending = replace(kept.install.tokens, **tokens)
    bot.store.installs.save(replace(kept.install, tokens=ending))
    bot.clock.forward(hours=13)
    with pytest.raises(raised):
        bot.access.of(HERE)


def test_an_uninstall_while_slack_is_asked_leaves_no_token(bot: Tenancy) -> None:
    bot.clock.forward(hours=13)
    refresh = bot.access.renewal._oauth.refresh

    def leaving(refresh_token: str) -> Granted:
        granted = refresh(refresh_token)
        bot.store.installs.delete(HERE)
        return granted

    bot.access.renewal._oauth.refresh = leaving  # type: ignore[method-assign]
    with pytest.raises(NotAnyMore):
        bot.access.of(HERE)
    assert bot.store.installs.teams() == (THERE,)
    assert bot.access.of(HERE) is None


def test_who_waits_for_another_process_hears_of_an_uninstall(
    bot: Tenancy, database_url: str
) -> None:
    bot.clock.forward(hours=13)
    kept = bot.store.installs.find(HERE)
    assert kept is not None
    bot.store.installs.claim_renewal(kept)
    with replica(database_url, bot.slack, bot.clock) as other:
        other.access.renewal._pause = lambda _: bot.store.installs.delete(HERE)
        with pytest.raises(NotAnyMore):
            other.access.of(HERE)
    assert bot.access.of(HERE) is None

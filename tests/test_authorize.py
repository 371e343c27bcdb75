"""Who is answered, with which token: many workspaces, and what happens when one leaves."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.error import URLError

import pytest
from slack_bolt.context.context import BoltContext
from slack_sdk import WebClient

from bot.installs.uninstalling import Uninstalling
from bot.playground import Person, to_wsgi
from bot.playground.delivery import Envelope
from storage import Entry, Who
from storage.errors import Unavailable
from storage.install_records import Kept
from storage.records import Filter
from tests.tenants import HERE, THERE, Tenancy, replica, tenancy


@pytest.fixture
def bot(database_url: str) -> Iterator[Tenancy]:
    with tenancy(database_url) as running:
        yield running


def calls_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Write down which methods of Slack are called from now on."""
    called: list[str] = []
    real = WebClient.api_call

    def api_call(self: WebClient, api_method: str, **how: Any) -> Any:
        called.append(api_method)
        return real(self, api_method, **how)

    monkeypatch.setattr(WebClient, "api_call", api_call)
    return called


def logs(who: Person, text: str = "/session add KEY101 5 Opening") -> str:
    return who.types(text, "general").shown


# Requests


def test_no_request_asks_slack_whose_token_it_has(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.install_in(HERE, THERE)
    called = calls_of(monkeypatch)
    for team_id in (HERE, THERE, HERE):
        logs(bot.person("ann", team_id))
    assert "auth.test" not in called


def test_a_burst_reads_an_install_once(bot: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.install_in(HERE)
    reads: list[str] = []
    find = bot.store.installs.find

    def noted(team_id: str) -> Kept | None:
        reads.append(team_id)
        return find(team_id)

    monkeypatch.setattr(bot.store.installs, "find", noted)
    for _ in range(3):
        logs(bot.person("ann"))
    assert reads == [HERE]


def test_a_workspace_without_the_app_is_told_how_it_comes_in_both_languages(bot: Tenancy) -> None:
    bot.install_in(THERE)
    bot.slack.install(bot.slack.workspaces[HERE])  # Slack has it there, and the bot no token.
    told = bot.person("ann").types("/session add KEY101 5 Opening", "general").text
    assert "not installed in this workspace" in told
    assert "インストールされていません" in told
    assert bot.store.sessions.top(Who(HERE, "U0LOCAL"), Filter()).items == ()


def test_a_button_on_another_workspaces_message_is_refused(bot: Tenancy) -> None:
    bot.install_in(HERE, THERE)
    for team_id in (HERE, THERE):
        logs(bot.person("ann", team_id))
    ann = bot.person("ann", THERE)
    bot.person("ada", THERE).types("/session top", "general").button("Share").click()
    ann.reads("general")[-1].buttons[0].click()
    sent = bot.slack.sent[-1]
    assert sent.payload["message"]["team"] == THERE
    # In a channel that two workspaces share, the message may be the other one's.
    foreign = {**sent.payload, "message": {**sent.payload["message"], "team": HERE}}
    before = len(ann.reads("general"))
    bot.slack.send(Envelope(sent.kind, foreign))
    bot.workers.finish()
    assert "members of its workspace only" in ann.reads("general")[-1].shown
    assert len(ann.reads("general")) == before + 1


def test_a_person_of_another_workspace_is_refused_where_both_have_the_app(bot: Tenancy) -> None:
    bot.install_in(HERE, THERE)
    logs(bot.person("ann", HERE))
    bot.person("ben", HERE).types("/session top", "general").buttons[0].click()
    click = bot.slack.sent[-1]
    user = {**click.payload["user"], "team_id": THERE}
    bot.slack.send(Envelope(click.kind, {**click.payload, "user": user}))
    assert "members of its workspace only" in bot.person("ben").reads("general")[-1].shown


def test_a_database_that_goes_away_leaves_known_workspaces_their_answer(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.install_in(HERE)
    logs(bot.person("ann"))
    bot.clock.forward(minutes=5)

    def away(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(bot.store.installs, "find", away)
    assert bot.token_of(HERE) == bot.slack.workspaces[HERE].bot_token
    bot.slack.install(bot.slack.workspaces[THERE])
    told = bot.person("ann", THERE).types("/session add KEY101 5 Opening", "general").text
    assert "The database does not answer." in told
    assert bot.slack.refusals == []


# Leaving


@pytest.mark.parametrize(
    "tells",
    [
        ("app_uninstalled", "tokens_revoked"),
        ("tokens_revoked", "app_uninstalled"),
        ("app_uninstalled",),
        ("tokens_revoked",),
        ("app_uninstalled", "app_uninstalled", "tokens_revoked", "tokens_revoked"),
    ],
)
def test_an_uninstall_deletes_the_tokens_at_once_and_leaves_the_texts(
    bot: Tenancy, tells: tuple[str, ...]
) -> None:
    bot.install_in(HERE, THERE)
    logs(bot.person("ann"))
    bot.slack.uninstall(bot.slack.workspaces[HERE], tells)
    assert bot.store.installs.teams() == (THERE,)
    assert bot.access.of(HERE) is None
    assert bot.access.of(THERE) is not None
    assert len(bot.store.sessions.top(Who(HERE, "U0LOCAL"), Filter()).items) == 1
    # What was written is there again once the app is.
    bot.install_in(HERE)
    assert "Opening" in logs(bot.person("ann"), "/session top")
    assert bot.slack.refusals == []


def test_an_uninstall_that_is_told_late_leaves_the_new_install(bot: Tenancy) -> None:
    bot.install_in(HERE)
    bot.clock.forward(minutes=1)
    bot.slack.uninstall(bot.slack.workspaces[HERE], late=True)
    bot.clock.forward(minutes=1)
    bot.install_in(HERE)
    bot.slack.late_calls_land()
    assert bot.token_of(HERE) == bot.slack.workspaces[HERE].bot_token
    assert "KEY101" in logs(bot.person("ann"))


def test_a_clock_that_is_ahead_of_slacks_keeps_no_dead_token(bot: Tenancy) -> None:
    bot.clock.forward(minutes=2)
    bot.install_in(HERE, THERE)
    bot.clock.forward(minutes=-1)
    bot.slack.uninstall(bot.slack.workspaces[HERE])
    assert bot.store.installs.teams() == (THERE,)


def test_where_slack_does_not_say_whether_a_token_lives_it_stays(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.clock.forward(minutes=2)
    bot.install_in(HERE)
    bot.clock.forward(minutes=-1)

    def away(*_: object, **__: object) -> None:
        raise URLError("refused")

    monkeypatch.setattr(WebClient, "auth_test", away)
    bot.slack.uninstall(bot.slack.workspaces[HERE])
    assert bot.store.installs.teams() == (HERE,)


def test_the_token_of_a_person_that_is_revoked_is_not_the_bots(bot: Tenancy) -> None:
    bot.install_in(HERE)
    inside = {"type": "tokens_revoked", "tokens": {"oauth": ["U0LOCAL"], "bot": []}}
    bot.slack.send_event(bot.slack.workspaces[HERE], "tokens_revoked", inside)
    assert bot.access.of(HERE) is not None


def tells_farewell(bot: Tenancy, **stated: Any) -> int:
    """Have Slack tell of an uninstall in its first workspace; gives the answer's status."""
    slack = bot.slack
    inside = {"type": "app_uninstalled"}
    envelope = slack.events.prepared(slack.workspaces[HERE], "app_uninstalled", inside)
    assert envelope is not None
    return slack.send(replace(envelope, payload=envelope.payload | stated)).status


OF_ORGANIZATION: dict[str, Any] = {
    "authorizations": [{"team_id": HERE, "is_enterprise_install": True}]
}


def test_an_uninstall_of_an_organization_leaves_a_workspaces_own_token(bot: Tenancy) -> None:
    bot.install_in(HERE, THERE)
    bot.clock.forward(minutes=1)
    assert tells_farewell(bot, **OF_ORGANIZATION) == 200
    assert bot.token_of(HERE) == bot.slack.workspaces[HERE].bot_token
    bot.slack.uninstall(bot.slack.workspaces[HERE], ())
    assert tells_farewell(bot, **OF_ORGANIZATION) == 200
    assert bot.store.installs.teams() == (THERE,)


@pytest.mark.parametrize("seconds", [10**15, -1, True, "1", 10**400])
def test_an_uninstall_at_no_moment_is_refused_at_the_door(bot: Tenancy, seconds: object) -> None:
    bot.install_in(HERE)
    assert tells_farewell(bot, event_time=seconds) == 400
    assert bot.store.installs.teams() == (HERE,)


@pytest.mark.parametrize("seconds", [10**15, "1", None, 10**400])
def test_an_uninstall_at_no_moment_deletes_a_dead_token_only(bot: Tenancy, seconds: object) -> None:
    bot.install_in(HERE)
    context = BoltContext({"team_id": HERE})
    farewells = Uninstalling(bot.access)
    for kept in ((HERE,), ()):
        assert farewells.uninstalled({"event_time": seconds}, context).status == 200
        assert bot.store.installs.teams() == kept
        bot.slack.uninstall(bot.slack.workspaces[HERE], ())


def test_an_uninstall_that_the_database_did_not_take_is_told_again(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.install_in(HERE)

    def away(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(bot.store.installs, "delete", away)
        bot.slack.uninstall(bot.slack.workspaces[HERE], ("app_uninstalled",))
        assert bot.store.installs.teams() == (HERE,)
    bot.clock.forward(minutes=10)
    bot.slack.redeliver()
    assert bot.store.installs.teams() == ()


def test_another_process_notices_within_seconds(bot: Tenancy, database_url: str) -> None:
    with replica(database_url, bot.slack, bot.clock) as other:
        bot.install_in(HERE)
        assert other.token_of(HERE) == bot.token_of(HERE)
        bot.slack.uninstall(bot.slack.workspaces[HERE])
        bot.clock.forward(seconds=15)
        assert other.access.of(HERE) is None


def test_two_processes_serve_two_workspaces(bot: Tenancy, database_url: str) -> None:
    with replica(database_url, bot.slack, bot.clock) as other:
        browser = other.browser()
        led_to = bot.person("ada", HERE).allows(browser.is_led_to_slack())
        browser.web = bot.web  # Begun in one process, finished in the other.
        assert browser.gets(led_to).status == 200
        other.install_in(THERE)
        logs(bot.person("ann", HERE))
        bot.slack.deliver_by(to_wsgi(other.web))
        assert "Opening" in logs(bot.person("ben", HERE), "/session top")
        assert "Opening" not in logs(bot.person("ben", THERE), "/session top")
        assert browser.gets(led_to).status == 400


# Digests


def with_digest(bot: Tenancy, team_id: str) -> None:
    who = Who(team_id, "U0LOCAL")
    bot.store.takeaways.add(who, [Entry(code="NET402", raw="NET402", stars=5)])
    bot.person("ann", team_id).types("/session digest on 10:00 UTC #conference", "general")


def test_each_workspace_gets_its_digest_with_its_own_token(bot: Tenancy) -> None:
    bot.install_in(HERE, THERE)
    for team_id in (HERE, THERE):
        with_digest(bot, team_id)
    bot.clock.forward(hours=1, minutes=1)
    bot.tick()
    for team_id in (HERE, THERE):
        assert "NET402" in bot.person("ben", team_id).reads("conference")[-1].shown
    assert bot.slack.refusals == []


def test_a_workspace_that_left_is_not_posted_to_and_the_others_are(
    bot: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.install_in(HERE, THERE)
    for team_id in (HERE, THERE):
        with_digest(bot, team_id)
    bot.slack.uninstall(bot.slack.workspaces[HERE])
    called = calls_of(monkeypatch)
    bot.clock.forward(hours=1, minutes=1)
    for _ in range(3):
        bot.tick()
    assert called.count("chat.postMessage") == 1
    assert "NET402" in bot.person("ben", THERE).reads("conference")[-1].shown
    bot.install_in(HERE)
    told = bot.person("ann").types("/session digest status", "general").shown
    assert "does not accept my token" in told
    bot.slack.workspaces[HERE].channels["C0CONF"].members.add("U0BOT")
    bot.clock.forward(days=1)
    bot.tick()
    assert "NET402" in bot.person("ben", HERE).reads("conference")[-1].shown

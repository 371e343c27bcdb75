"""What Prometheus reads: the numbers are right, and nobody is named."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as open_families,
)
from prometheus_client.parser import text_string_to_metric_families as families

from bot import router
from bot.digest.diary import noted
from bot.listeners import FORMS
from bot.manifest import manifest
from bot.metrics import Metrics
from bot.playground import Answer, LocalSlack, to_wsgi
from bot.running import now
from bot.web.connections import WAITED
from storage import Edit, Entry, Store, open_store
from storage.engine import CONNECTIONS
from tests.bots import Bot, Way, running
from tests.companies import FIRST, MARK, SECOND, companies, furnished
from tests.journeys import main_line
from tests.journeys.test_log import typed_words
from tests.logged import ANN
from tests.offices import NINE, Office, at, opened
from tests.outages import gone
from tests.shells import Shell, ready_port

OPEN = "application/openmetrics-text; version=1.0.0"
WAYS: tuple[Way, ...] = ("http", "socket")


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    with running(database_url) as started:
        yield started


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with opened(database_url) as found:
        yield found


@pytest.fixture
def counted(office: Office) -> Metrics:
    """What counts the office's digests."""
    metrics = Metrics(CollectorRegistry(), office.clock.now)
    office.store.digests.runs.when_told(noted(metrics.digest))
    return metrics


def ask(app: Any, method: str = "GET", accept: str = "", path: str = "/metrics") -> Answer:
    """Ask a WSGI application of this process."""
    started: dict[str, Any] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        started.update(status=int(status[:3]), headers=dict(headers))

    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_ACCEPT": accept}
    body = b"".join(app(environ, start))
    return Answer(started["status"], body, started["headers"])


def samples(app: Any) -> dict[tuple[str, ...], float]:
    """Every sample, by its name and the values of its labels."""
    text = ask(app).body.decode()
    return {
        (sample.name.removeprefix("session_bot_"), *sample.labels.values()): sample.value
        for family in families(text)
        for sample in family.samples
    }


def of(app: Any, name: str) -> dict[tuple[str, ...], float]:
    """The samples of one name that are not zero, by the values of their labels."""
    return {key[1:]: value for key, value in samples(app).items() if key[0] == name and value}


@pytest.mark.engines("sqlite")
def test_commands_are_counted_by_name_and_outcome(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = bot.slack.member("ann")
    ann.types("/session add NET402 5 Surviving overloads", "general").buttons[0].click()
    ann.types("/session NET402 4", "general")
    ann.types("/session トップ", "general")
    ann.types("/session show NOPE404", "general")
    ann.types("/session zebra stripes", "general")
    ann.types("top")
    bot.workers.finish()
    with gone(bot.settings.database_url):
        ann.types("/session mine", "general")

    def breaks(*_: Any) -> Any:
        raise ValueError("broken")

    monkeypatch.setattr(router.SUBCOMMANDS["stats"], "run", breaks)
    ann.types("/session stats", "general")
    bot.workers.finish()
    assert of(bot.web, "commands_total") == {
        ("add", "ok"): 2,
        ("edit", "ok"): 1,
        ("top", "ok"): 2,
        ("show", "refused"): 1,
        ("other", "refused"): 1,
        ("other", "failed"): 1,
        ("stats", "failed"): 1,
    }
    counts = of(bot.web, "answer_seconds_count")
    assert counts == {("command",): 7, ("button",): 1, ("event",): 1}
    assert all(
        value < 60 * counts[kind] for kind, value in of(bot.web, "answer_seconds_sum").items()
    )


def test_figures_begin_at_nought_so_that_the_first_failure_is_seen_to_grow() -> None:
    begun = samples(Metrics(CollectorRegistry(), now).page)
    for name in (*router.SUBCOMMANDS, "other"):
        assert begun["commands_total", name, "failed"] == 0
    assert begun["forms_total", "takeaway", "failed"] == 0
    assert begun["digests_total", "failed", "token_revoked"] == 0
    assert begun["digest_lookups_total", "unreadable"] == 0


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("way", WAYS)
def test_the_main_job_names_nobody_and_nothing_that_was_written(
    database_url: str, way: Way
) -> None:
    with running(database_url, way) as bot:
        bot.slack.sent = type(bot.slack.sent)(maxlen=5_000)
        main_line.walk(bot)
        bot.slack.member("ann").types("/session Confidences of mine", "general")
        bot.workers.finish()
        sent = list(bot.slack.sent)
        known = bot.slack.workspace
        names = [known.team_id, *known.members, *known.channels, bot.slack.bot_token]
        names += [each.name for each in known.members.values()]
        names += [each.name for each in known.channels.values() if each.name]
        words = typed_words(sent)
        lines = ask(bot.web, accept=OPEN).body + ask(bot.web).body
        told = "\n".join(each for each in lines.decode().splitlines() if each[0] != "#")
        counted = of(bot.web, "answer_seconds_count")
        outcomes = of(bot.web, "commands_total"), of(bot.web, "forms_total")
    assert {"Surviving", "Confidences", "振り返りは30分"} <= words
    assert [each for each in (*names, *words) if re.search(rf"\b{re.escape(each)}\b", told)] == []
    assert sum(counted.values()) == len(sent)
    assert {name for name, _ in outcomes[0]} <= {*router.SUBCOMMANDS, "other"}
    assert {name for name, _ in outcomes[1]} <= {*FORMS, "other"}
    assert ("takeaway", "ok") in outcomes[1]


@pytest.mark.engines("sqlite")
def test_two_workspaces_are_counted_together_and_neither_is_named(database_url: str) -> None:
    with companies(database_url) as both:
        furnished(both)
        both.of_second("ann").types("/session top", "general")
        both.clock.forward(hours=24)
        both.tick()
        both.workers.finish()
        told = ask(both.web, accept=OPEN).body.decode()
        names = [MARK, FIRST, SECOND, "U0LOCAL", "U0ALF", "C0CONF", "camp-2023"]
        names += [both.first.name, both.second.name]
        found = samples(both.web)
    assert found["installations",] == 2
    assert found["commands_total", "top", "ok"] == 1
    assert found["digests_total", "posted", ""] >= 1
    assert [name for name in names if name in told] == []


@pytest.mark.engines("sqlite")
def test_a_digest_that_is_posted_is_counted_with_how_late_it_was(
    office: Office, counted: Metrics
) -> None:
    office.save(8)
    office.set_up()
    at(office, NINE + timedelta(seconds=20))
    office.tick()
    assert of(counted.page, "digests_total") == {("sent", ""): 1, ("posted", ""): 1}
    assert of(counted.page, "digest_late_seconds_count") == {(): 1}
    assert of(counted.page, "digest_late_seconds_sum") == {(): 20}
    at(office, NINE + timedelta(days=1))
    office.tick()
    numbers = office.save(1)
    at(office, NINE + timedelta(days=2))
    claim = office.store.digests.runs.claim()
    assert claim is not None
    office.store.takeaways.delete(ANN, numbers[0])
    office.store.digests.runs.settle(claim)
    assert of(counted.page, "digests_total")["empty", ""] == 2


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    ("fault", "outcomes", "lookups"),
    [
        (("ratelimited", {"retry_after": 37}), {("retried", "ratelimited"): 1}, {}),
        (("http_500", {}), {("unknown", "http_5xx"): 1, ("absent", "http_5xx"): 1}, {"absent": 1}),
        (("http_500_after", {}), {("unknown", "http_5xx"): 1}, {"found": 1}),
        (("drop_after", {}), {("unknown", "no_answer"): 1}, {"found": 1}),
    ],
)
def test_what_went_wrong_on_the_way_to_a_post_is_counted(
    office: Office,
    counted: Metrics,
    fault: tuple[Any, dict[str, Any]],
    outcomes: dict[tuple[str, str], float],
    lookups: dict[str, float],
) -> None:
    kind, details = fault
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", kind, **details)
    office.tick()
    office.clock.forward(minutes=1)
    office.tick_through(hours=0.2)
    assert len(office.parents()) == 1
    assert of(counted.page, "digests_total") == {("posted", ""): 1} | outcomes
    found = {(result,): count for result, count in lookups.items()}
    assert of(counted.page, "digest_lookups_total") == found


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    ("said", "reason"), [("is_archived", "is_archived"), ("some_new_error", "other")]
)
def test_a_refusal_is_counted_by_its_reason_where_that_is_known(
    office: Office, counted: Metrics, said: str, reason: str
) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.slack.fail_next("chat.postMessage", "error", error=said)
    office.tick()
    assert of(counted.page, "digests_total") == {("failed", reason): 1}


@pytest.mark.engines("sqlite")
def test_the_runs_come_as_exemplars_for_those_who_read_them(
    office: Office, counted: Metrics
) -> None:
    office.save(1)
    office.set_up()
    at(office, NINE)
    office.tick()
    answer = ask(counted.page, accept=OPEN)
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
    told = {
        sample.name: sample.exemplar.labels
        for family in open_families(answer.body.decode())  # type: ignore[no-untyped-call]
        for sample in family.samples
        if sample.exemplar
    }
    run = {"run": office.last().run_id}
    assert told == {
        "session_bot_digests_total": run,
        "session_bot_digest_late_seconds_bucket": run,
    }
    assert office.last().run_id.encode() not in ask(counted.page).body


@pytest.mark.engines("sqlite")
def test_letters_are_counted_by_what_became_of_them(bot: Bot) -> None:
    saved = bot.store.takeaways.add(ANN, [Entry(code="NET402", title="Nets", stars=4)])
    number = saved.entries[0].session.number
    edit = Edit(Entry(recording_url="https://video.example.com/1"), frozenset({"recording_url"}))
    for who in ("ben", "haru"):
        bot.slack.member(who).types(f"/session later #{number}", "general")
    bot.store.takeaways.edit(ANN, number, edit)
    bot.brings_letters()
    bot.clock.forward(days=1)
    bot.slack.fail_next("chat.postMessage", "error", error="user_not_found")
    bot.expect_refusals("user_not_found")
    bot.brings_letters()
    bot.clock.forward(hours=12)
    bot.brings_letters()
    told = of(bot.web, "letters_total")
    assert told == {("recordings", "sent"): 1, ("recordings", "refused"): 1}


@pytest.mark.engines("sqlite")
def test_what_waited_too_long_to_be_seen_to_is_a_failure(bot: Bot) -> None:
    bot.slack.deliver_by(to_wsgi(lambda environ, start: bot.web(environ | {WAITED: 60}, start)))
    bot.slack.member("ann").types("/session top", "general")
    assert of(bot.web, "commands_total") == {("other", "failed"): 1}


@pytest.mark.engines("sqlite")
def test_requests_are_counted_by_path_and_status(bot: Bot) -> None:
    bot.slack.member("ann").types("/session top", "general")
    ask(bot.web, path="/T0LOCAL/U0LOCAL")
    ask(bot.web, "POST")
    assert of(bot.web, "http_requests_total") == {
        ("/slack/events", "2xx"): 1,
        ("other", "4xx"): 1,
        ("/metrics", "4xx"): 1,
    }


def test_the_figures_of_the_database_are_there_and_say_when_it_is_away(bot: Bot) -> None:
    told = samples(bot.web)
    assert told["database_up",] == 1
    assert told["installations",] == 0
    assert told["database_connections_size",] == CONNECTIONS
    assert told["database_connections_in_use",] == 0
    with gone(bot.settings.database_url):
        answer = ask(bot.web)
    assert answer.status == 200
    assert b"session_bot_database_up 0.0" in answer.body
    assert b"session_bot_installations" not in answer.body


def test_a_connection_that_nobody_gets_is_counted(database_url: str) -> None:
    with closing(open_store(database_url, now)) as store, ExitStack() as taken:
        engine = store._database.engine
        for _ in range(CONNECTIONS):
            taken.enter_context(engine.connect())
        assert store.connections().in_use == CONNECTIONS
        assert not answers(store)
        assert store.connections().timeouts == 1
        taken.close()
        assert store.connections().in_use == 0
        assert answers(store)


def answers(store: Store) -> bool:
    from bot.running import _answers

    return _answers(store)


@pytest.mark.engines("sqlite")
def test_only_reading_is_allowed(bot: Bot) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(bot.web, method).status == 405
    for method in ("GET", "HEAD"):
        assert ask(bot.web, method).status == 200


@pytest.mark.parametrize("way", WAYS)
def test_the_running_bot_has_it_in_both_modes(tmp_path: Path, way: Way) -> None:
    with LocalSlack(manifest("/session", "")) as slack:
        variables = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_APP_TOKEN": slack.app_token if way == "socket" else "",
            "SLACK_API_URL": slack.api_url,
            "PORT": "0",
        }
        shell = Shell(tmp_path, variables)
        port = ready_port(shell.start("run"))
        with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        shell.leave()
    names = {family.name for family in families(text)}
    assert {"session_bot_build_info", "session_bot_work", "python_info"} <= names
    assert "session_bot_http_waiting 0.0" in text

"""What docs/operations.md promises to whoever keeps the bot alive."""

import io
import json
import logging
import re
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic

import pytest
import yaml
from prometheus_client import CollectorRegistry
from sqlalchemy import create_engine, text

from bot import logs, trace
from bot.gauges import Gauges, register
from bot.manifest import manifest
from bot.metrics import PREFIX, Metrics
from bot.playground import LocalSlack
from bot.workers import Workers
from storage import SchemaAhead, open_store
from storage.backup import back_up
from storage.migration import migrate
from tests.bots import MovedClock, running
from tests.conftest import ROOT
from tests.logged import ANN, logged, typed
from tests.networks import through_network
from tests.shells import Shell, ready_port

PATIENCE = 3.0  # seconds, as docs/operations.md says


@pytest.fixture(scope="module")
def told() -> str:
    return (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def table(told: str, heading: str) -> list[str]:
    """The first cells of the table below a heading."""
    section = told.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]


def names(cells: list[str]) -> set[str]:
    """What stands in backticks before the first explanation of each cell."""
    plain = (re.split(r" by | \(", cell)[0] for cell in cells)
    return {name for cell in plain for name in re.findall(r"`(\w+)`", cell)}


@pytest.mark.engines("sqlite")
def test_every_figure_is_in_the_document_and_every_one_of_the_document_is_there(
    told: str, database_url: str
) -> None:
    metrics = Metrics(CollectorRegistry(), MovedClock().now)
    with Workers() as workers, closing(open_store(database_url, MovedClock().now)) as store:
        register(metrics.registry, Gauges(store, workers, lambda: 0))
        known = {family.name: family.type for family in metrics.registry.collect()}
    ours = {
        name.removeprefix(f"{PREFIX}_") + {"counter": "_total", "info": "_info"}.get(kind, "")
        for name, kind in known.items()
        if name.startswith(PREFIX)
    }
    assert names(table(told, "What to watch")) == ours
    for name in ("process_resident_memory_bytes", "process_open_fds"):
        assert name in told
        assert name in known


def figures() -> dict[str, set[tuple[tuple[str, str], ...]]]:
    """Every sample that there is from the start, with its labels."""
    metrics = Metrics(CollectorRegistry(), MovedClock().now)
    metrics.ticking("digests", lambda _: None)
    found: dict[str, set[tuple[tuple[str, str], ...]]] = {}
    for family in metrics.registry.collect():
        for sample in family.samples:
            found.setdefault(sample.name, set()).add(tuple(sorted(sample.labels.items())))
    return found


def test_every_alert_asks_for_figures_that_there_are() -> None:
    rules = yaml.safe_load((ROOT / "docs" / "deploy" / "alerts.yaml").read_text())
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    document = (ROOT / "docs" / "operations.md").read_text()
    known = figures()
    for name, _, chosen in re.findall(rf"{PREFIX}_(\w+)(\{{(.*?)\}})?", "\n".join(asked)):
        assert f"`{re.sub('_bucket$', '', name)}" in document
        for label, values in re.findall(r'(\w+)=~?"([^"]*)"', chosen):
            for value in values.split("|"):
                samples = known.get(f"{PREFIX}_{name}")
                if samples and label not in ("path", "status"):
                    assert any((label, value) in labels for labels in samples), (name, value)


def test_every_field_of_the_log_is_in_the_document(told: str) -> None:
    stream = io.StringIO()
    logs.configure("INFO", "json", stream)
    with trace.request(), trace.run("1"):
        stated = dict.fromkeys(logs.FIELDS, "")
        logging.getLogger("bot").error("All.", exc_info=ValueError(), extra=stated)
    assert names(table(told, "The log")) == set(json.loads(stream.getvalue()))


# What a later version may do to the schema while this one runs.
ADDED = (
    "CREATE TABLE later (team_id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (team_id, name))",
    "ALTER TABLE sessions ADD COLUMN later TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE takeaways ADD COLUMN later INTEGER",
    "ALTER TABLE people ADD COLUMN later INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE digest_subscriptions ADD COLUMN later TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX ix_later ON takeaways (team_id, later)",
    "UPDATE alembic_version SET version_num = '9999'",
)


def test_an_old_replica_goes_on_after_a_migration_and_refuses_to_start_anew(
    database_url: str,
) -> None:
    with logged(database_url) as bot:

        def use() -> None:
            # So often that the driver keeps each statement prepared.
            for at in range(8):
                assert "Surviving overloads" in typed(bot, "show NET402").shown
                assert "Surviving overloads" in typed(bot, "top").shown
                assert "Surviving overloads" in typed(bot, "search overloads").shown
                assert "COP343" in typed(bot, f"rate COP343 {1 + at % 5}").shown
                assert "NEW101" in typed(bot, f"add NEW101 4 Another one {at}").shown
                assert "general" in typed(bot, "digest on 09:00 #general").shown

        use()
        engine = create_engine(database_url)
        with engine.begin() as db:
            for statement in ADDED:
                db.execute(text(statement))
        engine.dispose()
        use()
        bot.store.ping()
        with pytest.raises(SchemaAhead):
            open_store(database_url, bot.clock.now)


@pytest.mark.engines("sqlite")
def test_an_older_backup_is_migrated_where_it_is_restored(
    empty_database_url: str, tmp_path: Path
) -> None:
    migrate(empty_database_url, to="0001")
    back_up(empty_database_url, tmp_path / "old.db")
    with running(f"sqlite:///{tmp_path / 'old.db'}") as bot:
        saved = bot.slack.member("ann").types("/session add NET402 5 Nets", "general")
        assert "Nets" in saved.shown
        assert bot.store.takeaways.mine(ANN).items


def ask(port: int, path: str) -> tuple[int, float, str]:
    """Give the status of an answer, its seconds and its body."""
    begun = monotonic()
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read().decode()
    return answer.status, monotonic() - begun, body


@pytest.mark.engines("postgresql")
def test_a_database_that_says_nothing_is_told_in_time(database_url: str, tmp_path: Path) -> None:
    with (
        LocalSlack(manifest("/session", "https://bot.example.com")) as slack,
        through_network(database_url) as (url, network),
    ):
        shell = Shell(
            tmp_path,
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_SIGNING_SECRET": slack.signing_secret,
                "SLACK_API_URL": slack.api_url,
                "DATABASE_URL": url,
                "PORT": "0",
            },
        )
        port = ready_port(shell.start("run"))
        assert ask(port, "/readyz")[0] == 200
        with network.swallowing():
            for _ in range(3):
                status, seconds, _ = ask(port, "/readyz")
                assert (status, seconds < PATIENCE) == (503, True)
            assert ask(port, "/healthz")[0] == 200
            assert "session_bot_database_up 0.0" in ask(port, "/metrics")[2]
        assert ask(port, "/readyz")[0] == 200
        assert "session_bot_database_up 1.0" in ask(port, "/metrics")[2]
        shell.leave()

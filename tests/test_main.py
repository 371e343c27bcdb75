"""The command line, started as its users start it."""

import ast
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from bot.manifest import manifest
from bot.playground import LocalSlack
from tests.shells import ROOT, Shell, reached, status, stopped

OVER_HTTP = manifest("/session", "https://bot.example.com")


@pytest.fixture
def slack() -> Iterator[LocalSlack]:
    with LocalSlack(OVER_HTTP) as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, slack: LocalSlack) -> Iterator[Shell]:
    variables = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "PORT": "0",
    }
    opened = Shell(tmp_path, variables)
    yield opened
    opened.leave()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_serves_slack_until_a_signal_and_ends_cleanly(
    shell: Shell, slack: LocalSlack, number: int
) -> None:
    process = shell.start("run")
    port = reached(slack, process)
    assert (status(port, "/healthz"), status(port, "/readyz")) == (200, 200)
    menu = slack.member("ann").types("/session", "general")
    assert menu.buttons[-1].label == "All commands"
    assert slack.refusals == []
    code, log = stopped(process, number)
    assert (code, "Stopped." in log, "Traceback" in log) == (0, True, False)


def test_a_command_that_is_under_way_is_answered_before_the_end(
    shell: Shell, slack: LocalSlack
) -> None:
    process = shell.start("run")
    reached(slack, process)
    ann = slack.member("ann")
    ann.types("/session add KEY101 5 Before the end", "general")
    code, _ = stopped(process, signal.SIGTERM)
    assert code == 0
    again = shell.start("run")
    reached(slack, again)
    assert "Before the end" in ann.types("/session show KEY101", "general").shown
    assert stopped(again, signal.SIGTERM)[0] == 0


def test_run_answers_over_socket_mode_too(shell: Shell, slack: LocalSlack) -> None:
    slack.change_app(socket_mode=True)
    process = shell.start("run", SLACK_APP_TOKEN=slack.app_token, SLACK_SIGNING_SECRET="")
    port = reached(slack, process)
    assert (status(port, "/healthz"), status(port, "/slack/events")) == (200, 404)
    ann = slack.member("ann")
    assert "KEY101" in ann.types("/session add KEY101 5 A payload", "general").waits().shown
    assert slack.refusals == []
    code, log = stopped(process, signal.SIGTERM)
    assert (code, "Traceback" in log) == (0, False)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack refuses SLACK_BOT_TOKEN: invalid_auth."),
        ({"SLACK_SIGNING_SECRET": ""}, "Neither SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack refuses SLACK_APP_TOKEN: "),
        ({"PORT": "many"}, "PORT must be a number"),
        ({"DATABASE_URL": "oracle://ann:secret@host"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "postgresql://x:secret@host:port/x"}, "DATABASE_URL can't be read"),
        ({"DATABASE_URL": "sqlite:////no/such/folder/x.db"}, "there is no such folder"),
        ({"HOST": "no-such-host.invalid"}, "set HOST and PORT to what this machine has."),
        ({"HOST": "192.0.2.1"}, "set HOST and PORT to what this machine has."),
    ],
)
def test_a_wrong_setting_is_one_line_and_exit_code_2(
    shell: Shell, variables: dict[str, str], sentence: str
) -> None:
    done = shell.run("run", **variables)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "does not answer"),
        ({"DATABASE_URL": "postgresql://x:secret@127.0.0.1:9/x"}, "the database does not answer"),
        ({"DATABASE_URL": "sqlite:////proc/x.db"}, "the database does not answer"),
    ],
)
def test_what_is_away_at_the_start_is_one_line(
    shell: Shell, variables: dict[str, str], sentence: str
) -> None:
    done = shell.run("run", **variables)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_a_port_that_is_taken_is_one_line(shell: Shell, slack: LocalSlack) -> None:
    done = shell.run("run", PORT=str(slack.server.port))
    assert done.returncode == 2
    assert "is taken: set PORT to another." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_of_a_newer_version_is_refused_with_what_mends_it(shell: Shell) -> None:
    shell.run("migrate")
    with closing(sqlite3.connect(shell.folder / "takeaways.db")) as db, db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    done = shell.run("run")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "update the bot, then run `python -m bot migrate`" in done.stderr
    assert "is of a newer version of the bot: update it." in shell.run("doctor").stdout
    assert shell.run("migrate").returncode == 1


def test_migrate_makes_the_database_and_then_has_nothing_to_do(shell: Shell) -> None:
    assert "Migrated the database from nothing" in shell.run("migrate").stdout
    assert "The database is current" in shell.run("migrate").stdout
    assert (shell.folder / "takeaways.db").exists()


def test_the_manifest_is_printed_for_either_way_in(shell: Shell) -> None:
    assert yaml.safe_load(shell.run("manifest").stdout) == manifest("/session")
    over_http = shell.run("manifest", "--url", "https://bot.example.com", "--command", "/talks")
    assert yaml.safe_load(over_http.stdout) == manifest("/talks", "https://bot.example.com")


@pytest.mark.parametrize(
    "arguments", [("--command", "talks"), ("--url", "bot.example.com"), ("--url", "https://a\nb")]
)
def test_a_manifest_that_slack_would_refuse_is_not_printed(
    shell: Shell, arguments: tuple[str, ...]
) -> None:
    done = shell.run("manifest", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_doctor_says_what_is_fine(shell: Shell) -> None:
    shell.run("migrate")
    done = shell.run("doctor")
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert [line.split(":")[0] for line in lines] == [
        "ok    settings",
        "ok    database",
        "ok    token",
        "ok    scopes",
        "ok    clock",
    ]
    assert str(shell.folder / "takeaways.db") in lines[1]


def test_doctor_says_what_fails_and_never_a_secret(shell: Shell, slack: LocalSlack) -> None:
    slack.workspace.granted_scopes = frozenset({"commands"})
    done = shell.run("doctor", DATABASE_URL="postgresql://ann:secret@127.0.0.1:9/takeaways")
    assert done.returncode == 1
    assert "FAIL  database: takeaways on 127.0.0.1" in done.stdout
    assert "FAIL  scopes: channels:read, chat:write, " in done.stdout
    assert not [word for word in ("secret", slack.bot_token) if word in done.stdout + done.stderr]


def test_doctor_fails_for_no_scopes_that_slack_did_not_tell(
    shell: Shell, slack: LocalSlack
) -> None:
    slack.workspace.granted_scopes = frozenset()
    done = shell.run("doctor")
    assert "ok    scopes: Slack did not say which" in done.stdout
    assert done.returncode == 0


def test_doctor_goes_on_without_a_token(shell: Shell) -> None:
    done = shell.run("doctor", SLACK_BOT_TOKEN="")
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        "FAIL  settings",
        "ok    database",
        "FAIL  token",
        "FAIL  scopes",
        "FAIL  clock",
    ]


def test_settings_come_from_a_file_too(shell: Shell) -> None:
    (shell.folder / ".env").write_text("LOG_FORMAT=json\nSESSION_COMMAND=/talks\n")
    assert "/talks over HTTP" in shell.run("doctor").stdout


def test_each_line_of_the_log_is_json_where_that_is_asked_for(shell: Shell) -> None:
    process = shell.start("run", LOG_FORMAT="json", LOG_LEVEL="debug")
    assert process.stderr is not None
    first = json.loads(process.stderr.readline())
    assert first["logger"].startswith("bot")
    _, rest = stopped(process, signal.SIGTERM)
    assert [json.loads(line)["level"] for line in rest.splitlines()]


def test_an_old_python_is_told_in_one_sentence(shell: Shell) -> None:
    # What an old Python reads of the package before it is told.
    ast.parse((ROOT / "bot" / "__init__.py").read_text(), feature_version=(3, 4))
    as_if = "import sys; sys.version_info, sys.version = (3, 10, 1), '3.10.1 (main)'; import bot"
    done = subprocess.run(
        [sys.executable, "-c", as_if], env=shell.variables, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "Session bot needs Python 3.11 or newer; this is 3.10.1.\n"

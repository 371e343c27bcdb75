"""Many workspaces from the command line: real processes over one database."""

import signal
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, update

from bot.cli.doctor import doctor
from bot.manifest import manifest
from bot.playground import LocalSlack, demo_team
from bot.settings import Settings
from storage.errors import Unavailable
from storage.install_records import Kept
from storage.install_tables import installations
from storage.installs import Installs
from tests.shells import Shell, reached, ready_port, stopped
from tests.tenants import HERE, THERE, key, other_team

BACK = "https://bot.example.com/slack/oauth_redirect"


class Stays(urllib.request.HTTPRedirectHandler):
    """A browser that shows where it is led."""

    def redirect_request(self, *_: Any) -> None:
        return None


@pytest.fixture(params=[False, True], ids=["lasting", "rotating"])
def slack(request: pytest.FixtureRequest) -> Iterator[LocalSlack]:
    described = manifest("/session", "https://bot.example.com")
    described["settings"]["token_rotation_enabled"] = request.param
    teams = (demo_team, other_team)
    with LocalSlack(described, workspaces=teams, installed=False) as running:
        yield running


lasting = pytest.mark.parametrize("slack", [False], indirect=True)
rotating = pytest.mark.parametrize("slack", [True], indirect=True)


@pytest.fixture
def shell(tmp_path: Path, slack: LocalSlack, database_url: str) -> Iterator[Shell]:
    variables = {
        "SLACK_CLIENT_ID": slack.app.client_id,
        "SLACK_CLIENT_SECRET": slack.app.client_secret,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "TOKEN_ENCRYPTION_KEYS": key("first"),
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": database_url,
        "PORT": "0",
        "LOG_LEVEL": "DEBUG",
    }
    opened = Shell(tmp_path, variables)
    yield opened
    opened.leave()


def got(port: int, path: str, cookie: str = "") -> tuple[int, dict[str, str]]:
    """Ask a page of a running bot."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    try:
        with urllib.request.build_opener(Stays).open(asked, timeout=10) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as led:
        led.close()
        return led.code, dict(led.headers)


def installs(slack: LocalSlack, team_id: str, begun: int, ended: int) -> int:
    """Install the app, begun at one port and finished at another; the last status."""
    _, headers = got(begun, "/slack/install")
    cookie = headers["Set-Cookie"].split(";")[0]
    led_to = slack.person(slack.workspaces[team_id], "ada").allows(headers["Location"])
    return got(ended, led_to.removeprefix("https://bot.example.com"), cookie)[0]


def once_installed(slack: LocalSlack, shell: Shell, *teams: str) -> None:
    """Run the bot until it is installed in these workspaces, and stop it."""
    process = shell.start("run")
    port = ready_port(process)
    for team_id in teams:
        assert installs(slack, team_id, port, port) == 200
    stopped(process, signal.SIGTERM)


def says(slack: LocalSlack, port: int, team_id: str, words: str) -> str:
    slack.connect(f"http://127.0.0.1:{port}/slack/events")
    return slack.person(slack.workspaces[team_id], "ann").types(words, "general").shown


def test_two_processes_serve_two_workspaces_over_one_database(
    slack: LocalSlack, shell: Shell
) -> None:
    processes = [shell.start("run"), shell.start("run")]
    one, two = map(ready_port, processes)
    assert installs(slack, HERE, one, two) == 200
    assert installs(slack, THERE, two, two) == 200
    assert "KEY101" in says(slack, one, HERE, "/session add KEY101 5 Ours alone")
    assert "KEY101" in says(slack, two, THERE, "/session add KEY101 2 Theirs")
    assert "Ours alone" in says(slack, two, HERE, "/session top")
    assert "Ours alone" not in says(slack, one, THERE, "/session top")
    assert slack.refusals == []
    for process in processes:
        code, log = stopped(process, signal.SIGTERM)
        assert (code, "Traceback" in log) == (0, False)
        assert not [word for word in secrets_of(slack) if word in log]


@lasting
@pytest.mark.engines("sqlite")
def test_socket_mode_serves_many_workspaces_and_their_installation(
    slack: LocalSlack, shell: Shell
) -> None:
    slack.change_app(socket_mode=True)
    process = shell.start("run", SLACK_APP_TOKEN=slack.app_token, SLACK_SIGNING_SECRET="")
    port = reached(slack, process)
    for team_id in (HERE, THERE):
        assert installs(slack, team_id, port, port) == 200
        ann = slack.person(slack.workspaces[team_id], "ann")
        said = ann.types(f"/session add KEY101 5 Opening of {team_id}", "general")
        assert team_id in said.waits().shown
    assert got(port, "/slack/events")[0] == 404
    assert slack.refusals == []
    assert stopped(process, signal.SIGTERM)[0] == 0


@rotating
def test_two_processes_that_start_together_renew_a_token_once(
    slack: LocalSlack, shell: Shell, database_url: str
) -> None:
    once_installed(slack, shell, HERE)
    engine = create_engine(database_url)
    soon = datetime.now(UTC) + timedelta(hours=1)
    with engine.begin() as db:
        db.execute(update(installations).values(expires_at=soon))
    engine.dispose()
    processes = [shell.start("run"), shell.start("run")]
    for each in map(ready_port, processes):
        assert "KEY101" in says(slack, each, HERE, "/session add KEY101 5 Opening")
    logs = [stopped(process, signal.SIGTERM)[1] for process in processes]
    assert sum(log.count("A workspace's token was renewed.") for log in logs) == 1
    assert slack.workspaces[HERE].bot_token.endswith("-2")
    assert "can't be renewed" not in "".join(logs)


@lasting
@pytest.mark.engines("sqlite")
def test_keys_are_changed_by_adding_one_and_migrating(slack: LocalSlack, shell: Shell) -> None:
    once_installed(slack, shell, HERE)
    both = f"{key('second')},{key('first')}"
    done = shell.run("migrate", TOKEN_ENCRYPTION_KEYS=both)
    assert "Encrypted the tokens of 1 workspace with the newest key." in done.stdout
    old = shell.run("run")
    assert (old.returncode, old.stderr.count("\n")) == (2, 1)
    assert "TOKEN_ENCRYPTION_KEYS opens none of the tokens" in old.stderr
    again = shell.start("run", TOKEN_ENCRYPTION_KEYS=key("second"))
    assert "KEY101" in says(slack, ready_port(again), HERE, "/session add KEY101 5 Opening")
    assert stopped(again, signal.SIGTERM)[0] == 0


@lasting
@pytest.mark.engines("sqlite")
def test_a_workspace_that_no_key_opens_is_told_and_the_others_go_on(
    slack: LocalSlack, shell: Shell
) -> None:
    once_installed(slack, shell, HERE, THERE)
    with closing(sqlite3.connect(shell.variables["DATABASE_URL"].removeprefix("sqlite:///"))) as db:
        # Also a token that was put into another workspace's row opens for nobody.
        db.execute(
            "UPDATE installations SET token = (SELECT token FROM installations WHERE team_id = ?)"
            " WHERE team_id = ?",
            (HERE, THERE),
        )
        db.commit()
    again = shell.start("run")
    port = ready_port(again)
    assert "KEY101" in says(slack, port, HERE, "/session add KEY101 5 Opening")
    slack.connect(f"http://127.0.0.1:{port}/slack/events")
    told = slack.person(slack.workspaces[THERE], "ann").types("/session top", "general").text
    assert "can't read its token" in told
    _, log = stopped(again, signal.SIGTERM)
    assert f"opens the token of workspace {THERE}" in log
    said = shell.run("doctor")
    assert said.returncode == 1
    assert f"FAIL  keys: TOKEN_ENCRYPTION_KEYS does not open the tokens of {THERE}." in said.stdout
    assert f"ok    workspace Local ({HERE}): scopes all granted" in said.stdout
    migrated = shell.run("migrate")
    assert migrated.returncode == 0
    assert f"No key opens the token of workspace {THERE}" in migrated.stderr


@lasting
@pytest.mark.engines("sqlite")
def test_doctor_has_a_line_for_the_keys_and_for_each_workspace(
    slack: LocalSlack, shell: Shell
) -> None:
    before = shell.run("doctor")
    assert before.returncode == 0
    assert "no workspace has installed the app yet" in before.stdout
    once_installed(slack, shell, HERE, THERE)
    fine = shell.run("doctor")
    assert fine.returncode == 0
    assert [line.split(":")[0] for line in fine.stdout.splitlines()] == [
        "ok    settings",
        "ok    database",
        "ok    keys",
        f"ok    workspace Local ({HERE})",
        f"ok    workspace Other ({THERE})",
        "ok    clock",
    ]
    slack.uninstall(slack.workspaces[THERE], ())
    done = shell.run("doctor")
    assert done.returncode == 1
    assert "Slack refuses its token (account_inactive)" in done.stdout
    assert not [word for word in secrets_of(slack) if word in done.stdout + done.stderr]


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize("answers", [0, 1])
def test_doctor_says_that_the_database_has_gone_away(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: int,
) -> None:
    given = iter([()] * answers)

    def read(_: Installs) -> tuple[Kept, ...]:
        for each in given:
            return each
        raise Unavailable

    monkeypatch.setattr(Installs, "all", read)
    settings = Settings(
        database_url=database_url,
        client_id="1.2",
        client_secret="secret",
        signing_secret="secret",
        encryption_keys=Fernet.generate_key().decode(),
    )
    assert doctor(settings) == 1
    why = "the database does not answer." if answers else "not known without"
    assert f"FAIL  keys: {why}" in capsys.readouterr().out


@lasting
@pytest.mark.engines("sqlite")
def test_the_digests_of_a_workspace_are_made_from_the_command_line(
    slack: LocalSlack, shell: Shell
) -> None:
    once_installed(slack, shell, HERE, THERE)
    several = shell.run("digest")
    assert (several.returncode, several.stderr.count("\n")) == (2, 1)
    assert f"--team: {HERE}, {THERE}" in several.stderr
    assert "Nothing is due." in shell.run("digest", "--team", THERE).stdout
    unknown = shell.run("digest", "--team", "T9")
    assert (unknown.returncode, unknown.stderr.count("\n")) == (2, 1)


@lasting
@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"TOKEN_ENCRYPTION_KEYS": ""}, "TOKEN_ENCRYPTION_KEYS not set"),
        ({"TOKEN_ENCRYPTION_KEYS": "short"}, "TOKEN_ENCRYPTION_KEYS must be Fernet keys"),
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET not set"),
        ({"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID not set"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "leave one out"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_what_is_missing_or_contradicts_is_one_line(
    shell: Shell, variables: dict[str, str], sentence: str
) -> None:
    done = shell.run("run", **variables)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert sentence in done.stderr


@pytest.mark.engines("sqlite")
def test_no_token_is_in_the_database_the_log_or_what_is_exported(
    slack: LocalSlack, shell: Shell
) -> None:
    process = shell.start("run")
    port = ready_port(process)
    assert installs(slack, HERE, port, port) == 200
    assert installs(slack, HERE, port, port) == 200
    says(slack, port, HERE, "/session add KEY101 5 Opening")
    title = Path(f"/proc/{process.pid}/cmdline").read_bytes().decode()
    code, log = stopped(process, signal.SIGTERM)
    told = shell.run("export", "--team", HERE).stdout + shell.run("doctor").stdout
    file = Path(shell.variables["DATABASE_URL"].removeprefix("sqlite:///"))
    kept = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert code == 0
    for word in (*secrets_of(slack), key("first")):
        assert word not in log + told + title
        assert word.encode() not in kept


def secrets_of(slack: LocalSlack) -> list[str]:
    """Every word that lets in: tokens, what renews them, the app's own secrets."""
    tokens = [each for w in slack.workspaces.values() for each in w.tokens._alive]
    words = [word for each in tokens for word in (each.words, each.refresh) if word]
    assert words
    return [*words, slack.app.client_secret, slack.signing_secret]

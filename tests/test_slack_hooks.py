"""The hooks that the Slack CLI runs, run as it runs them."""

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.manifest import manifest
from bot.playground import LocalSlack
from tests.shells import ROOT, Shell, killed, reached, status, stopped

FOLDER = ROOT / ".slack"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path, {})


def ask(shell: Shell, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a hook in a shell, in the project's folder, with the flags that the CLI adds."""
    return subprocess.run(
        ["sh", "-c", f"{command} --source={shell.folder} --protocol=default"],
        cwd=shell.folder,
        env=shell.variables | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def hooks(shell: Shell) -> Mapping[str, Any]:
    """Ask for the hooks with the command of the file, run by the Python of these tests."""
    stated = json.loads((FOLDER / "hooks.json").read_text())["hooks"]
    assert list(stated) == ["get-hooks"]
    program, _, arguments = stated["get-hooks"].partition(" ")
    assert program == ".venv/bin/python"
    answer: Mapping[str, Any] = json.loads(ask(shell, f"{sys.executable} {arguments}").stdout)
    return answer


def test_the_cli_finds_the_hooks_and_leaves_the_socket_to_the_bot(shell: Shell) -> None:
    told = hooks(shell)
    assert told["runtime"] == "python"
    assert set(told["hooks"]) == {"get-manifest", "start", "doctor"}
    assert told["config"]["sdk-managed-connection-enabled"] is True
    watched = told["config"]["watch"]
    paths = watched["app"]["paths"] + watched["manifest"]["paths"]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_cli_gets_the_manifest_of_the_project_as_json(shell: Shell) -> None:
    command = hooks(shell)["hooks"]["get-manifest"]
    assert json.loads(ask(shell, command).stdout) == manifest("/session")
    renamed = ask(shell, command, SESSION_COMMAND="/talks")
    assert json.loads(renamed.stdout) == manifest("/talks")
    # The manifest of the project, not what the app's settings say now.
    assert json.loads((FOLDER / "config.json").read_text())["manifest"]["source"] == "local"


def test_the_cli_is_told_of_the_python(shell: Shell) -> None:
    told = json.loads(ask(shell, hooks(shell)["hooks"]["doctor"]).stdout)
    assert [each["name"] for each in told["versions"]] == ["python"]


def test_a_wrong_setting_is_one_line_and_fails_the_hook(shell: Shell) -> None:
    done = ask(shell, hooks(shell)["hooks"]["get-manifest"], SESSION_COMMAND="talks")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_slack_run_starts_the_bot_with_the_tokens_that_the_cli_gives(shell: Shell) -> None:
    with LocalSlack(manifest("/session")) as slack:
        command = f"exec {hooks(shell)['hooks']['start']}"
        given = {"SLACK_APP_TOKEN": slack.app_token, "SLACK_BOT_TOKEN": slack.bot_token}
        process = subprocess.Popen(
            ["sh", "-c", command],
            cwd=shell.folder,
            env=shell.variables | given | {"SLACK_API_URL": slack.api_url, "PORT": "0"},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert status(reached(slack, process), "/healthz") == 200
            assert slack.member("ann").types("/session", "general").waits().buttons
            assert stopped(process, signal.SIGTERM)[0] == 0
        finally:
            killed(process)

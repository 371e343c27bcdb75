"""What the Slack CLI asks of a project: `python -m bot.cli.slack_hooks HOOK`.

The hooks and their answers are those of the CLI's default protocol, JSON on standard output:
https://docs.slack.dev/tools/slack-cli/reference/hooks
"""

import argparse
import json
import os
import platform
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.manifest import manifest
from bot.settings import Settings, SettingsError, variables_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one hook; the CLI adds flags of its own, which change no answer here."""
    program = argparse.ArgumentParser(prog="slack_hooks")
    program.add_argument("hook", choices=[*_ANSWERS, "start"])
    stated, _ = program.parse_known_args(arguments)
    try:
        settings = Settings.read(variables_of(os.environ, Path.cwd()))
        if stated.hook == "start":
            return _start(settings)
        print(json.dumps(_ANSWERS[stated.hook](settings)))
    except SettingsError as error:
        print(f"session-bot: {error}", file=sys.stderr)
        return 2
    return 0


def _start(settings: Settings) -> int:
    from bot.running import run

    return run(settings)


def _hooks(_: Settings) -> Mapping[str, Any]:
    """Name a command for each hook, of the Python that answers this one."""
    command = f"{shlex.quote(sys.executable)} -m bot.cli.slack_hooks"
    return {
        "runtime": "python",
        "hooks": {name: f"{command} {name}" for name in ("get-manifest", "start", "doctor")},
        "config": {
            # The bot opens its socket itself, with the tokens that `slack run` gives it.
            "sdk-managed-connection-enabled": True,
            "watch": {
                "app": {"filter-regex": r"\.(py|po)$", "paths": ["bot", "storage"]},
                "manifest": {"paths": ["bot/manifest.py", "bot/scopes.py"]},
            },
        },
    }


def _manifest(settings: Settings) -> Mapping[str, Any]:
    return manifest(settings.command)


def _doctor(_: Settings) -> Mapping[str, Any]:
    return {"versions": [{"name": "python", "current": platform.python_version()}]}


_ANSWERS: Mapping[str, Callable[[Settings], Mapping[str, Any]]] = {
    "get-hooks": _hooks,
    "get-manifest": _manifest,
    "doctor": _doctor,
}


if __name__ == "__main__":
    sys.exit(main())

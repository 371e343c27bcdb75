"""README is true: its tables are those of the code; `python -m tests.test_readme` writes them."""

import argparse
import re
from pathlib import Path

import pytest

from bot import __main__ as command_line
from bot import scopes
from bot.call import Reader
from bot.commands import Subcommand
from bot.filters.pieces import FLAGS, VALUED
from bot.router import HELP
from bot.settings import VARIABLES
from tests.conftest import ROOT

README = ROOT / "README.md"
READER = Reader()

FILTERS = {
    "type": ("`type:chalk`", "of a session type"),
    "topic": ("`topic:ai`", "with a topic"),
    "level": ("`level:300` `level:300+`", "of a level, or of that level and above"),
    "stars": ("`stars:4` `stars:4+`", "with that many stars on average, or more"),
    "by": ("`by:@user` `by:me`", "takeaways of that person"),
    "role": ("`role:sre`", "takeaways of people of that role or company"),
    "event": ("`event:KEY` `event:all`", "another event than the current one"),
    "since": ("`since:2d` `since:2026-03-02`", "takeaways saved since then"),
    "recorded": ("`recorded`", "with a recording"),
    "recommended": ("`recommended`", "that somebody recommends"),
    "unwatched": ("`unwatched`", "that you have not marked as watched"),
}
SETTINGS = {
    "SLACK_BOT_TOKEN": "the bot's token, `xoxb-…`",
    "SLACK_APP_TOKEN": "the app's token, `xapp-…`: Socket Mode",
    "SLACK_SIGNING_SECRET": "instead of it: HTTP",
    "SLACK_CLIENT_ID": "the app's Client ID: [many workspaces](#many-workspaces)",
    "SLACK_CLIENT_SECRET": "the app's Client Secret, with it",
    "TOKEN_ENCRYPTION_KEYS": "Fernet keys for their tokens, comma-separated, newest first",
    "SLACK_API_URL": "base address of every Web API call",
    "DATABASE_URL": "`postgresql://user:password@host/name` when one machine is not enough",
    "HOST": "where the bot listens",
    "PORT": "the port; Slack sends to `POST /slack/events`",
    "SESSION_COMMAND": "the command's name",
    "DEFAULT_TIMEZONE": "of events and digests where nobody states one",
    "LOG_LEVEL": "`DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`",
    "LOG_FORMAT": "`text` or `json`",
}


def _commands() -> list[str]:
    return ["| command | in Japanese | does |", "|---|---|---|", *map(_command, HELP.listed)]


def _command(each: Subcommand) -> str:
    typed = READER.say(each.SYNTAX, command="").strip()
    spelled = " · ".join(f"`{part.strip()}`" for part in typed.split(" · "))
    return f"| {spelled} | {' '.join(each.ALIASES)} | {READER.say(each.SUMMARY)} |"


def _filters() -> list[str]:
    rows = [f"| {FILTERS[name][0]} | {FILTERS[name][1]} |" for name in (*VALUED, *FLAGS)]
    return ["| filter | chooses |", "|---|---|", *rows]


def _settings() -> list[str]:
    rows = [
        f"| `{name}` | {f'`{default}`' if default else '–'} | {SETTINGS[name]} |"
        for name, default in VARIABLES.items()
    ]
    return ["| variable | default | |", "|---|---|---|", *rows]


def _command_line() -> list[str]:
    (subparsers,) = (
        action
        for action in command_line.parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    said = {each.dest: each.help for each in subparsers._choices_actions}
    rows = [
        f"| `{_usage(name, parser)}` | {said[name]} |"
        for name, parser in subparsers.choices.items()
    ]
    return ["| `python -m bot …` | |", "|---|---|", *rows]


def _usage(name: str, parser: argparse.ArgumentParser) -> str:
    usage = " ".join(parser.format_usage().split()).replace(" [-h]", "")
    return re.sub(rf"^usage: .*?\b{name}", name, usage).replace("|", "\\|")


def _scopes() -> list[str]:
    needed = [f"| `{name}` | {why} |" for name, why in scopes.NEEDED.items()]
    optional = [f"| `{name}` (optional) | {why} |" for name, why in scopes.OPTIONAL.items()]
    return ["| scope | for |", "|---|---|", *needed, *optional]


TABLES = {
    "commands": _commands,
    "filters": _filters,
    "settings": _settings,
    "command-line": _command_line,
    "scopes": _scopes,
}


def _shown(name: str) -> list[str]:
    text = README.read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n((?:\|.*\n)*)", text)
    return found[1].splitlines() if found else []


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_readme_is_that_of_the_code(name: str) -> None:
    assert _shown(name) == TABLES[name]()


def test_every_picture_of_the_readme_is_there() -> None:
    text = README.read_text(encoding="utf-8")
    pictures = re.findall(r"(?:src=\"|!\[[^]]*\]\()([^)\"]+\.png)", text)
    assert pictures
    assert [name for name in pictures if not Path(ROOT, name).is_file()] == []


def test_every_setting_of_the_example_is_in_the_readme() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE)) <= set(VARIABLES)


def _write() -> None:
    text = README.read_text(encoding="utf-8")
    for name, table in TABLES.items():
        before, mark, after = text.partition(f"<!-- {name} -->\n")
        rows = "".join(f"{row}\n" for row in table())
        text = before + mark + rows + re.sub(r"\A(?:\|.*\n)*", "", after)
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _write()

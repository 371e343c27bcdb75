"""The manifest: what Slack's schema allows, and what the bot really uses."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot import scopes
from bot.manifest import as_yaml, manifest
from bot.router import SUBCOMMANDS

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "../shared/data/schemas/slack-app-manifest.schema.json"
URL = "https://bot.example.com/"


@pytest.mark.parametrize("url", ["", URL])
def test_slacks_schema_accepts_it(url: str) -> None:
    if not SCHEMA.exists():
        pytest.skip("../shared/data with Slack's manifest schema is not there")
    jsonschema.validate(manifest("/session", url), json.loads(SCHEMA.read_text()))


def test_the_file_in_the_repository_is_the_one_that_is_printed() -> None:
    assert (ROOT / "manifest.yml").read_text() == as_yaml(manifest("/session"))


@pytest.mark.parametrize("url", ["", URL])
def test_the_yaml_says_the_same(url: str) -> None:
    described = manifest("/talks", url)
    assert yaml.safe_load(as_yaml(described)) == described


def test_the_usage_hint_names_every_subcommand_that_people_type() -> None:
    (command,) = manifest("/session")["features"]["slash_commands"]
    hinted = [part.split()[0] for part in command["usage_hint"].split(" · ")]
    typed = [name for name, each in SUBCOMMANDS.items() if not getattr(each, "HIDDEN", False)]
    assert sorted(hinted) == sorted(typed)


def _addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [each for inner in value.values() for each in _addresses(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in _addresses(inner)]
    return [value] if isinstance(value, str) and value.startswith("https://") else []


def test_socket_mode_and_addresses_exclude_each_other() -> None:
    assert manifest("/session")["settings"]["socket_mode_enabled"] is True
    assert _addresses(manifest("/session")) == []
    over_http = manifest("/session", URL)
    assert over_http["settings"]["socket_mode_enabled"] is False
    # Commands, interactivity, options of selects and events: all come to one address. Whoever
    # installs the app is led back to another.
    back, *others = sorted(_addresses(over_http), key=lambda each: "oauth" not in each)
    assert back == "https://bot.example.com/slack/oauth_redirect"
    assert others == ["https://bot.example.com/slack/events"] * 4


def test_every_scope_has_its_reason_beside_it() -> None:
    text = as_yaml(manifest("/session"))
    for scope, reason in {**scopes.NEEDED, **scopes.OPTIONAL, **scopes.EVENTS}.items():
        assert f"- {scope}  # {reason}\n" in text


def test_scopes_that_a_token_lacks_are_named() -> None:
    assert scopes.missing(", ".join(scopes.NEEDED)) == ()
    assert scopes.missing("commands,chat:write") == (
        "channels:read",
        "groups:read",
        "im:history",
        "users:read",
    )

"""Settings: read once, wrong ones refused in one line that holds no secret."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, variables_of


def test_nothing_set_gives_the_documented_defaults() -> None:
    settings = Settings.read({})
    assert settings.api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///takeaways.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.command, settings.timezone) == ("/session", "UTC")
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.read({"PORT": "", "DATABASE_URL": "  "}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-secret"),
        ("SLACK_BOT_TOKEN", "xoxb-sécret"),
        ("SLACK_APP_TOKEN", "xoxb-secret"),
        ("SLACK_SIGNING_SECRET", "two secret words"),
        ("SLACK_CLIENT_ID", "1234 secret"),
        ("SLACK_CLIENT_SECRET", "two secret words"),
        ("TOKEN_ENCRYPTION_KEYS", "secret"),
        ("TOKEN_ENCRYPTION_KEYS", f"{'A' * 43}=,secret"),
        ("TOKEN_ENCRYPTION_KEYS", f"{'A' * 43}=,"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SLACK_API_URL", "http://[half"),
        ("DATABASE_URL", "takeaways.db"),
        ("DATABASE_URL", "mysql://ann:secret@host/db"),
        ("DATABASE_URL", "postgresql://ann:secret@host:port/db"),
        ("DATABASE_URL", "postgresql+nothing://ann:secret@host/db"),
        ("DATABASE_URL", "sqlite+nothing:///x.db"),
        ("DATABASE_URL", "sqlite://host/x.db"),
        ("DATABASE_URL", "sqlite:////no/such/folder/x.db"),
        ("PORT", "80a"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("HOST", "not a host"),
        ("SESSION_COMMAND", "session"),
        ("SESSION_COMMAND", "/two words"),
        ("DEFAULT_TIMEZONE", "Mars/Olympus"),
        ("DEFAULT_TIMEZONE", "../etc/passwd"),
        ("DEFAULT_TIMEZONE", "EST"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_is_refused_by_name_without_secrets(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({variable: value})
    line = str(refused.value)
    assert line.startswith(variable)
    assert "\n" not in line
    assert "secret" not in line


def test_choices_are_read_in_any_case_and_the_address_gets_its_slash() -> None:
    stated = {"LOG_LEVEL": "debug", "LOG_FORMAT": "JSON", "SLACK_API_URL": "http://localhost:1/api"}
    settings = Settings.read(stated)
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.api_url == "http://localhost:1/api/"


def test_secrets_are_not_in_the_words_for_the_settings() -> None:
    settings = Settings(
        bot_token="xoxb-1",
        signing_secret="whisper",
        app_token="xapp-1",
        client_secret="hush",
        encryption_keys="A" * 43 + "=",
        database_url="postgresql://ann:password@host/db",
    )
    shown = f"{settings} {settings!r}"
    secrets = ("xoxb-1", "whisper", "xapp-1", "hush", "AAAA", "password")
    assert not [word for word in secrets if word in shown]


def test_serving_slack_needs_a_token_and_one_of_two_ways_in() -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"):
        Settings(signing_secret="s").for_slack()
    with pytest.raises(SettingsError, match=r"SLACK_APP_TOKEN.*SLACK_SIGNING_SECRET"):
        Settings(bot_token="xoxb-1").for_slack()
    assert not Settings(bot_token="xoxb-1", signing_secret="s").for_slack().socket_mode
    assert Settings(bot_token="xoxb-1", app_token="xapp-1").for_slack().socket_mode


def test_a_file_is_read_too_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=4000\nHOST=0.0.0.0 # all\nSLACK_SIGNING_SECRET='a${B}'\n")
    settings = Settings.read(variables_of({"PORT": "5000"}, tmp_path))
    assert (settings.port, settings.host) == (5000, "0.0.0.0")  # noqa: S104  # Only compared.
    assert settings.signing_secret == "a${B}"


def test_a_file_that_is_no_text_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env can't be read"):
        variables_of({}, tmp_path)


def test_many_workspaces_need_an_id_a_secret_and_keys_and_no_token() -> None:
    whole = Settings(client_id="1.2", client_secret="s", encryption_keys=f"{'A' * 43}=")
    assert replace(whole, signing_secret="s").for_slack().many_workspaces
    assert replace(whole, app_token="xapp-1").for_slack().socket_mode
    with pytest.raises(SettingsError, match="leave one out"):
        replace(whole, bot_token="xoxb-1", signing_secret="s").for_slack()
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET"):
        whole.for_slack()


@pytest.mark.parametrize(
    ("without", "name"),
    [
        (Settings(client_secret="s", encryption_keys="k"), "SLACK_CLIENT_ID"),
        (Settings(client_id="1.2", encryption_keys="k"), "SLACK_CLIENT_SECRET"),
        (Settings(client_id="1.2", client_secret="s"), "TOKEN_ENCRYPTION_KEYS"),
    ],
)
def test_what_is_missing_for_many_workspaces_is_named(without: Settings, name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        replace(without, signing_secret="s").for_slack()


def test_keys_are_read_newest_first_with_spaces_between() -> None:
    stated = f" {'B' * 43}= , {'A' * 43}= "
    settings = Settings.read({"TOKEN_ENCRYPTION_KEYS": stated})
    assert settings.encryption_keys == f"{'B' * 43}=,{'A' * 43}="

"""The settings, read once from the environment and a `.env` file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from storage import trouble
from storage.zones import ABBREVIATIONS, is_known

API_URL = "https://slack.com/api/"
DATABASE_URL = "sqlite:///takeaways.db"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATS = ("text", "json")


class SettingsError(Exception):
    """A wrong or missing setting; the message is one line that names it, never a secret."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. Secrets stay out of `repr`, so out of any log."""

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    encryption_keys: str = field(default="", repr=False)  # comma-separated, newest first
    api_url: str = API_URL
    database_url: str = field(default=DATABASE_URL, repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    command: str = "/session"
    timezone: str = "UTC"
    log_level: str = "INFO"
    log_format: str = "text"

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Settings":
        """Read the settings from variables; an empty one counts as not set.

        Raises:
            SettingsError: A value is not of its kind.
        """
        stated = {
            name: reading(variable, variables[variable].strip())
            for name, (variable, reading) in _READINGS.items()
            if variables.get(variable, "").strip()
        }
        return cls(**stated)  # type: ignore[arg-type]  # Each reading gives its field's type.

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is reached through a socket instead of a public address."""
        return bool(self.app_token)

    @property
    def many_workspaces(self) -> bool:
        """Whether workspaces install the app by themselves, over OAuth."""
        return bool(self.client_id or self.client_secret)

    def for_slack(self) -> "Settings":
        """Give these settings where they suffice to serve one workspace, or many.

        Raises:
            SettingsError: A token or a secret is missing, or there are those of both.
        """
        self.for_posting()
        if not self.app_token and not self.signing_secret:
            raise SettingsError(
                "Neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is set."
            )
        return self

    def for_posting(self) -> None:
        """Hold these settings to what it takes to write to one workspace, or many.

        Raises:
            SettingsError: A token, a secret or the keys are missing, or there are those of both.
        """
        if self.many_workspaces:
            self._for_many()
        elif not self.bot_token:
            raise SettingsError(
                "SLACK_BOT_TOKEN is not set: it is the app's Bot User OAuth Token (xoxb-…)."
            )

    def _for_many(self) -> None:
        if self.bot_token:
            raise SettingsError(
                "SLACK_BOT_TOKEN serves one workspace and SLACK_CLIENT_ID many: leave one out."
            )
        needed = {
            "SLACK_CLIENT_ID": self.client_id,
            "SLACK_CLIENT_SECRET": self.client_secret,
            "TOKEN_ENCRYPTION_KEYS": self.encryption_keys,
        }
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise SettingsError(f"{' and '.join(missing)} not set: many workspaces need all three.")


def variables_of(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Join the environment with the `.env` file of a folder; the environment wins.

    Raises:
        SettingsError: The file can't be read.
    """
    path = folder / ".env"
    try:
        stated = dotenv_values(path, interpolate=False) if path.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read: {type(error).__name__}.") from error
    return {name: value for name, value in stated.items() if value is not None} | dict(environ)


def _token(prefix: str) -> Callable[[str, str], str]:
    def read(variable: str, value: str) -> str:
        if not re.fullmatch(re.escape(prefix) + r"[!-~]+", value):
            raise SettingsError(f"{variable} must begin with {prefix}")
        return value

    return read


def _secret(variable: str, value: str) -> str:
    if not re.fullmatch(r"[!-~]+", value):
        raise SettingsError(f"{variable} must be one word of ASCII characters.")
    return value


def _client_id(variable: str, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]+", value):
        raise SettingsError(f"{variable} must be the app's Client ID, such as 123.456.")
    return value


def _keys(variable: str, value: str) -> str:
    keys = [each.strip() for each in value.split(",")]
    # 32 bytes in the base64 of addresses, as `Fernet.generate_key` writes them.
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", key) for key in keys):
        raise SettingsError(
            f"{variable} must be Fernet keys, comma-separated: 32 bytes each, in URL-safe base64."
        )
    return ",".join(keys)


def _url(variable: str, value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{variable} must be an http or https address.")
    return value.rstrip("/") + "/"


def _database(variable: str, value: str) -> str:
    # The value may hold a password, so it isn't repeated.
    scheme = value.partition("://")[0]
    if "://" not in value or scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise SettingsError(f"{variable} must begin with sqlite:/// or postgresql://")
    if scheme == "postgres":  # The older name, which hosts still give.
        value = value.replace("postgres", "postgresql", 1)
    wrong = trouble(value)
    if wrong:
        raise SettingsError(f"{variable} {wrong}.")
    return value


def _port(variable: str, value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > 65535:
        raise SettingsError(f"{variable} must be a number from 0 to 65535, not {value!r}.")
    return int(value)


def _host(variable: str, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_\-\[\]*]+", value):
        raise SettingsError(f"{variable} must be an address or a host's name, not {value!r}.")
    return value


def _command(variable: str, value: str) -> str:
    if not re.fullmatch(r"/[a-z0-9_-]{1,31}", value):
        raise SettingsError(
            f"{variable} must be a slash and up to 31 small letters, digits, - or _, not {value!r}."
        )
    return value


def _timezone(variable: str, value: str) -> str:
    if not is_known(value) or value in ABBREVIATIONS:
        raise SettingsError(f"{variable} must be a time zone such as Europe/London, not {value!r}.")
    return value


def _one_of(choices: tuple[str, ...]) -> Callable[[str, str], str]:
    def read(variable: str, value: str) -> str:
        for choice in choices:
            if choice.casefold() == value.casefold():
                return choice
        raise SettingsError(f"{variable} must be one of {', '.join(choices)}, not {value!r}.")

    return read


_READINGS: Mapping[str, tuple[str, Callable[[str, str], object]]] = {
    "bot_token": ("SLACK_BOT_TOKEN", _token("xoxb-")),
    "signing_secret": ("SLACK_SIGNING_SECRET", _secret),
    "app_token": ("SLACK_APP_TOKEN", _token("xapp-")),
    "client_id": ("SLACK_CLIENT_ID", _client_id),
    "client_secret": ("SLACK_CLIENT_SECRET", _secret),
    "encryption_keys": ("TOKEN_ENCRYPTION_KEYS", _keys),
    "api_url": ("SLACK_API_URL", _url),
    "database_url": ("DATABASE_URL", _database),
    "host": ("HOST", _host),
    "port": ("PORT", _port),
    "command": ("SESSION_COMMAND", _command),
    "timezone": ("DEFAULT_TIMEZONE", _timezone),
    "log_level": ("LOG_LEVEL", _one_of(LEVELS)),
    "log_format": ("LOG_FORMAT", _one_of(FORMATS)),
}

# Every variable that is read, with its default as text.
VARIABLES: Mapping[str, str] = {
    variable: str(Settings.__dataclass_fields__[name].default)
    for name, (variable, _) in _READINGS.items()
}

"""What `doctor` looks at: each check gives what it found, or raises what is wrong."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot import scopes
from bot.authorize import Installation, date_of, installation_of
from bot.settings import Settings
from storage import open_store, schema_state
from storage.errors import SchemaAhead, StorageError, Unavailable

SKEW = 60  # seconds; Slack's signatures are refused after 300


class Trouble(Exception):
    """What is wrong, with the next step."""


class Checks:
    """Each gives what it found, or raises what is wrong."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        self.answered: Installation | None = None

    def settings_suffice(self) -> str:
        """Tell how Slack is reached."""
        self.settings.for_slack()
        place = f"{self.settings.host}:{self.settings.port}"
        way = "Socket Mode" if self.settings.socket_mode else f"HTTP on {place}"
        many = f", for many workspaces: /slack/install on {place}"
        return f"{self.settings.command} over {way}{many if self.settings.many_workspaces else ''}"

    def database(self) -> str:
        """Tell where the database is and how far."""
        place = where(self.settings.database_url)
        try:
            state = schema_state(self.settings.database_url)
            if state.revision is None and self.settings.database_url.startswith("sqlite"):
                return f"{place}, made by the first run"
            with closing(open_store(self.settings.database_url, self.now)) as store:
                store.ping()
        except Unavailable as error:
            raise Trouble(f"{place} does not answer: check DATABASE_URL.") from error
        except SchemaAhead as error:
            raise Trouble(f"{place} is of a newer version of the bot: update it.") from error
        except StorageError as error:
            raise Trouble(f"{place} waits for `python -m bot migrate`.") from error
        return f"{place}, schema {state.needed}"

    def token(self) -> str:
        """Tell whose token it is."""
        if not self.settings.bot_token:
            raise Trouble("SLACK_BOT_TOKEN is not set.")
        self.answered = installation_of(self.settings)
        return f"workspace {self.answered.team} ({self.answered.team_id})"

    def scopes(self) -> str:
        """Tell whether the workspace granted what the bot needs."""
        return granted(self._asked().scopes)

    def clock(self) -> str:
        """Compare this machine's clock with Slack's."""
        try:
            theirs = parsedate_to_datetime(self._answered_at())
        except ValueError as error:
            raise Trouble("Slack's answer has no date.") from error
        apart = abs((self.now() - theirs).total_seconds())
        if apart > SKEW:
            raise Trouble(f"{apart:.0f} seconds from Slack's: set the clock, else requests fail.")
        return f"{apart:.0f} seconds from Slack's"

    def _answered_at(self) -> str:
        if self.answered is None and self.settings.many_workspaces:
            return date_of(self.settings.api_url)  # Before the first of them installs the app.
        return self._asked().answered_at

    def _asked(self) -> Installation:
        if self.answered is None:
            raise Trouble("not known without a token that Slack takes.")
        return self.answered


def granted(scopes_of_token: str) -> str:
    """Tell whether a token's scopes suffice."""
    if not scopes_of_token:
        return "Slack did not say which"
    lacking = scopes.missing(scopes_of_token)
    if lacking:
        raise Trouble(f"{', '.join(lacking)} missing: reinstall the app with the manifest.")
    have = {scope.strip() for scope in scopes_of_token.split(",")}
    declined = [scope for scope in scopes.OPTIONAL if scope not in have]
    return "all granted" + (f" but, optional, {', '.join(declined)}" if declined else "")


def where(database_url: str) -> str:
    """Tell where a database is, without the password that its address may hold."""
    if database_url.startswith("sqlite"):
        return str(Path(urlsplit(database_url).path.removeprefix("/") or ":memory:").absolute())
    parts = urlsplit(database_url)
    return f"{parts.path.lstrip('/')} on {parts.hostname or 'this machine'}"

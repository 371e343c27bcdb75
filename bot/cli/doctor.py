"""`doctor`: what an installation needs, one line each."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

from bot import scopes
from bot.authorize import Installation, SlackUnreachable, installation_of
from bot.settings import Settings, SettingsError
from storage import open_store, schema_state
from storage.errors import SchemaAhead, StorageError, Unavailable

SKEW = 60  # seconds; Slack's signatures are refused after 300


class Trouble(Exception):
    """What is wrong, with the next step."""


def doctor(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Check everything and give 1 where something fails."""
    checks = Checks(settings, now)
    fine = [
        _reported("settings", checks.settings_suffice),
        _reported("database", checks.database),
        _reported("token", checks.token),
        _reported("scopes", checks.scopes),
        _reported("clock", checks.clock),
    ]
    return 0 if all(fine) else 1


def _reported(name: str, check: Callable[[], str]) -> bool:
    try:
        print(f"ok    {name}: {check()}")
    except (Trouble, SettingsError, SlackUnreachable) as error:
        print(f"FAIL  {name}: {error}")
        return False
    return True


class Checks:
    """Each gives what it found, or raises what is wrong."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.now = now
        self._installation: Installation | None = None

    def settings_suffice(self) -> str:
        """Tell how Slack is reached."""
        self.settings.for_slack()
        name = self.settings.command
        if self.settings.socket_mode:
            return f"{name} over Socket Mode"
        return f"{name} over HTTP on {self.settings.host}:{self.settings.port}"

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
        self._installation = installation_of(self.settings)
        return f"workspace {self._installation.team} ({self._installation.team_id})"

    def scopes(self) -> str:
        """Tell whether the workspace granted what the bot needs."""
        installation = self._asked()
        if not installation.scopes:
            return "Slack did not say which"
        lacking = scopes.missing(installation.scopes)
        if lacking:
            raise Trouble(f"{', '.join(lacking)} missing: reinstall the app with the manifest.")
        have = {scope.strip() for scope in installation.scopes.split(",")}
        declined = [scope for scope in scopes.OPTIONAL if scope not in have]
        return "all granted" + (f" but, optional, {', '.join(declined)}" if declined else "")

    def clock(self) -> str:
        """Compare this machine's clock with Slack's."""
        try:
            theirs = parsedate_to_datetime(self._asked().answered_at)
        except ValueError as error:
            raise Trouble("Slack's answer has no date.") from error
        apart = abs((self.now() - theirs).total_seconds())
        if apart > SKEW:
            raise Trouble(f"{apart:.0f} seconds from Slack's: set the clock, else requests fail.")
        return f"{apart:.0f} seconds from Slack's"

    def _asked(self) -> Installation:
        if self._installation is None:
            raise Trouble("not known without a token that Slack takes.")
        return self._installation


def where(database_url: str) -> str:
    """Tell where a database is, without the password that its address may hold."""
    if database_url.startswith("sqlite"):
        return str(Path(urlsplit(database_url).path.removeprefix("/") or ":memory:").absolute())
    parts = urlsplit(database_url)
    return f"{parts.path.lstrip('/')} on {parts.hostname or 'this machine'}"

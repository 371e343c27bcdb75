"""`doctor`: what an installation needs, one line each."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.authorize import SlackUnreachable
from bot.cli.checks import Checks, Trouble
from bot.cli.checks_many import checks_of_many
from bot.settings import Settings, SettingsError
from storage.errors import Unavailable


def doctor(settings: Settings, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Check everything and give 1 where something fails."""
    checks = Checks(settings, now)
    fine = [
        _reported("settings", checks.settings_suffice),
        _reported("database", checks.database),
    ]
    if settings.many_workspaces:
        with checks_of_many(checks) as each_of_many:
            fine += [_reported(name, check) for name, check in each_of_many]
    else:
        fine += [_reported("token", checks.token), _reported("scopes", checks.scopes)]
    fine.append(_reported("clock", checks.clock))
    return 0 if all(fine) else 1


def _reported(name: str, check: Callable[[], str]) -> bool:
    try:
        print(f"ok    {name}: {check()}")
    except (Trouble, SettingsError, SlackUnreachable) as error:
        print(f"FAIL  {name}: {error}")
        return False
    except Unavailable:
        print(f"FAIL  {name}: the database does not answer.")
        return False
    return True

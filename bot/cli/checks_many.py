"""What `doctor` looks at where many workspaces install the app: the keys, and each token."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial

from bot.authorize import TokenRefused, identified
from bot.call import Reader, UserError
from bot.cli.checks import Checks, Trouble, granted
from bot.installs.access import many_workspaces
from bot.installs.workspaces import ManyWorkspaces
from bot.settings import SettingsError
from storage import open_store
from storage.errors import StorageError
from storage.install_records import Kept

Named = tuple[str, Callable[[], str]]


@contextmanager
def checks_of_many(checks: Checks) -> Iterator[list[Named]]:
    """Give the checks of the keys and of each workspace, by name."""
    with ExitStack() as opened:
        try:
            checks.settings.for_posting()
            store = opened.enter_context(
                closing(open_store(checks.settings.database_url, checks.now))
            )
            every = store.installs.all()
        except (SettingsError, StorageError):
            yield [("keys", _unknown)]
            return
        access = many_workspaces(checks.settings, store, checks.now)
        opened.enter_context(closing(access))
        yield [
            ("keys", partial(_keys, access, len(every))),
            *(
                (f"workspace {_named(each)}", partial(_token, checks, access, each))
                for each in every
            ),
        ]


def _unknown() -> str:
    raise Trouble("not known without settings that suffice and a database that answers.")


def _keys(access: ManyWorkspaces, count: int) -> str:
    locked = access.locked()
    if locked:
        raise Trouble(f"TOKEN_ENCRYPTION_KEYS does not open the tokens of {', '.join(locked)}.")
    if not count:
        return "no workspace has installed the app yet"
    return f"they open the tokens of {count} {'workspace' if count == 1 else 'workspaces'}"


def _token(checks: Checks, access: ManyWorkspaces, kept: Kept) -> str:
    again = "have the app installed there anew."
    if kept.trouble:
        end = kept.install.tokens.expires_at
        raise Trouble(f"its token can't be renewed ({kept.trouble}) and ends at {end}: {again}")
    try:
        here = access.of(kept.install.team_id)
        if here is None:
            return "it has just left"
        checks.answered = identified(here.token, checks.settings.api_url)
    except UserError as error:
        raise Trouble(error.sentence(Reader())) from error
    except TokenRefused as refused:
        raise Trouble(f"Slack refuses its token ({refused}): {again}") from refused
    return f"scopes {granted(checks.answered.scopes)}"


def _named(kept: Kept) -> str:
    return f"{kept.install.team} ({kept.install.team_id})"

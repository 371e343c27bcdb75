"""`import` and `export`: files in and out, from the command line."""

import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot import files
from bot.call import Reader
from bot.cli.workspace import team_of, user_of
from bot.formats.problem import NotReadable
from bot.running import CLOSED, now, why
from bot.settings import Settings
from storage import Store, open_store
from storage.errors import NotFound
from storage.folding import event_key, is_event_key

READER = Reader()


@dataclass(frozen=True, slots=True)
class Import:
    """What was stated for an import."""

    path: Path
    event: str = ""
    user: str = ""
    format: str = ""
    team: str = ""
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """What was stated for an export."""

    event: str = ""
    format: str = "json"
    language: str = "en"
    team: str = ""
    path: Path | None = None


class Failed(Exception):
    """Why nothing was done, with the next step."""


def bring(stated: Import, settings: Settings) -> int:
    """Import a file and print what came of it."""
    return _told(lambda store: _bring(stated, settings, store), settings)


def give(stated: Export, settings: Settings) -> int:
    """Write the log of a workspace to a file or to the standard output."""
    return _told(lambda store: _give(stated, settings, store), settings)


def _bring(stated: Import, settings: Settings, store: Store) -> None:
    if stated.event and not is_event_key(event_key(stated.event)):
        raise Failed("An event's key has up to 40 small letters, digits and hyphens.")
    content = _content(stated.path)
    team_id = team_of(stated.team, settings, store)
    user_id = user_of(stated.user, team_id)
    asked = files.Asked(stated.event, user_id, stated.format)
    brought = files.read(content, asked, files.known(store, team_id, stated.event))
    if brought.log.authored and not user_id:
        raise Failed("The file's entries name no author: say whose they are with --as USER.")
    loaded = store.transfer.load(team_id, brought.log, dry_run=stated.dry_run)
    did = "Would import" if stated.dry_run else "Imported"
    into = ", ".join(loaded.events) or "no event"
    author = f", written by {user_id}" if brought.log.authored else ""
    print(f"{did} {stated.path.name} into workspace {team_id}, {into}{author}.")
    for line in files.report(brought, loaded, READER):
        print(line)
    if stated.dry_run:
        print("Nothing was saved: this was a dry run.")


def _give(stated: Export, settings: Settings, store: Store) -> None:
    team_id = team_of(stated.team, settings, store)
    log = store.transfer.export(team_id, stated.event or None)
    text = files.written(log, stated.format, stated.language)
    if stated.path is None:
        # As it is, in UTF-8, whatever the terminal speaks.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        return
    try:
        stated.path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Failed(f"{stated.path} can't be written: {error.strerror}.") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failed(f"{path} can't be read: {error.strerror}.") from error


def _told(work: Callable[[Store], None], settings: Settings) -> int:
    """Do the work on the database; every failure is one sentence and exit code 1."""
    try:
        with closing(open_store(settings.database_url, now)) as store:
            work(store)
    except NotReadable as error:
        words = error.problem.words
        return _failed(f"Line {error.problem.line}: {READER.say(error.problem.message, **words)}")
    except NotFound as error:
        nearest = f" Nearest: {', '.join(error.nearest)}." if error.nearest else ""
        return _failed(f"There is no event {error.name}.{nearest}")
    except (Failed, *CLOSED) as error:
        return _failed(why(error))
    return 0


def _failed(why: str) -> int:
    print(f"session-bot: {why} Nothing was changed.", file=sys.stderr)
    return 1

"""The command line: `python -m bot COMMAND`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.settings import Settings, SettingsError, variables_of

IN = ("article", "json")  # formats of `import`
OUT = ("json", "md", "csv")  # formats of `export`
LANGUAGES = ("en", "ja")

Command = Callable[[argparse.Namespace, Settings], int]

# Each command imports what it needs only when it is called: `manifest` needs no database.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code: 0 done, 1 failed, 2 wrong setting or usage."""
    stated = parser().parse_args(arguments)
    try:
        settings = Settings.read(variables_of(os.environ, Path.cwd()))
        command: Command = stated.run
        return command(stated, settings)
    except SettingsError as error:
        print(f"session-bot: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130  # What a shell expects of a command that Ctrl-C ended.
    except BrokenPipeError:
        # Whoever read the output stopped early, such as `| head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def parser() -> argparse.ArgumentParser:
    """Tell the commands and what may be stated with each."""
    program = argparse.ArgumentParser(
        prog="session-bot", description="A Slack bot that keeps what a team learnt at a conference."
    )
    commands = program.add_subparsers(dest="command", required=True, metavar="COMMAND")

    commands.add_parser("run", help="the bot itself").set_defaults(run=_run)

    demo = commands.add_parser("demo", help="a Slack workspace in the browser with the bot in it")
    demo.add_argument("--port", type=int, metavar="PORT", help="of the page, 8080 where it is free")
    demo.set_defaults(run=_demo)

    _add_digest(commands)
    _add_files(commands)

    forget = commands.add_parser("forget", help="delete all of a workspace or of a person")
    forget.add_argument("--team", required=True, metavar="T", help="the workspace, by id")
    forget.add_argument("--user", default="", metavar="U", help="only this person, by id")
    forget.set_defaults(run=_forget)

    migrate = commands.add_parser("migrate", help="bring the database to the current schema")
    migrate.set_defaults(run=_migrate)

    backup = commands.add_parser(
        "backup", help="copy the SQLite file while the bot runs, or print the `pg_dump` line"
    )
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)

    doctor = commands.add_parser("doctor", help="check settings, database, token, scopes, clock")
    doctor.set_defaults(run=_doctor)

    manifest = commands.add_parser("manifest", help="print the Slack manifest")
    manifest.add_argument(
        "--url", default="", metavar="URL", help="the bot's public address, else Socket Mode"
    )
    manifest.add_argument("--command", dest="name", default="", metavar="/NAME")
    manifest.set_defaults(run=_manifest)
    return program


def _add_digest(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    digest = commands.add_parser("digest", help="make the digests that are due")
    digest.add_argument("--channel", default="", metavar="C", help="of this channel only, by id")
    digest.add_argument("--team", default="", metavar="T", help="of this workspace, by id")
    digest.add_argument("--dry-run", action="store_true", help="print the next ones, due or not")
    digest.set_defaults(run=_digest)


def _add_files(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    brought = commands.add_parser("import", help="read a file into the log")
    brought.add_argument("file", type=Path, metavar="FILE")
    brought.add_argument("--event", default="", metavar="KEY", help="into this event")
    brought.add_argument("--format", default="", choices=IN, help="recognised where left out")
    brought.add_argument(
        "--as", dest="user", default="", metavar="USER", help="who wrote it, by id"
    )
    brought.add_argument("--team", default="", metavar="T", help="of this workspace, by id")
    brought.add_argument("--dry-run", action="store_true", help="say what would come of it")
    brought.set_defaults(run=_import)

    given = commands.add_parser("export", help="write the log to a file")
    given.add_argument("--event", default="", metavar="KEY", help="this event only")
    given.add_argument("--format", choices=OUT, default="json")
    given.add_argument("--lang", choices=LANGUAGES, default="en", help="of the labels in Markdown")
    given.add_argument("--team", default="", metavar="T", help="of this workspace, by id")
    given.add_argument("-o", dest="path", type=Path, metavar="FILE", help="else to the screen")
    given.set_defaults(run=_export)


def _import(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.files import Import, bring

    asked = Import(
        stated.file, stated.event, stated.user, stated.format, stated.team, stated.dry_run
    )
    return bring(asked, settings)


def _export(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.files import Export, give

    asked = Export(stated.event, stated.format, stated.lang, stated.team, stated.path)
    return give(asked, settings)


def _run(_: argparse.Namespace, settings: Settings) -> int:
    from bot.running import run

    return run(settings)


def _demo(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.demo import demo

    return demo(settings, stated.port)


def _digest(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.digest import make_digests

    return make_digests(settings, stated.channel, stated.team, dry_run=stated.dry_run)


def _forget(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.forget import forget

    return forget(settings, stated.team, stated.user)


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.migrate import migrate

    return migrate(settings)


def _backup(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.backup import backup

    return backup(settings, stated.file)


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.doctor import doctor

    return doctor(settings)


def _manifest(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.manifest import print_manifest

    return print_manifest(stated.name or settings.command, stated.url)


if __name__ == "__main__":
    sys.exit(main())

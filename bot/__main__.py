"""The command line: `python -m bot COMMAND`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.settings import Settings, SettingsError, variables_of

Command = Callable[[argparse.Namespace, Settings], int]

# Each command imports what it needs only when it is called: `manifest` needs no database.


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code: 0 done, 1 failed, 2 wrong setting or usage."""
    stated = _parser().parse_args(arguments)
    try:
        settings = Settings.read(variables_of(os.environ, Path.cwd()))
        command: Command = stated.run
        return command(stated, settings)
    except SettingsError as error:
        print(f"session-bot: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read the output stopped early, such as `| head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="session-bot", description="A Slack bot that keeps what a team learnt at a conference."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    commands.add_parser("run", help="the bot itself").set_defaults(run=_run)

    demo = commands.add_parser("demo", help="a Slack workspace in the browser with the bot in it")
    demo.add_argument("--port", type=int, help="of the page, 8080 where it is free")
    demo.set_defaults(run=_demo)

    digest = commands.add_parser("digest", help="make the digests that are due")
    digest.add_argument("--channel", default="", metavar="C", help="of this channel only, by id")
    digest.add_argument("--team", default="", metavar="T", help="of this workspace, by id")
    digest.add_argument("--dry-run", action="store_true", help="print the next ones, due or not")
    digest.set_defaults(run=_digest)

    migrate = commands.add_parser("migrate", help="bring the database to the current schema")
    migrate.set_defaults(run=_migrate)

    doctor = commands.add_parser("doctor", help="check settings, database, token, scopes, clock")
    doctor.set_defaults(run=_doctor)

    manifest = commands.add_parser("manifest", help="print the Slack manifest")
    manifest.add_argument("--url", default="", help="the bot's public address, else Socket Mode")
    manifest.add_argument("--command", dest="name", default="", metavar="/NAME")
    manifest.set_defaults(run=_manifest)
    return parser


def _run(_: argparse.Namespace, settings: Settings) -> int:
    from bot.running import run

    return run(settings)


def _demo(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.demo import demo

    return demo(settings, stated.port)


def _digest(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.digest import make_digests

    return make_digests(settings, stated.channel, stated.team, dry_run=stated.dry_run)


def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.migrate import migrate

    return migrate(settings)


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.doctor import doctor

    return doctor(settings)


def _manifest(stated: argparse.Namespace, settings: Settings) -> int:
    from bot.cli.manifest import print_manifest

    return print_manifest(stated.name or settings.command, stated.url)


if __name__ == "__main__":
    sys.exit(main())

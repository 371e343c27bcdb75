"""`digest`: make the runs that are due, or print the next digest of each channel."""

import sys
import time
from collections.abc import Collection, Mapping
from contextlib import closing
from html import unescape

from bot import digest, logs
from bot.authorize import Access, OneWorkspace
from bot.call import Reader, UserError
from bot.cli.workspace import team_of
from bot.digest import diary
from bot.installs.access import access_of
from bot.running import CLOSED, now, press_of, why
from bot.settings import Settings, SettingsError
from bot.views import days
from bot.views.digest_state import called, outcome
from storage import Store, open_store
from storage.digest_records import Only, Run, Subscription

READER = Reader()
WELL = ("posted", "skipped")


def make_digests(settings: Settings, channel: str, team: str, *, dry_run: bool) -> int:
    """Make what is due through the same claims as the bot, or print what would come next."""
    try:
        with closing(open_store(settings.database_url, now)) as store:
            only = Only(team_of(team, settings, store), channel or None)
            return _print_next(store, only) if dry_run else _run(settings, store, only)
    except CLOSED as error:
        print(f"session-bot: {why(error)}", file=sys.stderr)
        return 1


def _run(settings: Settings, store: Store, only: Only) -> int:
    settings.for_posting()
    logs.configure(settings.log_level, settings.log_format)
    store.digests.runs.when_told(diary.noted(lambda _: None))
    with closing(access_of(settings, store, now)) as access:
        try:
            here = access.of(only.team_id or "")
        except UserError as error:
            print(f"session-bot: {error.sentence(READER)}", file=sys.stderr)
            return 1
        if here is None:
            raise SettingsError(f"{_elsewhere(access)}, not in {only.team_id}.")
        return _made(store, only, press_of(settings, store, access, now))


def _elsewhere(access: Access) -> str:
    if isinstance(access, OneWorkspace):
        return f"SLACK_BOT_TOKEN is of {access.installation.team_id}"
    return "The app is installed in other workspaces"


def _made(store: Store, only: Only, press: digest.Press) -> int:
    found = _subscriptions(store, only)
    before = _last_runs(store, found)
    digest.run_due(press, time.sleep, only=only)
    store.digests.let_go()
    after = _last_runs(store, found)
    made = [each for each in found if after.get(each.channel_id) != before.get(each.channel_id)]
    for each in made:
        said = outcome(after[each.channel_id], each.plan.timezone, READER)
        print(f"{called(each, READER)} ({each.channel_id}): {said}")
    if not made:
        print(_why_none(store, only))
    return 0 if all(after[each.channel_id].state in WELL for each in made) else 1


def _why_none(store: Store, only: Only) -> str:
    if only.team_id is not None and store.digests.is_elsewhere(only.team_id):
        return "Another process is making the digests of this workspace: it posts what is due."
    return "Nothing is due."


def _print_next(store: Store, only: Only) -> int:
    found = _subscriptions(store, only)
    for each in found:
        when = days.at(each.next_run_at, each.plan.timezone, READER) if each.next_run_at else ""
        print(f"{called(each, READER)} ({each.channel_id}), {when}")
        print(_text(store, each) or "Nothing is new.", end="\n\n")
    if not found:
        print("No channel has a digest.")
    return 0


def _text(store: Store, subscription: Subscription) -> str:
    def names(user_ids: Collection[str]) -> Mapping[str, str]:
        known = store.people.known(subscription.team_id, user_ids)
        return {user_id: person.name for user_id, person in known.items()}

    reader = Reader(subscription.plan.language, subscription.plan.timezone)
    messages = digest.preview(store, subscription, reader, names)
    return "\n\n".join(unescape(message.text) for message in messages)


def _subscriptions(store: Store, only: Only) -> list[Subscription]:
    wanted = only.channel_id
    found = store.digests.all(only.team_id)
    return [each for each in found if wanted is None or each.channel_id == wanted]


def _last_runs(store: Store, found: list[Subscription]) -> dict[str, Run]:
    if not found:
        return {}
    return store.digests.last_runs(found[0].team_id, [each.channel_id for each in found])

"""`forget`: deletes all of a workspace or of a person, for good."""

import sys
from collections.abc import Callable
from contextlib import closing

from bot.call import Reader
from bot.running import CLOSED, now, why
from bot.settings import Settings
from bot.views import forgetting
from storage import Store, Unavailable, Who, copies, open_store

READER = Reader()


def forget(settings: Settings, team_id: str, user_id: str) -> int:
    """Delete, write the file anew, and say what went and what could not be reached."""
    if user_id:
        return _told(settings, lambda store: _person(store, Who(team_id, user_id)))
    return _told(settings, lambda store: _workspace(store, team_id))


def _person(store: Store, who: Who) -> str:
    gone = store.forgetting.forget(who)
    return "\n".join(forgetting.lines(gone, READER))


def _workspace(store: Store, team_id: str) -> str:
    gone = store.forgetting.forget_workspace(team_id)
    return READER.say_many(
        "The workspace is deleted, with {count} takeaway.",
        "The workspace is deleted, with {count} takeaways.",
        gone,
    )


def _told(settings: Settings, work: Callable[[Store], str]) -> int:
    url = settings.database_url
    try:
        with closing(open_store(url, now)) as store:
            print(work(store))
            rewritten = _rewritten(store)
    except CLOSED as error:
        return _failed(f"{why(error)} Nothing was deleted.")
    for copy in copies(url):
        print(f"A copy from before a migration still holds it: {copy}")
    if not rewritten:
        return _failed("the file is in use: run this again while the bot is stopped, so that it"
                       " is written anew without what an older version deleted.")  # fmt: skip
    return 0


def _rewritten(store: Store) -> bool:
    """Write the file anew: versions before this one did not overwrite what they deleted."""
    try:
        return store.forgetting.rewrite()
    except Unavailable:
        return False


def _failed(why: str) -> int:
    print(f"session-bot: {why}", file=sys.stderr)
    return 1

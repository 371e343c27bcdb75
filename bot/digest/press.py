"""What digests are made with, and what they show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.call import Message, Reader
from bot.posting import Workspaces
from bot.views import digest as views
from bot.views.digest import Shown
from storage import Store
from storage.digest_records import Subscription
from storage.local_days import local_date


@dataclass(frozen=True, slots=True)
class Press:
    """What makes digests: the storage, each workspace's way to its channels, the command's name."""

    store: Store
    workspaces: Workspaces
    command: str = "/session"

    def reader(self, subscription: Subscription) -> Reader:
        """The one that a channel's digest is written for."""
        plan = subscription.plan
        return Reader(plan.language, plan.timezone, self.command)


def content(
    store: Store, subscription: Subscription, sessions: Sequence[int], at: datetime | None = None
) -> list[Shown]:
    """Read what is shown of sessions, as it is now; those that are gone are left out.

    `at` is when the run began: a filter such as `since:2d` looks back from there.
    """
    return [Shown(*each) for each in store.digests.shown(subscription, sessions, at)]


def preview(
    store: Store, subscription: Subscription, reader: Reader, names: views.Names
) -> list[Message]:
    """Render the next digest of a channel as it stands, by the same path."""
    sessions = content(store, subscription, store.digests.upcoming(subscription))
    if not sessions or subscription.next_run_at is None:
        return []
    day = local_date(subscription.next_run_at, subscription.plan.timezone)
    return views.parts(sessions, day, reader, names(writers(sessions)))


def writers(sessions: Sequence[Shown]) -> list[str]:
    """Who has to be named: the ids of all who are shown."""
    return sorted({each.takeaway.user for shown in sessions for each in shown.reviews})

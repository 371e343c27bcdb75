"""A message that is out is rendered anew where what it shows has changed."""

import logging

from bot.digest.press import Press, content, writers
from bot.posting import Mark, OutcomeOpen, Passing, Refused
from bot.views import digest as views
from storage.digest_records import Refresh
from storage.local_days import local_date

log = logging.getLogger(__name__)

UPDATE_AGAIN = 60  # seconds before a message is changed after all


def renew(press: Press, refresh: Refresh) -> None:
    """Render a message anew, since what it shows was edited, rated or deleted."""
    updates = press.store.digests.updates
    posting = press.workspaces(refresh.run.team_id)
    if posting is None:
        updates.done(refresh)
        return
    sessions = content(press.store, refresh.subscription, refresh.sessions, refresh.run.started_at)
    living = [shown for shown in sessions if shown.reviews]
    reader = press.reader(refresh.subscription)
    day = local_date(refresh.run.started_at, refresh.subscription.plan.timezone)
    head = None if refresh.part else views.top(day, len(living) + refresh.others, reader)
    names = posting.names(writers(living))
    message = views.renewed(head, living, refresh.others, reader, names)
    mark = Mark(refresh.run.run_id, refresh.part)
    try:
        posting.update(refresh.run.channel_id, refresh.ts, message, mark)
    except (Passing, OutcomeOpen) as error:
        log.info("Run %s: part %s is not renewed yet: %s.", mark.run_id, mark.part, error.reason)
        updates.again(refresh, getattr(error, "wait", None) or UPDATE_AGAIN)
    except Refused as refused:
        log.info("Run %s: part %s stays: %s.", mark.run_id, mark.part, refused.reason)
        updates.done(refresh)
    else:
        updates.done(refresh)

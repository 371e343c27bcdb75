"""Fills the demo's log."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import time

from bot.call import Reader
from bot.demo.conference import EVENT, PROFILES, TEXTS
from bot.entry import parse_entries
from storage import AlreadyThere, Store, Who
from storage.digest_records import Plan


def load(
    store: Store, team_id: str, reader: Reader, texts: Mapping[str, tuple[str, ...]] = TEXTS
) -> str:
    """Log the conference by its three writers, and say so; a second time changes nothing."""
    with suppress(AlreadyThere):
        store.events.create(Who(team_id, next(iter(texts))), EVENT)
    saved = 0
    for user_id, written in texts.items():
        who = Who(team_id, user_id)
        store.people.save_profile(who, PROFILES[user_id])
        for text in written:
            known = store.sessions.known(team_id, EVENT.key)
            done = store.takeaways.add(who, parse_entries(text, known), event=EVENT.key)
            saved += len(done.entries) if done.change else 0
    if not saved:
        return reader.say("{event} was loaded already.", event=EVENT.name)
    return reader.say(
        "Logged {takeaways} takeaways of {event} by {people} people.",
        takeaways=saved,
        event=EVENT.name,
        people=len(texts),
    )


def set_up_digest(store: Store, who: Who, timezone: str) -> None:
    """Promise the channel of the conference a digest each morning."""
    plan = Plan("C0CONF", "conference", time(9), timezone, "en")
    store.digests.set_up(who, plan)

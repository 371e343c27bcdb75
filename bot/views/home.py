"""App Home: log a session, what of mine is incomplete, and what there is to watch and to read."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.call import Block, Button, Reader
from bot.views import blocks, days, own, sessions, watching
from bot.views.digest_state import called
from bot.views.events import GENERAL, named
from bot.views.sessions import Listing
from storage.digest_records import Subscription
from storage.records import Event, Own, Page, Profile, Session, Watch

SHOWN = 5  # of each list
LINE = 300  # UTF-16 units of a profile's line


@dataclass(frozen=True, slots=True)
class Home:
    """What Home shows: a page of each list."""

    event: Event
    incomplete: Page[Own]
    latest: Page[Own]
    watches: Sequence[Watch]
    top: Page[Session]
    profile: Profile | None = None
    digests: Sequence[Subscription] = ()

    @property
    def first_visit(self) -> bool:
        """Whether the reader has logged nothing yet."""
        return not self.latest.items


def of_sentence(sentence: str) -> Block:
    """A Home that only says why it shows nothing."""
    return {"type": "home", "blocks": [blocks.section(sentence)]}


def build(home: Home, reader: Reader) -> Block:
    """The view, of at most 100 blocks."""
    parts = [
        _head(home, reader),
        _incomplete(home, reader),
        _latest(home, reader),
        _watch_list(home, reader),
        _best(home, reader),
        _profile(home, reader),
        _digests(home, reader),
    ]
    return {"type": "home", "blocks": [block for part in parts for block in part]}


def _head(home: Home, reader: Reader) -> list[Block]:
    say = reader.say
    buttons = [
        Button(say("Log a session"), "add", style="primary"),
        Button(say("Top sessions"), "top"),
        Button(say("Search"), "search"),
        Button(say("Watch list"), "later"),
        Button(say("Events"), "event"),
        Button(say("Help"), "help"),
    ]
    said = say("Log what you sat in: stars, facts, impressions. Your team reads it in the digest.")
    welcome = [blocks.section(said)] if home.first_visit else []
    title = say("Session takeaways") if home.event.key == GENERAL else named(home.event)
    return [blocks.header(title), *welcome, blocks.actions(*buttons)]


def _incomplete(home: Home, reader: Reader) -> list[Block]:
    if not home.incomplete.items:
        return []
    more = Button(reader.say("All incomplete"), "mine incomplete")
    told = [block for each in home.incomplete.items for block in own.one(each, reader)]
    return [
        blocks.header(reader.say("Still incomplete")),
        *told,
        *sessions.row([more] if home.incomplete.more else []),
    ]


def _latest(home: Home, reader: Reader) -> list[Block]:
    heading = blocks.header(reader.say("My latest takeaways"))
    if home.first_visit:
        said = reader.say(
            "Nothing yet. Tap “Log a session”, or type one line anywhere: {command} NET402 5 great",
            command=reader.command,
        )
        return [heading, blocks.section(said)]
    above = {each.session.number for each in home.incomplete.items}
    rest = [each for each in home.latest.items if each.session.number not in above]
    if not rest:
        return []
    told = [block for each in rest for block in own.one(each, reader)]
    return [heading, *told, *sessions.row([Button(reader.say("All of mine"), "mine")])]


def _watch_list(home: Home, reader: Reader) -> list[Block]:
    heading = blocks.header(reader.say("My watch list"))
    waiting = [each for each in home.watches if each.watched_at is None]
    if not waiting:
        said = reader.say("Nothing to watch. “Watch later” at a session puts it here.")
        return [heading, blocks.section(said)]
    told = [block for each in waiting[:SHOWN] for block in watching.one(each, reader)]
    more = [Button(reader.say("All to watch"), "later")] if len(waiting) > SHOWN else []
    return [heading, *told, *sessions.row(more)]


def _best(home: Home, reader: Reader) -> list[Block]:
    listing = Listing(reader.say("Top sessions"), "top", "", 1, SHOWN)
    if home.top.items:
        return sessions.top(home.top, listing, reader)
    said = reader.say("No session has stars yet. The first rating opens the list.")
    return [blocks.header(listing.title), blocks.section(said)]


def _profile(home: Home, reader: Reader) -> list[Block]:
    line = home.profile.line if home.profile else ""
    said = line or reader.say(
        "Nobody knows yet who you are: a line about you says what stars mean."
    )
    edit = Button(reader.say("Edit my profile"), "profile")
    heading = blocks.header(reader.say("My profile"))
    return [heading, blocks.section(blocks.fit(said, LINE)), blocks.actions(edit)]


def _digests(home: Home, reader: Reader) -> list[Block]:
    heading = blocks.header(reader.say("Digests of my channels"))
    if not home.digests:
        said = reader.say(
            "None yet. In a channel, {command} digest on 09:00 posts the best new sessions daily.",
            command=reader.command,
        )
        return [heading, blocks.section(said)]
    told = [blocks.section(_digest(each, reader)) for each in home.digests[:SHOWN]]
    return [heading, *told, blocks.actions(Button(reader.say("All digests"), "digest status"))]


def _digest(subscription: Subscription, reader: Reader) -> str:
    channel, next_ = called(subscription, reader), subscription.next_run_at
    if next_ is None:
        return channel
    time = days.at(next_, subscription.plan.timezone, reader)
    return reader.say("{channel}: next {time}", channel=channel, time=time)

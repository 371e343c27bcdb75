"""What `digest on` asks for: hour, zone, channel, language and filters, in any order."""

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import available_timezones

from bot import filters, zones
from bot.call import Call, Channel, UserError
from bot.locale import LANGUAGES
from storage import Store
from storage.digest_records import Plan, Subscription
from storage.folding import fold
from storage.records import Filter

_CHANNEL = re.compile(r"<#([CGD][A-Z0-9]+)(?:\|[^>]*)?>")


def asked(call: Call, store: Store, text: str) -> tuple[Plan, Channel | None]:
    """Read what is asked for, and describe the channel, None where the bot can't see it."""
    chosen, words = filters.parse(
        text,
        call.who.user_id,
        lambda name: store.people.named(call.who.team_id, name),
        besides=("lang",),
    )
    channels = [word for word in words if word.startswith(("<#", "#"))]
    languages = [word for word in words if word.startswith("lang:")]
    rest = [word for word in words if word not in channels and word not in languages]
    if not rest:
        raise UserError(
            "At which hour? Write it first, such as {command} digest on 09:00.",
            command=call.reader.command,
        )
    at = zones.hour(rest[0])
    zone = zones.named(" ".join(rest[1:])) if rest[1:] else _zone_of(call)
    wanted = channel_id(call, channels)
    channel = _seen(call, store, wanted)
    plan = Plan(
        channel_id=wanted,
        channel_name=channel.name if channel and not channel.direct else "",
        at=at,
        timezone=zone,
        language=_language(call, languages),
        private=channel is None or channel.private,
        filter=_checked(call, store, chosen),
    )
    return plan, channel


def _checked(call: Call, store: Store, chosen: Filter) -> Filter:
    if chosen.unwatched:
        raise UserError("A digest is for a whole channel: leave unwatched out.")
    if chosen.event not in (None, "all"):
        event = store.events.get(call.who.team_id, str(chosen.event))
        return replace(chosen, event=event.key)
    return chosen


def _zone_of(call: Call) -> str:
    zone = call.slack.person(call.who.user_id).timezone
    if zone not in available_timezones():
        raise UserError("I don't know your time zone “{name}”. Name a city too.", name=zone)
    return zone


def _language(call: Call, stated: list[str]) -> str:
    if not stated:
        return call.reader.language
    language = fold(stated[-1].removeprefix("lang:"))
    if language not in LANGUAGES:
        raise UserError("I speak English (lang:en) and Japanese (lang:ja).")
    return language


def channel_id(call: Call, stated: Sequence[str]) -> str:
    """The id of the channel that is named, or of the one where the command was typed."""
    if len(stated) > 1:
        raise UserError("One channel at a time: give the command once for each.")
    if stated:
        found = _CHANNEL.fullmatch(stated[0])
        if found is None:
            raise UserError(
                "I can't tell which channel {name} is. Type # and choose it from Slack's list, or "
                "give the command in the channel itself.",
                name=stated[0],
            )
        return found[1]
    if call.channel_id is None:
        raise UserError("In which channel? Name it, such as #general.")
    return call.channel_id


def require_in(call: Call, channel: Channel | None) -> None:
    """Refuse a new digest for a channel that the caller is not in, as far as Slack tells."""
    if channel is None or channel.channel_id == call.channel_id:
        return
    joined = call.slack.channels_of(call.who.user_id)
    if joined is not None and channel.channel_id not in joined:
        raise UserError(
            "You are not in {channel}. Join it, and give the command there.",
            channel=f"#{channel.name}",
        )


def takes_over(call: Call, found: Subscription | None) -> bool:
    """Tell whether an admin asks about a digest that nobody sees to any more."""
    return found is not None and found.has_nobody and call.slack.is_admin(call.who.user_id)


def _seen(call: Call, store: Store, wanted: str) -> Channel | None:
    """Describe the channel of a new digest; one that is private is set up from within."""
    channel = call.slack.channel(wanted)
    if channel is not None and channel.archived:
        raise UserError("That channel is archived: nothing can be posted to it.")
    hidden = channel is None or channel.private
    within = not hidden or wanted == call.channel_id
    if not within and not takes_over(call, store.digests.get(call.who.team_id, wanted)):
        raise UserError(
            "That is a private channel. Give the command there, so that its members see it."
        )
    return channel

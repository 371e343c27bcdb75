"""A filter as text that can be typed again, and in words."""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.call import Reader
from bot.filters.pieces import FLAGS, Piece, pieces, take_page
from storage.records import Filter, Level


def text(filter_: Filter) -> str:
    """Write a filter, with its words in front, so that `parse` reads the same."""
    written = [_word(each) for each in filter_.words]
    written += [_valued("event", filter_.event)] if filter_.event else []
    written += [_valued("type", each) for each in filter_.types]
    written += [_valued("topic", each) for each in filter_.topics]
    written += [f"level:{_number(each)}" for each in filter_.levels]
    written += [f"stars:{_number(each)}" for each in filter_.stars]
    written += [f"by:<@{each}>" for each in filter_.by]
    written += [_valued("role", each) for each in filter_.roles]
    written += [f"since:{_since_text(filter_.since)}"] if filter_.since is not None else []
    written += [name for name in FLAGS if getattr(filter_, name)]
    return " ".join(written)


def describe(filter_: Filter, reader: Reader, names: Mapping[str, str]) -> str:
    """Put a filter into words; people are called by `names`, "" where nothing is asked for."""
    said = [reader.say("“{words}”", words=" ".join(filter_.words))] if filter_.words else []
    said += [_event_said(filter_.event, reader)] if filter_.event else []
    said += [reader.say("type {value}", value=each) for each in filter_.types]
    said += [reader.say("topic {value}", value=each) for each in filter_.topics]
    said += [_level_said(each, reader) for each in filter_.levels]
    said += [_stars_said(each, reader) for each in filter_.stars]
    said += [reader.say("by {name}", name=names.get(each, each)) for each in filter_.by]
    said += [reader.say("role {value}", value=each) for each in filter_.roles]
    said += [_since_said(filter_.since, reader)] if filter_.since is not None else []
    said += [reader.say("recorded")] if filter_.recorded else []
    said += [reader.say("recommended")] if filter_.recommended else []
    said += [reader.say("not watched yet")] if filter_.unwatched else []
    return " · ".join(said)


def _word(word: str) -> str:
    """Put a word in quotes where it would be read as something else."""
    plain = pieces(word) == [Piece(None, word)] and take_page(word)[0] is None
    return word if plain else f'"{word}"'


def _valued(name: str, value: str) -> str:
    bare = f"{name}:{value}"
    return bare if pieces(bare) == [Piece(name, value)] else f'{name}:"{value}"'


def _number(level: Level) -> str:
    return f"{level.value}+" if level.or_more else str(level.value)


def _since_text(since: timedelta | date) -> str:
    if isinstance(since, date):
        return since.isoformat()
    hours = int(since.total_seconds() // 3600)
    return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"


def _event_said(event: str, reader: Reader) -> str:
    return reader.say("all events") if event == "all" else reader.say("event {key}", key=event)


def _level_said(level: Level, reader: Reader) -> str:
    if level.or_more:
        return reader.say("level {level} and above", level=level.value)
    return reader.say("level {level}", level=level.value)


def _stars_said(stars: Level, reader: Reader) -> str:
    if stars.or_more:
        return reader.say_many("{count} star and more", "{count} stars and more", stars.value)
    return reader.say_many("{count} star", "{count} stars", stars.value)


def _since_said(since: timedelta | date, reader: Reader) -> str:
    if isinstance(since, date):
        return reader.say("since {day}", day=since.isoformat())
    hours = int(since.total_seconds() // 3600)
    if hours % 24:
        return reader.say_many("in the last hour", "in the last {count} hours", hours)
    return reader.say_many("in the last day", "in the last {count} days", hours // 24)

"""What each filter takes, from the words of a text to a Filter."""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import get_close_matches

from bot.call import UserError
from bot.filters.pieces import FLAGS, VALUED, Piece, folded, pieces, tidy
from storage.records import Filter, Level

Named = Callable[[str], Sequence[str]]

ALL = " ".join([*(f"{name}:" for name in VALUED), *FLAGS])
EXAMPLES = {
    "type": "type:chalk",
    "topic": "topic:ai",
    "level": "level:300+",
    "stars": "stars:4+",
    "by": "by:me",
    "role": "role:sre",
    "event": "event:all",
    "since": "since:2d",
}

MOST = 50  # filters at once; the database is asked for each

_ID = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>|@?([UW][A-Z0-9]{5,})")
_AGO = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DASHES = str.maketrans("‐‑‒–—―−/.", "---------")


def parse(
    text: str, me: str = "", named: Named | None = None, besides: Collection[str] = ()
) -> tuple[Filter, tuple[str, ...]]:
    """Take the filters out of a text and give the words that remain, in order.

    `me` is who `by:me` means, `named` finds the ids of people for a bare `by:@ann`. Filters
    named in `besides` belong to the caller and stay among the words.

    Raises:
        UserError: an unknown filter, a value that its filter can't take, the same one twice,
            or too many of them.
    """
    found = Filter()
    words: list[str] = []
    read = pieces(text)
    if sum(piece.name in VALUED for piece in read) > MOST:
        raise UserError("More than {most} filters at once are too many. Leave some out.", most=MOST)
    for piece in read:
        if piece.name in FLAGS:
            found = _flag(found, piece)
        elif piece.name is None:
            words.append(piece.value)
        elif piece.name in besides:
            words.append(f"{piece.name}:{piece.value}")
        elif piece.name in VALUED:
            found = _with(found, piece, me, named)
        else:
            raise _unknown(_short(piece.name))
    return found, tuple(words)


def _flag(found: Filter, piece: Piece) -> Filter:
    if piece.value:
        raise UserError("{name} stands alone, without a colon.", name=piece.name)
    match piece.name:
        case "recorded":
            return replace(found, recorded=True)
        case "recommended":
            return replace(found, recommended=True)
        case _:
            return replace(found, unwatched=True)


def _with(found: Filter, piece: Piece, me: str, named: Named | None) -> Filter:
    name, value = str(piece.name), piece.value
    if not value:
        raise UserError(
            "{name}: needs a value directly after it, such as {example}.",
            name=name,
            example=EXAMPLES[name],
        )
    match name:
        case "type":
            return replace(found, types=(*found.types, value))
        case "topic":
            return replace(found, topics=(*found.topics, value))
        case "role":
            return replace(found, roles=(*found.roles, value))
        case "level":
            return replace(found, levels=(*found.levels, _level(value)))
        case "stars":
            return replace(found, stars=(*found.stars, _stars(value)))
        case "by":
            return replace(found, by=(*found.by, _person(value, me, named)))
        case "event":
            _once(name, found.event)
            key = tidy(unicodedata.normalize("NFKC", value))
            return replace(found, event="all" if folded(key) == "all" else key)
        case _:
            _once(name, found.since)
            return replace(found, since=_since(value))


def _once(name: str, before: object) -> None:
    if before is not None:
        raise UserError("{name}: stands twice. Leave one of them out.", name=name)


def _level(value: str) -> Level:
    found = re.fullmatch(r"(\d{1,4})(\+?)", folded(value))
    if found is None:
        raise UserError(
            "{value} is no level. Write level:300 for that level, level:300+ for it and above.",
            value=_short(value),
        )
    return Level(int(found[1]), bool(found[2]))


def _stars(value: str) -> Level:
    found = re.fullmatch(r"([1-5])[★⭐]?(\+?)", folded(value).replace("\ufe0f", ""))
    if found is None:
        raise UserError(
            "{value} is no number of stars. They go from 1 to 5, such as stars:4 or stars:4+.",
            value=_short(value),
        )
    return Level(int(found[1]), bool(found[2]))


def _person(value: str, me: str, named: Named | None) -> str:
    if me and folded(value) in ("me", "@me"):
        return me
    mention = _ID.fullmatch(value)
    if mention and mention[1]:
        return mention[1]
    name = value.lstrip("@＠")
    ids = tuple(named(name)) if named and name else ()
    if len(ids) == 1:
        return ids[0]
    if mention and not ids:
        return mention[2]
    if ids:
        raise UserError(
            "Several people are called {name}. Type @ and choose one from Slack's list.",
            name=_short(name),
        )
    raise UserError(
        "I don't know {name}. Type by:@ and choose a person from Slack's list, or write by:me.",
        name=_short(value),
    )


def _since(value: str) -> timedelta | date:
    ago = _AGO.fullmatch(folded(value))
    if ago:
        return int(ago[1]) * _UNITS[ago[2]]
    day = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", folded(value).translate(_DASHES))
    try:
        if day:
            return date(int(day[1]), int(day[2]), int(day[3]))
    except ValueError:
        pass
    raise UserError(
        "{value} is no time. Write since:2d for two days, or a date such as since:2023-11-28.",
        value=_short(value),
    )


def _unknown(name: str) -> UserError:
    near = get_close_matches(name, (*VALUED, *FLAGS), n=1, cutoff=0.5)
    if near:
        nearest = near[0] if near[0] in FLAGS else f"{near[0]}:"
        return UserError(
            "There is no filter “{name}:”. Did you mean {nearest}? There are {filters}. "
            "What is meant as words stands in quotes.",
            name=name,
            nearest=nearest,
            filters=ALL,
        )
    return UserError(
        "There is no filter “{name}:”. There are {filters}. "
        "What is meant as words stands in quotes.",
        name=name,
        filters=ALL,
    )


def _short(value: str) -> str:
    return value if len(value) <= 60 else value[:59] + "…"

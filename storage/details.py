"""What becomes of a session's details when an entry or a form states them; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storage.codes import level_of
from storage.columns import clean
from storage.folding import code_key, fold, is_japanese, title_key, type_key, words
from storage.records import Edit, Entry, SessionType
from storage.rows import OTHER

# The columns of a session that people state; "" and None and [] are not stated.
STATED = (
    "code",
    "title",
    "type",
    "level",
    "topics",
    "tags",
    "speakers",
    "starts_at",
    "availability",
    "recording_url",
)
EDITABLE = frozenset(
    ("title", "type", "level", "topics", "availability", "recording_url", "speakers", "tags")
)
Details = dict[str, Any]
Types = Mapping[str, SessionType]


@dataclass(frozen=True, slots=True)
class Titled:
    """What became of an entry's title: taken, refused, or a note."""

    title: str
    refused: str = ""
    noted: str = ""


def new_details(entry: Entry) -> Details:
    """Give the details of a session of which nothing is known but its code."""
    nothing: Details = dict.fromkeys(STATED)
    lists: Details = {"topics": [], "tags": [], "speakers": []}
    code = clean(entry.code) if entry.code else None
    return {**nothing, **lists, "title": "", "type": OTHER, "code": code}


def filled(details: Details, entry: Entry, types: Types) -> Details:
    """Fill what is empty with what the entry states; its title is settled by `titled`."""
    stated: Details = {
        "type": type_key(entry.type) if entry.type else OTHER,
        "level": entry.level,
        "topics": list(entry.topics),
        "tags": list(entry.tags),
        "speakers": list(entry.speakers),
        "availability": entry.availability,
        "recording_url": entry.recording_url,
    }
    empty = {
        name: value for name, value in stated.items() if details[name] in (None, "", [], OTHER)
    }
    return without_the_usual({**details, **empty}, types)


def edited(details: Details, edit: Edit, types: Types) -> Details:
    """Put the named details of the edit in the place of the stored ones."""
    stated: Details = {}
    for name in edit.fields & EDITABLE:
        value = getattr(edit.entry, name)
        stated[name] = list(value) if isinstance(value, tuple) else value
    if "type" in stated:
        stated["type"] = type_key(stated["type"]) if stated["type"] else OTHER
    if "title" in stated and is_no_title(stated["title"], details["code"]):
        # A session without a code is known by its title alone, so that can't be cleared.
        stated["title"] = "" if details["code"] else details["title"]
    if "level" in stated and stated["level"] == level_of(details["code"]):
        stated["level"] = None
    return without_the_usual({**details, **stated}, types)


def without_the_usual(details: Details, types: Types) -> Details:
    """Leave out an availability that is the type's: it is not the session's own."""
    kind = types.get(details["type"])
    if kind is None or details["availability"] != kind.availability:
        return details
    return {**details, "availability": None}


def shown(details: Details) -> Details:
    """Give the details as they are shown: a level that nobody stated is the code's."""
    level = details["level"]
    return {**details, "level": level_of(details["code"]) if level is None else level}


def titled(details: Details, entry: Entry, *, quick: bool) -> Titled:
    """Decide what the words of an entry's title are: the first to name a session names it."""
    stated, known = entry.title, details["title"]
    if is_no_title(stated, details["code"]):
        return Titled(known)
    if not known:
        return Titled(stated)
    if fold(stated) == fold(known):
        return Titled(known)
    if not quick:
        return Titled(known, refused=stated)
    return Titled(known, noted="" if _is_part(stated, known) else _behind(stated, known))


def is_no_title(title: str, code: str | None) -> bool:
    """Tell whether a title says no more than the code."""
    return not title or (code is not None and code_key(title) == code_key(code))


def _is_part(stated: str, title: str) -> bool:
    if is_japanese(fold(stated)):
        return fold(stated) in fold(title)
    return f"{words(stated)} " in f"{words(title)} "


def _behind(stated: str, title: str) -> str:
    """Give the words behind the title, all of them where they do not begin with it."""
    typed = stated.split(" ")
    for count in range(1, len(typed)):
        if fold(" ".join(typed[:count])) == fold(title):
            return " ".join(typed[count:])
    return stated


def matching(details: Details) -> dict[str, Any]:
    """Give the columns that matching and order need."""
    code, title = details["code"], details["title"]
    named = title or code or ""
    return {
        "code_key": code_key(code) if code else None,
        "code_level": level_of(code),
        "title_key": title_key(named),
        "topic_words": " |".join(words(topic) for topic in details["topics"]),
        "folded": "\n".join((fold(named), fold(code or ""), *map(fold, details["topics"]))),
    }

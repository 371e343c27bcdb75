"""From our JSON to a log, object by object; what can't be read is named with its line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import get_args

from bot.entry import canonical
from bot.entry.canonical import HIGHEST_LEVEL
from bot.entry.prose import settled_text
from bot.entry.text import one_line
from bot.formats.bounds import lists_in, require_few
from bot.formats.fields import Fields, Reading
from bot.formats.json_lines import read_json
from bot.formats.problem import NotReadable, Problem
from bot.formats.takeaways.names import FORMAT, PROFILE
from bot.locale import N_
from storage import zones
from storage.folding import event_key, is_event_key
from storage.kinds import availability_of
from storage.log import EVENT_FIELDS, Log, LoggedEvent, LoggedSession, LoggedTakeaway, LoggedWatch
from storage.records import (
    Attended,
    Availability,
    Entry,
    Event,
    Profile,
    Question,
    SessionType,
)

_DETAILS = (
    "code",
    "title",
    "type",
    "level",
    "topics",
    "tags",
    "starts_at",
    "speakers",
    "availability",
    "recording_url",
)


@dataclass(frozen=True, slots=True)
class Readable:
    """What could be read of a file, and what could not."""

    log: Log
    problems: tuple[Problem, ...]


def is_it(text: str) -> bool:
    """Tell by the beginning whether a file means to be this format."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and "session-takeaways/" in text


def read(text: str, *, bounded: bool = False) -> Readable:
    """Read a file; a `bounded` one may hold as much as comes in through Slack.

    Raises:
        NotReadable: It is no JSON, of another version, or holds too much.
    """
    try:
        found = Fields(read_json(text))
    except json.JSONDecodeError as error:
        raise NotReadable(N_("This is no valid JSON."), error.lineno) from error
    if found.text("format") != FORMAT:
        stated = _short(found.text("format"))
        raise NotReadable(N_("The format “{stated}” is not known here."), stated=stated)
    if bounded:
        require_few(lists_in(found.found))
    reading = Reading()
    events = tuple(reading.each(found.objects("events"), 1, _Events(reading).event))
    profiles = tuple(reading.each(found.objects("profiles"), 1, _profile))
    watch = partial(_watch, _numbers(events))
    watching = tuple(reading.each(found.objects("watching"), 1, watch))
    return Readable(Log(events, profiles, watching), tuple(reading.problems))


class _Events:
    """Reads events with what is in them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def event(self, found: Fields) -> LoggedEvent:
        types = self.reading.each(found.objects("types"), found.line, _type)
        event = Event(
            key=_key(found),
            name=one_line(found.text("name")),
            timezone=_zone(found, "timezone"),
            starts_on=found.day("starts_on"),
            ends_on=found.day("ends_on"),
            current=found.flag("current"),
            types=tuple(types),
        )
        sessions = self.reading.each(found.objects("sessions"), found.line, self.session)
        stated = frozenset(name for name in EVENT_FIELDS if found.has(name))
        return LoggedEvent(event, tuple(sessions), stated)

    def session(self, found: Fields) -> LoggedSession:
        details = Entry(
            code=found.text("code") or None,
            title=found.text("title"),
            type=found.text("type") or None,
            level=found.number("level", up_to=HIGHEST_LEVEL),
            topics=found.texts("topics"),
            tags=found.texts("tags"),
            speakers=found.texts("speakers"),
            availability=found.one_of("availability", get_args(Availability)),
            recording_url=_address(found, "recording_url"),
        )
        details = canonical(details)
        if not (details.code or details.title):
            raise NotReadable(N_("A session without a code and a title."), found.line)
        return LoggedSession(
            details=details,
            stated=frozenset(name for name in _DETAILS if found.has(name)),
            number=found.number("number"),
            starts_at=found.moment("starts_at"),
            takeaways=tuple(
                self.reading.each(found.objects("takeaways"), found.line, self.takeaway)
            ),
        )

    def takeaway(self, found: Fields) -> LoggedTakeaway:
        if not found.text("user").strip():
            raise NotReadable(N_("A takeaway without its writer."), found.line)
        entry = Entry(
            raw=found.text("code") or None,
            stars=found.one_of("stars", (1, 2, 3, 4, 5)),
            recommended=found.flag("recommended"),
            attended=found.one_of("attended", get_args(Attended)),
            partial=found.flag("partial"),
            facts=found.texts("facts"),
            impressions=found.text("impressions"),
            questions=tuple(
                _question(Fields(each, found.line)) for each in found.objects("questions")
            ),
        )
        created_at, updated_at = found.moment("created_at"), found.moment("updated_at")
        return LoggedTakeaway(found.text("user").strip(), canonical(entry), created_at, updated_at)


def _key(found: Fields) -> str:
    """Read a key that people can type, as the form of a new event asks for."""
    stated = found.text("key").strip()
    if not stated:
        raise NotReadable(N_("An event without a key."), found.line)
    if not is_event_key(stated.casefold()):
        raise NotReadable(
            N_("“{key}” is no key: it has up to 40 small letters, digits and hyphens."),
            found.line,
            key=_short(stated),
        )
    return stated


def _type(found: Fields) -> SessionType:
    name = one_line(found.text("name"))
    if not name:
        raise NotReadable(N_("A session type without a name."), found.line)
    stated = found.one_of("availability", get_args(Availability))
    description = settled_text(found.text("description"))
    return SessionType(name, description, stated or availability_of(name))


def _question(found: Fields) -> Question:
    return Question(found.text("question"), found.text("answer"))


def _profile(found: Fields) -> Profile:
    if not found.text("user").strip():
        raise NotReadable(N_("A profile without its person."), found.line)
    fields = {name: one_line(found.text(name)) for name in PROFILE if name != "about"}
    return Profile(found.text("user").strip(), **fields, about=settled_text(found.text("about")))


def _numbers(events: Sequence[LoggedEvent]) -> frozenset[tuple[str, int]]:
    """Give the sessions that a watch list may name: event and number in the file."""
    return frozenset(
        (event_key(logged.event.key), session.number)
        for logged in events
        for session in logged.sessions
        if session.number is not None
    )


def _watch(known: frozenset[tuple[str, int]], found: Fields) -> LoggedWatch:
    user, event, number = found.text("user").strip(), found.text("event"), found.number("session")
    if not (user and event and number):
        raise NotReadable(N_("A watch list line without person, event or session."), found.line)
    if (event_key(event), number) not in known:
        raise NotReadable(
            N_("A watch list names #{number}, which is no session of the file."),
            found.line,
            number=number,
        )
    return LoggedWatch(user, event, number, found.moment("watched_at"))


def _zone(found: Fields, name: str) -> str:
    zone = found.text(name) or "UTC"
    if not zones.is_known(zone):
        raise NotReadable(N_("There is no time zone “{zone}”."), found.line, zone=_short(zone))
    return zone


def _address(found: Fields, name: str) -> str | None:
    address = found.text(name)
    if address and not address.lower().startswith(("http://", "https://")):
        raise NotReadable(N_("“{name}” is no http(s) address."), found.line, name=name)
    return address or None


def _short(stated: str) -> str:
    """What a file states, as far as a sentence has room for it."""
    return " ".join(stated.split())[:60]

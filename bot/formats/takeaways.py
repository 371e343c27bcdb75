"""Our own JSON, `session-takeaways/1`: all that people wrote or queued, without loss."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, get_args

from bot.entry import canonical
from bot.formats.fields import Fields, Reading
from bot.formats.json_lines import read_json
from bot.formats.problem import NotReadable, Problem
from bot.locale import N_
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway, LoggedWatch
from storage.records import (
    Attended,
    Availability,
    Entry,
    Event,
    Profile,
    Question,
    SessionType,
)

FORMAT = "session-takeaways/1"

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
_PROFILE = ("role", "company", "tech", "certifications", "interests", "about")


@dataclass(frozen=True, slots=True)
class Readable:
    """What could be read of a file, and what could not."""

    log: Log
    problems: tuple[Problem, ...]


def is_it(text: str) -> bool:
    """Tell by the beginning whether a file means to be this format."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") and "session-takeaways/" in text


def read(text: str) -> Readable:
    """Read a file.

    Raises:
        NotReadable: It is no JSON, or of another version.
    """
    try:
        found = Fields(read_json(text))
    except json.JSONDecodeError as error:
        raise NotReadable(N_("This is no valid JSON."), error.lineno) from error
    if found.text("format") != FORMAT:
        stated = found.text("format")
        raise NotReadable(N_("The format “{stated}” is not known here."), stated=stated)
    reading = Reading()
    log = Log(
        events=tuple(reading.each(found.objects("events"), 1, _Events(reading).event)),
        profiles=tuple(reading.each(found.objects("profiles"), 1, _profile)),
        watching=tuple(reading.each(found.objects("watching"), 1, _watch)),
    )
    return Readable(log, tuple(reading.problems))


def write(log: Log) -> str:
    """Write the whole log."""
    document = {
        "format": FORMAT,
        "events": [_event_json(each) for each in log.events],
        "profiles": [_profile_json(each) for each in log.profiles],
        "watching": [
            {
                "user": each.user,
                "event": each.event,
                "session": each.session,
                "watched_at": stamp(each.watched_at),
            }
            for each in log.watching
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


class _Events:
    """Reads events with what is in them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def event(self, found: Fields) -> LoggedEvent:
        if not found.text("key").strip():
            raise NotReadable(N_("An event without a key."), found.line)
        types = self.reading.each(found.objects("types"), found.line, _type)
        event = Event(
            key=found.text("key"),
            name=found.text("name"),
            timezone=found.text("timezone") or "UTC",
            starts_on=found.day("starts_on"),
            ends_on=found.day("ends_on"),
            current=found.flag("current"),
            types=tuple(types),
        )
        sessions = self.reading.each(found.objects("sessions"), found.line, self.session)
        return LoggedEvent(event, tuple(sessions))

    def session(self, found: Fields) -> LoggedSession:
        details = Entry(
            code=found.text("code") or None,
            title=found.text("title"),
            type=found.text("type") or None,
            level=found.number("level"),
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
            questions=tuple(_question(Fields(each)) for each in found.objects("questions")),
        )
        created_at, updated_at = found.moment("created_at"), found.moment("updated_at")
        return LoggedTakeaway(found.text("user").strip(), canonical(entry), created_at, updated_at)


def _type(found: Fields) -> SessionType:
    name = " ".join(found.text("name").split())
    if not name:
        raise NotReadable(N_("A session type without a name."), found.line)
    stated = found.one_of("availability", get_args(Availability))
    return SessionType(name, found.text("description"), stated or "unknown")


def _question(found: Fields) -> Question:
    return Question(found.text("question"), found.text("answer"))


def _profile(found: Fields) -> Profile:
    if not found.text("user").strip():
        raise NotReadable(N_("A profile without its person."), found.line)
    return Profile(found.text("user").strip(), **{name: found.text(name) for name in _PROFILE})


def _watch(found: Fields) -> LoggedWatch:
    number = found.number("session")
    if not (found.text("user").strip() and found.text("event") and number):
        raise NotReadable(N_("A watch list line without person, event or session."), found.line)
    return LoggedWatch(
        found.text("user").strip(), found.text("event"), number, found.moment("watched_at")
    )


def _address(found: Fields, name: str) -> str | None:
    address = found.text(name)
    if address and not address.lower().startswith(("http://", "https://")):
        raise NotReadable(N_("“{name}” is no http(s) address."), found.line, name=name)
    return address or None


def _event_json(logged: LoggedEvent) -> dict[str, Any]:
    event = logged.event
    return {
        "key": event.key,
        "name": event.name,
        "timezone": event.timezone,
        "starts_on": _day(event.starts_on),
        "ends_on": _day(event.ends_on),
        "current": event.current,
        "types": [
            {"name": each.name, "description": each.description, "availability": each.availability}
            for each in event.types
        ],
        "sessions": [_session_json(each) for each in logged.sessions],
    }


def _session_json(logged: LoggedSession) -> dict[str, Any]:
    details = logged.details
    return {
        "number": logged.number,
        "code": details.code,
        "title": details.title,
        "type": details.type,
        "level": details.level,
        "topics": list(details.topics),
        "tags": list(details.tags),
        "starts_at": stamp(logged.starts_at),
        "speakers": list(details.speakers),
        "availability": details.availability,
        "recording_url": details.recording_url,
        "takeaways": [_takeaway_json(each) for each in logged.takeaways],
    }


def _takeaway_json(logged: LoggedTakeaway) -> dict[str, Any]:
    entry = logged.entry
    return {
        "user": logged.user,
        "code": entry.raw,
        "stars": entry.stars,
        "recommended": entry.recommended,
        "facts": list(entry.facts),
        "impressions": entry.impressions,
        "questions": [
            {"question": each.question, "answer": each.answer} for each in entry.questions
        ],
        "attended": entry.attended,
        "partial": entry.partial,
        "created_at": stamp(logged.created_at),
        "updated_at": stamp(logged.updated_at),
    }


def _profile_json(profile: Profile) -> dict[str, str]:
    return {"user": profile.user, **{name: getattr(profile, name) for name in _PROFILE}}


def stamp(moment: datetime | None) -> str | None:
    """Write a point in time in UTC; parts of a second only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

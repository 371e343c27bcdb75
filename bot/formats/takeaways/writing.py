"""From a log to our JSON."""

import json
from datetime import UTC, date, datetime
from typing import Any

from bot.formats.takeaways.names import FORMAT, PROFILE
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway, LoggedWatch
from storage.records import Profile


def write(log: Log) -> str:
    """Write the whole log."""
    document = {
        "format": FORMAT,
        "events": [_event(each) for each in log.events],
        "profiles": [_profile(each) for each in log.profiles],
        "watching": [_watch(each) for each in log.watching],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _event(logged: LoggedEvent) -> dict[str, Any]:
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
        "sessions": [_session(each) for each in logged.sessions],
    }


def _session(logged: LoggedSession) -> dict[str, Any]:
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
        "takeaways": [_takeaway(each) for each in logged.takeaways],
    }


def _takeaway(logged: LoggedTakeaway) -> dict[str, Any]:
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


def _profile(profile: Profile) -> dict[str, str]:
    return {"user": profile.user, **{name: getattr(profile, name) for name in PROFILE}}


def _watch(logged: LoggedWatch) -> dict[str, Any]:
    return {
        "user": logged.user,
        "event": logged.event,
        "session": logged.session,
        "watched_at": stamp(logged.watched_at),
    }


def stamp(moment: datetime | None) -> str | None:
    """Write a point in time in UTC; parts of a second only where there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

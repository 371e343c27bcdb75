"""The log as articles: each event one, its entries the takeaways."""

from collections.abc import Iterator
from dataclasses import replace

from bot.formats.article.writing import write as write_article
from storage.folding import type_key
from storage.log import Log, LoggedEvent, LoggedSession
from storage.records import Entry, Profile


def write(log: Log, language: str = "en") -> str:
    """Write every event of the log; a profile is written where there is one writer."""
    profile = _profile(log)
    articles = []
    for logged in log.events:
        entries = list(_entries(logged))
        articles.append(write_article(logged.event, logged.event.types, entries, profile, language))
        profile = None  # It stands once.
    return "\n".join(articles)


def _profile(log: Log) -> Profile | None:
    writers = {
        takeaway.user
        for logged in log.events
        for session in logged.sessions
        for takeaway in session.takeaways
    }
    if len(writers) > 1:
        return None
    return next((each for each in log.profiles if each.user in writers), None)


def _entries(logged: LoggedEvent) -> Iterator[Entry]:
    usual = {type_key(kind.name): kind.availability for kind in logged.event.types}
    for session in logged.sessions:
        own = session.details.availability
        if own == usual.get(type_key(session.details.type or "Other")):
            own = None  # The type's heading says it.
        for takeaway in session.takeaways:
            yield _entry(session, replace(takeaway.entry, availability=own))


def _entry(session: LoggedSession, takeaway: Entry) -> Entry:
    """The takeaway with the details of its session."""
    details = session.details
    return replace(
        takeaway,
        code=details.code,
        title=details.title,
        tags=details.tags,
        type=details.type,
        level=details.level,
        topics=details.topics,
        speakers=details.speakers,
        recording_url=details.recording_url,
    )

"""The log as a table: CSV (RFC 4180), one row per takeaway."""

import csv
from collections.abc import Iterator
from io import StringIO

from bot.formats.takeaways import stamp
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway

COLUMNS = (
    "event",
    "code",
    "title",
    "type",
    "level",
    "topics",
    "availability",
    "recording_url",
    "user",
    "stars",
    "recommended",
    "attended",
    "partial",
    "impressions",
    "facts",
    "questions",
    "created_at",
    "updated_at",
)

# A spreadsheet runs what begins with one of these; an apostrophe before it makes it text.
# One of Japan reads them in full width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(log: Log) -> str:
    """Write the table, with its header also where there is no row."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows(_rows(log))
    return written.getvalue()


def _rows(log: Log) -> Iterator[list[str]]:
    for event in log.events:
        for session in event.sessions:
            for takeaway in session.takeaways:
                yield [_cell(value) for value in _row(event, session, takeaway)]


def _row(event: LoggedEvent, session: LoggedSession, written: LoggedTakeaway) -> list[object]:
    details, entry = session.details, written.entry
    asked = [f"Q: {each.question}\nA: {each.answer}".strip() for each in entry.questions]
    return [
        event.event.key,
        details.code,
        details.title,
        details.type,
        details.level,
        ", ".join(details.topics),
        details.availability,
        details.recording_url,
        written.user,
        entry.stars,
        str(entry.recommended).lower(),
        entry.attended,
        str(entry.partial).lower(),
        entry.impressions,
        "\n".join(entry.facts),
        "\n\n".join(asked),
        stamp(written.created_at),
        stamp(written.updated_at),
    ]


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text

"""Days and times as the reader writes them."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from bot.call import Reader
from storage.zones import zone_of


def day(moment: datetime, reader: Reader) -> str:
    """The day of a moment, in the reader's zone."""
    return on(moment.astimezone(zone_of(reader.timezone)).date(), reader)


def on(date_: date, reader: Reader) -> str:
    """A date, such as `28 Nov 2023`."""
    return format_date(date_, format="medium", locale=_locale(reader))


def at(moment: datetime, timezone: str, reader: Reader) -> str:
    """A moment in a zone, which is named since it may not be the reader's."""
    local = moment.astimezone(zone_of(timezone))
    written = format_datetime(local, "EEE d MMM HH:mm", locale=_locale(reader))
    if reader.language == "ja":
        written = format_datetime(local, "M月d日(EEE) HH:mm", locale="ja")
    return f"{written} ({local.tzinfo})"


def _locale(reader: Reader) -> str:
    return "en_GB" if reader.language == "en" else reader.language

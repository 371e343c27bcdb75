"""When an hour comes in a zone: once for each local date, whatever its clocks do.

Pure. A point in time is an aware datetime in UTC, a zone an IANA name; one that this
machine lacks is UTC.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from storage.zones import zone_of

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
AHEAD = 12  # days looked at for the next run: the taken ones and dates that a zone skipped


def local_date(moment: datetime, zone: str) -> date:
    """The date on the wall of that zone."""
    return moment.astimezone(zone_of(zone)).date()


def moment_of(day: date, at: time, zone: str) -> datetime | None:
    """The one moment of a date's hour, None for a date that the zone skipped.

    An hour that comes twice is taken the first time. For one that the clocks leap over it is the
    first moment after the leap, or, where that is the next date already, the last minute before.
    """
    place = zone_of(zone)
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=place).astimezone(UTC)
    if moment.astimezone(place).replace(tzinfo=None) == wall:
        return moment
    leap = _leap(wall, place)
    kept = (each for each in (leap, leap - MINUTE) if local_date(each, zone) == day)
    return next(kept, None)


def next_run(at: time, zone: str, after: datetime, taken: Collection[date] = ()) -> datetime:
    """The next moment after `after` at which the hour comes, on a local date that is not taken."""
    first = local_date(after, zone) - DAY
    days = (first + ahead * DAY for ahead in range(AHEAD + len(taken)))
    moments = (moment_of(day, at, zone) for day in days if day not in taken)
    return next(moment for moment in moments if moment is not None and moment > after)


def end_of_day(moment: datetime, zone: str) -> datetime:
    """The moment at which the local date of `moment` is over."""
    return next_run(time(0), zone, moment, {local_date(moment, zone)})


def _leap(wall: datetime, place: ZoneInfo) -> datetime:
    """Find the moment at which clocks leap over the wall time, to the second."""
    before = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    offset = before.astimezone(place).utcoffset()
    while after - before > SECOND:
        middle = before + ((after - before) // 2 // SECOND) * SECOND
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after

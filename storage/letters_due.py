"""Who is to be told what: found over all workspaces, with the zones in which it is time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, Select, and_, exists, func, select

from storage import zones
from storage.errors import NotFound
from storage.folding import event_key
from storage.letter_tables import nudged, unwanted
from storage.local_days import local_date, moment_of
from storage.people_tables import people
from storage.reading import INCOMPLETE
from storage.records import Who
from storage.tables import events, sessions, takeaways, watching

EVENING = time(20)  # in the event's zone
DAY = timedelta(days=1)

HAS_LINK = func.coalesce(sessions.c.recording_url, "") != ""
_OF_WATCH = and_(sessions.c.team_id == watching.c.team_id, sessions.c.number == watching.c.session)
_OF_TAKEAWAY = and_(
    sessions.c.team_id == takeaways.c.team_id, sessions.c.number == takeaways.c.session
)


@dataclass(frozen=True, slots=True)
class Evening:
    """An event on the evening of one of its days."""

    team_id: str
    key: str
    day: date


def waiting(db: Connection) -> list[tuple[Who, str]]:
    """Name those who wait for a recording that is there now, each with the zone."""
    member = and_(people.c.team_id == watching.c.team_id, people.c.user_id == watching.c.user_id)
    rows = db.execute(
        select(watching.c.team_id, watching.c.user_id, people.c.timezone)
        .select_from(watching.join(sessions, _OF_WATCH).outerjoin(people, member))
        .where(watching.c.awaited, HAS_LINK)
        .distinct()
    )
    return [(Who(row.team_id, row.user_id), zones.zone_of(row.timezone).key) for row in rows]


def evenings(db: Connection, now: datetime) -> list[Evening]:
    """Name the events on one of whose days it is evening, and which nobody was reminded of yet."""
    first = func.coalesce(events.c.starts_on, events.c.ends_on)
    last = func.coalesce(events.c.ends_on, events.c.starts_on)
    today = now.astimezone(UTC).date()
    done = and_(nudged.c.team_id == events.c.team_id, nudged.c.event == events.c.key)
    rows = db.execute(
        select(
            events.c.team_id,
            events.c.key,
            events.c.timezone,
            first.label("first"),
            last.label("last"),
            nudged.c.day,
        )
        .select_from(events.outerjoin(nudged, done))
        # A zone's date is at most a day from that of UTC.
        .where(first <= today + DAY, last >= today - DAY)
    ).all()
    found = []
    for row in rows:
        zone = zones.zone_of(row.timezone).key
        day = local_date(now, zone)
        evening = moment_of(day, EVENING, zone)
        is_time = evening is not None and evening <= now
        is_done = row.day is not None and row.day >= day
        if is_time and not is_done and row.first <= day <= row.last:
            found.append(Evening(row.team_id, row.key, day))
    return found


def lacking(team_id: str, event: str) -> Select[str]:
    """Ask who has incomplete takeaways of an event and did not say to be left alone."""
    stopped = exists().where(
        unwanted.c.team_id == takeaways.c.team_id,
        unwanted.c.user_id == takeaways.c.user_id,
        unwanted.c.event == event,
    )
    return (
        select(takeaways.c.user_id)
        .select_from(takeaways.join(sessions, _OF_TAKEAWAY))
        .where(takeaways.c.team_id == team_id, sessions.c.event == event, INCOMPLETE, ~stopped)
        .distinct()
        .order_by(takeaways.c.user_id)
    )


def zone_of_event(db: Connection, team_id: str, event: str) -> str:
    """Give the zone of an event.

    Raises:
        NotFound: of kind "event".
    """
    key = event_key(event)
    asked = select(events.c.timezone).where(events.c.team_id == team_id, events.c.key == key)
    zone = db.execute(asked).scalar()
    if zone is None:
        raise NotFound("event", event)
    return zones.zone_of(zone).key


def zone_of(db: Connection, who: Who) -> str:
    """Give the zone that Slack last told of a person."""
    asked = select(people.c.timezone).where(
        people.c.team_id == who.team_id, people.c.user_id == who.user_id
    )
    return zones.zone_of(db.execute(asked).scalar()).key

"""Figures of a log: how much there is, how it is rated, which types and topics are alive."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, JSON, Connection, Select, and_, cast, exists, func, select

from storage import conditions as chosen_by
from storage.columns import AnyRow
from storage.database import Clock, Database
from storage.event_rows import require_event
from storage.folding import fold
from storage.people_tables import members
from storage.picking import Sought, named
from storage.records import Filter, Rating, Who
from storage.rows import SESSIONS
from storage.tables import session_types, sessions, takeaways
from storage.takeaway_conditions import takeaway_conditions
from storage.wording import search_words

MOST = 10  # types and topics
STARS = range(1, 6)
KEPT = ("written", "asked", *(f"gave_{stars}" for stars in STARS))  # with each session


@dataclass(frozen=True, slots=True)
class Share:
    """A type or a topic, with the number of takeaways on its sessions."""

    name: str
    takeaways: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a log amounts to; `stars` counts takeaways by their stars, None for those without.

    `sessions` are those with a takeaway. `types` and `topics` are the ten with the most.
    """

    sessions: int = 0
    takeaways: int = 0
    writers: int = 0
    questions: int = 0
    stars: Mapping[int | None, int] = field(default_factory=dict)
    types: tuple[Share, ...] = ()
    topics: tuple[Share, ...] = ()

    @property
    def rating(self) -> Rating:
        """What all together gave."""
        given = {stars: count for stars, count in self.stars.items() if stars is not None}
        total = sum(stars * count for stars, count in given.items())
        return Rating(sum(given.values()), total)


class Statistics:
    """Counts what a filter chooses, in a few statements however much it is."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def figures(self, who: Who, wanted: Filter) -> Figures:
        """Count the takeaways that a filter chooses, by themselves or with their sessions.

        Raises:
            NotFound: of kind "event".
        """
        now = self._clock()

        def read(db: Connection) -> Figures:
            require_event(db, who.team_id, wanted.event)
            if chosen_by.chooses_takeaways(wanted):
                return _of_some(db, _Chosen(db, who, wanted, now))
            return _of_all(db, who, wanted)

        return self._database.snapshot(read)


def _of_all(db: Connection, who: Who, wanted: Filter) -> Figures:
    """Add up what is kept with each session."""
    chosen = _kept(db, who, wanted)
    kinds = session_types.c.name.label("type"), sessions.c.topics
    sums = [func.sum(sessions.c[name]).label(name) for name in KEPT]
    counting = chosen.with_only_columns(*kinds, func.count().label("sessions"), *sums)
    rows = db.execute(counting.group_by(*kinds)).mappings().all()
    total = {name: sum(int(row[name]) for row in rows) for name in ("sessions", *KEPT)}
    stars: dict[int | None, int] = {each: total[f"gave_{each}"] for each in STARS}
    stars[None] = total["written"] - sum(stars.values())
    return Figures(
        sessions=total["sessions"],
        takeaways=total["written"],
        writers=_writers_of_all(db, who, chosen),
        questions=total["asked"],
        stars={each: count for each, count in stars.items() if count},
        types=_most(((row["type"] or "Other",), int(row["written"])) for row in rows),
        topics=_most((row["topics"], int(row["written"])) for row in rows),
    )


def _kept(db: Connection, who: Who, wanted: Filter) -> Select[Any]:
    """Choose the sessions with a takeaway that a filter chooses."""
    looked_for = search_words(wanted.words)
    conditions = chosen_by.session_conditions(db, who, wanted) + chosen_by.kept_stars(wanted)
    everybodys = [takeaways.c.team_id == who.team_id]
    conditions += chosen_by.further_conditions(wanted, looked_for, everybodys)
    if (numbers := named(db, Sought(who.team_id, looked_for, wanted.topics))) is not None:
        conditions.append(sessions.c.number.in_(numbers))
    chosen = select(sessions.c.number).select_from(SESSIONS)
    return chosen.where(*conditions, sessions.c.written > 0)


def _writers_of_all(db: Connection, who: Who, chosen: Select[Any]) -> int:
    """Count those who wrote about one of the sessions; each of them soon shows it."""
    some = chosen.cte("chosen")
    wrote = exists().where(
        takeaways.c.team_id == who.team_id,
        takeaways.c.user_id == members.c.user_id,
        takeaways.c.session.in_(select(some.c.number)),
    )
    asked = select(func.count()).select_from(members).where(members.c.team_id == who.team_id, wrote)
    return int(db.execute(asked).scalar_one())


def _of_some(db: Connection, chosen: "_Chosen") -> Figures:
    """Count the takeaways of some people, or of some days, one by one."""
    kinds = _kinds(db, chosen)
    stars = _stars(db, chosen)
    return Figures(
        sessions=sum(row.sessions for row in kinds),
        takeaways=sum(row.takeaways for row in kinds),
        writers=_writers(db, chosen),
        questions=sum(int(row.questions) for row in stars),
        stars={row.stars: row.takeaways for row in stars},
        types=_most(((row.type or "Other",), row.takeaways) for row in kinds),
        topics=_most((row.topics, row.takeaways) for row in kinds),
    )


class _Chosen:
    """The takeaways that a filter chooses, joined to their sessions."""

    def __init__(self, db: Connection, who: Who, wanted: Filter, now: datetime) -> None:
        self.takeaways = takeaway_conditions(db, who, wanted, now)
        self.sessions = self._sessions(db, who, wanted).cte("chosen")

    def _sessions(self, db: Connection, who: Who, wanted: Filter) -> Select[Any]:
        conditions = chosen_by.session_conditions(db, who, wanted)
        looked_for = search_words(wanted.words)
        conditions += chosen_by.further_conditions(wanted, looked_for, self.takeaways)
        asked = select(
            sessions.c.team_id,
            sessions.c.number,
            session_types.c.name.label("type"),
            sessions.c.topics,
        )
        if not wanted.stars:
            return asked.select_from(SESSIONS).where(*conditions)
        rated = self._rated(wanted)
        of_session = rated.c.session == sessions.c.number
        return asked.select_from(SESSIONS.join(rated, of_session)).where(*conditions)

    def _rated(self, wanted: Filter) -> CTE:
        """The sessions whose mean, of the chosen takeaways, is as wanted."""
        count, total = func.count(takeaways.c.stars), func.sum(takeaways.c.stars)
        return (
            select(takeaways.c.session)
            .where(*self.takeaways)
            .group_by(takeaways.c.session)
            .having(and_(*chosen_by.stars(wanted, count, total)))
            .cte("rated")
        )

    def select(self, *columns: Any) -> Select[Any]:
        """Read of each chosen takeaway.

        The workspace comes with the sessions: named for the takeaways too, it lets SQLite walk
        through them by an index of their age, ten times as long as by their key.
        """
        of_session = and_(
            takeaways.c.team_id == self.sessions.c.team_id,
            takeaways.c.session == self.sessions.c.number,
        )
        rows = select(*columns).select_from(self.sessions.join(takeaways, of_session))
        return rows.where(*self.takeaways[1:])


def _kinds(db: Connection, chosen: _Chosen) -> Sequence[AnyRow]:
    """Count by type and list of topics, of which there are few."""
    kinds = chosen.sessions.c.type, chosen.sessions.c.topics
    counts = (
        func.count().label("takeaways"),
        func.count(takeaways.c.session.distinct()).label("sessions"),
    )
    return db.execute(chosen.select(*kinds, *counts).group_by(*kinds)).all()


def _writers(db: Connection, chosen: _Chosen) -> int:
    asked = chosen.select(func.count(takeaways.c.user_id.distinct()))
    return int(db.execute(asked).scalar_one())


def _stars(db: Connection, chosen: _Chosen) -> Sequence[AnyRow]:
    asked: Any = takeaways.c.questions
    if db.dialect.name == "postgresql":
        asked = cast(asked, JSON)
    counts = (
        func.count().label("takeaways"),
        func.sum(func.json_array_length(asked)).label("questions"),
    )
    stars = takeaways.c.stars
    return db.execute(chosen.select(stars, *counts).group_by(stars)).all()


def _most(named: Iterable[tuple[Iterable[str], int]]) -> tuple[Share, ...]:
    """Add up what is named alike, each name as it is most often written."""
    spellings: dict[str, Counter[str]] = {}
    for names, count in named:
        for key, name in {fold(name): name for name in names}.items():
            spellings.setdefault(key, Counter())[name] += count
    found = [
        Share(min(each, key=lambda name: (-each[name], name)), each.total())
        for each in spellings.values()
    ]
    return tuple(sorted(found, key=lambda each: (-each.takeaways, fold(each.name)))[:MOST])

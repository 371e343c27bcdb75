"""Which stored session is meant by each session of a file, and what becomes of its details."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.details import (
    EDITABLE,
    STATED,
    Details,
    Types,
    edited,
    filled,
    matching,
    new_details,
    titled,
)
from storage.folding import code_key, title_key
from storage.log import LoggedSession, LoggedTakeaway
from storage.merging import cleaned
from storage.records import Edit
from storage.sending import send
from storage.tables import retired_numbers, sessions, workspaces

LARGEST_NUMBER = 2**31 - 1


@dataclass(slots=True)
class Target:
    """A session that a file brings; `stored` is None where it is new, `number` 0 until given."""

    number: int
    stored: Details | None
    details: Details
    numbers_in_file: list[int] = field(default_factory=list)
    written: list[LoggedTakeaway] = field(default_factory=list)
    placed: bool = False


class Shelf:
    """The sessions of one event, found by what a file calls them."""

    def __init__(self, db: Connection, team_id: str, event: str) -> None:
        self.db = db
        self.team_id = team_id
        self.event = event
        self._coded: dict[str, Target] = {}
        self._titled: dict[str, list[Target]] = defaultdict(list)
        for target in _stored(db, team_id, event):
            self._add(target)

    def place(
        self, logged: Sequence[LoggedSession], types: Types, *, authored: bool
    ) -> list[Target]:
        """Give the sessions of the file, each once, with their new details and numbers."""
        same_title = Counter(_title(each) for each in logged if not each.details.code)
        targets: dict[int, Target] = {}
        for each in logged:
            target = self._find(each, alone=same_title[_title(each)] == 1, by_start=not authored)
            if target is None:
                target = self._new(each)
            target.details = _changed(target.details, each, types, authored=authored)
            target.placed = True
            target.written += each.takeaways
            if each.number is not None:
                target.numbers_in_file.append(each.number)
            targets[id(target)] = target
        _number(self.db, self.team_id, list(targets.values()))
        return list(targets.values())

    def _find(self, logged: LoggedSession, *, alone: bool, by_start: bool) -> Target | None:
        """Find by code, else by title, and where several have that title by start too."""
        if logged.details.code:
            return self._coded.get(code_key(logged.details.code))
        same = self._titled[_title(logged)]
        uncoded = [each for each in same if not each.details["code"]]
        if not by_start:
            return uncoded[0] if uncoded else (same[0] if len(same) == 1 else None)
        at_that_time = [each for each in uncoded if each.details["starts_at"] == logged.starts_at]
        if at_that_time:
            return at_that_time[0]
        moved = [each for each in uncoded if not each.placed]
        return moved[0] if alone and len(moved) == 1 else None

    def _new(self, logged: LoggedSession) -> Target:
        details = new_details(logged.details)
        if not logged.details.code:
            details["title"] = logged.details.title
        target = Target(0, None, {**details, "starts_at": logged.starts_at, "event": self.event})
        self._add(target)
        return target

    def _add(self, target: Target) -> None:
        if target.details["code"]:
            self._coded[code_key(target.details["code"])] = target
        self._titled[title_key(target.details["title"])].append(target)


def write_sessions(db: Connection, team_id: str, targets: Sequence[Target], now: datetime) -> None:
    """Write the sessions that are new, and those whose details changed."""
    new = [
        {
            "team_id": team_id,
            "number": target.number,
            "created_at": now,
            **target.details,
            **matching(target.details),
        }
        for target in targets
        if target.stored is None
    ]
    send(db, insert(sessions), new)
    for target in targets:
        if target.stored is not None and target.stored != target.details:
            db.execute(
                update(sessions)
                .where(sessions.c.team_id == team_id, sessions.c.number == target.number)
                .values(**target.details, **matching(target.details))
            )


def _stored(db: Connection, team_id: str, event: str) -> Iterator[Target]:
    rows = db.execute(
        select(sessions.c.number, *(sessions.c[name] for name in STATED))
        .where(sessions.c.team_id == team_id, sessions.c.event == event)
        .order_by(sessions.c.number)
        .with_for_update()
    )
    for row in rows:
        details: Details = {name: getattr(row, name) for name in STATED}
        yield Target(row.number, {**details, "event": event}, {**details, "event": event})


def _title(logged: LoggedSession) -> str:
    return title_key(logged.details.title)


def _changed(details: Details, logged: LoggedSession, types: Types, *, authored: bool) -> Details:
    entry = cleaned(logged.details)
    if authored:
        title = titled(details, entry, quick=False).title
        return {**filled(details, entry, types), "title": title}
    stated = edited(details, Edit(entry, logged.stated & EDITABLE), types)
    if "starts_at" in logged.stated:
        stated["starts_at"] = logged.starts_at
    return stated


def _number(db: Connection, team_id: str, targets: Sequence[Target]) -> None:
    """Keep the file's numbers that were never given, and give the others the next ones."""
    new = [target for target in targets if target.stored is None]
    if not new:
        return
    given = _given(db, team_id)
    last = db.execute(
        select(workspaces.c.last_session).where(workspaces.c.team_id == team_id)
    ).scalar_one()
    for target in new:
        wanted = target.numbers_in_file[0] if target.numbers_in_file else 0
        if 0 < wanted < LARGEST_NUMBER and wanted not in given:
            target.number = wanted
            given.add(wanted)
    last = max(last, *given, 0)
    for target in new:
        if not target.number:
            last += 1
            target.number = last
    db.execute(update(workspaces).where(workspaces.c.team_id == team_id).values(last_session=last))


def _given(db: Connection, team_id: str) -> set[int]:
    numbers = select(sessions.c.number).where(sessions.c.team_id == team_id)
    retired = select(retired_numbers.c.number).where(retired_numbers.c.team_id == team_id)
    return set(db.execute(numbers.union_all(retired)).scalars())

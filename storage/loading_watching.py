"""The watch lists of a file, beside what is stored of the same people."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.log import LoggedWatch
from storage.tables import sessions, watching

AT_ONCE = 500  # lines; a statement takes no more than some thousand values

Line = tuple[str, int]  # of whom, and which session
Seen = tuple[datetime | None]
Version = tuple[Seen | None, Seen]


def bring_watching(
    db: Connection, team_id: str, brought: Sequence[tuple[LoggedWatch, int]], now: datetime
) -> Iterator[Version]:
    """Write what is new and what differs of lines with their sessions' numbers; give each."""
    for first in range(0, len(brought), AT_ONCE):
        some = brought[first : first + AT_ONCE]
        known = _stored(db, team_id, some)
        before = dict(known)
        for watch, number in some:
            line = watch.user, number
            yield known.get(line), (watch.watched_at,)
            known[line] = (watch.watched_at,)
        _write(db, team_id, before, known, now)


def _write(
    db: Connection, team_id: str, before: dict[Line, Seen], after: dict[Line, Seen], now: datetime
) -> None:
    linked = _with_link(db, team_id, sorted({number for _, number in after}))
    new = []
    for (user, number), (watched_at,) in after.items():
        if before.get((user, number)) == (watched_at,):
            continue
        named = {"team_id": team_id, "user_id": user, "session": number}
        awaited = watched_at is None and number not in linked
        if (user, number) not in before:
            state = {"watched_at": watched_at, "awaited": awaited}
            new.append({**named, "queued_at": now, **state})
            continue
        is_it = [watching.c[name] == value for name, value in named.items()]
        changing = update(watching).where(*is_it)
        db.execute(changing.values(watched_at=watched_at, awaited=awaited))
    if new:
        db.execute(insert(watching), new)


def _stored(
    db: Connection, team_id: str, some: Sequence[tuple[LoggedWatch, int]]
) -> dict[Line, Seen]:
    asked = select(watching.c.user_id, watching.c.session, watching.c.watched_at).where(
        watching.c.team_id == team_id,
        watching.c.user_id.in_(sorted({watch.user for watch, _ in some})),
        watching.c.session.in_(sorted({number for _, number in some})),
    )
    lines = {(watch.user, number) for watch, number in some}
    found = {(row.user_id, row.session): (row.watched_at,) for row in db.execute(asked)}
    return {line: seen for line, seen in found.items() if line in lines}


def _with_link(db: Connection, team_id: str, numbers: Sequence[int]) -> set[int]:
    asked = select(sessions.c.number).where(
        sessions.c.team_id == team_id,
        sessions.c.number.in_(numbers),
        sessions.c.recording_url.is_not(None),
        sessions.c.recording_url != "",
    )
    return set(db.execute(asked).scalars())

"""A log with rows in every table, and its rows brought into a database of any earlier revision."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Double,
    Engine,
    Table,
    column,
    inspect,
    select,
    table,
)

from storage import Edit, Entry, Event, open_store
from storage.columns import Moment, Number
from storage.engine import open_engine
from storage.table_parts import metadata
from tests.bots import Bot, running
from tests.logged import ANN, TEAM, typed

Rows = list[dict[str, Any]]
ELSEWHERE = "T0ELSEWHERE"  # a second workspace, with all of the first under other names
EVENING = datetime(2026, 12, 1, 20, 30, tzinfo=UTC)
MOMENT = datetime(2026, 12, 1, 12, tzinfo=UTC)


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """Open a database as the program does."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def fill(url: str) -> None:
    """Let two workspaces use all of the bot; `url` is of an empty database of today's schema."""
    with running(url) as bot:
        bot.clock.moment = datetime(2026, 12, 1, 8, tzinfo=UTC)
        _log(bot)
        _let_the_day_pass(bot)
    with engine_of(url) as engine, engine.begin() as db:
        for each in metadata.sorted_tables:
            _complete(db, each)
        for each in metadata.sorted_tables:
            _double(db, each)


def _log(bot: Bot) -> None:
    days = date(2026, 12, 1), date(2026, 12, 3)
    bot.store.events.create(ANN, Event("summit", "Summit", "UTC", *days))
    typed(bot, "digest on 09:00 utc", "ann")
    typed(
        bot,
        "add ★★★★★ NET402 | Surviving overloads (recommended)\n- one fact\n過負荷の話\nQ: Why?",
        "ann",
    )
    typed(bot, "add NET402 3 障害のときは", "haru")
    typed(bot, "add CMP301 2 Slow builds", "ben")
    typed(bot, "add SEC310", "ben")
    typed(bot, "add GONE101 1 A slip", "ben")
    typed(bot, "delete GONE101", "ben")
    typed(bot, "undo", "ben")
    typed(bot, "undo", "ben")
    typed(bot, "profile", "ann").form.submit(role="SRE", about="- Likes cats\n- Cooks")
    typed(bot, "profile", "ben").form.submit(role="運用SRE (on call)", company="SRE Tents")
    typed(bot, "profile", "haru").form.submit(company="Example Tents")
    typed(bot, "later CMP301", "ann")
    typed(bot, "add NET402 9", "ann")  # Refused, and kept for a day.
    bot.slack.member("ann").opens_home()
    edit = Edit(Entry(recording_url="https://video.example.com/1"), frozenset({"recording_url"}))
    bot.store.takeaways.edit(ANN, 1, edit)
    typed(bot, "later NET402", "haru")


def _let_the_day_pass(bot: Bot) -> None:
    bot.workers.finish()
    bot.clock.moment = datetime(2026, 12, 1, 9, 1, tzinfo=UTC)
    bot.tick()
    typed(bot, "rate NET402 4", "haru")
    bot.workers.finish()
    bot.clock.moment = EVENING
    bot.brings_letters()


def _complete(db: Connection, each: Table) -> None:
    """Give a table that this day left empty a row of the plainest kind."""
    if db.execute(select(each).limit(1)).first() is None:
        db.execute(each.insert().values({one.name: _plain(one) for one in each.c}))


def _plain(one: "Column[Any]") -> Any:
    if one.name == "team_id":
        return TEAM
    match one.type:
        case Moment():
            return MOMENT
        case Date():
            return MOMENT.date()
        case Number() | Double():
            return 1
        case Boolean():
            return True
        case _:
            return f"{one.name} of {one.table.name}"


def _double(db: Connection, each: Table) -> None:
    """Copy a table's rows into the other workspace, where every session has its recording."""
    rows = [dict(row) for row in db.execute(select(each)).mappings()]
    for row in rows:
        row["team_id"] = ELSEWHERE
        if each.name == "sessions":
            row |= {"recording_url": "https://video.example.com/2", "title": f"{row['title']} II"}
        if "awaited" in row:
            row["awaited"] = False
    db.execute(each.insert(), rows)


def rows_of(url: str, only: Mapping[str, Sequence[str]] | None = None) -> dict[str, Rows]:
    """Read every table, or the columns of those that are named, in the order of its key."""
    with engine_of(url) as engine, engine.connect() as db:
        wanted = only or {each.name: each.c.keys() for each in metadata.sorted_tables}
        return {name: _read(db, metadata.tables[name], names) for name, names in wanted.items()}


def _read(db: Connection, each: Table, names: Sequence[str]) -> Rows:
    asked = select(*(each.c[name] for name in names)).order_by(*each.primary_key.columns)
    return [dict(row) for row in db.execute(asked).mappings()]


def columns_of(url: str) -> dict[str, list[str]]:
    """Name the columns of each table that a database has and the program knows, parents first."""
    with engine_of(url) as engine:
        there = inspect(engine)
        return {
            each.name: [found["name"] for found in there.get_columns(each.name)]
            for each in metadata.sorted_tables
            if there.has_table(each.name)
        }


def bring(rows: Mapping[str, Rows], url: str) -> None:
    """Write the rows into a database of an earlier revision, as far as it has their columns."""
    columns = columns_of(url)
    with engine_of(url) as engine, engine.begin() as db:
        for name, names in columns.items():
            known = metadata.tables[name].c
            written = table(name, *(column(each, known[each].type) for each in names))
            kept = [{each: row[each] for each in names} for row in rows[name]]
            db.execute(written.insert(), kept)


def exported(url: str) -> list[Any]:
    """Export both workspaces as the program does."""
    with closing(open_store(url, lambda: EVENING)) as store:
        return [store.transfer.export(team) for team in (TEAM, ELSEWHERE)]

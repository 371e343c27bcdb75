"""Every statement of the storage is bound to one workspace, and one that is not is found."""

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    ClauseElement,
    Engine,
    and_,
    bindparam,
    delete,
    event,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
    update,
)

from storage import Store, reading
from storage.people_tables import profiles
from storage.tables import events, sessions, takeaways
from tests.bounds import Seen, unbound
from tests.everywhere import EVERYWHERE
from tests.keeping import ANN, log

HERE = sessions.c.team_id == "T1"
SAME = takeaways.c.team_id == sessions.c.team_id
OURS = takeaways.c.session == sessions.c.number
_TOTALS = select(takeaways.c.session).where(takeaways.c.team_id == "T1").subquery()
_ALL_TOTALS = select(takeaways.c.session, func.count().label("n")).subquery()
_MINE = sessions.alias("mine")

BOUND = {
    "by a value": select(sessions.c.title).where(HERE),
    "by a parameter": select(sessions.c.title).where(bindparam("team") == sessions.c.team_id),
    "by a join": select(takeaways.c.stars).select_from(sessions.join(takeaways, SAME)).where(HERE),
    "by an optional join": select(sessions.c.title)
    .select_from(sessions.outerjoin(takeaways, SAME))
    .where(HERE),
    "by the statement around": select(sessions.c.title).where(HERE, exists().where(SAME, OURS)),
    "in each branch": select(sessions.c.title).where(
        or_(HERE, and_(sessions.c.team_id == "T2", sessions.c.number == 1))
    ),
    "in a subquery": select(sessions.c.title)
    .select_from(sessions.join(_TOTALS, _TOTALS.c.session == sessions.c.number))
    .where(HERE),
    "under another name": select(_MINE.c.title).where(_MINE.c.team_id == "T1"),
    "among pairs": select(sessions.c.title).where(
        tuple_(sessions.c.team_id, sessions.c.number).in_([("T1", 1)])
    ),
    "by a chain": select(events.c.name)
    .select_from(takeaways, sessions, events)
    .where(takeaways.c.team_id == "T1", SAME, events.c.team_id == sessions.c.team_id),
    "in a change": update(sessions).where(HERE).values(title="x"),
    "in a change by another table": update(sessions).where(SAME, OURS, takeaways.c.team_id == "T1"),
    "in a deletion": delete(takeaways).where(takeaways.c.team_id == "T1"),
    "a new row": insert(sessions).values(team_id="T1", number=1),
    "by hand": text("SELECT session FROM search_rows WHERE team_id = :team"),
    "of no row": select(sessions.c.title).where(false()),
    "of no table": select(func.now()),
}

UNBOUND: dict[str, tuple[ClauseElement, set[str]]] = {
    "without anything": (select(sessions.c.title), {"sessions"}),
    "by a number alone": (select(sessions.c.title).where(sessions.c.number == 1), {"sessions"}),
    "not this workspace": (
        select(sessions.c.title).where(sessions.c.team_id != "T1"),
        {"sessions"},
    ),
    "unless another condition holds": (
        select(sessions.c.title).where(or_(HERE, sessions.c.number == 1)),
        {"sessions"},
    ),
    "one table of two": (
        select(takeaways.c.stars).select_from(sessions.join(takeaways, OURS)).where(HERE),
        {"takeaways"},
    ),
    "an optional join says nothing of the left": (
        select(sessions.c.title).select_from(
            sessions.outerjoin(takeaways, and_(SAME, takeaways.c.team_id == "T1"))
        ),
        {"sessions"},
    ),
    "equal to each other and to nothing else": (
        select(takeaways.c.stars).where(SAME, OURS),
        {"sessions", "takeaways"},
    ),
    "within an exists": (
        select(sessions.c.title).where(HERE, exists().where(OURS)),
        {"takeaways"},
    ),
    "within a scalar": (
        select(select(func.count()).select_from(profiles).scalar_subquery()),
        {"profiles"},
    ),
    "within a subquery": (
        select(_ALL_TOTALS.c.n)
        .select_from(sessions.join(_ALL_TOTALS, _ALL_TOTALS.c.session == sessions.c.number))
        .where(HERE),
        {"takeaways"},
    ),
    "within a union": (
        select(sessions.c.title).where(HERE).union(select(sessions.c.title)),
        {"sessions"},
    ),
    "within a CTE": (
        select(select(profiles.c.role).cte("roles").c.role),
        {"profiles"},
    ),
    "under another name": (
        select(_MINE.c.title).where(HERE, _MINE.c.number == sessions.c.number),
        {"mine"},
    ),
    "in a change": (update(sessions).where(sessions.c.number == 1).values(title="x"), {"sessions"}),
    "in a deletion": (delete(takeaways).where(takeaways.c.user_id == "U1"), {"takeaways"}),
    "in a deletion by a subquery": (
        delete(takeaways).where(
            takeaways.c.team_id == "T1", takeaways.c.session.in_(select(sessions.c.number))
        ),
        {"sessions"},
    ),
    "what a new row is made from": (
        insert(takeaways).from_select(["session"], select(sessions.c.number)),
        {"sessions"},
    ),
    "by hand": (
        text("SELECT title FROM sessions JOIN search_rows ON session = number"),
        {"sessions", "search_rows"},
    ),
}


@pytest.mark.parametrize("statement", BOUND.values(), ids=BOUND)
def test_a_statement_that_is_bound_passes(statement: ClauseElement) -> None:
    assert unbound(statement) == set()


@pytest.mark.parametrize(("statement", "tables"), UNBOUND.values(), ids=UNBOUND)
def test_a_statement_that_looks_further_is_found(
    statement: ClauseElement, tables: set[str]
) -> None:
    assert unbound(statement) == tables


def test_a_verb_that_forgets_its_workspace_is_told_on(
    store: Store, statements: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = log(store, ANN, "NET402", 5).entries[0].session.number
    monkeypatch.setattr("storage.takeaways.one", _forgetful(reading.one))
    store.takeaways.get(ANN, number)
    told, statements.beyond = statements.beyond, []
    assert len(told) == 1
    assert told[0].startswith("storage.reading:one leaves takeaways without a workspace:")


def _forgetful(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, as if somebody had left its workspace out."""
    source = inspect.getsource(verb)
    condition = "takeaways.c.team_id == who.team_id,"
    assert condition in source
    names = dict(vars(inspect.getmodule(verb)))
    exec(source.replace(condition, ""), names)  # noqa: S102  # The house's own source.
    return names[verb.__name__]  # type: ignore[no-any-return]


def test_who_looks_over_all_workspaces_is_still_there() -> None:
    for name in EVERYWHERE:
        module, _, path = name.partition(":")
        found: Any = importlib.import_module(module)
        for part in path.partition(".<locals>")[0].split("."):
            found = getattr(found, part)
        assert callable(found)


def test_statements_are_looked_at_in_every_test(statements: Seen) -> None:
    assert event.contains(Engine, "before_cursor_execute", statements.look)

"""The statements of every digest, built once: that takes longer than to run them.

Their parameters are the workspace (`team`), the `run`, the `token` of its claim, and the `number`
of a part.
"""

from typing import Any

from sqlalchemy import Text, bindparam, case, cast, insert, select, update

from storage.digest_records import LEFT
from storage.digest_tables import chosen, parts, runs, shown_sessions, subscriptions


def _named(table: Any) -> Any:
    return (table.c.team_id == bindparam("team")) & (table.c.run_id == bindparam("run"))


_HELD = _named(runs) & (runs.c.claim == bindparam("token"))
NEW_PART = insert(parts)
SENDING = (
    update(runs)
    .where(_HELD, runs.c.attempt_at > bindparam("now", type_=runs.c.attempt_at.type))
    .values(state="posting", attempt_at=bindparam("until"))
)
IN_PART = (
    update(shown_sessions)
    .where(
        _named(shown_sessions),
        shown_sessions.c.session.in_(bindparam("sessions", expanding=True)),
    )
    .values(part=bindparam("number"))
)
ARRIVED = (
    update(parts)
    .where(_named(parts), parts.c.part == bindparam("number"), parts.c.state == "sending")
    .values(state="sent", ts=bindparam("stamp"))
)
SHOW = (
    update(chosen)
    .where(
        _named(chosen),
        chosen.c.session.in_(
            select(shown_sessions.c.session).where(
                _named(shown_sessions), shown_sessions.c.part == bindparam("number")
            )
        ),
    )
    .values(shown=True)
)
_TOLD = cast(subscriptions.c.told, Text)
MENDED = (
    update(subscriptions)
    .where(
        subscriptions.c.team_id == bindparam("team"),
        subscriptions.c.channel_id == bindparam("channel"),
        _TOLD != "[]",
    )
    .values(told=case((_TOLD.contains(f'"{LEFT}'), f'["{LEFT}"]'), else_="[]"))
)
_RELEASED = ("state", "reason", "attempts", "look_cursor", "attempt_at")
RELEASE = (
    update(runs)
    .where(_HELD)
    .values(claim="", **{name: bindparam(f"new_{name}") for name in _RELEASED})
)

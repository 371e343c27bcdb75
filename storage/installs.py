"""Where the app is installed, with its tokens, which come sealed and stay so."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from storage.columns import AnyRow
from storage.database import Clock, Database
from storage.errors import Unavailable
from storage.install_records import Install, Kept, Sealed, Tokens
from storage.install_tables import installations, used_states

CLAIM = timedelta(seconds=30)  # longer than Slack is waited for, so that no two renew at once
NO_TEAM = ""

Rotate = Callable[[str, Sealed], Sealed | None]


class Installs:
    """The installs of all workspaces."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def save(self, install: Install) -> None:
        """Keep an install; what was kept for its workspace gives way."""
        row = {
            "team_id": install.team_id,
            "team": install.team,
            "enterprise_id": install.enterprise_id,
            "app_id": install.app_id,
            "bot_id": install.bot_id,
            "bot_user_id": install.bot_user_id,
            "installed_by": install.installed_by,
            "scopes": install.scopes,
            "installed_at": self._clock(),
            **_fresh(install.tokens),
        }
        adding = self._database.insert(installations).values(row)
        replacing = adding.on_conflict_do_update(index_elements=["team_id"], set_=row)
        self._database.write(lambda db: db.execute(replacing))
        self._erase()

    def find(self, team_id: str) -> Kept | None:
        """Give the install of a workspace, None where there is none."""
        asked = select(installations).where(_of(team_id))
        row = self._database.read(lambda db: db.execute(asked).first())
        return None if row is None else _kept(row)

    def all(self) -> tuple[Kept, ...]:
        """Give every install, by workspace."""
        asked = select(installations).order_by(installations.c.team_id)
        return tuple(_kept(row) for row in self._database.read(lambda db: db.execute(asked).all()))

    def teams(self) -> tuple[str, ...]:
        """Name the workspaces with an install."""
        asked = select(installations.c.team_id).order_by(installations.c.team_id)
        return tuple(self._database.read(lambda db: db.execute(asked).scalars().all()))

    def count(self) -> int:
        """Count the installs."""
        counted = select(func.count()).select_from(installations)
        return self._database.read(lambda db: db.execute(counted).scalar_one())

    def delete(self, team_id: str, happened_at: datetime | None = None) -> bool:
        """Delete an install, unless it is of later than what happened; tells whether one went.

        Slack tells whole seconds: what happened in the second of the install came after it.
        """
        which = [_of(team_id)]
        if happened_at is not None:
            end = happened_at.replace(microsecond=0) + timedelta(seconds=1)
            which.append(installations.c.installed_at < end)
        gone = self._database.write(
            lambda db: db.execute(delete(installations).where(*which)).rowcount
        )
        self._erase()
        return gone > 0

    def discard(self, kept: Kept) -> bool:
        """Delete just this install; one that came meanwhile stays."""
        gone = self._database.write(
            lambda db: db.execute(delete(installations).where(*_edition(kept))).rowcount
        )
        self._erase()
        return gone > 0

    def ending(self, before: datetime) -> tuple[Kept, ...]:
        """Give the installs whose tokens end before that time and can be renewed."""
        asked = select(installations).where(
            installations.c.expires_at < before,
            installations.c.refresh_token != "",
            installations.c.trouble == "",
        )
        ordered = asked.order_by(installations.c.expires_at)
        rows = self._database.read(lambda db: db.execute(ordered).all())
        return tuple(_kept(row) for row in rows)

    def claim_renewal(self, kept: Kept) -> bool:
        """Claim the renewal of these tokens for as long as Slack is waited for.

        A lock of the database would be held while Slack is asked, and on SQLite keep everybody
        from writing. False: somebody else has the claim, or the tokens are others by now.
        """
        now = self._clock()
        until = installations.c.renewing_until
        claiming = update(installations).where(*_edition(kept), or_(until.is_(None), until <= now))
        values = {"renewing_until": now + CLAIM}
        return self._database.write(lambda db: db.execute(claiming.values(values)).rowcount) > 0

    def renewed(self, kept: Kept, tokens: Tokens) -> bool:
        """Put new tokens in the place of those; False where others have come meanwhile."""
        renewing = update(installations).where(*_edition(kept)).values(_fresh(tokens))
        changed = self._database.write(lambda db: db.execute(renewing).rowcount) > 0
        self._erase()
        return changed

    def not_renewed(self, kept: Kept, trouble: str = "") -> None:
        """Give the claim back; with Slack's reason where trying again is of no use."""
        leaving = update(installations).where(*_edition(kept))
        values = {"renewing_until": None, "trouble": trouble}
        self._database.write(lambda db: db.execute(leaving.values(values)))

    def seal_anew(self, rotate: Rotate) -> tuple[int, tuple[str, ...]]:
        """Seal all tokens anew; gives how many installs changed, and those that did not open.

        `rotate` is given a workspace and what is sealed for it; None is what it can't open.
        """

        def write(db: Connection) -> tuple[int, tuple[str, ...]]:
            changed, closed = 0, []
            for row in db.execute(select(installations).with_for_update()).all():
                values = _rotated(row, rotate)
                if values is None:
                    closed.append(row.team_id)
                    continue
                db.execute(update(installations).where(_of(row.team_id)).values(values))
                changed += 1
            return changed, tuple(closed)

        done = self._database.write(write)
        self._erase()
        return done

    def use_state(self, state: str, expires_at: datetime) -> bool:
        """Mark a state of OAuth, by its hash, as used; False where it was already."""
        old = delete(used_states).where(
            used_states.c.team_id == NO_TEAM, used_states.c.expires_at < self._clock()
        )
        row = {"team_id": NO_TEAM, "state": state, "expires_at": expires_at}
        marking = self._database.insert(used_states).values(row).on_conflict_do_nothing()
        marked = marking.returning(used_states.c.state)

        def write(db: Connection) -> bool:
            db.execute(old)
            return db.execute(marked).first() is not None

        return self._database.write(write)

    def _erase(self) -> None:
        """Leave no token beside the database either."""
        with suppress(Unavailable):  # What was asked for is done.
            self._database.erase()


def _of(team_id: str) -> ColumnElement[bool]:
    return installations.c.team_id == team_id


def _edition(kept: Kept) -> tuple[ColumnElement[bool], ...]:
    return _of(kept.install.team_id), installations.c.edition == kept.edition


def _fresh(tokens: Tokens) -> dict[str, Any]:
    """Give what is kept of tokens that nobody has renewed yet."""
    return {
        "token": tokens.token,
        "refresh_token": tokens.refresh_token or "",
        "expires_at": tokens.expires_at,
        "edition": secrets.token_hex(8),
        "renewing_until": None,
        "trouble": "",
    }


def _rotated(row: AnyRow, rotate: Rotate) -> dict[str, Sealed] | None:
    """Give the row's tokens sealed anew, None where one does not open."""
    values: dict[str, Sealed] = {}
    for name in ("token", "refresh_token"):
        sealed = Sealed(getattr(row, name))
        changed = rotate(row.team_id, sealed) if sealed else sealed
        if changed is None:
            return None
        values[name] = changed
    return values


def _kept(row: AnyRow) -> Kept:
    tokens = Tokens(Sealed(row.token), Sealed(row.refresh_token) or None, row.expires_at)
    install = Install(
        row.team_id,
        row.team,
        row.bot_user_id,
        tokens,
        bot_id=row.bot_id,
        app_id=row.app_id,
        enterprise_id=row.enterprise_id,
        installed_by=row.installed_by,
        scopes=row.scopes,
    )
    return Kept(install, row.installed_at, row.edition, row.trouble)

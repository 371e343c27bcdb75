"""The profiles of a file, beside what is stored of the same people."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from storage.database import Database
from storage.people import STATED, put_profiles
from storage.people_tables import profiles
from storage.records import Profile
from storage.rows import PROFILE, profile_of

AT_ONCE = 500  # people; a statement takes no more than some thousand values

Version = tuple[Profile | None, Profile]


def bring_profiles(
    database: Database, db: Connection, team_id: str, brought: Sequence[Profile], *, filling: bool
) -> Iterator[Version]:
    """Write what is new and what differs; give each before and after.

    With `filling` what the file leaves out of a profile is kept.
    """
    for first in range(0, len(brought), AT_ONCE):
        some = brought[first : first + AT_ONCE]
        known = _stored(db, team_id, sorted({each.user for each in some}))
        differing: dict[str, Profile] = {}
        for each in some:
            before = known.get(each.user)
            after = _filled(before, each) if filling and before else each
            if before != after:
                known[each.user] = differing[each.user] = after
            yield before, after
        put_profiles(database, db, team_id, list(differing.values()))


def _stored(db: Connection, team_id: str, users: Sequence[str]) -> dict[str, Profile]:
    rows = db.execute(
        select(profiles.c.user_id, *PROFILE).where(
            profiles.c.team_id == team_id, profiles.c.user_id.in_(users)
        )
    )
    found = (profile_of(row.user_id, row) for row in rows)
    return {profile.user: profile for profile in found if profile}


def _filled(before: Profile, brought: Profile) -> Profile:
    """Put what an article's profile section states in the place of what is known."""
    stated = {name: getattr(brought, name) for name in STATED if getattr(brought, name)}
    return replace(before, **stated)

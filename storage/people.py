"""People: what they say of themselves, what they chose, and what Slack last said of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, select

from storage.columns import clean
from storage.database import Clock, Database
from storage.folding import KEY_LENGTH, fold, title_key, words
from storage.locks import lock_people
from storage.people_tables import members, people, profiles
from storage.records import KnownPerson, Profile, Who
from storage.role_ratings import keep_roles, lock_sessions_of
from storage.rows import PROFILE, profile_of
from storage.wording import begins_a_word

STATED = ("role", "company", "tech", "certifications", "interests", "about")

# Asked at every call, and wherever a person is named, so they are built once.
_LANGUAGE = select(members.c.language).where(
    members.c.team_id == bindparam("team"), members.c.user_id == bindparam("user")
)
_NAMES = (
    select(people.c.user_id, people.c.name)
    .where(people.c.team_id == bindparam("team"))
    .order_by(people.c.user_id)
)


class People:
    """The people of each workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def profile(self, who: Who) -> Profile | None:
        """Give the person's profile."""
        asked = select(*PROFILE).where(
            profiles.c.team_id == who.team_id, profiles.c.user_id == who.user_id
        )
        row = self._database.read(lambda db: db.execute(asked).first())
        return profile_of(who.user_id, row) if row else None

    def save_profile(self, who: Who, profile: Profile) -> None:
        """Put this profile in the place of the person's."""

        def write(db: Connection) -> None:
            lock_people(self._database, db, who.team_id, [who.user_id])
            put_profile(self._database, db, who, profile)

        self._database.write(write)

    def change_profile(self, who: Who, stated: Mapping[str, str]) -> Profile:
        """Put the stated fields in the place of the person's, leave the others, give all."""

        def write(db: Connection) -> Profile:
            asked = select(*PROFILE).where(
                profiles.c.team_id == who.team_id, profiles.c.user_id == who.user_id
            )
            if stated:
                lock_people(self._database, db, who.team_id, [who.user_id])
            row = db.execute(asked).first()
            before = profile_of(who.user_id, row) if row else None
            profile = replace(before or Profile(who.user_id), **stated)
            if stated:
                put_profile(self._database, db, who, profile)
            return profile

        return self._database.write(write)

    def language(self, who: Who) -> str | None:
        """Give the language that the person chose."""
        of_person = {"team": who.team_id, "user": who.user_id}
        return self._database.read(lambda db: db.execute(_LANGUAGE, of_person).scalar())

    def choose_language(self, who: Who, language: str | None) -> None:
        """Keep the person's choice; None leaves it to Slack."""
        choosing = self._database.insert(members).values(
            team_id=who.team_id, user_id=who.user_id, language=language
        )
        chosen = choosing.on_conflict_do_update(
            index_elements=["team_id", "user_id"], set_={"language": language}
        )
        self._database.write(lambda db: db.execute(chosen))

    def known(self, team_id: str, user_ids: Collection[str]) -> Mapping[str, KnownPerson]:
        """Give what is remembered of people, by id; strangers are left out."""
        asked = select(
            people.c.user_id,
            people.c.name,
            people.c.language,
            people.c.timezone,
            people.c.asked_at,
        ).where(people.c.team_id == team_id, people.c.user_id.in_(list(user_ids)))
        rows = self._database.read(lambda db: db.execute(asked).all())
        return {row.user_id: KnownPerson(*row) for row in rows}

    def remember(self, team_id: str, persons: Sequence[KnownPerson]) -> None:
        """Remember what Slack said of people."""
        rows = [
            {
                "team_id": team_id,
                "user_id": person.user,
                "name": person.name,
                "name_key": title_key(person.name),
                "language": person.language,
                "timezone": person.timezone,
                "asked_at": person.asked_at,
            }
            # Always in the same order, so that two who remember the same people do not deadlock.
            for person in sorted(persons, key=lambda person: person.user)
        ]
        adding = self._database.insert(people)
        new = {name: adding.excluded[name] for name in rows[0]} if rows else {}
        if rows:
            putting = adding.on_conflict_do_update(index_elements=["team_id", "user_id"], set_=new)
            self._database.write(lambda db: db.execute(putting, rows))

    def named(self, team_id: str, name: str) -> tuple[str, ...]:
        """Give the ids of those whose name is this, else of those with a word that begins so."""
        asked = fold(name).removeprefix("@")
        if not asked:
            return ()
        rows = self._database.read(lambda db: db.execute(_NAMES, {"team": team_id}).all())
        exact = tuple(user_id for user_id, known in rows if fold(known) == asked)
        return exact or tuple(user_id for user_id, known in rows if begins_a_word(known, asked))


def put_profile(database: Database, db: Connection, who: Who, profile: Profile) -> None:
    """Put a profile in the place of the person's, whose lock the caller holds."""
    put_profiles(database, db, who.team_id, [replace(profile, user=who.user_id)])


def put_profiles(
    database: Database, db: Connection, team_id: str, brought: Sequence[Profile]
) -> None:
    """Put profiles in the place of the people's, whose locks the caller holds.

    With each goes the text that `role:` looks in, and the ratings by role that it is part of.
    """
    if not brought:
        return
    putting = database.insert(profiles)
    new = {name: putting.excluded[name] for name in (*STATED, "line_words", "role_words")}
    rows = [{"team_id": team_id, "user_id": clean(each.user), **_columns(each)} for each in brought]
    after = {row["user_id"]: row["role_words"] for row in rows}
    before = _roles(db, team_id, list(after))
    moved = [user_id for user_id, role in after.items() if before.get(user_id, "") != role]
    numbers = lock_sessions_of(database, db, team_id, moved)
    db.execute(putting.on_conflict_do_update(index_elements=["team_id", "user_id"], set_=new), rows)
    roles = {each.get(user_id, "") for user_id in moved for each in (before, after)}
    keep_roles(db, team_id, numbers, roles)


def _roles(db: Connection, team_id: str, user_ids: Sequence[str]) -> dict[str, str]:
    asked = select(profiles.c.user_id, profiles.c.role_words).where(
        profiles.c.team_id == team_id, profiles.c.user_id.in_(user_ids)
    )
    return {row.user_id: row.role_words for row in db.execute(asked)}


def _columns(profile: Profile) -> dict[str, str]:
    stated = {name: getattr(profile, name) for name in STATED}
    first_line = profile.about.strip().split("\n", 1)[0]
    line = " |".join(words(part) for part in (profile.role, profile.company, first_line))
    return {**stated, "line_words": line, "role_words": words(profile.role)[:KEY_LENGTH]}

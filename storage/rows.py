"""From rows to records: which columns a record needs, and how it is made of them."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_

from storage.columns import AnyRow, clean
from storage.people_tables import profiles
from storage.records import Profile, Question, Rating, Session, Takeaway
from storage.tables import session_types, sessions, takeaways

OTHER = "other"  # the type of a session of which nobody states one

# The type's own row gives the name and what is known of its recordings.
SESSIONS: FromClause = sessions.outerjoin(
    session_types,
    and_(
        session_types.c.team_id == sessions.c.team_id,
        session_types.c.event == sessions.c.event,
        session_types.c.key == sessions.c.type,
    ),
)
# Which takeaways are about a session.
OF_SESSION = and_(
    takeaways.c.team_id == sessions.c.team_id, takeaways.c.session == sessions.c.number
)
DETAILS: tuple[ColumnElement[Any], ...] = (
    sessions.c.event,
    sessions.c.number,
    sessions.c.code,
    sessions.c.title,
    sessions.c.level,
    sessions.c.code_level,
    sessions.c.topics,
    sessions.c.tags,
    sessions.c.speakers,
    sessions.c.starts_at,
    sessions.c.availability,
    sessions.c.recording_url,
    session_types.c.name.label("type_name"),
    session_types.c.availability.label("type_availability"),
)
RATING: tuple[ColumnElement[Any], ...] = (
    sessions.c.ratings,
    sessions.c.stars_total,
    sessions.c.recommended,
    sessions.c.lowest,
    sessions.c.highest,
)
SESSION = DETAILS + RATING

_TAKEAWAY_FIELDS = (
    "user_id",
    "session",
    "raw",
    "stars",
    "recommended",
    "facts",
    "impressions",
    "questions",
    "attended",
    "partial",
    "created_at",
    "updated_at",
    "rated_at",
)
TAKEAWAY: tuple[ColumnElement[Any], ...] = tuple(
    takeaways.c[name].label(f"t_{name}") for name in _TAKEAWAY_FIELDS
)
PROFILE: tuple[ColumnElement[Any], ...] = (
    profiles.c.role,
    profiles.c.company,
    profiles.c.tech,
    profiles.c.certifications,
    profiles.c.interests,
    profiles.c.about,
)


def session_of(row: AnyRow) -> Session:
    """Make a session of a row with the columns of `SESSION`."""
    return Session(
        event=row.event,
        number=row.number,
        code=row.code,
        title=row.title or row.code or "",
        type=row.type_name or "Other",
        level=row.code_level if row.level is None else row.level,
        topics=tuple(row.topics),
        tags=tuple(row.tags),
        speakers=tuple(row.speakers),
        starts_at=row.starts_at,
        availability=row.availability or row.type_availability or "unknown",
        recording_url=row.recording_url,
        rating=Rating(row.ratings, row.stars_total, row.recommended, row.lowest, row.highest),
    )


def takeaway_of(row: AnyRow) -> Takeaway:
    """Make a takeaway of a row with the columns of `TAKEAWAY`."""
    return Takeaway(
        user=row.t_user_id,
        session=row.t_session,
        raw=row.t_raw,
        stars=row.t_stars,
        recommended=row.t_recommended,
        facts=tuple(row.t_facts),
        impressions=row.t_impressions,
        questions=tuple(Question(*pair) for pair in row.t_questions),
        attended=row.t_attended,
        partial=row.t_partial,
        created_at=row.t_created_at,
        updated_at=row.t_updated_at,
    )


def profile_of(user_id: str, row: AnyRow) -> Profile | None:
    """Make a profile of a row with the columns of `PROFILE`; None where they are all null."""
    if row.role is None:
        return None
    return Profile(
        user=user_id,
        role=row.role,
        company=row.company,
        tech=row.tech,
        certifications=row.certifications,
        interests=row.interests,
        about=row.about,
    )


def takeaway_columns(takeaway: Takeaway) -> dict[str, Any]:
    """Give what a takeaway's row holds of it, but not its workspace and matching columns."""
    return {
        "user_id": takeaway.user,
        "session": takeaway.session,
        "raw": takeaway.raw,
        "stars": takeaway.stars,
        "recommended": takeaway.recommended,
        "facts": list(takeaway.facts),
        "impressions": clean(takeaway.impressions),
        "questions": [[pair.question, pair.answer] for pair in takeaway.questions],
        "attended": takeaway.attended,
        "partial": takeaway.partial,
        "created_at": takeaway.created_at,
        "updated_at": takeaway.updated_at,
    }

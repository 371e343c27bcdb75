"""The session types that every event knows from the start."""

from storage.folding import type_key
from storage.records import Availability, SessionType

# What is known of recordings from the start (re:Invent's practice).
STANDARD_TYPES = (
    SessionType("Keynote", availability="recorded"),
    SessionType("Innovation Talk", availability="recorded"),
    SessionType("Breakout Session", availability="recorded"),
    SessionType("Lightning Talk"),
    SessionType("Chalk Talk", availability="not_recorded"),
    SessionType("Code Talk"),
    SessionType("Workshop", availability="not_recorded"),
    SessionType("Builders' Session", availability="not_recorded"),
    SessionType("Gamified Learning", availability="not_recorded"),
    SessionType("Expo", availability="not_recorded"),
    SessionType("Community Activity", availability="not_recorded"),
    SessionType("Other"),
)


def availability_of(name: str) -> Availability:
    """Give the availability that a type has from the start."""
    key = type_key(name)
    known = (kind.availability for kind in STANDARD_TYPES if type_key(kind.name) == key)
    return next(known, "unknown")

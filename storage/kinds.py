"""The session types that every event knows from the start."""

from storage.records import SessionType

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

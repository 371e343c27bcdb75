"""Time zones by their IANA names, such as `Asia/Tokyo`."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# A clock's abbreviation is no place: people say EST in summer too, and IST names three clocks.
ABBREVIATIONS = frozenset({"EST", "MST", "HST", "CET", "EET", "MET", "WET"})


def is_known(name: str) -> bool:
    """Tell whether this machine has the zone, written just so."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_of(name: str | None) -> ZoneInfo:
    """Give the zone; UTC where nobody named one, or this machine lacks it."""
    return ZoneInfo(name if name and is_known(name) else "UTC")

"""Zones and hours as people name them: `tokyo`, `New York`, `９：３０`."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.call import UserError
from storage.zones import ABBREVIATIONS

NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})
WELL_KNOWN = (
    "America/New_York",
    "America/Toronto",
    "America/Panama",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Athens",
    "Europe/Moscow",
    "Africa/Johannesburg",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Sydney",
    "Pacific/Auckland",
)
# Abbreviations that the zones themselves no longer carry.
SPOKEN = {"SGT": "Asia/Singapore", "BRT": "America/Sao_Paulo", "ET": "America/New_York"} | {
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
OFFERED = 3
SAMPLES = tuple(datetime(year, month, 15, tzinfo=UTC) for year in (2024, 2026) for month in (1, 7))

_HOUR = re.compile(r"(\d{1,2})[:.時](\d{2})分?")


def hour(text: str) -> time:
    """Read `9:30`, also in full width.

    Raises:
        UserError: Anything else.
    """
    found = _HOUR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise UserError(
        "“{value}” is no time of the day. Write hours and minutes, such as 09:00 or 17:30.",
        value=text,
    )


def named(text: str) -> str:
    """Find the zone by its name, in any case, or by its last part.

    Raises:
        UserError: None is called so, several are, or it is the abbreviation of a clock; with the
            nearest names.
    """
    wanted = _folded(text)
    if wanted.upper() in ABBREVIATIONS | SPOKEN.keys():
        raise _no_zone(text, _of_clock(wanted.upper()))
    exact = [zone for zone in _zones() if _folded(zone) == wanted]
    if exact:
        return exact[0]
    ends = [zone for zone in _zones() if _folded(zone).endswith(f"/{wanted}")]
    if ends and len({_clock(zone) for zone in ends}) == 1:
        return ends[0]
    by_clock = ends or _of_clock(wanted.upper())
    raise _no_zone(text, by_clock) if by_clock else _unknown(text, _nearest(wanted))


def _no_zone(text: str, nearest: Sequence[str]) -> UserError:
    return UserError(
        "“{name}” names no single place, and clocks differ by place. Did you mean {nearest}?",
        name=text,
        nearest=tuple(nearest[:OFFERED]),
    )


def _unknown(text: str, nearest: Sequence[str]) -> UserError:
    if not nearest:
        return UserError(
            "I don't know a time zone “{name}”. Name a city, such as Tokyo or Europe/Berlin.",
            name=text,
        )
    return UserError(
        "I don't know a time zone “{name}”. Did you mean {nearest}?",
        name=text,
        nearest=tuple(nearest[:OFFERED]),
    )


def _folded(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    return re.sub(r"[\s_]+", "_", folded)


@cache
def _zones() -> tuple[str, ...]:
    """All zones, the best known first."""
    others = available_timezones() - NO_PLACES - set(WELL_KNOWN)
    return (*WELL_KNOWN, *sorted(others))


def _of_clock(abbreviation: str) -> tuple[str, ...]:
    """The places whose clocks go by that abbreviation, the best known first."""
    if abbreviation in SPOKEN:
        return (SPOKEN[abbreviation],)
    places = [zone for zone in _zones() if "/" in zone and not zone.startswith("Etc/")]
    well_known = [zone for zone in places if zone in WELL_KNOWN]
    found = _by_abbreviation(well_known, abbreviation)
    return found or _by_abbreviation(places, abbreviation)


def _by_abbreviation(zones: Iterable[str], abbreviation: str) -> tuple[str, ...]:
    return tuple(
        zone
        for zone in zones
        if any(moment.astimezone(ZoneInfo(zone)).tzname() == abbreviation for moment in SAMPLES)
    )


def _clock(zone: str) -> tuple[object, ...]:
    """What the clocks of a zone show at some moments: equal for two names of one zone."""
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in SAMPLES)


def _nearest(wanted: str) -> list[str]:
    by_name = {_folded(zone.rpartition("/")[2]): zone for zone in reversed(_zones())}
    by_name |= {_folded(zone): zone for zone in _zones()}
    close = get_close_matches(wanted, by_name, n=OFFERED * 2, cutoff=0.6)
    return list(dict.fromkeys(by_name[name] for name in close))

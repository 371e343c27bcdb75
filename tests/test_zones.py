"""The hour of a digest comes once on each local date, in every zone of the tz database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import zones
from bot.call import Reader, UserError
from storage.local_days import end_of_day, local_date, moment_of, next_run
from storage.zones import ABBREVIATIONS

ZONES = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
HOURS = st.times().map(lambda each: each.replace(second=0, microsecond=0))
STARTS = st.integers(631_152_000, 2_114_380_800).map(  # from 1990 to 2037
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def exists(day: date, zone: str) -> bool:
    """Tell whether some minute of the zone had that date."""
    noon = datetime.combine(day, time(12), UTC)
    moments = (noon + timedelta(minutes=15 * step) for step in range(-110, 110))
    return any(local_date(moment, zone) == day for moment in moments)


@given(st.sampled_from(ZONES), HOURS, STARTS)
@example("Africa/Cairo", time(0), datetime(2026, 4, 20, tzinfo=UTC))  # no midnight that day
@example("America/New_York", time(2, 30), datetime(2026, 3, 5, tzinfo=UTC))  # no 2:30
@example("America/New_York", time(1, 30), datetime(2026, 10, 29, tzinfo=UTC))  # 1:30 twice
@example("America/Nuuk", time(23, 30), datetime(2024, 3, 27, tzinfo=UTC))  # no 23:30
@example("America/St_Johns", time(23, 30), datetime(2010, 11, 3, tzinfo=UTC))  # 23:30 twice
@example("America/St_Johns", time(0), datetime(2010, 11, 3, tzinfo=UTC))  # two midnights
@example("Australia/Lord_Howe", time(2, 15), datetime(2026, 10, 1, tzinfo=UTC))  # half an hour
@example("Pacific/Apia", time(9), datetime(2011, 12, 27, tzinfo=UTC))  # no 30 December
@example("Pacific/Kwajalein", time(9), datetime(1993, 8, 18, tzinfo=UTC))  # no 21 August
@settings(max_examples=300)
def test_each_local_date_has_one_run(zone: str, at: time, start: datetime) -> None:
    runs = [next_run(at, zone, start)]
    for _ in range(8):
        runs.append(next_run(at, zone, runs[-1]))
    days = [local_date(run, zone) for run in runs]
    assert runs == sorted(set(runs))
    assert days == sorted(set(days))
    span = [days[0] + timedelta(days=each) for each in range((days[-1] - days[0]).days + 1)]
    assert [day for day in span if day not in days and exists(day, zone)] == []


@given(st.sampled_from(ZONES), HOURS, STARTS, STARTS)
def test_a_run_is_never_before_its_hour_where_the_hour_exists(
    zone: str, at: time, start: datetime, other: datetime
) -> None:
    run = next_run(at, zone, start)
    assert run > start
    shown = run.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = local_date(run, zone)
    assert shown == datetime.combine(day, at) or moment_of(day, at, zone) == run
    assert next_run(at, zone, other) == next_run(at, zone, other)


@pytest.mark.parametrize(
    ("zone", "day", "at", "utc"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:00"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("Africa/Cairo", date(2026, 4, 24), time(0), "2026-04-23T22:00"),
        ("America/Nuuk", date(2024, 3, 30), time(23, 30), "2024-03-31T00:59"),
        ("Asia/Tokyo", date(2026, 11, 26), time(9), "2026-11-26T00:00"),
    ],
)
def test_an_hour_that_is_missing_or_comes_twice_has_one_moment(
    zone: str, day: date, at: time, utc: str
) -> None:
    assert moment_of(day, at, zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_date_that_a_zone_skipped_has_no_moment() -> None:
    assert moment_of(date(2011, 12, 30), time(9), "Pacific/Apia") is None


def test_a_taken_day_is_passed_over() -> None:
    now = datetime(2026, 11, 25, 21, tzinfo=UTC)  # 6 o'clock on the 26th in Tokyo
    run = next_run(time(9), "Asia/Tokyo", now, {date(2026, 11, 26)})
    assert run == datetime(2026, 11, 27, tzinfo=UTC)


@given(st.sampled_from(ZONES), STARTS)
@example("Africa/Cairo", datetime(2026, 4, 23, 12, tzinfo=UTC))
def test_a_day_ends_when_its_date_does(zone: str, moment: datetime) -> None:
    end = end_of_day(moment, zone)
    today = local_date(moment, zone)
    assert local_date(end, zone) > today
    assert local_date(end - timedelta(seconds=1), zone) <= today


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("tokyo", "Asia/Tokyo"),
        ("ＴＯＫＹＯ", "Asia/Tokyo"),
        ("new york", "America/New_York"),
        ("NEW_YORK", "America/New_York"),
        ("utc", "UTC"),
        ("indiana/knox", "America/Indiana/Knox"),
        ("nicosia", "Asia/Nicosia"),
        ("Japan", "Japan"),
        ("US/Pacific", "US/Pacific"),
        ("est5edt", "EST5EDT"),
    ],
)
def test_a_zone_is_found_in_any_case_and_by_its_last_part(typed: str, zone: str) -> None:
    assert zones.named(typed) == zone


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_of_the_database_is_known_by_its_name(zone: str) -> None:
    if zone in ABBREVIATIONS:
        with pytest.raises(UserError):
            zones.named(zone)
    else:
        assert zones.named(zone.lower()) == zone


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("EST", "America/New_York, America/Toronto, America/Panama"),
        ("est", "America/New_York"),
        ("PST", "America/Los_Angeles"),
        ("JST", "Asia/Tokyo"),
        ("CET", "Europe/Berlin"),
        ("IST", "Asia/Kolkata"),
        ("tokio", "Asia/Tokyo"),
        ("berln", "Europe/Berlin"),
        ("west", "Brazil/West"),
    ],
)
def test_what_names_no_place_is_refused_with_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(UserError) as refused:
        zones.named(typed)
    assert nearest in refused.value.sentence(Reader())


def test_what_is_near_to_nothing_is_refused_with_an_example() -> None:
    with pytest.raises(UserError) as refused:
        zones.named("qqqqqq")
    assert "Tokyo" in refused.value.sentence(Reader())


@pytest.mark.parametrize(
    ("typed", "hour"),
    [("09:00", time(9)), ("9:05", time(9, 5)), ("１７：３０", time(17, 30)), ("00:00", time(0))],
)
def test_an_hour_is_read_in_both_widths(typed: str, hour: time) -> None:
    assert zones.hour(typed) == hour


@pytest.mark.parametrize("typed", ["24:00", "9", "9am", "12:60", "", "٩:٠٠x", "soon", "-1:00"])
def test_what_is_no_hour_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        zones.hour(typed)
    assert "09:00" in refused.value.sentence(Reader())


@pytest.mark.parametrize("zone", ["Mars/Base", "America", "../etc", "a\0b", "", "x" * 5000])
def test_the_days_of_a_zone_that_is_none_are_those_of_utc(zone: str) -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert local_date(late, zone) == date(2026, 3, 2)
    assert next_run(time(9), zone, late) == datetime(2026, 3, 3, 9, tzinfo=UTC)

"""Any combination of filters gives what a plain filter over the exported log gives."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.formats import takeaways
from storage import Entry, Event, Filter, Level, Profile, Store, Who, open_store
from tests.bots import MovedClock

TEAM = "T1"
WRITERS = tuple(Who(TEAM, f"U{each}") for each in ("ANN", "BEN", "CHO"))
ME = WRITERS[0]
DAYS = (date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 1))

SESSIONS = (
    Entry(code="AIM301", type="Chalk Talk", topics=("Generative AI", "Security"), level=200),
    Entry(code="NET402", type="Breakout Session", topics=("Networking",), availability="recorded"),
    Entry(code="SUS105", type="Keynote", topics=("Sustainability",), recording_url="https://e.x/1"),
    Entry(code="COP343", type="Workshop", topics=("生成AI", "Networking"), recording_url=""),
    Entry(title="朝食の会", type="Community Activity"),
    Entry(title="Hallway", topics=("AI",)),
)
PROFILES = (
    Profile("UANN", role="SRE", company="Example Tents"),
    Profile("UBEN", role="Site engineer", about="- SRE at heart\nand a baker"),
    Profile("UCHO", role="学生", about="旅が好き\nSRE"),
)
# Who gave which stars to which session, how many hours after the beginning, and whether it is
# recommended.
WRITTEN = (
    (0, 0, 5, 0, True),
    (1, 0, 2, 20, False),
    (2, 0, None, 30, False),
    (0, 1, 4, 1, False),
    (1, 1, 4, 26, True),
    (2, 2, 3, 2, False),
    (0, 2, None, 40, True),
    (1, 3, 1, 44, False),
    (2, 4, 5, 45, True),
    (0, 5, None, 46, False),
)

LEVELS = st.builds(Level, st.sampled_from((100, 200, 300, 400)), st.booleans())
STARS = st.builds(Level, st.integers(1, 5), st.booleans())
AGO = (timedelta(hours=24), timedelta(hours=6), timedelta(hours=2))


def few(*values: str, most: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    """None or some of the values."""
    return st.lists(st.sampled_from(values), max_size=most).map(tuple)


FILTERS = st.builds(
    Filter,
    event=st.sampled_from(("all", "summit", None)),
    types=few("chalk", "talk", "key", "Workshops"),
    topics=few("ai", "net", "生成", "sustain", "inab", most=2),
    levels=st.lists(LEVELS, max_size=1).map(tuple),
    stars=st.lists(STARS, max_size=2).map(tuple),
    by=st.sets(st.sampled_from([each.user_id for each in WRITERS]), max_size=2).map(tuple),
    roles=few("sre", "engin", "旅", "bak"),
    since=st.none() | st.sampled_from((*DAYS, *AGO)),
    recorded=st.booleans(),
    recommended=st.booleans(),
    unwatched=st.booleans(),
)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(datetime(2026, 11, 29, 10, tzinfo=UTC))


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    opened = open_store(database_url, clock.now)
    opened.events.create(ME, Event("summit", "Summit", "Asia/Tokyo"))
    opened.events.create(ME, Event("other", "Other", "UTC"))
    begun = clock.moment
    for writer, session, stars, hours, recommended in sorted(WRITTEN, key=lambda each: each[3]):
        clock.moment = begun + timedelta(hours=hours)
        entry = SESSIONS[session]
        fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        fields |= {"stars": stars, "recommended": recommended}
        event = "summit" if session < 4 else "other"
        opened.takeaways.add(WRITERS[writer], [Entry(**fields)], event=event)
    for profile in PROFILES:
        opened.people.save_profile(Who(TEAM, profile.user), profile)
    opened.watching.watched(ME, 2)
    opened.watching.watched(WRITERS[1], 1)
    opened.watching.queue(ME, 3)
    clock.moment = begun + timedelta(hours=48)
    yield opened
    opened.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=FILTERS)
def test_any_filters_give_what_a_plain_filter_over_the_export_gives(
    store: Store, clock: MovedClock, wanted: Filter
) -> None:
    log = json.loads(takeaways.write(store.transfer.export(TEAM)))
    plain = Plain(log, wanted, clock.now()).chosen()
    found = store.sessions.top(ME, wanted, 0, 100).items
    rated = {number for number, stars in plain.items() if any(stars.values())}
    assert {each.number for each in found} == rated
    for each in found:
        given_ = [stars for stars in plain[each.number].values() if stars]
        assert (each.rating.count, each.rating.total) == (len(given_), sum(given_))
    if wanted.event is not None:
        exported = store.transfer.choose(ME, wanted)
        assert {
            session.number: {each.user: each.entry.stars for each in session.takeaways}
            for event in exported.events
            for session in event.sessions
        } == plain


class Plain:
    """The filters of the specification, word for word, over the JSON of an export."""

    def __init__(self, log: dict[str, Any], wanted: Filter, now: datetime) -> None:
        self.log = log
        self.wanted = wanted
        self.now = now
        self.lines = {each["user"]: _line(each) for each in log["profiles"]}

    def chosen(self) -> dict[int, dict[str, int | None]]:
        """The sessions by number, each with whose takeaways were chosen and their stars."""
        found = {}
        for event in self.log["events"]:
            if self.wanted.event in ("all", event["key"]) or (
                self.wanted.event is None and event["current"]
            ):
                for session in event["sessions"]:
                    written = [each for each in session["takeaways"] if self.takes(each)]
                    if self.holds(session, written):
                        found[session["number"]] = {each["user"]: each["stars"] for each in written}
        return found

    def takes(self, takeaway: dict[str, Any]) -> bool:
        """Whether a takeaway is chosen."""
        wanted, user = self.wanted, takeaway["user"]
        since = wanted.since
        if isinstance(since, timedelta):
            since = self.now - since
        elif since is not None:
            since = datetime(since.year, since.month, since.day, tzinfo=UTC) - self.zone()
        return (
            (not wanted.by or user in wanted.by)
            and all(_begins(self.lines[user], each) for each in wanted.roles)
            and (since is None or datetime.fromisoformat(takeaway["created_at"]) >= since)
        )

    def zone(self) -> timedelta:
        """How far the zone of the event is ahead: the current one is the summit in Tokyo."""
        return timedelta(hours=9)

    def holds(self, session: dict[str, Any], written: list[dict[str, Any]]) -> bool:
        """Whether a session is chosen."""
        wanted = self.wanted
        some = bool(wanted.by or wanted.roles or wanted.since is not None)
        stars = [each["stars"] for each in written if each["stars"]]
        return (
            all(_begins(session["type"], _singular(each)) for each in wanted.types)
            and all(any(_begins(t, each) for t in session["topics"]) for each in wanted.topics)
            and all(_at(session["level"], each) for each in wanted.levels)
            and all(_mean(stars, each) for each in wanted.stars)
            and (not some or bool(written))
            and (not wanted.recommended or any(each["recommended"] for each in written))
            and (not wanted.recorded or _recorded(session))
            and (not wanted.unwatched or not self.watched(session["number"]))
        )

    def watched(self, number: int) -> bool:
        """Whether the one who asks has watched a session."""
        return any(
            each["session"] == number and each["user"] == ME.user_id and each["watched_at"]
            for each in self.log["watching"]
        )


def _line(profile: dict[str, str]) -> str:
    return " ".join((profile["role"], profile["company"], profile["about"].split("\n")[0]))


def _singular(type_: str) -> str:
    return type_.removesuffix("s")


def _begins(text: str, value: str) -> bool:
    folded, looked_for = text.casefold(), value.casefold()
    if not looked_for.isascii():
        return looked_for in folded
    words = "".join(each if each.isalnum() else " " for each in folded).split()
    return any(word.startswith(looked_for) for word in words)


def _at(level: int | None, asked: Level) -> bool:
    if level is None:
        return False
    return level >= asked.value if asked.or_more else level == asked.value


def _mean(stars: list[int], asked: Level) -> bool:
    if not stars:
        return False
    mean = sum(stars) / len(stars)
    return mean >= asked.value if asked.or_more else int(mean + 0.5) == asked.value


def _recorded(session: dict[str, Any]) -> bool:
    return session["availability"] == "recorded" or bool(session["recording_url"])

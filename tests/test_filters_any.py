"""Any combination of filters and words gives what a plain filter over the exported log gives."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.formats import takeaways
from storage import (
    Entry,
    Event,
    Filter,
    Level,
    Profile,
    Question,
    Store,
    Who,
    open_store,
    picking,
    proposing,
    rated,
    some_ratings,
)
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

# What each of these says.
SAID: tuple[dict[str, Any], ...] = (
    {"impressions": "Retry storms, and ﾘﾄﾗｲ budgets."},
    {"facts": ("障害対応の自動化", "  100% load"), "impressions": "AIと人。"},
    {},
    {"questions": (Question("Does Straße fold?", "It does: STRASSE."),)},
    {"impressions": "リトライ\nthe NETWORK was the queue_depth"},
    {"facts": ("retry once",)},
    {"impressions": "障害は友だち"},
    {"questions": (Question("自動化は?"),), "facts": ("Ａ１ notation",)},
    {"impressions": "nothing"},
    {"facts": ("ＮＥＴ at breakfast", "sustain")},
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
LOOKED_FOR = (
    "retry リトライ 障害 害 自動 strasse net 100% 0_ e_d a1 ai 生成 生成ai 朝食 aim301 storm x す"
    " netw 対応の自 nowhere"
)
WORDS = st.lists(st.sampled_from(LOOKED_FOR.split()), max_size=3).map(tuple)


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(datetime(2026, 11, 29, 10, tzinfo=UTC))


@pytest.fixture
def store(database_url: str, clock: MovedClock) -> Iterator[Store]:
    opened = open_store(database_url, clock.now)
    opened.events.create(ME, Event("summit", "Summit", "Asia/Tokyo"))
    opened.events.create(ME, Event("other", "Other", "UTC"))
    begun = clock.moment
    ordered = sorted(zip(WRITTEN, SAID, strict=True), key=lambda each: each[0][3])
    for (writer, session, stars, hours, recommended), said in ordered:
        clock.moment = begun + timedelta(hours=hours)
        entry = SESSIONS[session]
        fields = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
        fields |= {"stars": stars, "recommended": recommended, **said}
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
    starred = {number for number, stars in plain.items() if any(stars.values())}
    assert {each.number for each in found} == starred
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


@pytest.fixture(params=["usual", "small"])
def portions(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How much is looked at at once: all that is here, or so little that it takes many turns."""
    if request.param == "small":
        monkeypatch.setattr(picking, "FIRST", 1)
        monkeypatch.setattr(picking, "FEW", 1)
        monkeypatch.setattr(some_ratings, "FIRST", 1)
        monkeypatch.setattr(rated, "MOST_SINCE", 1)
        monkeypatch.setattr(proposing, "MOST", 2)
        monkeypatch.setattr(proposing, "MOST_TOPICS", 1)
    return str(request.param)


@pytest.mark.usefixtures("portions")
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters=FILTERS, words=WORDS)
def test_words_with_any_filters_give_what_is_contained_in_the_export(
    store: Store, clock: MovedClock, filters: Filter, words: tuple[str, ...]
) -> None:
    log = json.loads(takeaways.write(store.transfer.export(TEAM)))
    plain = Plain(log, replace(filters, words=words), clock.now()).chosen()
    found = store.search.find(ME, " ".join(words), filters, 0, 100).items
    assert {each.session.number for each in found} == set(plain)
    starred = {number for number, stars in plain.items() if any(stars.values())}
    best = store.sessions.top(ME, replace(filters, words=words), 0, 100).items
    assert {each.number for each in best} == starred
    pages = [store.search.find(ME, " ".join(words), filters, at, 1).items for at in range(3)]
    assert [hit.session for page in pages for hit in page] == [hit.session for hit in found[:3]]
    figures = store.statistics.figures(ME, replace(filters, words=words))
    assert (figures.sessions, figures.takeaways) == counted(plain)


def counted(plain: dict[int, dict[str, int | None]]) -> tuple[int, int]:
    """How many sessions with a takeaway, and how many of these."""
    return sum(1 for each in plain.values() if each), sum(len(each) for each in plain.values())


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
            and self.says(session, written)
        )

    def says(self, session: dict[str, Any], written: list[dict[str, Any]]) -> bool:
        """Whether a session holds all words, by itself or with one of the takeaways."""
        own = _folded([session["title"], session["code"] or "", *session["topics"]])
        texts = [own, *(own + _folded(_lines(each)) for each in written)]
        looked_for = list(map(_fold, self.wanted.words))
        return any(all(any(word in line for line in text) for word in looked_for) for text in texts)

    def watched(self, number: int) -> bool:
        """Whether the one who asks has watched a session."""
        return any(
            each["session"] == number and each["user"] == ME.user_id and each["watched_at"]
            for each in self.log["watching"]
        )


def _line(profile: dict[str, str]) -> str:
    return " ".join((profile["role"], profile["company"], profile["about"].split("\n")[0]))


def _lines(takeaway: dict[str, Any]) -> list[str]:
    pairs = [text for pair in takeaway["questions"] for text in pair.values()]
    return [*takeaway["facts"], *takeaway["impressions"].split("\n"), *pairs]


def _folded(lines: list[str]) -> list[str]:
    return [_fold(line) for line in lines]


def _fold(text: str) -> str:
    """Width, case and the kind of kana do not count."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(each) - 0x60) if "ァ" <= each <= "ヶ" else each for each in plain)


def _singular(type_: str) -> str:
    return type_.removesuffix("s")


def _begins(text: str, value: str) -> bool:
    folded, looked_for = text.casefold(), value.casefold()
    if not looked_for.isascii():
        return looked_for in folded
    # A run of Latin letters and digits is a word, whatever stands before it.
    return any(word.startswith(looked_for) for word in re.findall(r"[a-z0-9]+", folded))


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

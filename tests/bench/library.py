"""A log that many people read: long notes with words of known frequency, and other workspaces."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

from storage import Entry, Event, Profile, migrate, open_store
from storage.log import Log, LoggedEvent, LoggedSession, LoggedTakeaway, LoggedWatch
from tests.bench.fill import BEGUN, PER_SESSION, STATED, TEAM, code

WRITERS = 400
LENGTH = 300  # characters of a note, about
DAYS = 300  # over which the log was written
ELSEWHERE = ("T0NEXT", "T0OTHER")  # workspaces that hold what the first one lacks

# Words by how many notes there are to one that holds them; 0: no note of the workspace does.
PLANTED = {
    "quagga": 0,
    "okapi": 10_000,
    "lemur": 1_000,
    "ibex": 100,
    "gnu": 10,
    "yak": 2,
    "独楽": 0,
    "提灯": 10_000,
    "風鈴": 1_000,
    "座敷": 100,
    "囲炉裏": 10,
    "障子": 2,
}
TYPES = ("Breakout Session",) * 12 + ("Chalk Talk",) * 4 + ("Workshop",) * 3 + ("Keynote",)
TOPICS = (
    "Networking",
    "Databases",
    "生成AI",
    "Storage",
    "Security",
    "Serverless",
    "観測",
    "Quantum",
)
ROLES = ("SRE", "Developer", "Architect", "学生", "Security engineer", "Manager", "DBA", "Poet")
_SYLLABLES = ("ba", "co", "de", "fi", "lo", "ma", "ne", "po", "ri", "so", "ta", "tu", "ve", "st")
_KANA = "のはをがにでともし"
_KANJI = "運用設計監視負荷分散自動化構成管理権限認証暗号通信経路性能改善検証試験導入移行費用削減"


def fill_library(database_url: str, size: int) -> int:
    """Fill a new database with so many takeaways, a tenth of it elsewhere; give the sessions."""
    migrate(database_url)
    sessions = max(1, size // PER_SESSION)
    with closing(open_store(database_url, lambda: BEGUN)) as store:
        for team_id in ELSEWHERE:
            store.transfer.load(team_id, _log(sessions // 20, plant_all=True))
        store.transfer.load(TEAM, _log(sessions))
    return sessions


def newest() -> datetime:
    """The time of the last note."""
    return BEGUN + timedelta(days=DAYS)


def _log(sessions: int, *, plant_all: bool = False) -> Log:
    event = Event("opsconf-2026", "OpsConf 2026", current=True)
    words = _Words(random.Random(sessions), plant_all=plant_all)
    logged = tuple(_sessions(words, sessions))
    profiles = tuple(
        Profile(writer(at), role=ROLES[min(at * at * 8 // WRITERS**2, 7)], company="Tents")
        for at in range(WRITERS)
    )
    watched = tuple(
        LoggedWatch("U0LOCAL", event.key, at + 1, BEGUN) for at in range(0, sessions, 3)
    )
    return Log((LoggedEvent(event, logged),), profiles, watched)


def writer(at: int) -> str:
    """Name a writer."""
    return f"U{at:06}"


class _Words:
    """Notes made up of syllables, half of them Japanese."""

    def __init__(self, chance: random.Random, *, plant_all: bool) -> None:
        self.chance = chance
        self.plant_all = plant_all
        self.latin = [
            "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(3000)
        ]

    def note(self) -> str:
        """Write a note of about 300 characters."""
        part = self._latin() if self.chance.random() < 0.5 else self._japanese()
        planted = [word for word, each in PLANTED.items() if self._plants(each)]
        return " ".join([part, *planted])

    def _plants(self, each: int) -> bool:
        if not each:
            return self.plant_all
        return self.chance.randrange(each) == 0

    def _latin(self) -> str:
        return " ".join(self.chance.choices(self.latin, k=LENGTH // 6))

    def _japanese(self) -> str:
        chance = self.chance
        return "".join(
            f"{''.join(chance.choices(_KANJI, k=2))}{chance.choice(_KANA)}"
            for _ in range(LENGTH // 3)
        )


def _sessions(words: _Words, count: int) -> Iterator[LoggedSession]:
    chance = words.chance
    stated = STATED | {"availability", "recording_url"}
    for at in range(count):
        begun = BEGUN + timedelta(days=DAYS * at / count)
        details = Entry(
            code=code(at),
            title=f"How we run {chance.choice(words.latin)}, part {at}",
            type=chance.choice(TYPES),
            topics=(_skewed(chance, TOPICS), "operations"),
            level=chance.choice((100, 200, 300, 300, 400)),
            recording_url="https://video.example.com/1" if chance.random() < 0.3 else "",
        )
        written = tuple(_takeaways(words, at, begun))
        yield LoggedSession(details, stated, at + 1, takeaways=written)


def _takeaways(words: _Words, at: int, begun: datetime) -> Iterator[LoggedTakeaway]:
    chance = words.chance
    generosity = chance.choice((-1, 0, 0, 0, 1))
    for who in chance.sample(range(WRITERS), PER_SESSION):
        entry = Entry(
            raw=code(at),
            stars=max(1, min(5, chance.randint(2, 5) + generosity)),
            recommended=chance.random() < 0.05,
            facts=(f"limit number {at}",),
            impressions=words.note(),
        )
        said = begun + timedelta(seconds=chance.randrange(86_400))
        yield LoggedTakeaway(writer(who), entry, said, said)


def _skewed(chance: random.Random, values: tuple[str, ...]) -> str:
    """Choose the first ones often and the last one hardly ever."""
    return values[int(len(values) * chance.random() ** 2)]

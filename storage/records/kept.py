"""What is kept: sessions, what people wrote about them, and who they are."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

Attended = Literal["in_person", "overflow", "livestream", "recording", "other"]
Availability = Literal["recorded", "live_only", "not_recorded", "unknown"]


@dataclass(frozen=True, slots=True)
class Who:
    """A person in a workspace, by Slack's ids."""

    team_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked in the room, with its answer ("" where there was none)."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one entry text states; an empty field is not stated.

    `code` is the base code (`COP343`), `raw` the code of the delivery as it was written
    (`COP343-R-SC4`), both in half-width capitals. A nested fact begins with two spaces a level.
    """

    code: str | None = None
    raw: str | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    stars: int | None = None
    recommended: bool = False
    type: str | None = None
    level: int | None = None
    topics: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    availability: Availability | None = None
    recording_url: str | None = None
    attended: Attended | None = None
    partial: bool = False
    facts: tuple[str, ...] = ()
    impressions: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionType:
    """A kind of session of one event, with what is known of its recordings."""

    name: str
    description: str = ""
    availability: Availability = "unknown"


@dataclass(frozen=True, slots=True)
class Event:
    """A conference."""

    key: str
    name: str
    timezone: str = "UTC"
    starts_on: date | None = None
    ends_on: date | None = None
    current: bool = False
    types: tuple[SessionType, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """What the raters of a session gave: `count` ratings that add up to `total` stars."""

    count: int = 0
    total: int = 0
    recommended: int = 0
    lowest: int | None = None
    highest: int | None = None

    @property
    def mean(self) -> float | None:
        """The raw mean that people are shown, None without a rating."""
        return self.total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Session:
    """What one attends. `number` names it in the whole workspace; `code` is the base code.

    `availability` is the session's own, else that of its type.
    """

    event: str
    number: int
    code: str | None
    title: str
    type: str = "Other"
    level: int | None = None
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    starts_at: datetime | None = None
    availability: Availability = "unknown"
    recording_url: str | None = None
    rating: Rating = field(default_factory=Rating)

    def as_entry(self) -> Entry:
        """Give the session's details as an entry would state them."""
        return Entry(
            code=self.code,
            title=self.title,
            tags=self.tags,
            type=self.type,
            level=self.level,
            topics=self.topics,
            speakers=self.speakers,
            availability=self.availability,
            recording_url=self.recording_url,
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a person is; `line` is what stands beside their reviews."""

    user: str
    role: str = ""
    company: str = ""
    tech: str = ""
    certifications: str = ""
    interests: str = ""
    about: str = ""

    @property
    def line(self) -> str:
        """Role and company, else the first bullet or line of `about`."""
        stated = ", ".join(part for part in (self.role, self.company) if part)
        first = self.about.strip().split("\n", 1)[0]
        return stated or first.lstrip("-*+•・◦▪ \u3000").strip()


@dataclass(frozen=True, slots=True)
class Takeaway:
    """One person's entry about one session; times are in UTC."""

    user: str
    session: int
    raw: str | None
    stars: int | None
    recommended: bool
    facts: tuple[str, ...]
    impressions: str
    questions: tuple[Question, ...]
    attended: Attended | None
    partial: bool
    created_at: datetime
    updated_at: datetime

    @property
    def incomplete(self) -> bool:
        """Without stars, or with neither facts nor impressions."""
        return self.stars is None or not (self.facts or self.impressions)

    def as_entry(self, details: Entry | None = None) -> Entry:
        """Give what it states as an entry, with the details of its session where they are given."""
        return replace(
            details or Entry(),
            raw=self.raw,
            stars=self.stars,
            recommended=self.recommended,
            attended=self.attended,
            partial=self.partial,
            facts=self.facts,
            impressions=self.impressions,
            questions=self.questions,
        )


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What Slack last said of a member, and when it was asked."""

    user: str
    name: str
    language: str
    timezone: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """A session that somebody means to watch, or has watched."""

    session: Session
    queued_at: datetime
    watched_at: datetime | None

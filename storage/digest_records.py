"""Records of digests: what a channel was promised, and what became of each run."""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Literal

from storage.records import Filter

# A run is claimed before anything is sent, posting from the first part on, unknown where a part
# may or may not have arrived. The other three are the end of it.
State = Literal["claimed", "posting", "unknown", "posted", "failed", "skipped"]

# What a step makes of a run. It goes on after `sent`, since more follows in the thread, after
# `unknown`, `retried`, and a look-up that found nothing (`absent`) or did not end (`again`);
# `empty` is a skipped one with nothing new.
CameTo = Literal[
    "sent", "posted", "empty", "skipped", "failed", "unknown", "retried", "absent", "again"
]

# What `now` finds: the day's digest is out, or may be; one waits for its next attempt; nothing is
# new; or the digest is due at once.
Forward = Literal["out", "open", "waiting", "nothing_new", "due"]


# Begins what is told to an admin, since the person who set a digest up has left.
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Only:
    """Which channels are meant; None is any, `but` those of some workspaces."""

    team_id: str | None = None
    channel_id: str | None = None
    but: frozenset[str] = frozenset()

    @property
    def kind(self) -> tuple[bool, bool]:
        """Whether one workspace is meant, and whether one channel."""
        return self.team_id is not None, self.channel_id is not None

    @property
    def keys(self) -> dict[str, Any]:
        """Those that are stated, by name, with those that are left out."""
        named = {"team_id": self.team_id, "channel_id": self.channel_id}
        stated = {name: value for name, value in named.items() if value is not None}
        return stated | {"but": list(self.but)}


ANY = Only()


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody asks for: a digest for a channel at an hour of a zone (IANA)."""

    channel_id: str
    channel_name: str
    at: time
    timezone: str
    language: str
    private: bool = False
    filter: Filter = field(default_factory=Filter)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's digest. `next_run_at` is None while it is off; `since` is where news begins.

    `told` are the reasons of which people have been told.
    """

    team_id: str
    plan: Plan
    active: bool
    set_up_by: str
    set_up_at: datetime
    since: datetime
    next_run_at: datetime | None
    told: tuple[str, ...] = ()

    @property
    def has_nobody(self) -> bool:
        """Whether whoever set it up was forgotten, or has left as an admin was told."""
        return not self.set_up_by or any(each.startswith(LEFT) for each in self.told)

    @property
    def channel_id(self) -> str:
        """Where it is posted."""
        return self.plan.channel_id


@dataclass(frozen=True, slots=True)
class Run:
    """One digest of one channel.

    `reason` is why it is not simply posted, in Slack's word or ours. `attempt_at` is when it goes
    on, or when its claim runs out; None once it is settled. `attempts` counts what failed since
    the last part that arrived.
    """

    team_id: str
    run_id: str
    channel_id: str
    due_at: datetime
    started_at: datetime
    day_ends_at: datetime
    state: State
    reason: str
    attempts: int
    attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do one thing for a run until its claim runs out: post a part or look for it.

    `sessions` are those that are in no part yet, in their order, `thread` is the parent's ts, and
    `cursor` the page at which a look-up stopped.
    """

    subscription: Subscription
    run: Run
    token: str
    task: Literal["post", "look_up"]
    part: int
    sessions: tuple[int, ...]
    thread: str | None
    cursor: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step made of a run; `run` is as it was before, `part` the one that it was about."""

    run: Run
    task: Literal["post", "look_up", "end"]
    part: int
    came_to: CameTo
    reason: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """The right to render a message anew until `claimed_until`.

    `sessions` are those that the message showed, in its order, `others` counts those of the other
    messages of its run.
    """

    subscription: Subscription
    run: Run
    part: int
    ts: str
    sessions: tuple[int, ...]
    others: int
    claimed_until: datetime

"""Slack's side of digests in many workspaces, in memory, behind the bot's own protocol.

It keeps to a clock that it is given, takes a message a second for each channel and so many a
minute for each workspace, and lets a message arrive late.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from bot.call import Message
from bot.posting import UNTHREADED, Look, Mark, Passing, Posted, Posting, Refused

PAGE = 5  # messages in a page of history
PER_MINUTE = 300  # posts that a workspace takes: Slack says "several hundred"


@dataclass(slots=True)
class Sent:
    """A message in a channel; it is there from `at` on, in seconds."""

    ts: str
    mark: Mark
    sessions: tuple[int, ...]
    thread: str | None
    at: float


@dataclass
class Slack:
    """The channels of all workspaces, and what is done before each call."""

    seconds: Callable[[], float]
    before: Callable[[str, str, str], object] = lambda _call, _team, _channel: None
    channels: dict[tuple[str, str], list[Sent]] = field(default_factory=dict)
    asked: int = 0  # posts, whatever became of them
    posts: int = 0
    limited: int = 0
    told: list[tuple[str, str, str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    _latest: dict[tuple[str, str], float] = field(default_factory=dict)
    _allowance: dict[str, tuple[float, float]] = field(default_factory=dict)

    def of(self, team_id: str) -> Posting:
        """The way to one workspace."""
        return Workspace(self, team_id)

    def land(
        self, place: tuple[str, str], message: Message, mark: Mark, thread: str | None, at: float
    ) -> Sent:
        """Let a message arrive in its channel."""
        with self.lock:
            self.posts += 1
            sent = Sent(f"{at:.3f}.{self.posts}", mark, shown(message), thread, at)
            self.channels.setdefault(place, []).append(sent)
            return sent

    def hold_to_limits(self, place: tuple[str, str]) -> None:
        """Refuse what comes too fast for the channel or the workspace."""
        now = self.seconds()
        with self.lock:
            left, since = self._allowance.get(place[0], (float(PER_MINUTE), now))
            # Slack's own clock is never set back as that of a test may be.
            left = min(PER_MINUTE, left + max(0, now - since) * PER_MINUTE / 60)
            is_early = 0 <= now - self._latest.get(place, now - 1) < 0.999
            if is_early or left < 1:
                self.limited += 1
                raise Passing("ratelimited", 1)
            self._latest[place] = now
            self._allowance[place[0]] = (left - 1, now)

    def there(self, place: tuple[str, str]) -> list[Sent]:
        """What stands in a channel and its threads now, the oldest first."""
        with self.lock:
            found = [each for each in self.channels.get(place, ()) if each.at <= self.seconds()]
        return sorted(found, key=lambda each: each.at)


@dataclass
class Workspace:
    """The way to the channels of one workspace."""

    slack: Slack
    team_id: str

    def post(
        self, channel_id: str, message: Message, mark: Mark, thread: str | None = None
    ) -> Posted:
        """Post once."""
        self.slack.before("post", self.team_id, channel_id)
        place = self.team_id, channel_id
        self.slack.hold_to_limits(place)
        is_alive = thread is None or any(each.ts == thread for each in self.slack.there(place))
        kept = thread if is_alive else None
        sent = self.slack.land(place, message, mark, kept, self.slack.seconds())
        return Posted(sent.ts, astray=not is_alive)

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Look one page through what stands in the channel itself, or in a thread."""
        self.slack.before("find", self.team_id, channel_id)
        there = self.slack.there((self.team_id, channel_id))
        if thread is not None and all(each.ts != thread for each in there):
            raise Refused(UNTHREADED)
        asked = [m for m in there if m.thread == thread and m.at >= since.timestamp()]
        at = int(cursor or 0)
        found = next((m.ts for m in asked[at : at + PAGE] if m.mark == mark), None)
        return Look(found, str(at + PAGE) if at + PAGE < len(asked) else "")

    def update(self, channel_id: str, ts: str, message: Message, mark: Mark) -> None:
        """Put other sessions in the place of a message."""
        self.slack.before("update", self.team_id, channel_id)
        for each in self.slack.there((self.team_id, channel_id)):
            if each.ts == ts and each.mark == mark:
                each.sessions = shown(message)
                return
        raise Refused("message_not_found")

    def delete(self, channel_id: str, ts: str) -> None:
        """Take a message away."""
        self.slack.before("delete", self.team_id, channel_id)
        place = self.team_id, channel_id
        with self.slack.lock:
            kept = [each for each in self.slack.channels.get(place, ()) if each.ts != ts]
            self.slack.channels[place] = kept

    def tell(self, user_id: str, message: Message) -> None:
        """Tell one person."""
        self.slack.before("tell", self.team_id, user_id)
        self.slack.told.append((self.team_id, user_id, message.text))

    def has_left(self, user_id: str) -> bool:
        """Keep everybody."""
        self.slack.before("has_left", self.team_id, user_id)
        return False

    def admins(self) -> Sequence[str]:
        """Name the one admin."""
        self.slack.before("admins", self.team_id, "")
        return ["UADMIN"]

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name everybody alike."""
        self.slack.before("names", self.team_id, "")
        return dict.fromkeys(user_ids, "Ann")


def shown(message: Message) -> tuple[int, ...]:
    """The sessions of a message, by the numbers on their Details buttons."""
    values: list[Any] = [
        element["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    return tuple(int(each.removeprefix("show #")) for each in values if each.startswith("show #"))

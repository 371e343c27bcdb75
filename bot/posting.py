"""What a digest asks of the one who posts it, and how a post may fail.

Free of Slack's SDK, so that commands and views may know it; `bot.slack_posts` does it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.call import Message

UNTHREADED = "thread_not_found"  # Slack's word where the parent of a thread is gone


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a part of a run from all other messages; 0 is the parent, the thread follows."""

    run_id: str
    part: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that is out; `astray` where it was meant for a thread whose parent is gone."""

    ts: str
    astray: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a look-up: the message's ts if it was there, and the cursor of the next page.

    Only a `ts` of None with a `cursor` of "" says that the message is not there.
    """

    ts: str | None
    cursor: str


class PostError(Exception):
    """A call that failed, by Slack's own word or one of ours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Passing(PostError):
    """It did not reach Slack's channel, and may later: after `wait` seconds where Slack said so."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class OutcomeOpen(PostError):
    """It may or may not have reached the channel, now or later."""


class Refused(PostError):
    """Slack said no, and will until somebody mends it."""


class Posting(Protocol):
    """One workspace's way to its channels; each call raises a PostError where it fails."""

    def post(
        self, channel_id: str, message: Message, mark: Mark, thread: str | None = None
    ) -> Posted:
        """Post once, without any retry; `thread` is the ts of the parent."""

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Look one page through the channel, or the thread, for the message with that mark."""

    def update(self, channel_id: str, ts: str, message: Message, mark: Mark) -> None:
        """Put another text in the place of a message, which keeps its mark."""

    def delete(self, channel_id: str, ts: str) -> None:
        """Take a message away; one that is gone already is no error."""

    def tell(self, user_id: str, message: Message) -> None:
        """Tell one person in the bot's DM."""

    def has_left(self, user_id: str) -> bool:
        """Tell whether somebody is no member of the workspace any more."""

    def admins(self) -> Sequence[str]:
        """The ids of the workspace's owners and admins, in that order."""

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name people as text, by id."""


Workspaces = Callable[[str], Posting | None]

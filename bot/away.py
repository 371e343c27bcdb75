"""A workspace that can't be posted to just now."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NoReturn

from bot.call import Message
from bot.posting import Look, Mark, Passing, Posted


class Away:
    """Whatever is asked of it passes: its token has ended, and Slack has not renewed it yet."""

    def post(
        self, channel_id: str, message: Message, mark: Mark, thread: str | None = None
    ) -> Posted:
        """Post nothing."""
        del channel_id, message, mark, thread
        _pass()

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Look nowhere."""
        del channel_id, mark, since, thread, cursor
        _pass()

    def update(self, channel_id: str, ts: str, message: Message, mark: Mark) -> None:
        """Change nothing."""
        del channel_id, ts, message, mark
        _pass()

    def delete(self, channel_id: str, ts: str) -> None:
        """Delete nothing."""
        del channel_id, ts
        _pass()

    def tell(self, user_id: str, message: Message) -> None:
        """Tell nobody."""
        del user_id, message
        _pass()

    def has_left(self, user_id: str) -> bool:
        """Know of nobody."""
        del user_id
        _pass()

    def admins(self) -> Sequence[str]:
        """Know of nobody."""
        _pass()

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name people by their ids."""
        return {user_id: user_id for user_id in user_ids}


def _pass() -> NoReturn:
    raise Passing("unreachable")

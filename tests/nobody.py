"""A Slack that knows nobody, for tests that need none."""

from collections.abc import Collection

from bot.call import Channel, Person


class SlackOfNobody:
    """Everybody is a stranger who is named by the id; `UADMIN` is an admin."""

    def within(self, seconds: float) -> "SlackOfNobody":
        """Be as quick as ever."""
        del seconds
        return self

    def person(self, user_id: str) -> Person:
        """Tell what is known of a stranger."""
        return Person(user_id, user_id)

    def names(self, user_ids: Collection[str]) -> dict[str, str]:
        """Name strangers."""
        return {each: each for each in user_ids}

    def is_admin(self, user_id: str) -> bool:
        """Tell the one admin from the others."""
        return user_id == "UADMIN"

    def channel(self, channel_id: str) -> Channel | None:
        """See no channel."""
        del channel_id
        return None

    def channels_of(self, user_id: str) -> None:
        """Give no answer."""
        del user_id

    def hidden_from(self, user_id: str, channel_ids: Collection[str]) -> tuple[str, ...]:
        """Hide no channel."""
        del user_id, channel_ids
        return ()

    def permalink(self, channel_id: str, ts: str) -> str:
        """See no message."""
        del channel_id, ts
        return ""

    def download(self, address: str, size: int) -> bytes:
        """Have no file."""
        del address, size
        return b""

    def forget(self, user_id: str) -> None:
        """Remember nobody."""
        del user_id

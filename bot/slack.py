"""What the bot asks of Slack while somebody waits: people and channels."""

import math
import time
from collections.abc import Collection, Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.call import Channel, Person, UserError
from bot.directory import FRESH, JOINED, Directory
from bot.downloading import download
from bot.locale import language_of
from bot.slack_failures import FAILURES
from bot.trust import certificates
from storage.errors import Unavailable
from storage.records import KnownPerson

ASKING = 1  # seconds that one question may take
POST_ANYWHERE = "chat:write.public"  # a scope that a workspace may add
KINDS = "public_channel,private_channel"
PAGE = 999  # channels asked for at once; Slack may give fewer

UNKNOWN = ("user_not_found", "user_not_visible", "users_not_found")


class SlackGateway:
    """Slack in one workspace, as commands may ask it (`bot.call.Slack`)."""

    def __init__(self, directory: Directory, team_id: str, token: str, api_url: str) -> None:
        self._until = math.inf  # by the monotonic clock
        self.directory = directory
        self.team_id = team_id
        self.client = WebClient(
            token, base_url=api_url, timeout=ASKING, ssl=certificates(), retry_handlers=[]
        )

    def within(self, seconds: float) -> "SlackGateway":
        """Give the same Slack for questions about names and addresses that share this time."""
        token, api_url = self.client.token or "", self.client.base_url
        hurried = SlackGateway(self.directory, self.team_id, token, api_url)
        hurried._until = time.monotonic() + seconds
        return hurried

    def person(self, user_id: str) -> Person:
        """Tell about a member; a stranger is named by the id."""
        known = self.directory.known(self.team_id, [user_id]).get(user_id) or self._nobody(user_id)
        if not self.directory.is_fresh(known):
            known = self._asked(known)
        return Person(user_id, known.name, known.language, known.timezone)

    def forget(self, user_id: str) -> None:
        """Forget what is remembered of a person besides the storage."""
        self.directory.forget(self.team_id, user_id)

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name people as text, by id; who can't be asked in time is named by the id."""
        known = self._acquainted(set(user_ids))
        return {id_: known[id_].name if id_ in known else id_ for id_ in user_ids}

    def is_admin(self, user_id: str) -> bool:
        """Tell whether the member is an admin or owner of the workspace, asked anew."""
        try:
            user = self.client.users_info(user=user_id)["user"]
        except FAILURES as error:
            if _refusal(error) in UNKNOWN:
                return False
            raise UserError("Slack did not answer. Try again in a minute.") from error
        return bool(user.get("is_admin") or user.get("is_owner"))

    def channel(self, channel_id: str) -> Channel | None:
        """Describe a channel, None where the bot can't see it."""
        if channel_id.startswith("D"):
            # Slack would want a scope for the question, and there is nothing to learn.
            return Channel(channel_id, channel_id, member=True, private=True, direct=True)
        try:
            answer = self.client.conversations_info(channel=channel_id)
        except FAILURES as error:
            if _refusal(error) == "channel_not_found":
                return None
            raise UserError("Slack did not answer. Try again in a minute.") from error
        said: Any = answer["channel"]
        direct = bool(said.get("is_im") or said.get("is_mpim"))
        private = bool(said.get("is_private") or direct)
        return Channel(
            channel_id,
            said.get("name") or channel_id,
            member=bool(said.get("is_member") or said.get("is_im")),
            private=private,
            direct=direct,
            archived=bool(said.get("is_archived")),
            open=not private and POST_ANYWHERE in _scopes(answer.headers),
        )

    def channels_of(self, user_id: str) -> frozenset[str] | None:
        """Name the channels that a person is in, as far as the bot sees; None: no answer.

        Slack's word holds for some minutes, and where it gives none the one before does.
        """
        before = self.directory.joined(self.team_id, user_id)
        if before is not None and self.directory.clock() - before.asked_at < JOINED:
            return before.channels
        found = self._asked_channels(user_id)
        if found is None:
            return before.channels if before else None
        self.directory.join(self.team_id, user_id, found)
        return found

    def hidden_from(self, user_id: str, channel_ids: Collection[str]) -> frozenset[str]:
        """Name those of the channels that are private or gone, and that the person is not in.

        Asked anew: somebody may have been removed just now, or a channel been made private. One
        of which Slack does not tell in time is none of them.
        """
        joined = self._asked_channels(user_id) if channel_ids else None
        if joined is None:
            return frozenset()
        self.directory.join(self.team_id, user_id, joined)
        until = time.monotonic() + ASKING
        others = [each for each in channel_ids if each not in joined]
        public = self._asked_channels("", "public_channel") if others else None
        unknown = [each for each in others if each not in (public or ())]
        return frozenset(
            each for each in unknown if time.monotonic() < until and self._is_hidden(each)
        )

    def _is_hidden(self, channel_id: str) -> bool:
        try:
            found = self.channel(channel_id)
        except UserError:
            return False
        return found is None or found.private

    def _asked_channels(self, user_id: str, kinds: str = KINDS) -> frozenset[str] | None:
        """Name the channels of a person, or of the bot where none is named; None: no answer."""
        found: set[str] = set()
        asked: dict[str, Any] = {"user": user_id or None, "types": kinds, "limit": PAGE}
        until = time.monotonic() + ASKING
        try:
            while time.monotonic() < until:
                said = self.client.users_conversations(exclude_archived=True, **asked)
                found |= {each["id"] for each in said["channels"]}
                asked["cursor"] = (said.get("response_metadata") or {}).get("next_cursor")
                if not asked["cursor"]:
                    return frozenset(found)
        except FAILURES:
            return None
        return None

    def permalink(self, channel_id: str, ts: str) -> str:
        """Give the address of a message, "" where the bot can't see it, or Slack is silent."""
        try:
            said = self._in_time().chat_getPermalink(channel=channel_id, message_ts=ts)
        except FAILURES:
            return ""
        return str(said.get("permalink") or "")

    def download(self, address: str, size: int) -> bytes:
        """Fetch a file that somebody handed over; `size` in bytes is what Slack says of it."""
        return download(address, size, self.client)

    def _acquainted(self, user_ids: set[str]) -> dict[str, KnownPerson]:
        """Give those who are known, or of whom Slack tells in time."""
        try:
            known = self.directory.known(self.team_id, user_ids)
        except Unavailable:
            # What was saved before must not be told as lost for want of a name.
            return self.directory.all_remembered(self.team_id, user_ids)
        until = min(time.monotonic() + ASKING, self._until)
        for user_id in user_ids - known.keys():
            if time.monotonic() < until:
                known[user_id] = self._asked(self._nobody(user_id))
        return known

    def _in_time(self) -> WebClient:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        # It is handed on to a socket, which takes parts of seconds as well.
        self.client.timeout = min(ASKING, left)  # type: ignore[assignment]
        return self.client

    def _nobody(self, user_id: str) -> KnownPerson:
        never = self.directory.clock() - FRESH
        return KnownPerson(user_id, user_id, "en", self.directory.timezone, never)

    def _asked(self, before: KnownPerson) -> KnownPerson:
        """Ask Slack about a person; where it does not answer, what was known before holds."""
        try:
            user = self._in_time().users_info(user=before.user, include_locale=True)["user"]
        except FAILURES:
            self.directory.unanswered(self.team_id, before)
            return before
        person = KnownPerson(
            user=before.user,
            name=_name(user) or before.user,
            language=language_of(user.get("locale") or ""),
            timezone=user.get("tz") or self.directory.timezone,
            asked_at=self.directory.clock(),
        )
        self.directory.learn(self.team_id, person)
        return person


def _scopes(headers: Mapping[str, Any]) -> set[str]:
    """The scopes that the token has, as each of Slack's answers tells."""
    told = next((each for name, each in headers.items() if name.lower() == "x-oauth-scopes"), "")
    return {scope.strip() for scope in str(told).split(",")}


def _refusal(error: Exception) -> str:
    return str(error.response.get("error", "")) if isinstance(error, SlackApiError) else ""


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
    return next((name.strip() for name in names if name and name.strip()), "")

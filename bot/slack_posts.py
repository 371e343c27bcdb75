"""Posting through Slack's Web API, once, and reading what came of it."""

import logging
import re
import socket
import ssl
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.call import Message
from bot.posting import UNTHREADED, Look, Mark, OutcomeOpen, Passing, Posted, Refused
from bot.slack_failures import FAILURES
from bot.trust import certificates

TIMEOUT = 10  # seconds, well below the lease of a run's claim
PAGE = 200  # messages asked for at once; Slack may give fewer
EVENT_TYPE = "session_digest"

LIMITED = frozenset({"ratelimited", "rate_limited"})
PASSING = frozenset(
    {"service_unavailable", "org_login_required", "team_added_to_org", "request_timeout"}
)
OPEN = frozenset({"fatal_error", "internal_error"})
GONE = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
NEVER_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)

Names = Callable[[Collection[str]], Mapping[str, str]]


class SlackPosts:
    """One workspace's way to its channels, with a client that sends everything once.

    The SDK's default retry handler posts again after a dropped connection.
    """

    def __init__(self, token: str, api_url: str, names: Names) -> None:
        self._client = WebClient(
            token=token,
            base_url=api_url,
            timeout=TIMEOUT,
            ssl=certificates(),
            retry_handlers=[],
            logger=_quiet(),
        )
        self._names = names

    def post(
        self, channel_id: str, message: Message, mark: Mark, thread: str | None = None
    ) -> Posted:
        """Post once; a message for a thread that has no parent any more is told from its answer."""
        with _sorted_errors():
            answer = self._client.chat_postMessage(
                channel=channel_id,
                text=message.text,
                blocks=list(message.blocks),
                metadata=_metadata(mark),
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
            )
        ts = answer.get("ts")
        if not isinstance(ts, str):
            raise OutcomeOpen("no_ts")
        shown: Any = answer.get("message") or {}
        return Posted(ts, astray=thread is not None and shown.get("thread_ts") != thread)

    def find(
        self, channel_id: str, mark: Mark, since: datetime, thread: str | None, cursor: str
    ) -> Look:
        """Look one page through history, or the replies of a thread, by the message's metadata."""
        asked: dict[str, Any] = {
            "channel": channel_id,
            "oldest": f"{since.timestamp():.6f}",
            "include_all_metadata": True,
            "limit": PAGE,
        }
        asked |= {"cursor": cursor} if cursor else {}
        with _sorted_errors():
            if thread is None:
                answer = self._client.conversations_history(**asked)
            else:
                answer = self._client.conversations_replies(ts=thread, **asked)
        messages: Any = answer.get("messages") or ()
        further: Any = answer.get("response_metadata") or {}
        cursor = further.get("next_cursor") or ""
        found = [each for each in messages if _has(each, mark)]
        if thread is not None and not found and not cursor and not _is_alive(messages, thread):
            # The thread lives on under a parent that was deleted; what is sent to it goes astray.
            raise Refused(UNTHREADED)
        return Look(found[0]["ts"] if found else None, cursor)

    def update(self, channel_id: str, ts: str, message: Message, mark: Mark) -> None:
        """Put another text in the place of a message, which keeps its mark."""
        with _sorted_errors():
            self._client.chat_update(
                channel=channel_id,
                ts=ts,
                text=message.text,
                blocks=list(message.blocks),
                metadata=_metadata(mark),
            )

    def delete(self, channel_id: str, ts: str) -> None:
        """Take a message away; one that is gone already is no error."""
        try:
            with _sorted_errors():
                self._client.chat_delete(channel=channel_id, ts=ts)
        except Refused as refused:
            if refused.reason != "message_not_found":
                raise

    def tell(self, user_id: str, message: Message) -> None:
        """Tell one person in the bot's DM."""
        with _sorted_errors():
            self._client.chat_postMessage(
                channel=user_id,
                text=message.text,
                blocks=list(message.blocks),
                unfurl_links=False,
                unfurl_media=False,
            )

    def has_left(self, user_id: str) -> bool:
        """Tell whether somebody is no member of the workspace any more."""
        try:
            with _sorted_errors():
                answer = self._client.users_info(user=user_id)
        except Refused as refused:
            return refused.reason in GONE
        user: Any = answer["user"]
        return bool(user.get("deleted"))

    def admins(self) -> Sequence[str]:
        """The ids of the workspace's owners and admins, in that order."""
        with _sorted_errors():
            pages = list(self._client.users_list(limit=PAGE))
        members = [each for page in pages for each in page.get("members") or ()]
        living = [each for each in members if not each.get("deleted")]
        owners = [each["id"] for each in living if each.get("is_owner")]
        return [*owners, *(each["id"] for each in living if each.get("is_admin"))]

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Name people as text, by id."""
        return self._names(user_ids)


@contextmanager
def _sorted_errors() -> Generator[None]:
    """Sort what went wrong by what it says of the message: not sent, perhaps sent, refused."""
    try:
        yield
    except SlackApiError as error:
        raise _sorted(error) from error
    except URLError as error:
        if isinstance(error.reason, NEVER_SENT):
            raise Passing("unreachable") from error
        raise OutcomeOpen("no_answer") from error
    except FAILURES as error:
        raise OutcomeOpen("no_answer") from error


def _sorted(error: SlackApiError) -> Passing | OutcomeOpen | Refused:
    answer: Any = error.response
    said = str(answer.get("error") or "")
    if answer.status_code == 429 or said in LIMITED:
        return Passing("ratelimited", _retry_after(answer.headers))
    if answer.status_code >= 500:
        return OutcomeOpen(f"http_{answer.status_code}")
    if said in OPEN:
        return OutcomeOpen(said)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", said):
        return OutcomeOpen("no_json")
    return Passing(said) if said in PASSING else Refused(said)


def _retry_after(headers: Mapping[str, Any]) -> float | None:
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    told = told[0] if isinstance(told, list) and told else told
    return float(str(told)) if re.fullmatch(r"\d{1,6}", str(told)) else None


def _metadata(mark: Mark) -> dict[str, Any]:
    payload = {"run": mark.run_id, "part": mark.part}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def _has(message: Any, mark: Mark) -> bool:
    stated = message.get("metadata") or {}
    return all(stated.get(key) == value for key, value in _metadata(mark).items())


def _is_alive(messages: Any, thread: str) -> bool:
    """Tell whether the parent, which heads each page of replies, still stands."""
    return any(each["ts"] == thread and each.get("subtype") != "tombstone" for each in messages)


def _quiet() -> logging.Logger:
    """A log without the bodies that the SDK writes at DEBUG: they hold what people wrote."""
    logger = logging.getLogger("bot.slack_posts.client")
    logger.setLevel(logging.CRITICAL)
    return logger

"""What Slack tells when a workspace takes the app out: its tokens are deleted at once."""

import logging
from datetime import UTC, datetime
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.context.context import BoltContext

from bot.authorize import Access
from bot.delivery import said
from storage.errors import Unavailable

log = logging.getLogger(__name__)

Payload = dict[str, Any]


class Uninstalling:
    """One method for each of the two events, which come in either order, late, or twice."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def uninstalled(self, body: Payload, context: BoltContext) -> BoltResponse:
        """Delete the workspace's tokens."""
        return self._left(body, context)

    def revoked(self, body: Payload, event: Payload, context: BoltContext) -> BoltResponse:
        """Delete them where the bot's own is among those that were taken back."""
        return self._left(body, context) if (event.get("tokens") or {}).get("bot") else said()

    def _left(self, body: Payload, context: BoltContext) -> BoltResponse:
        if context.team_id is None:
            return said()
        happened_at = _happened_at(body)
        try:
            if happened_at is None or _is_of_organization(body):
                self._access.doubted(context.team_id)
            else:
                self._access.left(context.team_id, happened_at)
        except Unavailable:
            # The only answer after which Slack tells again.
            log.warning("Tokens are not deleted yet: the database does not answer.")
            return BoltResponse(status=503, body="")
        return said()


def _happened_at(body: Payload) -> datetime | None:
    """Tell when it happened, None where that is no moment at all."""
    try:
        return datetime.fromtimestamp(body["event_time"], UTC)
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return None


def _is_of_organization(body: Payload) -> bool:
    """Tell whether a whole organization took it out: its workspace may have an install besides."""
    return any(each.get("is_enterprise_install") for each in body.get("authorizations") or ())

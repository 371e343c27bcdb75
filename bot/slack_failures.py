"""How a call to Slack fails, whatever was asked."""

from http.client import HTTPException

from slack_sdk.errors import SlackApiError, SlackClientError

# What a call over the network raises: refusals, dropped connections, answers that are no JSON.
FAILURES = (SlackClientError, OSError, ValueError, HTTPException)


def reason(error: Exception) -> str:
    """Name a failure by Slack's word for it or its kind, never by what was sent."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error", "unknown"))
    return type(error).__name__

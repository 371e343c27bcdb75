"""Which addresses the bot sends to: Slack's own, never one that somebody typed."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

HOSTS = ("slack.com", "slack-gov.com")


def is_slacks(address: str, api_url: str) -> bool:
    """Tell whether the bot's token may go there: one of Slack's hosts, or where its Web API is."""
    asked, api = _parts(address), _parts(api_url)
    if asked is None or api is None:
        return False
    if (asked.scheme, asked.netloc) == (api.scheme, api.netloc) and asked.netloc:
        return True
    return asked.scheme == "https" and _is_of_slack(asked)


def takes_answers(address: str, api_url: str) -> bool:
    """Tell whether an answer may go there: the same, or the machine that stands in for Slack."""
    asked, api = _parts(address), _parts(api_url)
    if asked is None or api is None:
        return False
    if is_slacks(address, api_url):
        return True
    return (
        not _is_of_slack(api)
        and asked.scheme in ("http", "https")
        and bool(asked.hostname)
        and (asked.hostname == api.hostname or (_is_here(asked) and _is_here(api)))
    )


def _is_of_slack(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    return host in HOSTS or host.endswith(tuple(f".{each}" for each in HOSTS))


def _is_here(parts: SplitResult) -> bool:
    """Whether it is this machine by any of its names."""
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        # Whose a host with an @ or a backslash is, a proxy may see differently.
        is_plain = parts.port != 0 and not set("@\\") & set(parts.netloc)
    except ValueError:
        return None
    return parts if is_plain else None
